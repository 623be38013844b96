package io.discordgateway.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of an event's name into a string without making a new one each time.
 * Bounded: a peer that invents names only replaces entries. Shared without a lock:
 * strings are immutable, and a lost entry is only made again.
 * <p>
 * Names go to logs, metrics and listeners as they are, so a name is at most 128 letters,
 * digits, underscores, dots and hyphens of ASCII. Discord's own are upper case with
 * underscores; unknown ones of that form are legal (R36).
 */
final class EventNames {

	static final int MAX_LENGTH = 128;

	private static final int BITS = 9;

	private static final int SIZE = 1 << BITS;

	/* An odd number without a pattern. */
	private static final long SPREAD = 0x9E3779B97F4A7C15L;

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final @Nullable String[] NAMES = new String[SIZE];

	private EventNames() {
	}

	/** The name, or {@code null} if the bytes are none. */
	static @Nullable String get(byte[] buffer, int start, int end) {
		if (end - start > MAX_LENGTH) {
			return null;
		}
		int slot = slot(buffer, start, end);
		String known = NAMES[slot];
		if (known != null && Ascii.matches(buffer, start, end, known)) {
			return known;
		}
		for (int i = start; i < end; i++) {
			if (!isPartOfName(buffer[i])) {
				return null;
			}
		}
		String name = new String(buffer, start, end - start, StandardCharsets.US_ASCII);
		NAMES[slot] = name;
		return name;
	}

	/*
	 * Of the bytes only the first and the last eight, as a round for each byte would be a
	 * tenth of what a small message costs. Names that share both share a slot.
	 */
	private static int slot(byte[] buffer, int start, int end) {
		int length = end - start;
		if (length < Long.BYTES) {
			return length;
		}
		long first = (long) LONGS.get(buffer, start);
		long last = (long) LONGS.get(buffer, end - Long.BYTES);
		return (int) (((first * SPREAD ^ last) * SPREAD + length) >>> Long.SIZE - BITS);
	}

	static MalformedPayloadException refusal(int length) {
		return new MalformedPayloadException("Gateway message whose t, of " + length
				+ " bytes, is no event name: those are at most " + MAX_LENGTH + " letters, digits, '_', '.' and '-'");
	}

	private static boolean isPartOfName(byte current) {
		return (current >= 'A' && current <= 'Z') || (current >= 'a' && current <= 'z')
				|| (current >= '0' && current <= '9') || current == '_' || current == '.' || current == '-';
	}

}
