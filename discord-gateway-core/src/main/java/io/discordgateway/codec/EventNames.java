package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of an event's name into a string without making a new one each time.
 * Bounded: a peer that invents names only replaces entries.
 */
final class EventNames {

	private static final int SIZE = 512;

	private static final int MAX_LENGTH = 128;

	private final @Nullable String[] names = new String[SIZE];

	String get(byte[] buffer, int start, int end) {
		int length = end - start;
		if (length > MAX_LENGTH) {
			throw new DecodeException("Gateway message with an event name of " + length + " bytes");
		}
		int hash = 0;
		for (int i = start; i < end; i++) {
			hash = 31 * hash + buffer[i];
		}
		int slot = (hash ^ (hash >>> 9)) & (SIZE - 1);
		String known = this.names[slot];
		if (known != null && Ascii.matches(buffer, start, end, known)) {
			return known;
		}
		String name = new String(buffer, start, length, StandardCharsets.UTF_8);
		this.names[slot] = name;
		return name;
	}

}
