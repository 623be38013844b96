package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how often the API is asked where the gateway is, in virtual time (R1, R2).
 */
class LookUpRetryTests {

	private final SeededThreads threads = new SeededThreads(1);

	private final SimulatedBot bot = SimulatedBot.on(this.threads).auto().build();

	@Test
	@DisplayName("R2: an API that fails is asked more and more rarely, and once a minute at least")
	void failuresAreWaitedForUpToAMinute() {
		for (int i = 0; i < 40; i++) {
			this.bot.refusals.add(new MockClientHttpResponse(new byte[0], HttpStatus.SERVICE_UNAVAILABLE));
		}
		CompletableFuture<Void> unused = this.bot.run.open();
		this.threads.advance(Duration.ofMinutes(40));
		List<Instant> asked = this.bot.lookups;
		assertThat(asked).hasSizeGreaterThanOrEqualTo(41);
		for (int i = 1; i <= 40; i++) {
			Duration bound = (i <= 6) ? Duration.ofSeconds(1L << (i - 1)) : Duration.ofMinutes(1);
			assertThat(Duration.between(asked.get(i - 1), asked.get(i))).as("wait %d", i)
				.isBetween(Duration.ofMillis(500), bound.plusMillis(500));
		}
		Duration longest = Duration.between(asked.get(6), asked.get(40));
		assertThat(longest).as("34 waits of half a minute on average").isGreaterThan(Duration.ofMinutes(10));
		assertThat(this.bot.isConnected()).isTrue();
		assertThat(this.bot.run.lookupFailure()).isNull();
	}

}
