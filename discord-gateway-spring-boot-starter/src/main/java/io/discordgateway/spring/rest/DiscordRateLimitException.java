package io.discordgateway.spring.rest;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClientException;

/**
 * Thrown when a request would have to wait for Discord's rate limits for longer than is
 * allowed. The request was not done.
 *
 * @since 0.1
 */
public class DiscordRateLimitException extends RestClientException {

	private static final long serialVersionUID = 1L;

	private final String route;

	private final transient @Nullable Duration retryAfter;

	private final boolean global;

	DiscordRateLimitException(Route route, @Nullable Duration retryAfter, boolean global) {
		super(message(route, retryAfter, global));
		this.route = route.name();
		this.retryAfter = retryAfter;
		this.global = global;
	}

	private static String message(Route route, @Nullable Duration retryAfter, boolean global) {
		String limit = global ? "Discord's global rate limit" : "Discord's rate limit";
		return route.name() + " was not sent: " + limit
				+ ((retryAfter != null) ? " lets it pass in " + retryAfter.toMillis() + " ms, "
						: " has a line of requests that wait before it, ")
				+ "which is more than may be waited (discord.gateway.rest.max-wait)";
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
	 * Returns whether all of the bot's requests are limited.
	 * @return whether it is the global limit
	 */
	public boolean isGlobal() {
		return this.global;
	}

}
