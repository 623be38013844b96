package io.discordgateway.spring.dispatch;

import io.discordgateway.codec.RawPayload;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds a snowflake in an event without decoding it.
 */
final class Snowflakes {

	/** The event has no such field. */
	static final long NONE = 0;

	private Snowflakes() {
	}

	/**
	 * Finds a snowflake.
	 * @param payload the event's payload
	 * @param field the name of a field of the outermost object
	 * @return the snowflake, or {@link #NONE}
	 */
	static long find(RawPayload payload, String field) {
		try (JsonParser parser = payload.createParser()) {
			return find(parser, field);
		}
		catch (JacksonException ex) {
			// Whoever decodes the event says so; here it has no snowflake.
			return NONE;
		}
	}

	private static long find(JsonParser parser, String field) {
		if (parser.nextToken() != JsonToken.START_OBJECT) {
			return NONE;
		}
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			boolean found = field.equals(parser.currentName());
			JsonToken value = parser.nextToken();
			if (found) {
				return number(parser, value);
			}
			parser.skipChildren();
		}
		return NONE;
	}

	private static long number(JsonParser parser, JsonToken value) {
		if (value == JsonToken.VALUE_NUMBER_INT) {
			return parser.getBigIntegerValue().longValue();
		}
		if (value != JsonToken.VALUE_STRING) {
			return NONE;
		}
		try {
			return Long.parseUnsignedLong(parser.getString());
		}
		catch (NumberFormatException ex) {
			return NONE;
		}
	}

}
