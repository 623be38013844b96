package io.discordgateway.model;

import java.io.StringWriter;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Value that can be written as Discord writes it. What was absent and what was null when
 * it was read may change places: an optional field without a value is left out.
 *
 * @since 0.1
 */
public interface Encodable {

	/**
	 * Writes the value at the generator's position.
	 * @param generator where to write, in any of Jackson's streaming formats
	 */
	void writeTo(JsonGenerator generator);

	/**
	 * Returns the value as JSON. Unlike {@code toString()} this shows tokens.
	 * @return the JSON text
	 */
	default String toJson() {
		StringWriter writer = new StringWriter();
		try (JsonGenerator generator = FieldReaders.JSON.createGenerator(ObjectWriteContext.empty(), writer)) {
			writeTo(generator);
		}
		return writer.toString();
	}

}
