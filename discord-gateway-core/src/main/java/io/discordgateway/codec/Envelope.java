package io.discordgateway.codec;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One gateway message, of which only {@code op}, {@code s} and {@code t} were read
 * (Gateway Events &gt; Payload Structure). It is a view on the decoder's buffer, or on
 * the chunk that the message came in: valid until the decoder is given the next bytes,
 * and as long as nobody changes those of the chunk. Not thread-safe.
 *
 * @since 0.1
 */
public final class Envelope {

	/** {@link #sequence()} of a message without {@code s}. */
	public static final long NO_SEQUENCE = -1;

	private @Nullable EnvelopeReader reader;

	private byte[] buffer = new byte[0];

	private int op;

	private long sequence;

	private @Nullable String name;

	private int dataStart;

	private int dataEnd;

	private boolean dataExact;

	Envelope() {
	}

	void set(EnvelopeReader reader, byte[] buffer, int op, long sequence, @Nullable String name, int dataStart,
			int dataEnd, boolean dataExact) {
		this.reader = reader;
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
	 * Returns the event's name: at most 128 letters, digits, underscores, dots and
	 * hyphens of ASCII, so that it can go to logs as it is.
	 * @return {@code t}, or {@code null}
	 */
	public @Nullable String name() {
		return this.name;
	}

	/**
	 * Copies {@code d} as it came, after a walk over all of it (R35).
	 * @return the payload, an array of just its size; the encoding's null if there was
	 * none
	 * @throws MalformedPayloadException if {@code d} is not one well-formed value within
	 * the limits, or what stands behind it does not belong there
	 */
	public RawPayload copyData() {
		EnvelopeReader from = Objects.requireNonNull(this.reader, "no message was read");
		if (!this.dataExact) {
			this.dataEnd = from.findDataEnd(this.buffer, this.dataStart, this.dataEnd);
			this.dataExact = true;
		}
		return from.copy(this.buffer, this.dataStart, this.dataEnd);
	}

	@Override
	public String toString() {
		return "Envelope[op=" + this.op + ", s=" + this.sequence + ", t=" + this.name + "]";
	}

}
