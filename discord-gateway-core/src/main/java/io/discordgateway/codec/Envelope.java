package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * One gateway message, of which only {@code op}, {@code s} and {@code t} were read
 * (Gateway Events &gt; Payload Structure). It is a view on the decoder's buffer: valid
 * until the decoder is given the next bytes. Not thread-safe.
 *
 * @since 0.1
 */
public final class Envelope {

	/** {@link #sequence()} of a message without {@code s}. */
	public static final long NO_SEQUENCE = -1;

	private byte[] buffer = new byte[0];

	private int op;

	private long sequence;

	private @Nullable String name;

	private int dataStart;

	private int dataEnd;

	private boolean dataExact;

	Envelope() {
	}

	void set(byte[] buffer, int op, long sequence, @Nullable String name, int dataStart, int dataEnd,
			boolean dataExact) {
		this.buffer = buffer;
		this.op = op;
		this.sequence = sequence;
		this.name = name;
		this.dataStart = dataStart;
		this.dataEnd = dataEnd;
		this.dataExact = dataExact;
	}

	/**
	 * Returns the opcode's number.
	 * @return {@code op}
	 */
	public int op() {
		return this.op;
	}

	/**
	 * Returns the sequence number.
	 * @return {@code s}, or {@link #NO_SEQUENCE}
	 */
	public long sequence() {
		return this.sequence;
	}

	/**
	 * Returns the event's name.
	 * @return {@code t}, or {@code null}
	 */
	public @Nullable String name() {
		return this.name;
	}

	/**
	 * Copies the raw JSON of {@code d}.
	 * @return an array of just its size; {@code null} in JSON if there was none
	 * @throws DecodeException if {@code d} is not one whole JSON value
	 */
	public byte[] copyData() {
		if (this.dataStart == this.dataEnd) {
			return new byte[] { 'n', 'u', 'l', 'l' };
		}
		if (!this.dataExact) {
			int end = JsonEnvelopeReader.skipValue(this.buffer, this.dataStart, this.dataEnd);
			JsonEnvelopeReader.checkRest(this.buffer, end, this.dataEnd);
			this.dataEnd = end;
			this.dataExact = true;
		}
		return Arrays.copyOfRange(this.buffer, this.dataStart, this.dataEnd);
	}

	String dataAsString() {
		return new String(copyData(), StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "Envelope[op=" + this.op + ", s=" + this.sequence + ", t=" + this.name + "]";
	}

}
