package io.discordgateway.test.discord;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * Payload compression (R32): a payload is a zlib document if it is long, else text.
 */
final class ZlibDocuments implements MessageWriter {

	/* Discord's own bound is not documented; what is short is not worth it. */
	private static final int LEAST = 100;

	private final Deflater deflater = new Deflater();

	private final byte[] chunk = new byte[8192];

	@Override
	public Wire.Message write(byte[] payload) {
		if (payload.length < LEAST) {
			return new Wire.Message(true, payload);
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(128, payload.length / 4));
		this.deflater.setInput(payload);
		this.deflater.finish();
		while (!this.deflater.finished()) {
			out.write(this.chunk, 0, this.deflater.deflate(this.chunk));
		}
		this.deflater.reset();
		return new Wire.Message(false, out.toByteArray());
	}

	@Override
	public void close() {
		this.deflater.end();
	}

}
