package io.discordgateway.test.discord;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/**
 * One zlib stream per connection, flushed after each payload, so that each message ends
 * in {@code 00 00 FF FF} (R30).
 */
final class ZlibStream implements MessageWriter {

	private final Deflater deflater = new Deflater();

	private final byte[] chunk = new byte[8192];

	@Override
	public Wire.Message write(byte[] payload) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(128, payload.length / 4));
		this.deflater.setInput(payload);
		int count;
		do {
			count = this.deflater.deflate(this.chunk, 0, this.chunk.length, Deflater.SYNC_FLUSH);
			out.write(this.chunk, 0, count);
		}
		while (count == this.chunk.length);
		return new Wire.Message(false, out.toByteArray());
	}

	@Override
	public void close() {
		this.deflater.end();
	}

}
