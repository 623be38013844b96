package io.discordgateway.codec;

import java.util.Arrays;

/**
 * Walks over terms by their lengths and keeps the limits. Not thread-safe.
 */
final class EtfTerms {

	/* More than there are bytes in a message. */
	private static final int LIST_TAIL = 1 << 30;

	/*
	 * How to find the end of a term of each tag that is a text or a number of a fixed
	 * length, 0 of all others: how far the four bytes behind the tag are to be shifted
	 * until only the length of the text is left, how many of them are not of the text,
	 * and whether that has to be UTF-8.
	 */

	private static final int SHIFT = 63;

	private static final int UTF8 = 64;

	private static final int HEAD = 7;

	private static final int BINARY = 4 << HEAD | UTF8;

	private static final int[] FORMS = new int[256];

	static {
		FORMS[EtfTag.BINARY] = BINARY;
		FORMS[EtfTag.ATOM_UTF8] = 2 << HEAD | UTF8 | 16;
		FORMS[EtfTag.ATOM] = 2 << HEAD | 16;
		FORMS[EtfTag.SMALL_ATOM_UTF8] = 1 << HEAD | UTF8 | 24;
		FORMS[EtfTag.SMALL_ATOM] = 1 << HEAD | 24;
		FORMS[EtfTag.INTEGER] = 4 << HEAD | 32;
		FORMS[EtfTag.SMALL_INTEGER] = 1 << HEAD | 32;
	}

	private final PayloadLimits limits;

	/*
	 * How many terms are left at each depth above the current one: below 0 in maps, where
	 * keys and values take turns, and from LIST_TAIL on in lists.
	 */
	private int[] open = new int[32];

	EtfTerms(PayloadLimits limits) {
		this.limits = limits;
	}

	/**
	 * Walks over one term. What it takes an {@link EtfParser} takes, and the other way
	 * round.
	 * @return the position behind it
	 * @throws MalformedPayloadException if it is no whole term or goes beyond the limits
	 */
	int skip(byte[] buffer, int start, int end) {
		return skip(buffer, start, end, 1);
	}

	/**
	 * Walks over a key of a map and its value.
	 * @return the position behind them
	 * @throws MalformedPayloadException if they are no whole terms, the key is none, or
	 * they go beyond the limits
	 */
	int skipPair(byte[] buffer, int start, int end) {
		return skip(buffer, start, end, -2);
	}

	/*
	 * Hot: few branches ask for what cannot be foreseen. A map's key and its value are
	 * one round, as the one is a binary nearly always and the other anything; of values,
	 * what is no binary but as flat is told apart by the table alone.
	 */
	private int skip(byte[] buffer, int start, int end, int terms) {
		int position = start;
		int depth = 0;
		int left = terms;
		long tokens = 0;
		while (true) {
			if (left == 0) {
				if (depth == 0) {
					this.limits.checkTokens(tokens);
					return position;
				}
				left = this.open[--depth];
				tokens++;
				continue;
			}
			if (left == LIST_TAIL) {
				require(position, 1, end);
				left = (buffer[position] == EtfTag.NIL) ? 0 : 1;
				position += 1 - left;
				continue;
			}
			if (left < 0) {
				position = skipKey(buffer, position, end);
				tokens++;
				left++;
			}
			left += (left < 0) ? 1 : -1;
			tokens++;
			require(position, 1, end);
			int tag = buffer[position++] & 0xFF;
			if (tag == EtfTag.BINARY) {
				position = skipFlat(buffer, position, end, BINARY, false);
			}
			else if (FORMS[tag] != 0) {
				position = skipFlat(buffer, position, end, FORMS[tag], false);
			}
			else if (tag == EtfTag.MAP || tag == EtfTag.LIST || tag == EtfTag.SMALL_TUPLE
					|| tag == EtfTag.LARGE_TUPLE) {
				int children = (tag == EtfTag.SMALL_TUPLE) ? length8(buffer, position, end)
						: length(buffer, position, end);
				position += (tag == EtfTag.SMALL_TUPLE) ? 1 : 4;
				require(position, (tag == EtfTag.MAP) ? 2L * children : children, end);
				this.limits.checkTokens(tokens);
				push(depth++, left);
				this.limits.checkDepth(depth);
				left = (tag == EtfTag.MAP) ? -2 * children : (tag == EtfTag.LIST) ? LIST_TAIL + children : children;
			}
			else if (tag == EtfTag.NIL) {
				this.limits.checkDepth(depth + 1);
				tokens++;
			}
			else if (tag == EtfTag.STRING) {
				int length = length16(buffer, position, end);
				position = forward(position + 2, length, end);
				this.limits.checkDepth(depth + 1);
				tokens += length + 1;
			}
			else {
				position = skipNumber(buffer, position, end, tag);
			}
		}
	}

	private int skipKey(byte[] buffer, int position, int end) {
		require(position, 1, end);
		int tag = buffer[position] & 0xFF;
		return (tag == EtfTag.BINARY) ? skipFlat(buffer, position + 1, end, BINARY, true)
				: skipRareKey(buffer, position + 1, end, tag);
	}

	/* A text or a small number from behind its tag on, by the form of its tag. */
	private int skipFlat(byte[] buffer, int position, int end, int form, boolean key) {
		long head = (end - position >= 4) ? EtfTag.signed32(buffer, position) & 0xFFFFFFFFL
				: head(buffer, position, end);
		long length = head >>> (form & SHIFT);
		int start = position + (form >> HEAD);
		if (length > end - start) {
			throw endsInside();
		}
		checkText((int) length, key);
		int behind = start + (int) length;
		if (!Utf8.isValid(buffer, start, behind) && (form & UTF8) != 0) {
			throw new MalformedPayloadException("A text that is not UTF-8");
		}
		return behind;
	}

	/* Four bytes, of which there are less. */
	private static long head(byte[] buffer, int position, int end) {
		long head = 0;
		for (int i = 0; i < 4; i++) {
			head = head << 8 | ((position + i < end) ? buffer[position + i] & 0xFF : 0);
		}
		return head;
	}

	private int skipRareKey(byte[] buffer, int position, int end, int tag) {
		if (FORMS[tag] != 0) {
			return skipFlat(buffer, position, end, FORMS[tag], true);
		}
		switch (tag) {
			case EtfTag.STRING -> {
				int length = length16(buffer, position, end);
				this.limits.checkName(length);
				return forward(position + 2, length, end);
			}
			case EtfTag.NEW_FLOAT, EtfTag.FLOAT, EtfTag.NIL, EtfTag.SMALL_TUPLE, EtfTag.LARGE_TUPLE, EtfTag.LIST,
					EtfTag.MAP ->
				throw new MalformedPayloadException("A map with a key that is no text");
			default -> {
				return skipNumber(buffer, position, end, tag);
			}
		}
	}

	/* From behind its tag on. */
	private int skipNumber(byte[] buffer, int position, int end, int tag) {
		switch (tag) {
			case EtfTag.NEW_FLOAT -> {
				int behind = forward(position, 8, end);
				checkFloat(EtfTag.newFloat(buffer, position));
				return behind;
			}
			case EtfTag.FLOAT -> {
				int behind = forward(position, EtfTag.FLOAT_LENGTH, end);
				checkFloat(EtfTag.oldFloat(buffer, position));
				return behind;
			}
			case EtfTag.SMALL_BIG -> {
				return big(buffer, position + 1, length8(buffer, position, end), end);
			}
			case EtfTag.LARGE_BIG -> {
				return big(buffer, position + 4, length(buffer, position, end), end);
			}
			default -> throw new MalformedPayloadException(EtfTag.refusal(tag));
		}
	}

	private void push(int depth, int left) {
		if (depth == this.open.length) {
			this.open = Arrays.copyOf(this.open, depth * 2);
		}
		this.open[depth] = left;
	}

	private void checkText(int length, boolean key) {
		if (key) {
			this.limits.checkName(length);
		}
		else {
			this.limits.checkString(length);
		}
	}

	private static void checkFloat(double value) {
		if (!Double.isFinite(value)) {
			throw new MalformedPayloadException("A float that is no number");
		}
	}

	private int big(byte[] buffer, int start, int length, int end) {
		require(start, length + 1L, end);
		int behind = start + 1 + length;
		int last = behind - 1;
		while (last > start && buffer[last] == 0) {
			last--;
		}
		this.limits.checkNumber(EtfTerms.digits(last - start));
		return behind;
	}

	/** At most so many decimal digits has a number of that many bytes. */
	static long digits(int bytes) {
		return bytes * 5L / 2 + 1;
	}

	private static int length(byte[] buffer, int position, int end) {
		require(position, 4, end);
		int length = EtfTag.signed32(buffer, position);
		if (length < 0) {
			throw endsInside();
		}
		return length;
	}

	private static int length16(byte[] buffer, int position, int end) {
		require(position, 2, end);
		return EtfTag.unsigned16(buffer, position);
	}

	private static int length8(byte[] buffer, int position, int end) {
		require(position, 1, end);
		return buffer[position] & 0xFF;
	}

	private static int forward(int position, int bytes, int end) {
		require(position, bytes, end);
		return position + bytes;
	}

	static void require(int position, long bytes, int end) {
		if (end - position < bytes) {
			throw endsInside();
		}
	}

	private static MalformedPayloadException endsInside() {
		return new MalformedPayloadException("Gateway message that ends inside a term");
	}

}
