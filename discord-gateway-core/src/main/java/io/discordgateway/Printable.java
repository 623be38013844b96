package io.discordgateway;

import java.util.regex.Pattern;

/**
 * Makes what a peer wrote fit for a line of a log.
 *
 * @since 0.1
 */
@Internal
public final class Printable {

	/* Of all of Unicode: some that is no ASCII steers terminals, or turns text around. */
	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}]+");

	private Printable() {
	}

	/**
	 * Returns a text on one line: a space for what moves the cursor, changes a terminal
	 * or the direction of writing, or is no character.
	 * @param text what a peer wrote
	 * @param maxLength how many characters are kept of it, above 0; what is cut off shows
	 * in a "…" behind them
	 * @return the line, without spaces at its ends
	 */
	public static String oneLine(String text, int maxLength) {
		String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
		if (line.length() <= maxLength) {
			return line;
		}
		int end = Character.isHighSurrogate(line.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
		return line.substring(0, end) + "…";
	}

}
