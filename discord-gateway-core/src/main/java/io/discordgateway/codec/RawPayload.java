package io.discordgateway.codec;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Contents of a gateway message ({@code d}) as they came. Whoever reads them through
 * {@link #createParser()} need not know the encoding.
 *
 * @param encoding how the contents are written
 * @param bytes the contents, in ETF with a version byte in front; not to be changed
 * @param limits how much the contents may hold
 * @since 0.1
 */
public record RawPayload(Encoding encoding, byte[] bytes, PayloadLimits limits) implements Serializable {

	/**
	 * Makes a payload with the default limits.
	 * @param encoding how the contents are written
	 * @param bytes the contents; not copied
	 */
	public RawPayload(Encoding encoding, byte[] bytes) {
		this(encoding, bytes, PayloadLimits.DEFAULT);
	}

	/**
	 * Makes a payload of JSON with the default limits.
	 * @param bytes the contents, in UTF-8; not copied
	 * @return the payload
	 */
	public static RawPayload json(byte[] bytes) {
		return new RawPayload(Encoding.JSON, bytes);
	}

	/**
	 * Makes a parser for the contents.
	 * @return the parser, before the first token
	 */
	public JsonParser createParser() {
		return this.encoding.createParser(this.bytes, this.limits);
	}

	/**
	 * Returns the contents as JSON: as they came, or translated.
	 * @return the JSON text
	 * @throws MalformedPayloadException if contents in ETF do not decode
	 */
	public String toJson() {
		if (this.encoding == Encoding.JSON) {
			return new String(this.bytes, StandardCharsets.UTF_8);
		}
		try (JsonParser parser = createParser()) {
			return Encoding.toJson(parser);
		}
		catch (JacksonException ex) {
			throw new MalformedPayloadException("The payload does not decode: " + ex.getOriginalMessage(), ex);
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof RawPayload payload && payload.encoding == this.encoding
				&& Arrays.equals(payload.bytes, this.bytes);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bytes);
	}

	@Override
	public String toString() {
		return "RawPayload[" + this.encoding + ", " + this.bytes.length + " bytes]";
	}

}
