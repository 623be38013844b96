package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Turns the WebSocket messages of one connection into envelopes: chunks in, at most one
 * envelope out at the end of each message. Buffers are used again and given back to their
 * small size after a large message; what is inflated is bounded (R30, R31, R34). Not
 * thread-safe; {@link #close} frees native memory.
 *
 * @since 0.1
 */
public final class MessageDecoder implements AutoCloseable {

	private static final int INITIAL_SIZE = 16 * 1024;

	/* A buffer above this size is let go once its message was read. */
	private static final int KEPT_SIZE = 256 * 1024;

	/*
	 * Above this size a buffer grows in larger steps, so that all that is allocated on
	 * the way to the bound is little more than the bound.
	 */
	private static final int LARGE_SIZE = 1024 * 1024;

	private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;

	private final int maxPayloadSize;

	private final @Nullable StreamInflater inflater;

	private final Encoding encoding;

	private final EnvelopeReader reader;

	private final Envelope envelope = new Envelope();

	private byte[] buffer;

	private int length;

	private boolean delivered;

	private boolean closed;

	/**
	 * Makes the decoder of a new connection.
	 * @param encoding how messages are written
	 * @param compression how the connection is compressed
	 * @param maxPayloadSize how large one inflated message may be, in bytes
	 * @param limits how much one message may hold
	 * @throws IllegalArgumentException if the encoding does not go with the compression
	 */
	public MessageDecoder(Encoding encoding, Compression compression, int maxPayloadSize, PayloadLimits limits) {
		this(encoding, compression.checkedWith(encoding).newInflater(), maxPayloadSize, limits);
	}

	MessageDecoder(Encoding encoding, @Nullable StreamInflater inflater, int maxPayloadSize, PayloadLimits limits) {
		this.encoding = encoding;
		this.reader = (encoding == Encoding.JSON) ? new JsonEnvelopeReader(limits) : new EtfEnvelopeReader(limits);
		this.inflater = inflater;
		this.maxPayloadSize = maxPayloadSize;
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
		if (text && this.encoding == Encoding.ETF) {
			throw new DecodeException("Text message on a connection in ETF");
		}
		boolean complete;
		if (this.inflater == null || text) {
			if (!text && this.encoding == Encoding.JSON) {
				throw new DecodeException("Binary message on a connection in JSON without compression");
			}
			append(chunk);
			complete = last;
		}
		else {
			inflate(this.inflater, chunk);
			complete = last && this.inflater.endMessage();
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
		checkSize((long) this.length + size);
		ensureRoom((long) this.length + size);
		chunk.get(this.buffer, this.length, size);
		this.length += size;
	}

	private void inflate(StreamInflater inflater, ByteBuffer chunk) {
		inflater.setInput(chunk);
		do {
			ensureRoom(this.length + 1L);
			this.length += inflater.inflate(this.buffer, this.length, this.buffer.length - this.length);
			checkSize(this.length);
		}
		while (this.length == this.buffer.length);
	}

	private void checkSize(long size) {
		if (size > this.maxPayloadSize) {
			throw new DecodeException("Gateway message larger than the allowed " + this.maxPayloadSize
					+ " bytes (discord.gateway.max-payload-size)");
		}
	}

	/*
	 * One byte more than allowed, to tell whether there would be more; at once, not in
	 * the end.
	 */
	private void ensureRoom(long needed) {
		if (needed > this.buffer.length) {
			long most = Math.min(this.maxPayloadSize, MAX_ARRAY) + 1L;
			long grown = Math.max(needed, this.buffer.length * ((this.buffer.length < LARGE_SIZE) ? 2L : 8L));
			this.buffer = Arrays.copyOf(this.buffer, (int) ((grown < most - 1) ? grown : most));
		}
	}

	/**
	 * Frees native memory. Closing twice is harmless.
	 */
	@Override
	public void close() {
		if (this.inflater != null && !this.closed) {
			this.inflater.close();
		}
		this.closed = true;
		this.buffer = new byte[0];
	}

}
