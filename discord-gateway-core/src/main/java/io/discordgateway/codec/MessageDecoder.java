package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/**
 * Turns the WebSocket messages of one connection into envelopes: chunks in, at most one
 * envelope out at the end of each message. Buffers are used again and given back to their
 * small size after a large message; what is inflated is bounded (R30, R34). Not
 * thread-safe; {@link #close} frees native memory.
 *
 * @since 0.1
 */
public final class MessageDecoder implements AutoCloseable {

	private static final int INITIAL_SIZE = 16 * 1024;

	/* A buffer above this size is let go once its message was read. */
	private static final int KEPT_SIZE = 256 * 1024;

	private final int maxPayloadSize;

	private final @Nullable Inflater inflater;

	private final JsonEnvelopeReader reader = new JsonEnvelopeReader();

	private final Envelope envelope = new Envelope();

	private byte[] buffer;

	private int length;

	private int suffix = -1;

	private boolean delivered;

	private boolean closed;

	/**
	 * Makes the decoder of a new connection.
	 * @param compression how the connection is compressed
	 * @param maxPayloadSize how large one inflated message may be, in bytes
	 */
	public MessageDecoder(Compression compression, int maxPayloadSize) {
		this.maxPayloadSize = maxPayloadSize;
		this.inflater = (compression == Compression.ZLIB_STREAM) ? new Inflater() : null;
		this.buffer = new byte[Math.min(INITIAL_SIZE, maxPayloadSize)];
	}

	/**
	 * Takes a chunk of a WebSocket message.
	 * @param chunk the bytes; read to its limit
	 * @param text whether the message is a text message
	 * @param last whether the message ends with this chunk
	 * @return the envelope if a gateway message is complete, valid until the next call,
	 * or {@code null}
	 * @throws DecodeException if the bytes do not decode or the message grows too large;
	 * the connection has to be given up then
	 */
	public @Nullable Envelope decode(ByteBuffer chunk, boolean text, boolean last) {
		if (this.closed) {
			throw new IllegalStateException("The decoder is closed");
		}
		if (this.delivered) {
			reset();
		}
		boolean complete;
		if (this.inflater == null || text) {
			if (this.inflater == null && !text) {
				throw new DecodeException("Binary message on a connection without compression");
			}
			append(chunk);
			complete = last;
		}
		else {
			complete = inflate(this.inflater, chunk) && last;
		}
		if (!complete) {
			return null;
		}
		this.delivered = true;
		this.reader.read(this.buffer, 0, this.length, this.envelope);
		return this.envelope;
	}

	private void reset() {
		this.delivered = false;
		this.length = 0;
		if (this.buffer.length > KEPT_SIZE) {
			this.buffer = new byte[INITIAL_SIZE];
		}
	}

	private void append(ByteBuffer chunk) {
		int size = chunk.remaining();
		ensureRoom(size);
		chunk.get(this.buffer, this.length, size);
		this.length += size;
	}

	/* Returns whether the stream was flushed at the chunk's end: 00 00 FF FF (R30). */
	private boolean inflate(Inflater inflater, ByteBuffer chunk) {
		for (int i = Math.max(chunk.position(), chunk.limit() - 4); i < chunk.limit(); i++) {
			this.suffix = (this.suffix << 8) | (chunk.get(i) & 0xFF);
		}
		boolean flushed = this.suffix == 0x0000FFFF;
		inflater.setInput(chunk);
		try {
			while (true) {
				ensureRoom(1);
				int read = inflater.inflate(this.buffer, this.length, this.buffer.length - this.length);
				this.length += read;
				if (inflater.finished()) {
					throw new DecodeException("The zlib stream of the connection ended");
				}
				if (inflater.needsDictionary()) {
					throw new DecodeException("The zlib stream asks for a dictionary");
				}
				if (read == 0 || (inflater.needsInput() && this.length < this.buffer.length)) {
					return flushed;
				}
			}
		}
		catch (DataFormatException ex) {
			throw new DecodeException("The zlib stream is damaged: " + ex.getMessage(), ex);
		}
	}

	private void ensureRoom(int size) {
		long needed = (long) this.length + size;
		if (needed > this.maxPayloadSize) {
			throw new DecodeException("Gateway message larger than the allowed " + this.maxPayloadSize
					+ " bytes (discord.gateway.max-payload-size)");
		}
		if (needed > this.buffer.length) {
			long grown = Math.max(needed, this.buffer.length * 2L);
			this.buffer = Arrays.copyOf(this.buffer, (int) Math.min(grown, this.maxPayloadSize));
		}
	}

	/**
	 * Frees native memory. Closing twice is harmless.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.buffer = new byte[0];
		if (this.inflater != null) {
			this.inflater.end();
		}
	}

}
