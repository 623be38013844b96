package io.discordgateway.spring.driver;

import java.time.Duration;

/**
 * Says how long something takes, as exactly as people want to know it.
 */
final class Waits {

	private static final Duration SECONDS = Duration.ofSeconds(10);

	private static final Duration MINUTES = Duration.ofMinutes(10);

	private Waits() {
	}

	static String describe(Duration wait) {
		if (wait.isNegative()) {
			return "0 ms";
		}
		if (wait.compareTo(SECONDS) < 0) {
			return wait.toMillis() + " ms";
		}
		// The next full one: what comes too soon is worse than what comes too late.
		return (wait.compareTo(MINUTES) < 0) ? wait.plusMillis(999).toSeconds() + " s"
				: wait.plusSeconds(59).toMinutes() + " min";
	}

}
