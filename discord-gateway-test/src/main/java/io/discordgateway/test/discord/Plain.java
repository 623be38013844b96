package io.discordgateway.test.discord;

/**
 * Payloads as they are: JSON is text (R29), ETF is binary (R33).
 *
 * @param text whether messages are text
 */
record Plain(boolean text) implements MessageWriter {

	@Override
	public Wire.Message write(byte[] payload) {
		return new Wire.Message(this.text, payload);
	}

}
