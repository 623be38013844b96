package io.discordgateway.spring.driver;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the gateway's url could not be found out this time (R2).
 */
class GatewayLookupException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable Duration retryAfter;

	GatewayLookupException(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
		super(message, cause);
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns how long the API asks to wait.
	 * @return the time, or {@code null} if it did not say
	 */
	@Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

}
