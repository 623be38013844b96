package io.discordgateway.codec;

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

	private static final int SIZE = 512;

	private static final @Nullable String[] NAMES = new String[SIZE];

	private EventNames() {
	}

	/** The name, or {@code null} if the bytes are none. */
	static @Nullable String get(byte[] buffer, int start, int end) {
		if (end - start > MAX_LENGTH) {
			return null;
		}
		int hash = 0;
		for (int i = start; i < end; i++) {
			hash = 31 * hash + buffer[i];
		}
		int slot = (hash ^ (hash >>> 9)) & (SIZE - 1);
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

	static MalformedPayloadException refusal(int length) {
		return new MalformedPayloadException("Gateway message whose t, of " + length
				+ " bytes, is no event name: those are at most " + MAX_LENGTH + " letters, digits, '_', '.' and '-'");
	}

	private static boolean isPartOfName(byte current) {
		return (current >= 'A' && current <= 'Z') || (current >= 'a' && current <= 'z')
				|| (current >= '0' && current <= '9') || current == '_' || current == '.' || current == '-';
	}

}
