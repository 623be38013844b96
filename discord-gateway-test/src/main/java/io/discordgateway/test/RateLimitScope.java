package io.discordgateway.test;

import java.util.Locale;

/**
 * Whose limit a 429 tells of (Rate Limits &gt; Header Format).
 *
 * @since 0.1
 */
public enum RateLimitScope {

	/** Of the bot on one route. */
	USER,

	/** Of the bot on all routes. */
	GLOBAL,

	/** Of something that others use, too; such a 429 is not counted against the bot. */
	SHARED;

	/**
	 * Returns the value of the header {@code X-RateLimit-Scope}.
	 * @return the value
	 */
	public String header() {
		return name().toLowerCase(Locale.ROOT);
	}

}
