package io.discordgateway.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over values of JSON by its grammar (RFC 8259) and keeps the limits, without
 * making anything of them. What it takes a parser of Jackson takes, and the other way
 * round. Not thread-safe.
 */
final class JsonValues {

	/*
	 * Most of a message is text, so that is read eight bytes at a time. In each byte of
	 * the differences below the highest bit says that the text stops here: at a quote, a
	 * backslash, a control character or what is no ASCII. A borrow makes that wrong only
	 * above a byte where it is right, and the lowest is the one that counts.
	 */

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	private static final int NULL = letters("null");

	private static final int TRUE = letters("true");

	/* Behind its first letter, which is known by then. */
	private static final int FALSE = letters("alse");

	private static final long EACH = 0x0101010101010101L;

	private static final long HIGHEST_BITS = 0x8080808080808080L;

	private static final long SPACES = ' ' * EACH;

	private static final long QUOTES = '"' * EACH;

	private static final long BACKSLASHES = '\\' * EACH;

	private final PayloadLimits limits;

	/* One bit for each container that is open around the innermost: is it an object? */
	private long[] objects = new long[1];

	JsonValues(PayloadLimits limits) {
		this.limits = limits;
	}

	/**
	 * Walks over one value.
	 * @return the position behind it
	 * @throws MalformedPayloadException if it is none, or goes beyond the limits
	 */
	int skip(byte[] buffer, int start, int end) {
		int position = start;
		int depth = 0;
		int tokens = 0;
		boolean object = false;
		while (true) {
			byte first = byteAt(buffer, position, end);
			tokens++;
			if (first == '{' || first == '[') {
				push(depth++, object);
				this.limits.checkDepth(depth);
				object = first == '{';
				position = skipSpace(buffer, position + 1, end);
				if (byteAt(buffer, position, end) != end(object)) {
					if (object) {
						position = skipName(buffer, position, end);
						tokens++;
					}
					continue;
				}
			}
			else {
				position = skipFlat(buffer, position, end, first);
			}
			while (true) {
				if (depth == 0) {
					this.limits.checkTokens(tokens);
					return position;
				}
				position = skipSpace(buffer, position, end);
				byte next = byteAt(buffer, position, end);
				position++;
				if (next == ',') {
					position = skipSpace(buffer, position, end);
					if (object) {
						position = skipName(buffer, position, end);
						tokens++;
					}
					break;
				}
				if (next != end(object)) {
					throw new MalformedPayloadException("Gateway message without a comma or an end behind a value");
				}
				object = isObject(--depth);
				tokens++;
			}
		}
	}

	/**
	 * Walks over one value that is most likely neither an object nor an array.
	 * @return the position behind it
	 * @throws MalformedPayloadException if it is none, or goes beyond the limits
	 */
	int skipPlain(byte[] buffer, int start, int end) {
		byte first = byteAt(buffer, start, end);
		return (first == '{' || first == '[') ? skip(buffer, start, end) : skipFlat(buffer, start, end, first);
	}

	private int skipFlat(byte[] buffer, int start, int end, byte first) {
		if (first != '"') {
			return skipScalar(buffer, start, end);
		}
		int behind = skipText(buffer, start + 1, end, false);
		this.limits.checkString(behind - start - 2);
		return behind;
	}

	/**
	 * Walks over a key and the colon behind it.
	 * @return where its value begins
	 * @throws MalformedPayloadException if there is none
	 */
	int skipName(byte[] buffer, int start, int end) {
		expect(buffer, start, end, '"');
		int behind = skipText(buffer, start + 1, end, true);
		this.limits.checkName(behind - start - 2);
		int colon = skipSpace(buffer, behind, end);
		expect(buffer, colon, end, ':');
		return skipSpace(buffer, colon + 1, end);
	}

	private static byte end(boolean object) {
		return (byte) (object ? '}' : ']');
	}

	private void push(int depth, boolean object) {
		int word = depth >>> 6;
		if (word == this.objects.length) {
			this.objects = Arrays.copyOf(this.objects, word * 2);
		}
		long bit = 1L << depth;
		this.objects[word] = object ? (this.objects[word] | bit) : (this.objects[word] & ~bit);
	}

	private boolean isObject(int depth) {
		return (this.objects[depth >>> 6] & 1L << depth) != 0;
	}

	/* From behind the opening quote to behind the closing one. */
	private static int skipText(byte[] buffer, int start, int end, boolean name) {
		int stop = stop(buffer, start, end);
		return (stop < end && buffer[stop] == '"') ? stop + 1 : skipOddText(buffer, stop, end, name);
	}

	/* Where the text stops, or the end. */
	private static int stop(byte[] buffer, int start, int end) {
		int position = start;
		int last = end - Long.BYTES;
		while (position <= last) {
			long stops = stops((long) LONGS.get(buffer, position));
			if (stops != 0) {
				return position + (Long.numberOfTrailingZeros(stops) >>> 3);
			}
			position += Long.BYTES;
		}
		if (last < 0 || position >= end) {
			return position;
		}
		// Once more the last eight bytes, without those that were looked at (6 % of a
		// message of 2 KB). What these borrow may make of '#' and ' ' a stop, which is
		// looked at again.
		long stops = stops((long) LONGS.get(buffer, last)) & -1L << (position - last << 3);
		return (stops != 0) ? last + (Long.numberOfTrailingZeros(stops) >>> 3) : end;
	}

	private static long stops(long eight) {
		return ((eight ^ QUOTES) - EACH | (eight ^ BACKSLASHES) - EACH | eight - SPACES | eight) & HIGHEST_BITS;
	}

	private static int skipOddText(byte[] buffer, int start, int end, boolean name) {
		int position = start;
		while (position < end) {
			byte current = buffer[position];
			if (current == '"') {
				return position + 1;
			}
			if (current == '\\') {
				position = skipEscape(buffer, position + 1, end, name);
			}
			else if (current >= ' ') {
				position = stop(buffer, position + 1, end);
			}
			else if (current < 0) {
				position = skipCharacter(buffer, position, end);
			}
			else {
				throw new MalformedPayloadException("Gateway message with a control character in a string");
			}
		}
		throw new MalformedPayloadException("Gateway message that ends inside a string");
	}

	/* Half a character is taken in a value, but not in a name. */
	private static int skipEscape(byte[] buffer, int position, int end, boolean name) {
		switch (byteAt(buffer, position, end)) {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
				return position + 1;
			}
			case 'u' -> {
				char unit = escaped(buffer, position, end);
				int behind = position + 5;
				if (name && Character.isSurrogate(unit)) {
					expect(buffer, behind, end, '\\');
					expect(buffer, behind + 1, end, 'u');
					if (!Character.isSurrogatePair(unit, escaped(buffer, behind + 1, end))) {
						throw new MalformedPayloadException("Gateway message with half a character in a key");
					}
					behind += 6;
				}
				return behind;
			}
			default -> throw new MalformedPayloadException("Gateway message with an escape that JSON does not know");
		}
	}

	private static char escaped(byte[] buffer, int position, int end) {
		int unit = 0;
		for (int i = position + 1; i < position + 5; i++) {
			int digit = Character.digit(byteAt(buffer, i, end), 16);
			if (digit < 0) {
				throw new MalformedPayloadException("Gateway message with an escape that is no character");
			}
			unit = unit << 4 | digit;
		}
		return (char) unit;
	}

	/* As exactly as Jackson looks: at how many bytes there are and how they begin. */
	private static int skipCharacter(byte[] buffer, int position, int end) {
		int first = buffer[position] & 0xFF;
		int behind = position + 1 + ((first >= 0xC0) ? 1 : 0) + ((first >= 0xE0) ? 1 : 0) + ((first >= 0xF0) ? 1 : 0);
		boolean valid = first >= 0xC0 && first < 0xF8;
		for (int i = position + 1; i < behind; i++) {
			valid &= byteAt(buffer, i, end) < (byte) 0xC0;
		}
		boolean half = first == 0xED && buffer[position + 1] >= (byte) 0xA0;
		if (!valid || half) {
			throw new MalformedPayloadException("Gateway message with a string that is not UTF-8");
		}
		return behind;
	}

	private int skipScalar(byte[] buffer, int start, int end) {
		return switch (buffer[start]) {
			case 'n' -> skipFour(buffer, start, end, NULL);
			case 't' -> skipFour(buffer, start, end, TRUE);
			case 'f' -> skipFour(buffer, start + 1, end, FALSE);
			default -> skipNumber(buffer, start, end);
		};
	}

	private static int skipFour(byte[] buffer, int start, int end, int letters) {
		int behind = start + Integer.BYTES;
		if (behind > end || (int) INTS.get(buffer, start) != letters) {
			throw new MalformedPayloadException("Gateway message with a word that JSON does not know");
		}
		return behind;
	}

	private static int letters(String four) {
		return (int) INTS.get(four.getBytes(StandardCharsets.US_ASCII), 0);
	}

	private int skipNumber(byte[] buffer, int start, int end) {
		int first = (buffer[start] == '-') ? start + 1 : start;
		int position = skipDigits(buffer, first, end);
		int digits = position - first;
		if (buffer[first] == '0' && digits > 1) {
			throw new MalformedPayloadException("Gateway message with a number that begins with 0");
		}
		if (position < end && buffer[position] == '.') {
			int fraction = position + 1;
			position = skipDigits(buffer, fraction, end);
			digits += position - fraction;
		}
		if (position < end && (buffer[position] | 0x20) == 'e') {
			int exponent = position + 1;
			if (exponent < end && (buffer[exponent] == '+' || buffer[exponent] == '-')) {
				exponent++;
			}
			position = skipDigits(buffer, exponent, end);
			digits += position - exponent;
		}
		this.limits.checkNumber(digits);
		return position;
	}

	private static int skipDigits(byte[] buffer, int start, int end) {
		int position = start;
		while (position < end && buffer[position] >= '0' && buffer[position] <= '9') {
			position++;
		}
		if (position == start) {
			throw new MalformedPayloadException("Gateway message with no value where one must be");
		}
		return position;
	}

	static int skipSpace(byte[] buffer, int start, int end) {
		int position = start;
		while (position < end && isSpace(buffer[position])) {
			position++;
		}
		return position;
	}

	static boolean isSpace(byte current) {
		return current <= ' ' && (current == ' ' || current == '\n' || current == '\r' || current == '\t');
	}

	static byte byteAt(byte[] buffer, int position, int end) {
		if (position >= end) {
			throw new MalformedPayloadException("Gateway message that ends too soon");
		}
		return buffer[position];
	}

	static void expect(byte[] buffer, int position, int end, char expected) {
		if (byteAt(buffer, position, end) != expected) {
			throw new MalformedPayloadException("Gateway message without '" + expected + "' where it must be");
		}
	}

}
