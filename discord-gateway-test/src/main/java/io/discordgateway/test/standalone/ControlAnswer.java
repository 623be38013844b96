package io.discordgateway.test.standalone;

import java.nio.charset.StandardCharsets;

import io.discordgateway.test.discord.Json;
import tools.jackson.databind.JsonNode;

/**
 * Answer of the control API.
 *
 * @param status the HTTP status
 * @param contentType what the body is
 * @param body the body, empty with 204
 */
record ControlAnswer(int status, String contentType, byte[] body) {

	private static final String JSON = "application/json";

	static ControlAnswer ok(JsonNode body) {
		return new ControlAnswer(200, JSON, Json.write(body));
	}

	static ControlAnswer created(JsonNode body) {
		return new ControlAnswer(201, JSON, Json.write(body));
	}

	static ControlAnswer noContent() {
		return new ControlAnswer(204, "", new byte[0]);
	}

	static ControlAnswer json(byte[] body) {
		return new ControlAnswer(200, JSON, body);
	}

	static ControlAnswer text(String body) {
		return new ControlAnswer(200, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
	}

}
