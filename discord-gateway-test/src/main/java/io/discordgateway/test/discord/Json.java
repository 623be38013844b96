package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
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

	static ArrayNode array() {
		return JsonNodeFactory.instance.arrayNode();
	}

	/** A string or number as text, anything else as the empty string. */
	static String text(JsonNode object, String field) {
		return text(object.path(field));
	}

	static String text(JsonNode value) {
		return (value.isString() || value.isNumber()) ? value.asString() : "";
	}

	/** The id of an object, empty if it has none. */
	static String id(JsonNode object) {
		return text(object, "id");
	}

	/** Whether a field is there and not null. */
	static boolean given(JsonNode object, String field) {
		return object.hasNonNull(field);
	}

	static void putOrNull(ObjectNode object, String field, @Nullable JsonNode value) {
		if (value == null || value.isMissingNode()) {
			object.putNull(field);
		}
		else {
			object.set(field, value.deepCopy());
		}
	}

	/** Copies fields that are there, nulls too. */
	static void copy(JsonNode from, ObjectNode to, String... fields) {
		for (String field : fields) {
			if (from.has(field)) {
				to.set(field, from.path(field).deepCopy());
			}
		}
	}

	static ObjectNode copy(JsonNode object) {
		return (ObjectNode) object.deepCopy();
	}

}
