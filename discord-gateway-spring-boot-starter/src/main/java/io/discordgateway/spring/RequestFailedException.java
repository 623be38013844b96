package io.discordgateway.spring;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Completes the future of a request that was sent and will not be answered: Discord has
 * put it off for longer than the request may take, the session was lost, or the shard
 * stopped.
 *
 * @since 0.1
 */
public class RequestFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable Duration retryAfter;

	/**
	 * Makes an exception.
	 * @param message why there is no answer, and what to do
	 * @param retryAfter after what time Discord takes such a request again, or
	 * {@code null} if this is not the reason
	 */
	public RequestFailedException(String message, @Nullable Duration retryAfter) {
		super(message);
		this.retryAfter = retryAfter;
	}

	/**
	 * Returns after what time Discord takes such a request again.
	 * @return the time, or {@code null} if the request did not fail for a rate limit
	 */
	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

}
