package io.discordgateway.spring.driver;

import java.util.Objects;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Repetitions}.
 */
class RepetitionsTests {

	private final Repetitions repetitions = new Repetitions();

	@Test
	void sameWarningIsToldWithItsCountAtPowersOfTen() {
		assertThat(IntStream.rangeClosed(1, 1000)
			.mapToObj((i) -> this.repetitions.next("no answer within " + i + " ms"))
			.filter(Objects::nonNull)).hasSize(4).first().isEqualTo("no answer within 1 ms");
		assertThat(this.repetitions.next("another")).isEqualTo("another");
	}

	@Test
	void tenthTimeSaysHowOften() {
		IntStream.range(0, 9).forEach((i) -> this.repetitions.next("x"));
		assertThat(this.repetitions.next("x")).contains("that makes 10 times");
	}

	@Test
	void whatIsForgottenIsNew() {
		this.repetitions.next("x");
		assertThat(this.repetitions.next("x")).isNull();
		this.repetitions.forget();
		assertThat(this.repetitions.next("x")).isEqualTo("x");
	}

	@Test
	void peerThatSaysSomethingElseEachTimeFillsNoMemoryAndIsHeard() {
		for (int i = 0; i < 10_000; i++) {
			String message = "x".repeat(i % 200) + "y";
			String told = this.repetitions.next(message);
			assertThat(told == null || told.startsWith(message)).isTrue();
		}
		assertThat(this.repetitions.next("never heard")).isEqualTo("never heard");
	}

}
