package io.discordgateway.spring.driver;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link Waits}.
 */
class WaitsTests {

	@ParameterizedTest
	@CsvSource({ "-5, 0 ms", "0, 0 ms", "9999, 9999 ms", "10000, 10 s", "47091, 48 s", "599000, 599 s",
			"600000, 10 min", "600001, 10 min", "659001, 11 min", "86400000, 1440 min" })
	void waitIsToldAsExactlyAsPeopleWantIt(long millis, String told) {
		assertThat(Waits.describe(Duration.ofMillis(millis))).isEqualTo(told);
	}

}
