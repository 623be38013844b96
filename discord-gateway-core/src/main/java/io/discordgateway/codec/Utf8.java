package io.discordgateway.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks whether bytes are UTF-8 (RFC 3629) without making a string of them.
 */
final class Utf8 {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long HIGHEST_BITS = 0x8080808080808080L;

	private Utf8() {
	}

	/** Whether Java's decoder takes them. */
	static boolean isValid(byte[] buffer, int start, int end) {
		int length = end - start;
		long bits = ~0;
		if (length >= Long.BYTES) {
			bits = (long) LONGS.get(buffer, end - Long.BYTES);
			for (int position = start; position < end - Long.BYTES; position += Long.BYTES) {
				bits |= (long) LONGS.get(buffer, position);
			}
		}
		else if (end >= Long.BYTES) {
			// Together with some in front of them, which do not count.
			bits = (long) LONGS.get(buffer, end - Long.BYTES) >>> Byte.SIZE * (Long.BYTES - length);
		}
		return (bits & HIGHEST_BITS) == 0 || areCharacters(buffer, start, end);
	}

	private static boolean areCharacters(byte[] buffer, int start, int end) {
		int position = start;
		while (position < end) {
			int first = buffer[position] & 0xFF;
			int further = (first < 0x80) ? 0 : further(first);
			if (further < 0 || further >= end - position) {
				return false;
			}
			if (further > 0 && !isSecond(first, buffer[position + 1] & 0xFF)) {
				return false;
			}
			for (int i = 2; i <= further; i++) {
				if ((buffer[position + i] & 0xC0) != 0x80) {
					return false;
				}
			}
			position += 1 + further;
		}
		return true;
	}

	/* How many bytes follow the first of a character, or -1 if it is none. */
	private static int further(int first) {
		if (first < 0xC2 || first > 0xF4) {
			return -1;
		}
		return (first < 0xE0) ? 1 : (first < 0xF0) ? 2 : 3;
	}

	/* Neither longer than it must be, nor half a character, nor beyond the last one. */
	private static boolean isSecond(int first, int second) {
		return switch (first) {
			case 0xE0 -> second >= 0xA0 && second < 0xC0;
			case 0xED -> second >= 0x80 && second < 0xA0;
			case 0xF0 -> second >= 0x90 && second < 0xC0;
			case 0xF4 -> second >= 0x80 && second < 0x90;
			default -> second >= 0x80 && second < 0xC0;
		};
	}

}
