package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One zlib stream for the whole connection (R30).
 */
final class ZlibStream implements StreamInflater {

	private final Inflater inflater = new Inflater();

	private int suffix = -1;

	@Override
	public void setInput(ByteBuffer chunk) {
		for (int i = Math.max(chunk.position(), chunk.limit() - 4); i < chunk.limit(); i++) {
			this.suffix = (this.suffix << 8) | (chunk.get(i) & 0xFF);
		}
		this.inflater.setInput(chunk);
	}

	@Override
	public int inflate(byte[] target, int offset, int length) {
		int total = 0;
		try {
			while (total < length) {
				int read = this.inflater.inflate(target, offset + total, length - total);
				total += read;
				if (this.inflater.finished()) {
					throw new DecodeException("The zlib stream of the connection ended");
				}
				if (this.inflater.needsDictionary()) {
					throw new DecodeException("The zlib stream asks for a dictionary");
				}
				if (read == 0) {
					break;
				}
			}
		}
		catch (DataFormatException ex) {
			throw new DecodeException("The zlib stream is damaged: " + ex.getMessage(), ex);
		}
		return total;
	}

	/* A gateway message ends where the stream was flushed: 00 00 FF FF. */
	@Override
	public boolean endMessage() {
		return this.suffix == 0x0000FFFF;
	}

	@Override
	public void close() {
		this.inflater.end();
	}

}
