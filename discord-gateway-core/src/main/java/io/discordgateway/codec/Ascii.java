package io.discordgateway.codec;

/**
 * Compares bytes with words of ASCII without making a string of them.
 */
final class Ascii {

	private Ascii() {
	}

	static boolean matches(byte[] buffer, int start, int end, String word) {
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
