package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/**
 * Answer to a {@link RestRequest}.
 *
 * @param status the HTTP status
 * @param headers the headers, without the length of the body
 * @param body the body, empty if there is none
 * @since 0.1
 */
public record RestResponse(int status, Map<String, String> headers, byte[] body) {

	public RestResponse {
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
	}

	static RestResponse json(int status, JsonNode body) {
		return new RestResponse(status, Map.of("Content-Type", "application/json"), Json.write(body));
	}

	static RestResponse ok(JsonNode body) {
		return json(200, body);
	}

	static RestResponse created(JsonNode body) {
		return json(201, body);
	}

	static RestResponse noContent() {
		return new RestResponse(204, Map.of(), new byte[0]);
	}

	/**
	 * Makes an answer of a text that was written by hand.
	 * @param status the HTTP status
	 * @param body the body, JSON if it looks like it
	 * @return the answer
	 */
	public static RestResponse text(int status, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		boolean json = body.startsWith("{") || body.startsWith("[");
		return new RestResponse(status,
				(bytes.length > 0) ? Map.of("Content-Type", json ? "application/json" : "text/plain") : Map.of(),
				bytes);
	}

	/**
	 * Adds a header.
	 * @param header its name
	 * @param value its value
	 * @return a copy with the header
	 */
	public RestResponse with(String header, String value) {
		Map<String, String> more = new LinkedHashMap<>(this.headers);
		more.put(header, value);
		return new RestResponse(this.status, more, this.body);
	}

	/**
	 * Makes the answer of a limit.
	 * @param left after what time the call may come again
	 * @param scope whose limit it is: {@code user}, {@code global} or {@code shared}
	 * @return a 429
	 */
	public static RestResponse limited(Duration left, String scope) {
		boolean global = scope.equals("global");
		RestResponse response = RateLimits
			.refusal(left, global,
					scope.equals("shared") ? "The resource is being rate limited." : "You are being rate limited.")
			.with("X-RateLimit-Scope", scope);
		return global ? response.with("X-RateLimit-Global", "true") : response;
	}

	RestResponse with(Map<String, String> more) {
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		all.putAll(more);
		return new RestResponse(this.status, all, this.body);
	}

	/**
	 * Returns the body as text.
	 * @return the text, empty if there is no body
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

}
