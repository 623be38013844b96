package io.discordgateway.test;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes JSON.
 */
final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Json() {
	}

	/**
	 * Reads one JSON value.
	 * @param json the text
	 * @return the value
	 * @throws IllegalArgumentException if the text is not JSON
	 */
	static JsonNode read(String json) {
		try {
			return MAPPER.readTree(json);
		}
		catch (JacksonException ex) {
			// Not the cause: its message quotes the text, which may hold a token.
			throw new IllegalArgumentException("Not JSON: " + ex.getClass().getSimpleName());
		}
	}

	static byte[] write(JsonNode node) {
		return MAPPER.writeValueAsBytes(node);
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

}
