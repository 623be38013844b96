package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One zlib document in each binary message (R32), which may leave its end out if it was
 * flushed.
 */
final class ZlibDocuments implements StreamInflater {

	private final Inflater inflater = new Inflater();

	private int suffix = -1;

	@Override
	public void setInput(ByteBuffer chunk) {
		if (this.inflater.finished() && chunk.hasRemaining()) {
			throw new MalformedPayloadException("Message with something behind the end of its zlib document");
		}
		this.suffix = ZlibStream.suffix(this.suffix, chunk);
		this.inflater.setInput(chunk);
	}

	@Override
	public int inflate(byte[] target, int offset, int length) {
		int total = 0;
		try {
			while (total < length) {
				int read = this.inflater.inflate(target, offset + total, length - total);
				total += read;
				if (this.inflater.finished() && this.inflater.getRemaining() > 0) {
					throw new MalformedPayloadException("Message with something behind the end of its zlib document");
				}
				if (this.inflater.needsDictionary()) {
					throw new MalformedPayloadException("The zlib document asks for a dictionary");
				}
				if (read == 0) {
					break;
				}
			}
		}
		catch (DataFormatException ex) {
			throw new MalformedPayloadException("The zlib document is damaged: " + ex.getMessage(), ex);
		}
		return total;
	}

	@Override
	public boolean endMessage() {
		if (!this.inflater.finished() && this.suffix != ZlibStream.FLUSHED) {
			throw new MalformedPayloadException("Message that ends inside its zlib document");
		}
		this.inflater.reset();
		this.suffix = -1;
		return true;
	}

	@Override
	public void close() {
		this.inflater.end();
	}

}
