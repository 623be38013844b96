package io.discordgateway.spring.rest;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * The names of the fields that a call sends: what it changes. Read when they are first
 * asked for, which is seldom. For the thread that makes the call.
 */
final class BodyFields {

	private final byte[] body;

	private @Nullable Set<String> names;

	BodyFields(byte[] body) {
		this.body = body;
	}

	/**
	 * Returns the names at the top of the body.
	 * @return the names; none if the body is not an object of JSON
	 */
	Set<String> names() {
		Set<String> known = this.names;
		if (known == null) {
			known = read();
			this.names = known;
		}
		return known;
	}

	private Set<String> read() {
		Set<String> read = new HashSet<>();
		try (JsonParser parser = JsonMapper.shared().createParser(this.body)) {
			if (parser.nextToken() == JsonToken.START_OBJECT) {
				while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
					read.add(parser.currentName());
					parser.nextToken();
					parser.skipChildren();
				}
			}
			return Set.copyOf(read);
		}
		catch (JacksonException ex) {
			return Set.of();
		}
	}

}
