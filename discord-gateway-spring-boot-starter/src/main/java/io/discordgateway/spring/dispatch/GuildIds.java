package io.discordgateway.spring.dispatch;

import io.discordgateway.codec.RawPayload;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds the guild that an event is about without decoding the event.
 */
final class GuildIds {

	/** The event is about no guild. */
	static final long NONE = 0;

	private GuildIds() {
	}

	static long of(String name, RawPayload payload) {
		try (JsonParser parser = payload.createParser()) {
			return of(name, parser);
		}
		catch (JacksonException ex) {
			// Whoever decodes the event says so; it has no guild here.
			return NONE;
		}
	}

	private static long of(String name, JsonParser parser) {
		String field = isGuild(name) ? "id" : "guild_id";
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

	private static boolean isGuild(String name) {
		return name.equals("GUILD_CREATE") || name.equals("GUILD_DELETE") || name.equals("GUILD_UPDATE");
	}

}
