package io.discordgateway.test.simulation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of a WebSocket, as bytes (RFC 6455): what it writes, and what it
 * reads of a client. It shares no code with the client's end.
 */
final class ServerFrames {

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	private static final int FIN = 0x80;

	private static final int MASKED = 0x80;

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private static final String KEY = "\r\nsec-websocket-key: ";

	private ServerFrames() {
	}

	/** Answers an upgrade with yes. */
	static byte[] accept(byte[] request) {
		String text = new String(request, StandardCharsets.US_ASCII);
		int start = text.toLowerCase(Locale.ROOT).indexOf(KEY) + KEY.length();
		String key = text.substring(start, text.indexOf('\r', start));
		return ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + answer(key) + "\r\n\r\n");
	}

	private static String answer(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(ascii(key + GUID));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

	/** Answers an upgrade with no; the wait in seconds, or null. */
	static byte[] refuse(int status, @Nullable String retryAfter) {
		return ascii("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n"
				+ ((retryAfter != null) ? "Retry-After: " + retryAfter + "\r\n" : "") + "\r\n");
	}

	static byte[] frame(int opcode, boolean last, ByteBuffer payload) {
		int length = payload.remaining();
		ByteArrayOutputStream out = new ByteArrayOutputStream(length + 10);
		out.write(opcode | (last ? FIN : 0));
		if (length < 126) {
			out.write(length);
		}
		else if (length < 65_536) {
			out.write(126);
			out.write(length >> 8);
			out.write(length);
		}
		else {
			out.write(127);
			out.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
		}
		byte[] bytes = new byte[length];
		payload.get(bytes);
		out.writeBytes(bytes);
		return out.toByteArray();
	}

	static byte[] close(int code) {
		return frame(CLOSE, true, ByteBuffer.wrap(new byte[] { (byte) (code >> 8), (byte) code }));
	}

	/**
	 * Reads what a client wrote, which is whole frames always.
	 * @throws IllegalArgumentException if it is not what a client may write
	 */
	static List<Received> read(byte[] written) {
		List<Received> frames = new ArrayList<>(1);
		ByteBuffer bytes = ByteBuffer.wrap(written);
		while (bytes.hasRemaining()) {
			int first = bytes.get() & 0xFF;
			int second = bytes.get() & 0xFF;
			if ((first & 0xF0) != FIN || (second & MASKED) == 0) {
				throw new IllegalArgumentException("A client's frame is whole and masked, not " + first + " " + second);
			}
			int length = second & 0x7F;
			if (length == 126) {
				length = bytes.getShort() & 0xFFFF;
			}
			byte[] mask = new byte[4];
			bytes.get(mask);
			byte[] payload = new byte[length];
			bytes.get(payload);
			for (int i = 0; i < length; i++) {
				payload[i] ^= mask[i % 4];
			}
			frames.add(new Received(first & 0x0F, payload));
		}
		return frames;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * A frame of a client's.
	 *
	 * @param opcode the frame's opcode
	 * @param payload what it holds, unmasked
	 */
	record Received(int opcode, byte[] payload) {

		int closeCode() {
			return (this.payload.length < 2) ? 1005 : ByteBuffer.wrap(this.payload).getShort() & 0xFFFF;
		}

	}

}
