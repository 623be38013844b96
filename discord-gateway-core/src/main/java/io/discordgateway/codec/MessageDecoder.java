package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Turns the WebSocket messages of one connection into envelopes: chunks in, at most one
 * envelope out at the end of each message. What is plain and comes in one piece is read
 * where it lies, everything else in a buffer that follows what the connection needs; what
 * is inflated is bounded (R30, R31, R34). Not thread-safe; {@link #close} frees native
 * memory.
 *
 * @since 0.1
 */
@Internal
public final class MessageDecoder implements AutoCloseable {

	private final int maxPayloadSize;

	private final @Nullable StreamInflater inflater;

	private final Encoding encoding;

	private final EnvelopeReader reader;

	private final Envelope envelope = new Envelope();

	private final MessageBuffer buffer;

	/* How much there is of a message that is not complete. */
	private int length;

	/* Whether anything has come since the last complete message. */
	private boolean begun;

	/* How long the last complete message was. */
	private int size;

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
		this.buffer = new MessageBuffer(maxPayloadSize);
	}

	/**
	 * Takes a chunk of a WebSocket message. Messages without a byte are ignored.
	 * @param chunk the bytes; read to its limit
	 * @param text whether the message is a text message
	 * @param last whether the message ends with this chunk
	 * @return the envelope if a gateway message is complete, valid until the next call
	 * and as long as the chunk's bytes are not changed, or {@code null}
	 * @throws MalformedPayloadException if the bytes do not decode or the message grows
	 * too large; the connection has to be given up then
	 */
	public @Nullable Envelope decode(ByteBuffer chunk, boolean text, boolean last) {
		if (this.closed) {
			throw new IllegalStateException("The decoder is closed");
		}
		if (text && this.encoding == Encoding.ETF) {
			throw new MalformedPayloadException("Text message on a connection in ETF");
		}
		if (chunk.hasRemaining()) {
			this.begun = true;
		}
		else if (!this.begun) {
			return null;
		}
		if (this.inflater != null && !text) {
			inflate(this.inflater, chunk);
			return (last && this.inflater.endMessage()) ? read() : null;
		}
		if (!text && this.encoding == Encoding.JSON) {
			throw new MalformedPayloadException("Binary message on a connection in JSON without compression");
		}
		checkSize((long) this.length + chunk.remaining());
		if (last && this.length == 0 && chunk.hasArray()) {
			return readInPlace(chunk);
		}
		append(chunk);
		return last ? read() : null;
	}

	private Envelope readInPlace(ByteBuffer chunk) {
		int start = chunk.arrayOffset() + chunk.position();
		int end = start + chunk.remaining();
		chunk.position(chunk.limit());
		this.buffer.messageEnded(0);
		return read(chunk.array(), start, end);
	}

	private Envelope read() {
		byte[] bytes = this.buffer.bytes();
		int end = this.length;
		this.buffer.messageEnded(end);
		this.length = 0;
		return read(bytes, 0, end);
	}

	private Envelope read(byte[] bytes, int start, int end) {
		this.begun = false;
		this.size = end - start;
		this.reader.read(bytes, start, end, this.envelope);
		return this.envelope;
	}

	private void append(ByteBuffer chunk) {
		int size = chunk.remaining();
		this.buffer.ensureRoom(this.length, this.length + size);
		chunk.get(this.buffer.bytes(), this.length, size);
		this.length += size;
	}

	private void inflate(StreamInflater inflater, ByteBuffer chunk) {
		inflater.setInput(chunk);
		byte[] bytes;
		do {
			this.buffer.ensureRoom(this.length, this.length + 1);
			bytes = this.buffer.bytes();
			this.length += inflater.inflate(bytes, this.length, bytes.length - this.length);
			checkSize(this.length);
		}
		while (this.length == bytes.length);
	}

	private void checkSize(long size) {
		if (size > this.maxPayloadSize) {
			throw new MalformedPayloadException(
					"Gateway message larger than the allowed " + this.maxPayloadSize + " bytes (maxPayloadSize)");
		}
	}

	/**
	 * Returns how long the last complete message was.
	 * @return the number of bytes after inflating
	 */
	public int size() {
		return this.size;
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
		this.buffer.release();
	}

}
