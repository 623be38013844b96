package io.discordgateway.protocol;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	private double chance;

	private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new RandomGenerator() {

		@Override
		public long nextLong() {
			throw new AssertionError("Only nextDouble is promised to be used");
		}

		@Override
		public double nextDouble() {
			return BackoffTests.this.chance;
		}

	});

	@Test
	void waitIsAnywhereBelowADoublingBound() { // R20
		this.chance = 0;
		assertThat(this.backoff.jittered(5)).isZero();
		this.chance = 0.5;
		assertThat(this.backoff.jittered(0)).hasMillis(500);
		assertThat(this.backoff.jittered(5)).hasMillis(16_000);
		assertThat(this.backoff.jittered(6)).hasMillis(45_000);
		assertThat(this.backoff.jittered(Integer.MAX_VALUE)).hasMillis(45_000);
	}

	@Test
	void waitAtTheBoundIsHalfOfItAtLeast() { // R20
		this.chance = 0;
		assertThat(this.backoff.jittered(6)).hasSeconds(30);
		this.chance = Math.nextDown(1.0);
		assertThat(this.backoff.jittered(6)).hasMillis(59_999);
	}

	@Test
	void stepsToTheBoundAreCounted() { // R20
		assertThat(Backoff.steps(Duration.ofSeconds(1), Duration.ofSeconds(60))).isEqualTo(6);
		assertThat(Backoff.steps(Duration.ofSeconds(5), Duration.ofSeconds(5))).isZero();
	}

	@Test
	void waitIsBetweenTwoBounds() { // R15
		this.chance = 0;
		assertThat(this.backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(5))).hasMillis(1000);
		this.chance = 0.75;
		assertThat(this.backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(5))).hasMillis(4000);
	}

	@Test
	void boundsThatAreOneStayOne() { // R20
		assertThat(Backoff.bound(Duration.ofSeconds(5), Duration.ofSeconds(5), 9)).hasSeconds(5);
		assertThat(Backoff.bound(Duration.ofSeconds(5), Duration.ofMinutes(15), 0)).hasSeconds(5);
		assertThat(Backoff.bound(Duration.ofSeconds(5), Duration.ofMinutes(15), 7)).hasSeconds(640);
		assertThat(Backoff.bound(Duration.ofSeconds(5), Duration.ofMinutes(15), 8)).hasSeconds(900);
	}

}
