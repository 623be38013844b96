package io.discordgateway.spring.rest;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClientException;

/**
 * Thrown when a request would have to wait for Discord's rate limits for longer than is
 * allowed, or was refused too often. The request was not done.
 *
 * @since 0.1
 */
public class DiscordRateLimitException extends RestClientException {

	private static final long serialVersionUID = 1L;

	private final String route;

	private final transient @Nullable Duration retryAfter;

	private final boolean global;

	private final boolean sent;

	private DiscordRateLimitException(Route route, String message, @Nullable Duration retryAfter, Limit limit,
			boolean sent) {
		super(route + message);
		this.route = route.name();
		this.retryAfter = retryAfter;
		this.global = limit.everything();
		this.sent = sent;
	}

	/** Of a request that waits for others before it. */
	static DiscordRateLimitException inLine(Route route, boolean sent) {
		return new DiscordRateLimitException(route,
				told(sent) + Limit.BUCKET + " has a line of requests that wait before it" + tooLong(), null,
				Limit.BUCKET, sent);
	}

	/** Of a request that waits for a limit. */
	static DiscordRateLimitException held(Route route, Limit limit, Duration wait, boolean sent) {
		return new DiscordRateLimitException(route,
				told(sent) + limit + " lets it pass in " + wait.toMillis() + " ms" + tooLong(), wait, limit, sent);
	}

	/** Of a request that was refused so often that it is not sent again. */
	static DiscordRateLimitException refused(Route route, Limit limit, Duration wait, int times) {
		return new DiscordRateLimitException(route,
				" was sent " + times + " times, refused with 429 each time, and is not sent again: " + limit
						+ " lets it pass in " + wait.toMillis() + " ms",
				wait, limit, true);
	}

	private static String told(boolean sent) {
		return sent ? " was sent and refused with 429, and is not sent again: " : " was not sent: ";
	}

	private static String tooLong() {
		return ", which is more than may be waited (discord.gateway.rest.max-wait)";
	}

	/**
	 * Returns which calls are limited.
	 * @return method and path with placeholders instead of ids
	 */
	public String getRoute() {
		return this.route;
	}

	/**
	 * Returns after what time the request may be sent.
	 * @return the time, or {@code null} if other requests stand in line before it
	 */
	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

	/**
	 * Returns whether requests of every kind are limited.
	 * @return whether it is the global limit, or one on the address of this host
	 */
	public boolean isGlobal() {
		return this.global;
	}

	/**
	 * Returns whether the request went to Discord, which refused it with 429. If not, it
	 * was held back here.
	 * @return whether it was sent
	 */
	public boolean isSent() {
		return this.sent;
	}

}
