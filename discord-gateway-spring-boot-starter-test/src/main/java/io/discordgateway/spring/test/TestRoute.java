package io.discordgateway.spring.test;

import java.time.Duration;

import io.discordgateway.test.RateLimitScope;
import io.discordgateway.test.discord.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * Calls of Discord's API that are answered by hand.
 *
 * @since 0.1
 */
public final class TestRoute {

	private final TestDiscord discord;

	private final String method;

	private final String pattern;

	private int times = Integer.MAX_VALUE;

	TestRoute(TestDiscord discord, String method, String pattern) {
		this.discord = discord;
		this.method = method;
		this.pattern = pattern;
	}

	/**
	 * Answers only the next calls by hand. Said before the answer.
	 * @param times how many
	 * @return this route
	 */
	public TestRoute next(int times) {
		this.times = times;
		return this;
	}

	/**
	 * Answers with a body.
	 * @param status the HTTP status
	 * @param body the body, JSON if it looks like it
	 */
	public void answers(int status, String body) {
		script(RestResponse.text(status, body));
	}

	/**
	 * Refuses calls.
	 * @param status the HTTP status
	 * @param retryAfter after what time Discord says that they may come again, or
	 * {@code null} if it does not say
	 */
	public void refuses(int status, @Nullable Duration retryAfter) {
		if (retryAfter == null) {
			answers(status, "{\"message\":\"Refused by the test\",\"code\":0}");
			return;
		}
		double seconds = retryAfter.toMillis() / 1000.0;
		this.discord.quietUntil(this.discord.now().plus(retryAfter));
		script(RestResponse
			.text(status,
					"{\"message\":\"You are being rate limited.\",\"retry_after\":" + seconds + ",\"global\":false}")
			.with("Retry-After", String.valueOf((long) Math.ceil(seconds)))
			.with("X-RateLimit-Scope", "user"));
	}

	/**
	 * Limits calls: refuses them with 429.
	 * @param retryAfter after what time Discord says that they may come again
	 * @param scope whose limit it says that it is
	 */
	public void limits(Duration retryAfter, RateLimitScope scope) {
		this.discord.quietUntil(this.discord.now().plus(retryAfter));
		script(RestResponse.limited(retryAfter, scope.header()));
	}

	/** Lets Discord answer again. */
	public void recovers() {
		script(null);
	}

	void forget() {
		recovers();
	}

	private void script(@Nullable RestResponse response) {
		this.discord.let((world) -> world.script(this.method, this.pattern, response, this.times));
	}

}
