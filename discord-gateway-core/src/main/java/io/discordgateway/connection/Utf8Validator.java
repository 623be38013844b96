package io.discordgateway.connection;

import java.nio.ByteBuffer;

/**
 * Checks that bytes are UTF-8 as they come, in pieces that may cut a character (RFC 3629,
 * section 4).
 */
final class Utf8Validator {

	private static final int CONTINUATION_MIN = 0x80;

	private static final int CONTINUATION_MAX = 0xBF;

	/* A bit of each byte that is not ASCII. */
	private static final long NOT_ASCII = 0x8080808080808080L;

	/* How many bytes the character that has begun still lacks. */
	private int missing;

	/* What its next byte has to lie between. */
	private int min = CONTINUATION_MIN;

	private int max = CONTINUATION_MAX;

	/**
	 * Checks a piece, from its position to its limit, without moving them.
	 * @return the index of the first byte that cannot stand there, or the limit; behind
	 * such a byte nothing can be checked any more
	 */
	int check(ByteBuffer bytes) {
		int end = bytes.limit();
		int i = bytes.position();
		while (i < end) {
			if (this.missing == 0) {
				i = skipAscii(bytes, i, end);
				if (i < end && !begins(bytes.get(i) & 0xFF)) {
					return i;
				}
			}
			else {
				int next = bytes.get(i) & 0xFF;
				if (next < this.min || next > this.max) {
					return i;
				}
				expect(this.missing - 1, CONTINUATION_MIN, CONTINUATION_MAX);
			}
			i++;
		}
		return end;
	}

	/** Returns whether no character is cut at the end of what was checked. */
	boolean isComplete() {
		return this.missing == 0;
	}

	private static int skipAscii(ByteBuffer bytes, int start, int end) {
		int i = start;
		while (i + Long.BYTES <= end && (bytes.getLong(i) & NOT_ASCII) == 0) {
			i += Long.BYTES;
		}
		while (i < end && bytes.get(i) >= 0) {
			i++;
		}
		return i;
	}

	/* Neither longer than needed, nor half of a surrogate pair, nor above U+10FFFF. */
	private boolean begins(int first) {
		if (first < 0xC2 || first > 0xF4) {
			return false;
		}
		if (first < 0xE0) {
			expect(1, CONTINUATION_MIN, CONTINUATION_MAX);
		}
		else if (first < 0xF0) {
			expect(2, (first == 0xE0) ? 0xA0 : CONTINUATION_MIN, (first == 0xED) ? 0x9F : CONTINUATION_MAX);
		}
		else {
			expect(3, (first == 0xF0) ? 0x90 : CONTINUATION_MIN, (first == 0xF4) ? 0x8F : CONTINUATION_MAX);
		}
		return true;
	}

	private void expect(int missing, int min, int max) {
		this.missing = missing;
		this.min = min;
		this.max = max;
	}

}
