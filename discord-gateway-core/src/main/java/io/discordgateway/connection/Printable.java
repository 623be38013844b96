package io.discordgateway.connection;

/**
 * Makes what a peer wrote fit for a line of a log.
 */
final class Printable {

	private Printable() {
	}

	/**
	 * Returns a text on one line: a space for each character that moves the cursor,
	 * changes a terminal or the direction of writing, or is none.
	 * @param text what a peer wrote
	 * @param maxLength how many characters are kept of it
	 */
	static String oneLine(String text, int maxLength) {
		StringBuilder line = new StringBuilder();
		text.codePoints().limit(maxLength).forEach((each) -> line.appendCodePoint(isPrintable(each) ? each : ' '));
		String stripped = line.toString().strip();
		return (text.codePointCount(0, text.length()) > maxLength) ? stripped + "..." : stripped;
	}

	private static boolean isPrintable(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				false;
			default -> true;
		};
	}

}
