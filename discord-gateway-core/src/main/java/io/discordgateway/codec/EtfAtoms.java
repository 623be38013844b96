package io.discordgateway.codec;

/**
 * Atoms that stand for values: {@code nil} and {@code null}, {@code true} and
 * {@code false}. Every other is text.
 */
final class EtfAtoms {

	private EtfAtoms() {
	}

	static boolean isNull(byte[] buffer, int start, int end) {
		return Ascii.matches(buffer, start, end, "nil") || Ascii.matches(buffer, start, end, "null");
	}

	static boolean isTrue(byte[] buffer, int start, int end) {
		return Ascii.matches(buffer, start, end, "true");
	}

	static boolean isFalse(byte[] buffer, int start, int end) {
		return Ascii.matches(buffer, start, end, "false");
	}

}
