package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

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
	 *
	 * Of a key of the envelope that is there twice either may count, as with any reader.
	 */

	private static final byte[] EMPTY = { 'n', 'u', 'l', 'l' };

	/* How long a key of one letter is, with its quotes and its colon. */
	private static final int LETTER = 4;

	/* How long a character may be when it is escaped. */
	private static final int ESCAPED = 6;

	private final PayloadLimits limits;

	private final JsonValues values;

	JsonEnvelopeReader(PayloadLimits limits) {
		this.limits = limits;
		this.values = new JsonValues(limits);
	}

	@Override
	public void read(byte[] buffer, int start, int end, Envelope envelope) {
		int position = JsonValues.skipSpace(buffer, start, end);
		JsonValues.expect(buffer, position, end, '{');
		position = JsonValues.skipSpace(buffer, position + 1, end);
		int op = -1;
		long sequence = Envelope.NO_SEQUENCE;
		String name = null;
		boolean sequenceSeen = false;
		boolean nameSeen = false;
		int dataStart = 0;
		int dataEnd = 0;
		boolean dataExact = true;
		if (JsonValues.byteAt(buffer, position, end) == '}') {
			throw new MalformedPayloadException("Gateway message without op");
		}
		while (true) {
			char key = letter(buffer, position, end);
			int valueStart;
			if (key != 0) {
				valueStart = JsonValues.skipSpace(buffer, position + LETTER, end);
			}
			else {
				valueStart = this.values.skipName(buffer, position, end);
				key = key(buffer, position + 1);
			}
			if (key == 'd') {
				dataStart = valueStart;
				if (op >= 0 && sequenceSeen && nameSeen) {
					dataEnd = closingBrace(buffer, valueStart, end);
					dataExact = false;
					break;
				}
			}
			position = (key == 'd' || key == 0) ? this.values.skip(buffer, valueStart, end)
					: this.values.skipPlain(buffer, valueStart, end);
			switch (key) {
				case 'd' -> dataEnd = position;
				case 's' -> {
					sequence = readNumber(buffer, valueStart, position, "s");
					sequenceSeen = true;
				}
				case 't' -> {
					name = readName(buffer, valueStart, position);
					nameSeen = true;
				}
				case 'o' -> {
					long number = readNumber(buffer, valueStart, position, "op");
					if (number < 0 || number > Integer.MAX_VALUE) {
						throw new MalformedPayloadException("Gateway message whose op is no opcode");
					}
					op = (int) number;
				}
				default -> {
					// Unknown keys are legal (R36).
				}
			}
			position = JsonValues.skipSpace(buffer, position, end);
			if (JsonValues.byteAt(buffer, position, end) == '}') {
				int rest = JsonValues.skipSpace(buffer, position + 1, end);
				if (rest != end) {
					throw new MalformedPayloadException(
							"Gateway message with something behind its end, at byte " + (rest - start));
				}
				break;
			}
			JsonValues.expect(buffer, position, end, ',');
			position = JsonValues.skipSpace(buffer, position + 1, end);
		}
		if (op < 0) {
			throw new MalformedPayloadException("Gateway message without op");
		}
		envelope.set(this, buffer, op, sequence, name, dataStart, dataEnd, dataExact);
	}

	/*
	 * The key of an envelope that is one letter, if it stands here with nothing around it
	 * but quotes and a colon, as it does on Discord's wire, or 0. To walk over three such
	 * keys took a fifth of an event that nobody wants.
	 */
	private static char letter(byte[] buffer, int start, int end) {
		boolean letter = end - start >= LETTER && buffer[start] == '"' && buffer[start + 2] == '"'
				&& buffer[start + 3] == ':';
		return letter ? known(buffer[start + 1]) : 0;
	}

	private static char known(byte key) {
		return (key == 'd' || key == 's' || key == 't') ? (char) key : 0;
	}

	/* The first character of a key that an envelope has, or 0. */
	private static char key(byte[] buffer, int start) {
		if (buffer[start + 1] == '"') {
			return known(buffer[start]);
		}
		if (buffer[start] == 'o' && buffer[start + 1] == 'p' && buffer[start + 2] == '"') {
			return 'o';
		}
		for (int i = start; i < start + 2 * ESCAPED && buffer[i] != '"'; i++) {
			if (buffer[i] == '\\') {
				return escapedKey(buffer, start);
			}
		}
		return 0;
	}

	private static char escapedKey(byte[] buffer, int start) {
		int end = start;
		while (buffer[end] != '"') {
			end += (buffer[end] == '\\') ? 2 : 1;
		}
		if (end - start > 2 * ESCAPED) {
			return 0;
		}
		return switch (unescaped(buffer, start, end)) {
			case "op" -> 'o';
			case "d" -> 'd';
			case "s" -> 's';
			case "t" -> 't';
			default -> 0;
		};
	}

	private static @Nullable String readName(byte[] buffer, int start, int end) {
		if (buffer[start] == 'n') {
			return null;
		}
		if (buffer[start] != '"') {
			throw new MalformedPayloadException("Gateway message whose t is no string");
		}
		String name = EventNames.get(buffer, start + 1, end - 1);
		if (name == null && end - start - 2 <= EventNames.MAX_LENGTH * ESCAPED) {
			byte[] plain = unescaped(buffer, start + 1, end - 1).getBytes(StandardCharsets.UTF_8);
			name = EventNames.get(plain, 0, plain.length);
		}
		if (name == null) {
			throw EventNames.refusal(end - start - 2);
		}
		return name;
	}

	/* Between its quotes the text was walked over, so it can be read. */
	private static String unescaped(byte[] buffer, int start, int end) {
		byte[] text = Arrays.copyOfRange(buffer, start - 1, end + 1);
		try (JsonParser parser = Encoding.JSON.createParser(text, PayloadLimits.DEFAULT)) {
			parser.nextToken();
			return parser.getString();
		}
	}

	/* Below 0 for null, which is what no sequence is. */
	private static long readNumber(byte[] buffer, int start, int end, String key) {
		if (buffer[start] == 'n') {
			return Envelope.NO_SEQUENCE;
		}
		long number = 0;
		if (end - start > 18) {
			throw new MalformedPayloadException("Gateway message whose " + key + " is too long a number");
		}
		for (int i = start; i < end; i++) {
			int digit = buffer[i] - '0';
			if (digit < 0 || digit > 9) {
				throw new MalformedPayloadException("Gateway message whose " + key + " is not a whole number");
			}
			number = number * 10 + digit;
		}
		return number;
	}

	private static int closingBrace(byte[] buffer, int start, int end) {
		int last = end - 1;
		while (last > start && JsonValues.isSpace(buffer[last])) {
			last--;
		}
		if (last <= start || buffer[last] != '}') {
			throw new MalformedPayloadException("Gateway message that ends before its closing brace");
		}
		return last;
	}

	@Override
	public int findDataEnd(byte[] buffer, int start, int end) {
		int dataEnd = this.values.skip(buffer, start, end);
		int rest = JsonValues.skipSpace(buffer, dataEnd, end);
		while (rest < end) {
			// Further keys may follow, unknown ones at that (R36).
			JsonValues.expect(buffer, rest, end, ',');
			rest = this.values.skipName(buffer, JsonValues.skipSpace(buffer, rest + 1, end), end);
			rest = JsonValues.skipSpace(buffer, this.values.skip(buffer, rest, end), end);
		}
		return dataEnd;
	}

	@Override
	public RawPayload copy(byte[] buffer, int start, int end) {
		byte[] copy = (start < end) ? Arrays.copyOfRange(buffer, start, end) : EMPTY.clone();
		return new RawPayload(Encoding.JSON, copy, this.limits);
	}

}
