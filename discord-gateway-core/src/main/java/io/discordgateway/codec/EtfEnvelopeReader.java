package io.discordgateway.codec;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reads {@code op}, {@code s} and {@code t} of a gateway message in ETF, in any order,
 * without parsing {@code d} (R33).
 */
final class EtfEnvelopeReader implements EnvelopeReader {

	/*
	 * Erlang writes the keys of a small map in an order of its own: by the alphabet up to
	 * OTP 25, which puts "d" first, and by chance since. Behind "d" there are a few bytes
	 * of known form, so the message is read from its end as long as these are what is
	 * missing. A walk over "d" costs as much again as inflating it; whoever copies it
	 * walks, and finds out whether its end is where the rest begins. For an event that
	 * nobody wants that is check enough, as it is in JSON.
	 *
	 * Reading backwards is safe, because each form has a byte in front of it that no
	 * other form can have there: what begins with a length and a tag cannot end like a
	 * number that has another tag. Event names are taken only when they are upper case
	 * and shorter than the code of the first digit; others are walked to.
	 */

	private static final int LONGEST_NAME = '0' - 1;

	private static final int NO_KEY = 0;

	private static final int OP = 1;

	private static final int S = 2;

	private static final int T = 4;

	private static final int D = 8;

	private static final byte[] EMPTY = { (byte) EtfTag.VERSION, EtfTag.SMALL_ATOM_UTF8, 3, 'n', 'i', 'l' };

	private final PayloadLimits limits;

	private final EtfTerms terms;

	/* Where the text that was read last lies, and what was found at the message's end. */

	private int textStart;

	private int textEnd;

	private int op;

	private long sequence;

	private @Nullable String name;

	EtfEnvelopeReader(PayloadLimits limits) {
		this.limits = limits;
		this.terms = new EtfTerms(limits);
	}

	@Override
	public void read(byte[] buffer, int start, int end, Envelope envelope) {
		EtfTerms.require(start, 6, end);
		if ((buffer[start] & 0xFF) != EtfTag.VERSION || buffer[start + 1] != EtfTag.MAP) {
			throw new MalformedPayloadException("Gateway message that is no map in ETF");
		}
		int pairs = EtfTag.signed32(buffer, start + 2);
		EtfTerms.require(start + 6, pairs & 0xFFFFFFFFL, end);
		this.op = -1;
		this.sequence = Envelope.NO_SEQUENCE;
		this.name = null;
		int missing = OP | S | T;
		int dataStart = 0;
		int dataEnd = 0;
		boolean dataExact = true;
		int position = start + 6;
		for (int left = pairs; left > 0; left--) {
			int valueStart = text(buffer, position, end);
			if (valueStart < 0) {
				throw new MalformedPayloadException("Gateway message with a key that is no text");
			}
			int key = key(buffer, this.textStart, this.textEnd);
			if (key == D) {
				dataStart = valueStart;
				dataEnd = (left - 1 == Integer.bitCount(missing)) ? readEnd(buffer, valueStart, end, missing) : -1;
				if (dataEnd >= 0) {
					dataExact = false;
					position = end;
					break;
				}
				position = this.terms.skip(buffer, valueStart, end);
				dataEnd = position;
			}
			else if (key == NO_KEY) {
				// Unknown keys are legal (R36).
				position = this.terms.skipPair(buffer, position, end);
			}
			else {
				position = this.terms.skip(buffer, valueStart, end);
				missing &= ~key;
				take(key, buffer, valueStart, position);
			}
		}
		if (position != end) {
			throw new MalformedPayloadException(
					"Gateway message with something behind its end, at byte " + (position - start));
		}
		if (this.op < 0) {
			throw new MalformedPayloadException("Gateway message without op");
		}
		envelope.set(this, buffer, this.op, this.sequence, this.name, dataStart, dataEnd, dataExact);
	}

	private void take(int key, byte[] buffer, int start, int end) {
		switch (key) {
			case OP -> {
				long number = number(buffer, start, end, "op");
				if (number < 0 || number > Integer.MAX_VALUE) {
					throw new MalformedPayloadException("Gateway message whose op is no opcode");
				}
				this.op = (int) number;
			}
			case S -> this.sequence = number(buffer, start, end, "s");
			default -> this.name = name(buffer, start, end);
		}
	}

	/* Below 0 for nil. */
	private long number(byte[] buffer, int start, int end, String key) {
		long number = -1;
		switch (buffer[start]) {
			case EtfTag.SMALL_INTEGER -> number = buffer[start + 1] & 0xFF;
			case EtfTag.INTEGER -> number = EtfTag.signed32(buffer, start + 1);
			case EtfTag.SMALL_BIG -> {
				if (buffer[start + 1] < 0 || buffer[start + 1] > 8 || buffer[start + 2] != 0) {
					throw new MalformedPayloadException("Gateway message whose " + key + " is too long a number");
				}
				number = 0;
				for (int i = end - 1; i >= start + 3; i--) {
					number = number << 8 | (buffer[i] & 0xFF);
				}
			}
			default -> {
				if (!isNil(buffer, start, end)) {
					throw new MalformedPayloadException("Gateway message whose " + key + " is no number");
				}
				return Envelope.NO_SEQUENCE;
			}
		}
		if (number < 0) {
			throw new MalformedPayloadException("Gateway message whose " + key + " is no number from 0 on");
		}
		return number;
	}

	private @Nullable String name(byte[] buffer, int start, int end) {
		if (isNil(buffer, start, end)) {
			return null;
		}
		if (text(buffer, start, end) < 0) {
			throw new MalformedPayloadException("Gateway message whose t is no text");
		}
		String name = EventNames.get(buffer, this.textStart, this.textEnd);
		if (name == null) {
			throw EventNames.refusal(this.textEnd - this.textStart);
		}
		return name;
	}

	private boolean isNil(byte[] buffer, int start, int end) {
		return buffer[start] != EtfTag.BINARY && buffer[start] != EtfTag.STRING && text(buffer, start, end) >= 0
				&& EtfAtoms.isNull(buffer, this.textStart, this.textEnd);
	}

	/* The position behind a term that is text, below 0 if it is none. */
	private int text(byte[] buffer, int position, int end) {
		EtfTerms.require(position, 2, end);
		int first;
		int length;
		switch (buffer[position]) {
			case EtfTag.SMALL_ATOM, EtfTag.SMALL_ATOM_UTF8 -> {
				first = position + 2;
				length = buffer[position + 1] & 0xFF;
			}
			case EtfTag.ATOM, EtfTag.ATOM_UTF8, EtfTag.STRING -> {
				EtfTerms.require(position, 3, end);
				first = position + 3;
				length = EtfTag.unsigned16(buffer, position + 1);
			}
			case EtfTag.BINARY -> {
				EtfTerms.require(position, 5, end);
				first = position + 5;
				length = EtfTag.signed32(buffer, position + 1);
			}
			default -> {
				return -1;
			}
		}
		EtfTerms.require(first, length & 0xFFFFFFFFL, end);
		this.limits.checkString(length);
		this.textStart = first;
		this.textEnd = first + length;
		return this.textEnd;
	}

	private static int key(byte[] buffer, int start, int end) {
		if (end - start == 2) {
			return (buffer[start] == 'o' && buffer[start + 1] == 'p') ? OP : NO_KEY;
		}
		if (end - start != 1) {
			return NO_KEY;
		}
		return switch (buffer[start]) {
			case 'd' -> D;
			case 's' -> S;
			case 't' -> T;
			default -> NO_KEY;
		};
	}

	/*
	 * Reads the pairs that follow "d" from the message's end on, and returns where they
	 * begin, or -1 if they do not look like those of a dispatch.
	 */
	private int readEnd(byte[] buffer, int start, int end, int missing) {
		int op = this.op;
		long sequence = this.sequence;
		String name = this.name;
		int position = end;
		for (int left = missing; left != 0;) {
			int valueStart;
			int key;
			if (position - 9 < start) {
				return -1;
			}
			if (buffer[position - 2] == EtfTag.SMALL_INTEGER
					&& (key = keyBefore(buffer, position - 2, left & (OP | S))) != NO_KEY) {
				valueStart = position - 2;
				if (key == OP) {
					op = buffer[position - 1] & 0xFF;
				}
				else {
					sequence = buffer[position - 1] & 0xFF;
				}
			}
			else if (buffer[position - 5] == EtfTag.INTEGER && buffer[position - 4] >= 0
					&& (key = keyBefore(buffer, position - 5, left & S)) != NO_KEY) {
				valueStart = position - 5;
				sequence = EtfTag.signed32(buffer, position - 4);
			}
			else {
				valueStart = upperCaseBefore(buffer, start, position);
				key = (valueStart >= 0) ? keyBefore(buffer, valueStart, left & T) : NO_KEY;
				if (key == NO_KEY) {
					return -1;
				}
				name = EventNames.get(buffer, this.textStart, position);
			}
			left &= ~key;
			position = keyStart(buffer, valueStart, (key == OP) ? 2 : 1);
			if (position <= start) {
				return -1;
			}
		}
		this.op = op;
		this.sequence = sequence;
		this.name = name;
		return position;
	}

	/* The start of the term that is a short text in upper case up to a position. */
	private int upperCaseBefore(byte[] buffer, int start, int end) {
		int first = end;
		while (first > start && isUpperCase(buffer[first - 1])) {
			first--;
		}
		int length = end - first;
		if (length == 0 || length > LONGEST_NAME || first - 5 < start || buffer[first - 1] != length) {
			return -1;
		}
		this.textStart = first;
		int tag = textTagBefore(buffer, first);
		return (tag > start) ? tag : -1;
	}

	private static boolean isUpperCase(byte current) {
		return (current >= 'A' && current <= 'Z') || current == '_' || (current >= '0' && current <= '9');
	}

	/*
	 * The position of the tag of a text whose last byte of length is before a position.
	 */
	private static int textTagBefore(byte[] buffer, int first) {
		byte before = buffer[first - 2];
		if (before == EtfTag.SMALL_ATOM_UTF8 || before == EtfTag.SMALL_ATOM) {
			return first - 2;
		}
		if (before != 0) {
			return -1;
		}
		byte tag = buffer[first - 3];
		if (tag == EtfTag.ATOM || tag == EtfTag.ATOM_UTF8) {
			return first - 3;
		}
		return (tag == 0 && buffer[first - 4] == 0 && buffer[first - 5] == EtfTag.BINARY) ? first - 5 : -1;
	}

	/* Which of the keys that may be here ends at a position. */
	private static int keyBefore(byte[] buffer, int end, int allowed) {
		int key = switch (buffer[end - 1]) {
			case 's' -> S;
			case 't' -> T;
			case 'p' -> (buffer[end - 2] == 'o') ? OP : NO_KEY;
			default -> NO_KEY;
		};
		return ((key & allowed) != 0 && keyStart(buffer, end, (key == OP) ? 2 : 1) >= 0) ? key : NO_KEY;
	}

	private static int keyStart(byte[] buffer, int end, int length) {
		return (buffer[end - length - 1] == length) ? textTagBefore(buffer, end - length) : -1;
	}

	@Override
	public int findDataEnd(byte[] buffer, int start, int end) {
		if (this.terms.skip(buffer, start, end) != end) {
			throw new MalformedPayloadException("Gateway message whose d does not end where the next key begins");
		}
		return end;
	}

	@Override
	public RawPayload copy(byte[] buffer, int start, int end) {
		byte[] copy = EMPTY.clone();
		if (start < end) {
			// With the byte in front, which makes room for the version.
			copy = Arrays.copyOfRange(buffer, start - 1, end);
			copy[0] = (byte) EtfTag.VERSION;
		}
		return new RawPayload(Encoding.ETF, copy, this.limits);
	}

}
