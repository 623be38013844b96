package io.discordgateway.model;

import java.util.Locale;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/**
 * Colour in 24 bits.
 *
 * @param rgb red, green and blue, eight bits each, red in the highest
 * @since 0.1
 */
public record Color(int rgb) implements Encodable {

	/**
	 * Returns the share of red.
	 * @return 0 to 255
	 */
	public int red() {
		return (this.rgb >> 16) & 0xff;
	}

	/**
	 * Returns the share of green.
	 * @return 0 to 255
	 */
	public int green() {
		return (this.rgb >> 8) & 0xff;
	}

	/**
	 * Returns the share of blue.
	 * @return 0 to 255
	 */
	public int blue() {
		return this.rgb & 0xff;
	}

	/**
	 * Returns the colour as in HTML.
	 * @return a text such as {@code #5865f2}
	 */
	@Override
	public String toString() {
		return String.format(Locale.ROOT, "#%06x", this.rgb);
	}

	@Override
	public void writeTo(JsonGenerator generator) {
		generator.writeNumber(this.rgb);
	}

	static @Nullable Color decode(JsonParser parser) {
		Integer rgb = FieldReaders.integer(parser);
		return (rgb != null) ? new Color(rgb) : null;
	}

}
