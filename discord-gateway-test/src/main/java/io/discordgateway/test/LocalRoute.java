package io.discordgateway.test;

import java.time.Duration;

import io.discordgateway.test.discord.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API of a {@link LocalGateway} that are answered by hand. Thread-safe.
 *
 * @since 0.1
 */
public final class LocalRoute {

	private final LocalGateway gateway;

	private final String method;

	private final String pattern;

	LocalRoute(LocalGateway gateway, String method, String pattern) {
		if (!pattern.startsWith("/")) {
			throw new IllegalArgumentException("'pattern' must begin with a slash: it is a path below /api/v10");
		}
		this.gateway = gateway;
		this.method = method;
		this.pattern = pattern;
	}

	/**
	 * Answers the requests with this until {@link #restore()}.
	 * @param status the HTTP status
	 * @param body the body, JSON or empty
	 */
	public void answer(int status, String body) {
		answer(Integer.MAX_VALUE, status, body);
	}

	/**
	 * Answers the next requests with this, and those after them as usual.
	 * @param times how many
	 * @param status the HTTP status
	 * @param body the body, JSON or empty
	 */
	public void answer(int times, int status, String body) {
		set(times, RestResponse.text(status, body));
	}

	/**
	 * Refuses the requests until {@link #restore()}.
	 * @param status the HTTP status
	 * @param retryAfter value of the header {@code Retry-After}, or {@code null} for none
	 * @param body the body, JSON or empty
	 */
	public void refuse(int status, @Nullable Duration retryAfter, String body) {
		refuse(Integer.MAX_VALUE, status, retryAfter, body);
	}

	/**
	 * Refuses the next requests, and answers those after them as usual.
	 * @param times how many
	 * @param status the HTTP status
	 * @param retryAfter value of the header {@code Retry-After}, or {@code null} for none
	 * @param body the body, JSON or empty
	 */
	public void refuse(int times, int status, @Nullable Duration retryAfter, String body) {
		RestResponse response = RestResponse.text(status, body);
		if (retryAfter != null) {
			response = response.with("Retry-After", Long.toString((retryAfter.toMillis() + 999) / 1000));
		}
		set(times, (status == 429) ? response.with("X-RateLimit-Scope", "user") : response);
	}

	/**
	 * Limits the next requests: answers them with 429 and Discord's body.
	 * @param times how many
	 * @param retryAfter after what time they may come again
	 * @param scope whose limit it is
	 */
	public void limit(int times, Duration retryAfter, RateLimitScope scope) {
		set(times, RestResponse.limited(retryAfter, scope.header()));
	}

	/** Lets the requests be answered as usual again. */
	public void restore() {
		this.gateway.script(this.method, this.pattern, null, 0);
	}

	private void set(int times, RestResponse response) {
		if (times < 1) {
			throw new IllegalArgumentException("'times' must be at least 1");
		}
		this.gateway.script(this.method, this.pattern, response, times);
	}

}
