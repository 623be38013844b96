package io.discordgateway.codec;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reads {@code op}, {@code s} and {@code t} of a gateway message in JSON, in any order,
 * without parsing {@code d} (R29).
 */
final class JsonEnvelopeReader implements EnvelopeReader {

	/*
	 * On Discord's wire "d" is the last key. When op, s and t are known by the time it
	 * comes, its end is not looked for: whoever copies the data finds it, and for an
	 * event that nobody wants the message's last byte is check enough. Walking over every
	 * byte would cost as much again as inflating them.
	 */

	private static final byte[] EMPTY = { 'n', 'u', 'l', 'l' };

	private final EventNames names = new EventNames();

	private final PayloadLimits limits;

	JsonEnvelopeReader(PayloadLimits limits) {
		this.limits = limits;
	}

	@Override
	public void read(byte[] buffer, int start, int end, Envelope envelope) {
		int position = skipSpace(buffer, start, end);
		expect(buffer, position, end, '{');
		position = skipSpace(buffer, position + 1, end);
		int op = -1;
		long sequence = Envelope.NO_SEQUENCE;
		String name = null;
		boolean sequenceSeen = false;
		boolean nameSeen = false;
		int dataStart = 0;
		int dataEnd = 0;
		boolean dataExact = true;
		if (byteAt(buffer, position, end) == '}') {
			throw new DecodeException("Gateway message without op");
		}
		while (true) {
			expect(buffer, position, end, '"');
			int keyStart = position + 1;
			int afterKey = skipString(buffer, position, end);
			int keyLength = afterKey - 1 - keyStart;
			position = skipSpace(buffer, afterKey, end);
			expect(buffer, position, end, ':');
			position = skipSpace(buffer, position + 1, end);
			int valueStart = position;
			if (keyLength == 1 && buffer[keyStart] == 'd') {
				dataStart = valueStart;
				if (op >= 0 && sequenceSeen && nameSeen) {
					dataEnd = closingBrace(buffer, valueStart, end);
					dataExact = false;
					break;
				}
				position = skipValue(buffer, valueStart, end);
				dataEnd = position;
			}
			else if (keyLength == 1 && buffer[keyStart] == 's') {
				position = skipValue(buffer, valueStart, end);
				sequence = readNumber(buffer, valueStart, position, "s");
				sequenceSeen = true;
			}
			else if (keyLength == 1 && buffer[keyStart] == 't') {
				position = skipValue(buffer, valueStart, end);
				name = readName(buffer, valueStart, position);
				nameSeen = true;
			}
			else if (keyLength == 2 && buffer[keyStart] == 'o' && buffer[keyStart + 1] == 'p') {
				position = skipValue(buffer, valueStart, end);
				long number = readNumber(buffer, valueStart, position, "op");
				if (number < 0 || number > Integer.MAX_VALUE) {
					throw new DecodeException("Gateway message whose op is no opcode");
				}
				op = (int) number;
			}
			else {
				position = skipValue(buffer, valueStart, end);
			}
			position = skipSpace(buffer, position, end);
			byte next = byteAt(buffer, position, end);
			if (next == '}') {
				int rest = skipSpace(buffer, position + 1, end);
				if (rest != end) {
					throw new DecodeException(
							"Gateway message with something behind its end, at byte " + (rest - start));
				}
				break;
			}
			expect(buffer, position, end, ',');
			position = skipSpace(buffer, position + 1, end);
		}
		if (op < 0) {
			throw new DecodeException("Gateway message without op");
		}
		envelope.set(this, buffer, op, sequence, name, dataStart, dataEnd, dataExact);
	}

	private @Nullable String readName(byte[] buffer, int start, int end) {
		if (buffer[start] == 'n') {
			return null;
		}
		if (buffer[start] != '"') {
			throw new DecodeException("Gateway message whose t is no string");
		}
		return this.names.get(buffer, start + 1, end - 1);
	}

	/* Below 0 for null, which is what no sequence is. */
	private static long readNumber(byte[] buffer, int start, int end, String key) {
		if (buffer[start] == 'n') {
			return Envelope.NO_SEQUENCE;
		}
		long number = 0;
		if (end - start > 18) {
			throw new DecodeException("Gateway message whose " + key + " is too long a number");
		}
		for (int i = start; i < end; i++) {
			int digit = buffer[i] - '0';
			if (digit < 0 || digit > 9) {
				throw new DecodeException("Gateway message whose " + key + " is not a whole number");
			}
			number = number * 10 + digit;
		}
		return number;
	}

	private static int closingBrace(byte[] buffer, int start, int end) {
		int last = end - 1;
		while (last > start && isSpace(buffer[last])) {
			last--;
		}
		if (last <= start || buffer[last] != '}') {
			throw new DecodeException("Gateway message that ends before its closing brace");
		}
		return last;
	}

	@Override
	public int findDataEnd(byte[] buffer, int start, int end) {
		int dataEnd = skipValue(buffer, start, end);
		checkRest(buffer, dataEnd, end);
		return dataEnd;
	}

	@Override
	public RawPayload copy(byte[] buffer, int start, int end) {
		byte[] copy = (start < end) ? Arrays.copyOfRange(buffer, start, end) : EMPTY.clone();
		return new RawPayload(Encoding.JSON, copy, this.limits);
	}

	/* Behind "d" further keys may follow, unknown ones at that (R36). */
	private void checkRest(byte[] buffer, int position, int end) {
		int rest = skipSpace(buffer, position, end);
		while (rest < end) {
			expect(buffer, rest, end, ',');
			rest = skipSpace(buffer, rest + 1, end);
			expect(buffer, rest, end, '"');
			rest = skipSpace(buffer, skipString(buffer, rest, end), end);
			expect(buffer, rest, end, ':');
			rest = skipSpace(buffer, skipValue(buffer, skipSpace(buffer, rest + 1, end), end), end);
		}
	}

	/** Returns the position behind the value that begins at a position. */
	private int skipValue(byte[] buffer, int start, int end) {
		byte first = byteAt(buffer, start, end);
		return switch (first) {
			case '"' -> skipString(buffer, start, end);
			case '{', '[' -> skipNested(buffer, start, end);
			default -> skipScalar(buffer, start, end);
		};
	}

	private int skipNested(byte[] buffer, int start, int end) {
		int depth = 0;
		int tokens = 0;
		int textLength = 0;
		int position = start;
		while (position < end) {
			switch (buffer[position]) {
				case '"' -> {
					int behind = skipString(buffer, position, end);
					textLength = behind - position - 2;
					position = behind;
					tokens++;
				}
				case ':' -> {
					this.limits.checkName(textLength);
					position++;
				}
				case '{', '[' -> {
					this.limits.checkDepth(++depth);
					position++;
					tokens++;
				}
				case '}', ']' -> {
					position++;
					tokens++;
					if (--depth == 0) {
						this.limits.checkTokens(tokens);
						return position;
					}
				}
				case ',', ' ', '\n', '\r', '\t' -> position++;
				default -> {
					position = skipScalar(buffer, position, end);
					tokens++;
				}
			}
		}
		throw new DecodeException("Gateway message that ends inside a value");
	}

	private int skipString(byte[] buffer, int start, int end) {
		int position = start + 1;
		while (position < end) {
			byte current = buffer[position];
			if (current == '"') {
				this.limits.checkString(position - start - 1);
				return position + 1;
			}
			position += (current == '\\') ? 2 : 1;
		}
		throw new DecodeException("Gateway message that ends inside a string");
	}

	private int skipScalar(byte[] buffer, int start, int end) {
		int position = start;
		while (position < end && isScalar(buffer[position])) {
			position++;
		}
		if (position == start) {
			throw new DecodeException("Gateway message with no value where one must be");
		}
		this.limits.checkNumber(position - start);
		if (buffer[start] > '9' && !isWord(buffer, start, position)) {
			throw new DecodeException("Gateway message with a word that JSON does not know");
		}
		return position;
	}

	private static boolean isWord(byte[] buffer, int start, int end) {
		return Ascii.matches(buffer, start, end, "null") || Ascii.matches(buffer, start, end, "true")
				|| Ascii.matches(buffer, start, end, "false");
	}

	private static boolean isScalar(byte current) {
		return (current >= '0' && current <= '9') || (current >= 'a' && current <= 'z') || current == '-'
				|| current == '+' || current == '.' || current == 'E';
	}

	private static int skipSpace(byte[] buffer, int start, int end) {
		int position = start;
		while (position < end && isSpace(buffer[position])) {
			position++;
		}
		return position;
	}

	private static boolean isSpace(byte current) {
		return current == ' ' || current == '\n' || current == '\r' || current == '\t';
	}

	private static byte byteAt(byte[] buffer, int position, int end) {
		if (position >= end) {
			throw new DecodeException("Gateway message that ends too soon");
		}
		return buffer[position];
	}

	private static void expect(byte[] buffer, int position, int end, char expected) {
		if (byteAt(buffer, position, end) != expected) {
			throw new DecodeException("Gateway message without '" + expected + "' where it must be");
		}
	}

}
