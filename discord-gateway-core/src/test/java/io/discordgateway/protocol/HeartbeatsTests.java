package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeartbeatsTests {

	private final Instant now = Instant.parse("2026-11-24T00:00:00Z");

	private final Latencies latencies = new Latencies();

	private final Heartbeats heartbeats = new Heartbeats(Duration.ofSeconds(40), false, this.latencies);

	@Test
	void heartbeatIsMissedUntilItIsAcknowledged() { // R8
		assertThat(this.heartbeats.acknowledged()).isTrue();
		assertThat(this.heartbeats.missed()).isFalse();
		this.heartbeats.sent(this.now);
		assertThat(this.heartbeats.acknowledged()).isFalse();
		assertThat(this.heartbeats.missed()).isTrue();
		assertThat(this.heartbeats.acknowledged(this.now.plusMillis(30))).hasMillis(30);
		assertThat(this.heartbeats.acknowledged()).isTrue();
		assertThat(this.heartbeats.missed()).isFalse();
	}

	@Test
	void acknowledgmentInAPauseIsNoLatency() { // R8, R9
		this.heartbeats.sent(this.now);
		this.heartbeats.reading(false);
		assertThat(this.heartbeats.missed()).isFalse();
		this.heartbeats.reading(true);
		assertThat(this.heartbeats.missed()).as("there was a pause").isFalse();
		assertThat(this.heartbeats.acknowledged(this.now.plusSeconds(30))).isNull();
		this.heartbeats.sent(this.now.plusSeconds(40));
		assertThat(this.heartbeats.missed()).isTrue();
	}

	@Test
	void trafficKeepsTheConnectionForThreeIntervals() { // R47
		for (int i = 0; i < 2; i++) {
			this.heartbeats.sent(this.now.plusSeconds(40 * i));
			assertThat(this.heartbeats.missed()).as("nothing else came").isTrue();
			this.heartbeats.heard();
			assertThat(this.heartbeats.missed()).isFalse();
		}
		this.heartbeats.sent(this.now.plusSeconds(80));
		this.heartbeats.heard();
		assertThat(this.heartbeats.missed()).as("three intervals without an ACK").isTrue();
		assertThat(this.heartbeats.acknowledged(this.now.plusSeconds(81))).as("of the oldest").hasSeconds(81);
		this.heartbeats.sent(this.now.plusSeconds(120));
		this.heartbeats.heard();
		assertThat(this.heartbeats.missed()).as("counted anew").isFalse();
	}

	@Test
	void trafficIsNoAcknowledgmentWhereThatIsAskedFor() { // R8, R47
		Heartbeats strict = new Heartbeats(Duration.ofSeconds(40), true, this.latencies);
		strict.sent(this.now);
		strict.heard();
		assertThat(strict.missed()).isTrue();
	}

	@Test
	void intervalWithAPauseCountsForNoneOfTheThree() { // R8, R47
		this.heartbeats.sent(this.now);
		this.heartbeats.heard();
		this.heartbeats.reading(false);
		this.heartbeats.reading(true);
		for (int i = 1; i <= 2; i++) {
			this.heartbeats.sent(this.now.plusSeconds(40 * i));
			this.heartbeats.heard();
			assertThat(this.heartbeats.missed()).isFalse();
		}
		this.heartbeats.sent(this.now.plusSeconds(120));
		this.heartbeats.heard();
		assertThat(this.heartbeats.missed()).isTrue();
	}

	@Test
	void hostSleptIfAHeartbeatIsLateByAnIntervalAndTenSeconds() { // R42
		assertThat(this.heartbeats.sleptAfter(this.now)).isEqualTo(this.now.plusSeconds(40));
		assertThat(new Heartbeats(Duration.ofSeconds(5), false, this.latencies).sleptAfter(this.now))
			.isEqualTo(this.now.plusSeconds(10));
	}

	@Test
	void meanIsOfTheLastFive() { // R9
		assertThat(this.latencies.mean()).isNull();
		for (int i = 1; i <= 6; i++) {
			this.heartbeats.sent(this.now);
			this.heartbeats.acknowledged(this.now.plusMillis(i * 10));
		}
		assertThat(this.latencies.last()).hasMillis(60);
		assertThat(this.latencies.mean()).hasMillis(40);
	}

	@Test
	void scheduleIsKeptUnlessTheAcknowledgmentWouldHaveTooLittleTime() { // R5, R8
		assertThat(this.heartbeats.nextAfter(this.now, this.now)).isEqualTo(this.now.plusSeconds(40));
		assertThat(this.heartbeats.nextAfter(this.now, this.now.plusSeconds(20))).isEqualTo(this.now.plusSeconds(40));
		assertThat(this.heartbeats.nextAfter(this.now, this.now.plusSeconds(21))).isEqualTo(this.now.plusSeconds(61));
		assertThat(this.heartbeats.nextAfter(this.now, this.now.plusSeconds(400))).isEqualTo(this.now.plusSeconds(440));
	}

}
