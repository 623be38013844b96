package io.discordgateway.connection;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Writes what a client sends: whole frames, each masked anew (RFC 6455, section 5.3).
 */
final class FrameWriter {

	static final int TEXT = 0x1;

	static final int BINARY = 0x2;

	static final int CLOSE = 0x8;

	static final int PONG = 0xA;

	private static final int FINAL = 0x80;

	private static final int MASKED = 0x80;

	private static final int MASK_SIZE = Integer.BYTES;

	private final RandomGenerator random;

	FrameWriter(RandomGenerator random) {
		this.random = random;
	}

	/** Makes a frame; the payload is copied once, while it is masked. */
	byte[] frame(int opcode, byte[] payload) {
		int length = payload.length;
		int lengthSize = (length < 126) ? 0 : (length < 1 << 16) ? Short.BYTES : Long.BYTES;
		ByteBuffer frame = ByteBuffer.allocate(2 + lengthSize + MASK_SIZE + length);
		frame.put((byte) (FINAL | opcode));
		switch (lengthSize) {
			case 0 -> frame.put((byte) (MASKED | length));
			case Short.BYTES -> frame.put((byte) (MASKED | 126)).putShort((short) length);
			default -> frame.put((byte) (MASKED | 127)).putLong(length);
		}
		int maskStart = frame.position();
		frame.putInt(this.random.nextInt());
		for (int i = 0; i < length; i++) {
			frame.put((byte) (payload[i] ^ frame.get(maskStart + (i & 3))));
		}
		return frame.array();
	}

	/** Makes a close frame. */
	byte[] close(int code, byte[] reason) {
		return frame(CLOSE,
				ByteBuffer.allocate(Short.BYTES + reason.length).putShort((short) code).put(reason).array());
	}

}
