package io.discordgateway.spring.test;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of Discord, of the gateway and of the API's rate limits, which stands still
 * unless the test moves it.
 *
 * @since 0.1
 */
public final class TestTime {

	private final TestDiscord discord;

	TestTime(TestDiscord discord) {
		this.discord = discord;
	}

	/**
	 * Returns what time it is.
	 * @return the time
	 */
	public Instant now() {
		return this.discord.now();
	}

	/**
	 * Moves the time. Whatever is due on the way happens at its time, and all comes to
	 * rest before the time goes on.
	 * @param duration how far, not negative
	 * @throws AssertionError if something does not come to rest
	 * @throws IllegalStateException if the test has {@code sockets}, where the time is
	 * the machine's
	 */
	public void advance(Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("Time does not go back: " + duration);
		}
		this.discord.discord().advance(duration, this.discord::rest);
	}

}
