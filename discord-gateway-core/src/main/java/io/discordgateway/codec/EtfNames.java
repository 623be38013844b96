package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of keys into strings without making new ones each time. Interned, so
 * that the string switches of the model compare by identity. Bounded, and safe to share
 * without a lock: strings are immutable, and a lost entry is only made again.
 */
final class EtfNames {

	private static final int SIZE = 8192;

	private static final int LONGEST = 64;

	private final @Nullable String[] names = new String[SIZE];

	/** The name, or {@code null} if it is not plain ASCII or too long to be kept. */
	@Nullable String get(byte[] buffer, int start, int end) {
		int length = end - start;
		if (length > LONGEST) {
			return null;
		}
		int hash = length;
		int sign = 0;
		for (int i = start; i < end; i++) {
			hash = 31 * hash + buffer[i];
			sign |= buffer[i];
		}
		if (sign < 0) {
			return null;
		}
		int slot = (hash ^ (hash >>> 13)) & (SIZE - 1);
		String known = this.names[slot];
		if (known != null && Ascii.matches(buffer, start, end, known)) {
			return known;
		}
		String other = this.names[slot ^ 1];
		if (other != null && Ascii.matches(buffer, start, end, other)) {
			return other;
		}
		String name = new String(buffer, start, length, StandardCharsets.US_ASCII).intern();
		this.names[slot ^ 1] = known;
		this.names[slot] = name;
		return name;
	}

}
