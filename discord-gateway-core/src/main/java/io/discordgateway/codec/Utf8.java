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

	/*
	 * What may come next, after each byte of a text. A state is the place of its six bits
	 * in a row, and a row says of one byte which state follows on each: so the next state
	 * is one shift away, and no branch asks which bytes of a text are no ASCII.
	 */

	private static final int STATE = 63;

	private static final int COMPLETE = 6;

	private static final int ONE_DUE = 12;

	private static final int TWO_DUE = 18;

	private static final int THREE_DUE = 24;

	private static final int AFTER_E0 = 30;

	private static final int AFTER_ED = 36;

	private static final int AFTER_F0 = 42;

	private static final int AFTER_F4 = 48;

	private static final long[] ROWS = rows();

	private Utf8() {
	}

	/** Whether Java's decoder takes them. */
	static boolean isValid(byte[] buffer, int start, int end) {
		int last = end - Long.BYTES;
		if (last < 0) {
			return areCharacters(buffer, start, end);
		}
		// Most texts are keys, ids, hashes and timestamps, up to 32 bytes long, and which
		// length comes next is hard to foresee: so no branch and no loop for these, but
		// four reads that may overlap. What is shorter than eight is read together with
		// some in front of it, which does not count.
		int first = Math.min(start, last);
		long bits = (long) LONGS.get(buffer, first) | (long) LONGS.get(buffer, Math.min(start + Long.BYTES, last))
				| (long) LONGS.get(buffer, Math.max(first, last - Long.BYTES)) | (long) LONGS.get(buffer, last);
		int before = Math.max(0, start - last);
		// In two steps, as a shift by all of 64 is none.
		bits = bits >>> Byte.SIZE / 2 * before >>> Byte.SIZE / 2 * before;
		if (end - start > 4 * Long.BYTES) {
			bits |= bits(buffer, start + 2 * Long.BYTES, last - Long.BYTES);
		}
		return (bits & HIGHEST_BITS) == 0 || areCharacters(buffer, start, end);
	}

	/* Eight at a time, so up to seven behind the end count, too. */
	private static long bits(byte[] buffer, int start, int end) {
		long bits = 0;
		for (int position = start; position < end; position += Long.BYTES) {
			bits |= (long) LONGS.get(buffer, position);
		}
		return bits;
	}

	/* An error is 0 and stays 0, as no row says anything else of it. */
	private static boolean areCharacters(byte[] buffer, int start, int end) {
		long state = COMPLETE;
		for (int position = start; position < end; position++) {
			state = ROWS[buffer[position] & 0xFF] >>> state;
		}
		return (state & STATE) == COMPLETE;
	}

	private static long[] rows() {
		long[] rows = new long[256];
		for (int each = 0; each < rows.length; each++) {
			rows[each] = isFollower(each) ? follower(each) : (long) first(each) << COMPLETE;
		}
		return rows;
	}

	private static boolean isFollower(int each) {
		return each >= 0x80 && each < 0xC0;
	}

	/* What is due after the first byte of a character. */
	private static int first(int each) {
		if (each < 0x80) {
			return COMPLETE;
		}
		if (each < 0xC2 || each > 0xF4) {
			return 0;
		}
		return switch (each) {
			case 0xE0 -> AFTER_E0;
			case 0xED -> AFTER_ED;
			case 0xF0 -> AFTER_F0;
			case 0xF4 -> AFTER_F4;
			default -> (each < 0xE0) ? ONE_DUE : (each < 0xF0) ? TWO_DUE : THREE_DUE;
		};
	}

	/* Neither longer than it must be, nor half a character, nor beyond the last one. */
	private static long follower(int each) {
		long row = (long) COMPLETE << ONE_DUE | (long) ONE_DUE << TWO_DUE | (long) TWO_DUE << THREE_DUE;
		row |= (long) ONE_DUE << ((each < 0xA0) ? AFTER_ED : AFTER_E0);
		return row | (long) TWO_DUE << ((each < 0x90) ? AFTER_F4 : AFTER_F0);
	}

}
