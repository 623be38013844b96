package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One zlib stream for the whole connection (R30).
 */
final class ZlibStream implements StreamInflater {

	/* The last four bytes of what was flushed. */
	static final int FLUSHED = 0x0000FFFF;

	private final Inflater inflater = new Inflater();

	private int suffix = -1;

	/* The last four bytes up to the end of the chunk. */
	static int suffix(int before, ByteBuffer chunk) {
		int suffix = before;
		for (int i = Math.max(chunk.position(), chunk.limit() - 4); i < chunk.limit(); i++) {
			suffix = (suffix << 8) | (chunk.get(i) & 0xFF);
		}
		return suffix;
	}

	@Override
	public void setInput(ByteBuffer chunk) {
		this.suffix = suffix(this.suffix, chunk);
		this.inflater.setInput(chunk);
	}

	@Override
	public int inflate(byte[] target, int offset, int length) {
		try {
			// All there is, or all there is room for: a second call brings nothing.
			int read = this.inflater.inflate(target, offset, length);
			if (this.inflater.finished()) {
				throw new MalformedPayloadException("The zlib stream of the connection ended");
			}
			if (this.inflater.needsDictionary()) {
				throw new MalformedPayloadException("The zlib stream asks for a dictionary");
			}
			return read;
		}
		catch (DataFormatException ex) {
			throw new MalformedPayloadException("The zlib stream is damaged: " + ex.getMessage(), ex);
		}
	}

	/* A gateway message ends where the stream was flushed. */
	@Override
	public boolean endMessage() {
		return this.suffix == FLUSHED;
	}

	@Override
	public void close() {
		this.inflater.end();
	}

}
