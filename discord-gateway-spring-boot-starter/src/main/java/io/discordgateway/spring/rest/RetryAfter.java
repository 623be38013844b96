package io.discordgateway.spring.rest;

import java.time.Duration;

import io.discordgateway.spring.Internal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;

/**
 * What a refusal with HTTP 429 says (Rate Limits &gt; Exceeding A Rate Limit; R2).
 *
 * @param duration after what time to ask again: the longer of header and body, at least a
 * millisecond and at most a day
 * @param global whether that holds for every request: Discord says so, or something in
 * front of Discord refused, which then has no body of Discord's
 * @since 0.1
 */
@Internal
public record RetryAfter(Duration duration, boolean global) {

	/**
	 * Reads a refusal. If it tells no time, a second is taken.
	 * @param headers the headers
	 * @param body the body
	 * @return what they say
	 */
	public static RetryAfter of(HttpHeaders headers, String body) {
		double seconds = 0;
		String header = headers.getFirst(HttpHeaders.RETRY_AFTER);
		if (header != null) {
			try {
				seconds = Double.parseDouble(header.strip());
			}
			catch (NumberFormatException ex) {
				// A date: the body says it in seconds.
			}
		}
		JsonNode json = parse(body);
		boolean global = json == null || json.path("global").asBoolean(false)
				|| "true".equalsIgnoreCase(headers.getFirst("X-RateLimit-Global"))
				|| "global".equalsIgnoreCase(headers.getFirst("X-RateLimit-Scope"));
		double wait = Math.max(seconds, (json != null) ? json.path("retry_after").asDouble(0) : 0);
		long millis = (long) Math.ceil(((wait > 0) ? wait : 1) * 1000);
		return new RetryAfter(Duration.ofMillis(Math.min(millis, Duration.ofDays(1).toMillis())), global);
	}

	private static @Nullable JsonNode parse(String body) {
		try {
			JsonNode json = JsonMapper.shared().readTree(body);
			return json.isObject() ? json : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
