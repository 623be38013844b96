package io.discordgateway.codec;

import java.util.Arrays;

/**
 * Walks over terms by their lengths and keeps the limits. Not thread-safe.
 */
final class EtfTerms {

	/* More than there are bytes in a message. */
	private static final int LIST_TAIL = 1 << 30;

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

	private int skip(byte[] buffer, int start, int end, int terms) {
		int position = start;
		int depth = 0;
		int left = terms;
		long tokens = 0;
		while (true) {
			while (left == 0) {
				if (depth == 0) {
					this.limits.checkTokens(tokens);
					return position;
				}
				left = this.open[--depth];
				tokens++;
			}
			if (left == LIST_TAIL) {
				require(buffer, position, 1, end);
				left = (buffer[position] == EtfTag.NIL) ? 0 : 1;
				position += 1 - left;
				continue;
			}
			boolean key = left < 0 && (left & 1) == 0;
			left -= Integer.signum(left);
			tokens++;
			require(buffer, position, 1, end);
			int tag = buffer[position] & 0xFF;
			position++;
			long children = 0;
			switch (tag) {
				case EtfTag.SMALL_INTEGER -> position = forward(buffer, position, 1, end);
				case EtfTag.INTEGER -> position = forward(buffer, position, 4, end);
				case EtfTag.NEW_FLOAT -> {
					refuseKey(key);
					position = forward(buffer, position, 8, end);
					checkFloat(EtfTag.newFloat(buffer, position - 8));
				}
				case EtfTag.FLOAT -> {
					refuseKey(key);
					position = forward(buffer, position, EtfTag.FLOAT_LENGTH, end);
					checkFloat(EtfTag.oldFloat(buffer, position - EtfTag.FLOAT_LENGTH));
				}
				case EtfTag.NIL -> {
					refuseKey(key);
					this.limits.checkDepth(depth + 1);
					tokens++;
				}
				case EtfTag.SMALL_ATOM -> {
					require(buffer, position, 1, end);
					position = text(buffer, position + 1, buffer[position] & 0xFF, end, key);
				}
				case EtfTag.SMALL_ATOM_UTF8 -> {
					require(buffer, position, 1, end);
					position = utf8(buffer, position + 1, buffer[position] & 0xFF, end, key);
				}
				case EtfTag.ATOM -> {
					require(buffer, position, 2, end);
					position = text(buffer, position + 2, EtfTag.unsigned16(buffer, position), end, key);
				}
				case EtfTag.ATOM_UTF8 -> {
					require(buffer, position, 2, end);
					position = utf8(buffer, position + 2, EtfTag.unsigned16(buffer, position), end, key);
				}
				case EtfTag.BINARY -> position = utf8(buffer, position + 4, length(buffer, position, end), end, key);
				case EtfTag.STRING -> {
					require(buffer, position, 2, end);
					int length = EtfTag.unsigned16(buffer, position);
					if (key) {
						position = text(buffer, position + 2, length, end, true);
					}
					else {
						position = forward(buffer, position + 2, length, end);
						this.limits.checkDepth(depth + 1);
						tokens += length + 1;
					}
				}
				case EtfTag.SMALL_BIG -> {
					require(buffer, position, 1, end);
					position = big(buffer, position + 1, buffer[position] & 0xFF, end);
				}
				case EtfTag.LARGE_BIG -> position = big(buffer, position + 4, length(buffer, position, end), end);
				case EtfTag.SMALL_TUPLE -> {
					refuseKey(key);
					require(buffer, position, 1, end);
					children = buffer[position] & 0xFF;
					position++;
				}
				case EtfTag.LARGE_TUPLE, EtfTag.LIST -> {
					refuseKey(key);
					children = length(buffer, position, end);
					position += 4;
				}
				case EtfTag.MAP -> {
					refuseKey(key);
					children = -2L * length(buffer, position, end);
					position += 4;
				}
				default -> throw new MalformedPayloadException(EtfTag.refusal(tag));
			}
			if (tag == EtfTag.LIST || tag == EtfTag.MAP || tag == EtfTag.SMALL_TUPLE || tag == EtfTag.LARGE_TUPLE) {
				require(buffer, position, Math.abs(children), end);
				this.limits.checkTokens(tokens);
				push(depth++, left);
				this.limits.checkDepth(depth);
				left = (tag == EtfTag.LIST) ? LIST_TAIL + (int) children : (int) children;
			}
		}
	}

	private void push(int depth, int left) {
		if (depth == this.open.length) {
			this.open = Arrays.copyOf(this.open, depth * 2);
		}
		this.open[depth] = left;
	}

	private int text(byte[] buffer, int start, int length, int end, boolean key) {
		if (key) {
			this.limits.checkName(length);
		}
		else {
			this.limits.checkString(length);
		}
		return forward(buffer, start, length, end);
	}

	private int utf8(byte[] buffer, int start, int length, int end, boolean key) {
		int behind = text(buffer, start, length, end, key);
		if (!Utf8.isValid(buffer, start, behind)) {
			throw new MalformedPayloadException("A text that is not UTF-8");
		}
		return behind;
	}

	private static void refuseKey(boolean key) {
		if (key) {
			throw new MalformedPayloadException("A map with a key that is no text");
		}
	}

	private static void checkFloat(double value) {
		if (!Double.isFinite(value)) {
			throw new MalformedPayloadException("A float that is no number");
		}
	}

	private int big(byte[] buffer, int start, int length, int end) {
		require(buffer, start, length + 1L, end);
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
		require(buffer, position, 4, end);
		int length = EtfTag.signed32(buffer, position);
		if (length < 0) {
			throw new MalformedPayloadException("Gateway message that ends inside a term");
		}
		return length;
	}

	private static int forward(byte[] buffer, int position, int bytes, int end) {
		require(buffer, position, bytes, end);
		return position + bytes;
	}

	static void require(byte[] buffer, int position, long bytes, int end) {
		if (end - position < bytes) {
			throw new MalformedPayloadException("Gateway message that ends inside a term");
		}
	}

}
