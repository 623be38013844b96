package io.discordgateway.spring.rest;

import java.time.Duration;

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
 * @param limit what refuses: {@link Limit#BUCKET}, {@link Limit#GLOBAL} or
 * {@link Limit#ADDRESS}
 */
record RetryAfter(Duration duration, Limit limit) {

	/**
	 * Reads a refusal. If it tells no time, a second is taken.
	 * @param headers the headers
	 * @param body the body
	 * @return what they say
	 */
	static RetryAfter of(HttpHeaders headers, String body) {
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
		double wait = Math.max(seconds, (json != null) ? json.path("retry_after").asDouble(0) : 0);
		long millis = (long) Math.ceil(((wait > 0) ? wait : 1) * 1000);
		return new RetryAfter(Duration.ofMillis(Math.min(millis, Duration.ofDays(1).toMillis())), limit(headers, json));
	}

	private static Limit limit(HttpHeaders headers, @Nullable JsonNode json) {
		// What stands in front of Discord may answer in JSON, too, but not with these.
		if (json == null || !json.path("retry_after").isNumber() || !json.path("global").isBoolean()) {
			return Limit.ADDRESS;
		}
		boolean global = json.path("global").asBoolean()
				|| "true".equalsIgnoreCase(headers.getFirst("X-RateLimit-Global"))
				|| "global".equalsIgnoreCase(headers.getFirst("X-RateLimit-Scope"));
		return global ? Limit.GLOBAL : Limit.BUCKET;
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
