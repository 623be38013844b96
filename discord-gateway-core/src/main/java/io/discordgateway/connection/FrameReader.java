package io.discordgateway.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a server sends once the connection is a WebSocket (RFC 6455, section 5), as
 * strict as the RFC and without extensions. The payload of a message is handed out as
 * views on the bytes that came; nothing of it is kept.
 */
final class FrameReader {

	/*
	 * What comes out is decided by the bytes one after the other, never by where they
	 * were cut: what stands before a violation is handed out, so that a listener that
	 * finds a fault of its own there finds it in any case.
	 */

	private static final int CONTINUATION = 0x0;

	private static final int TEXT = 0x1;

	private static final int BINARY = 0x2;

	private static final int CLOSE = 0x8;

	private static final int PING = 0x9;

	private static final int PONG = 0xA;

	private static final int SMALL_HEAD = 2;

	/* In the seven bits of the length: two bytes follow, or eight. */
	private static final int TWO_BYTES = 126;

	private static final int EIGHT_BYTES = 127;

	private static final int MAX_CONTROL = 125;

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private static final byte[] NO_BYTES = new byte[0];

	private final int maxSize;

	private final byte[] head = new byte[10];

	private int headSize;

	private int headNeeded = SMALL_HEAD;

	private int opcode;

	private boolean finalFragment;

	/* How much of the frame's payload is to come. */
	private long remaining;

	private boolean inMessage;

	private boolean text;

	private long messageSize;

	private Utf8Validator utf8 = new Utf8Validator();

	/* What is read at the moment. */
	private ByteBuffer source = NOTHING;

	/*
	 * A view on that: a new one for each message would be a third of what it allocates.
	 */
	private ByteBuffer chunk = NOTHING;

	private boolean last;

	private byte[] control = NO_BYTES;

	private @Nullable Violation violation;

	FrameReader(int maxSize) {
		this.maxSize = maxSize;
	}

	/**
	 * Reads on.
	 * @param bytes what came; moved to what was not read yet
	 * @return what came next, or {@code null} if more bytes are needed for that
	 */
	@Nullable Part next(ByteBuffer bytes) {
		while (this.violation == null) {
			if (this.headSize < this.headNeeded && !readHead(bytes)) {
				break;
			}
			boolean nothingCame = !bytes.hasRemaining() && this.remaining > 0;
			if (nothingCame) {
				break;
			}
			Part part = (this.opcode >= CLOSE) ? readControl(bytes) : readMessage(bytes);
			if (part != null) {
				return part;
			}
		}
		this.source = NOTHING;
		this.chunk = NOTHING;
		return (this.violation != null) ? Part.VIOLATION : null;
	}

	/* Returns whether the head is there and as it has to be. */
	private boolean readHead(ByteBuffer bytes) {
		while (this.headSize < this.headNeeded) {
			if (!bytes.hasRemaining()) {
				return false;
			}
			this.head[this.headSize++] = bytes.get();
			if (this.headSize == SMALL_HEAD && !begin(this.head[0] & 0xFF, this.head[1] & 0xFF)) {
				return false;
			}
		}
		return switch (this.headNeeded) {
			case SMALL_HEAD -> length(this.head[1], 0);
			case SMALL_HEAD + Short.BYTES -> length(extendedLength(), TWO_BYTES);
			default -> length(extendedLength(), 1 << 16);
		};
	}

	private long extendedLength() {
		long length = 0;
		for (int i = SMALL_HEAD; i < this.headNeeded; i++) {
			length = (length << 8) | (this.head[i] & 0xFF);
		}
		return length;
	}

	private boolean begin(int first, int second) {
		this.opcode = first & 0x0F;
		this.finalFragment = (first & 0x80) != 0;
		int length = second & 0x7F;
		this.headNeeded = SMALL_HEAD + ((length == TWO_BYTES) ? Short.BYTES : (length == EIGHT_BYTES) ? Long.BYTES : 0);
		String fault = fault((first & 0x70) != 0, (second & 0x80) != 0, length);
		if (fault != null) {
			violated(CloseCodes.PROTOCOL_ERROR, fault);
		}
		return fault == null;
	}

	private @Nullable String fault(boolean reserved, boolean masked, int length) {
		boolean control = this.opcode >= CLOSE;
		if (reserved) {
			return "Frame with reserved bits, though no extension was agreed on";
		}
		if ((this.opcode > BINARY && !control) || this.opcode > PONG) {
			return "Frame with the reserved opcode " + this.opcode;
		}
		if (masked) {
			return "Masked frame from a server";
		}
		if (control && !this.finalFragment) {
			return "Control frame in fragments";
		}
		if (control && length > MAX_CONTROL) {
			return "Control frame over " + MAX_CONTROL + " bytes";
		}
		if (this.opcode == CONTINUATION && !this.inMessage) {
			return "Continuation of no message";
		}
		if ((this.opcode == TEXT || this.opcode == BINARY) && this.inMessage) {
			return "New message among the fragments of another";
		}
		return null;
	}

	/* A length has to be written with as few bytes as it needs. */
	private boolean length(long length, int least) {
		if (length < 0) {
			violated(CloseCodes.PROTOCOL_ERROR, "Frame of a negative length");
		}
		else if (length < least) {
			violated(CloseCodes.PROTOCOL_ERROR, "Frame whose length is written longer than needed");
		}
		else if (this.opcode >= CLOSE) {
			this.control = new byte[(int) length];
		}
		else if (length > this.maxSize - this.messageSize) {
			violated(CloseCodes.TOO_BIG, "Message larger than the allowed " + this.maxSize + " bytes");
		}
		else {
			this.messageSize += length;
			if (this.opcode != CONTINUATION) {
				this.inMessage = true;
				this.text = this.opcode == TEXT;
			}
		}
		this.remaining = length;
		return this.violation == null;
	}

	private @Nullable Part readControl(ByteBuffer bytes) {
		int size = (int) Math.min(this.remaining, bytes.remaining());
		bytes.get(this.control, (int) (this.control.length - this.remaining), size);
		this.remaining -= size;
		if (this.remaining > 0) {
			return null;
		}
		nextFrame();
		return switch (this.opcode) {
			case PING -> Part.PING;
			case PONG -> Part.PONG;
			default -> checkClose();
		};
	}

	private Part checkClose() {
		if (this.control.length == 0) {
			return Part.CLOSE;
		}
		if (this.control.length == 1) {
			violated(CloseCodes.PROTOCOL_ERROR, "Close frame with half a code");
		}
		else if (!CloseCodes.maySend(code())) {
			violated(CloseCodes.PROTOCOL_ERROR, "Close frame with the code " + code() + ", which must not be sent");
		}
		else if (!isUtf8(reason())) {
			violated(CloseCodes.NOT_UTF_8, "Close frame whose reason is not UTF-8");
		}
		return (this.violation != null) ? Part.VIOLATION : Part.CLOSE;
	}

	private int code() {
		return ByteBuffer.wrap(this.control).getShort() & 0xFFFF;
	}

	private ByteBuffer reason() {
		return ByteBuffer.wrap(this.control, Short.BYTES, this.control.length - Short.BYTES);
	}

	private static boolean isUtf8(ByteBuffer bytes) {
		Utf8Validator validator = new Utf8Validator();
		return validator.check(bytes) == bytes.limit() && validator.isComplete();
	}

	private @Nullable Part readMessage(ByteBuffer bytes) {
		int size = (int) Math.min(this.remaining, bytes.remaining());
		if (this.source != bytes) {
			this.source = bytes;
			this.chunk = bytes.duplicate();
		}
		int end = bytes.position() + size;
		this.chunk.limit(end).position(bytes.position());
		bytes.position(end);
		this.remaining -= size;
		this.last = this.remaining == 0 && this.finalFragment;
		if (this.text) {
			checkText();
		}
		if (this.remaining == 0) {
			nextFrame();
		}
		if (this.last) {
			this.inMessage = false;
			this.messageSize = 0;
		}
		return (this.last || this.chunk.hasRemaining()) ? Part.MESSAGE : null;
	}

	private void checkText() {
		int bad = this.utf8.check(this.chunk);
		if (bad < this.chunk.limit() || (this.last && !this.utf8.isComplete())) {
			violated(CloseCodes.NOT_UTF_8, "Text message that is not UTF-8");
			this.chunk.limit(bad);
			this.last = false;
		}
	}

	private void nextFrame() {
		this.headSize = 0;
		this.headNeeded = SMALL_HEAD;
	}

	private void violated(int closeCode, String reason) {
		this.violation = new Violation(closeCode, reason);
	}

	/** Returns the bytes of a {@link Part#MESSAGE}, valid until more is read. */
	ByteBuffer chunk() {
		return this.chunk;
	}

	/** Returns whether a {@link Part#MESSAGE} is of a text message. */
	boolean text() {
		return this.text;
	}

	/** Returns whether the message ends with this {@link Part#MESSAGE}. */
	boolean last() {
		return this.last;
	}

	/** Returns the payload of a {@link Part#PING}. */
	byte[] pingData() {
		return this.control;
	}

	/** Returns the code of a {@link Part#CLOSE}, {@code null} if it has none. */
	@Nullable Integer closeCode() {
		return (this.control.length > 0) ? code() : null;
	}

	/** Returns the reason of a {@link Part#CLOSE} as it came, empty if it has none. */
	String closeReason() {
		return (this.control.length > 0) ? StandardCharsets.UTF_8.decode(reason()).toString() : "";
	}

	/** Returns what the peer did wrong; behind it nothing is read. */
	@Nullable Violation violation() {
		return this.violation;
	}

	/** What can come. */
	enum Part {

		/** A piece of a message. */
		MESSAGE,

		/** A ping, to be answered. */
		PING,

		/** A pong. */
		PONG,

		/** A close frame. */
		CLOSE,

		/** Something that must not be. */
		VIOLATION

	}

	/**
	 * What the peer did wrong.
	 *
	 * @param closeCode what to close with
	 * @param reason what it was
	 */
	record Violation(int closeCode, String reason) {
	}

}
