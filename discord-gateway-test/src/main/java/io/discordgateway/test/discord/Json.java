package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;

import io.discordgateway.Internal;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes JSON.
 *
 * @since 0.1
 */
@Internal
public final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Json() {
	}

	/**
	 * Reads one JSON value.
	 * @param json the text
	 * @return the value
	 * @throws IllegalArgumentException if the text is not JSON
	 */
	public static JsonNode read(String json) {
		return read(json.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Reads one JSON value.
	 * @param json the text in UTF-8
	 * @return the value
	 * @throws IllegalArgumentException if the text is not JSON
	 */
	public static JsonNode read(byte[] json) {
		try {
			return MAPPER.readTree(json);
		}
		catch (JacksonException ex) {
			// Not the cause: its message quotes the text, which may hold a token.
			throw new IllegalArgumentException("Not JSON: " + ex.getClass().getSimpleName());
		}
	}

	static JsonParser parser(byte[] json) {
		return MAPPER.createParser(json);
	}

	/**
	 * Writes a value.
	 * @param node the value
	 * @return JSON in UTF-8
	 */
	public static byte[] write(JsonNode node) {
		return MAPPER.writeValueAsBytes(node);
	}

	/**
	 * Makes an object.
	 * @return an empty one
	 */
	public static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

}
