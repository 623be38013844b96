package io.discordgateway.codec;

/**
 * Atoms that stand for values: {@code nil} and {@code null}, {@code true} and
 * {@code false}. Every other is text.
 */
final class EtfAtoms {

	private EtfAtoms() {
	}

	static boolean isNull(byte[] buffer, int start, int end) {
		return matches(buffer, start, end, "nil") || matches(buffer, start, end, "null");
	}

	static boolean isTrue(byte[] buffer, int start, int end) {
		return matches(buffer, start, end, "true");
	}

	static boolean isFalse(byte[] buffer, int start, int end) {
		return matches(buffer, start, end, "false");
	}

	private static boolean matches(byte[] buffer, int start, int end, String word) {
		if (end - start != word.length()) {
			return false;
		}
		for (int i = 0; i < word.length(); i++) {
			if (buffer[start + i] != word.charAt(i)) {
				return false;
			}
		}
		return true;
	}

}
