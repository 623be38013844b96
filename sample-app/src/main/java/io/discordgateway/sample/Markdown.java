package io.discordgateway.sample;

/**
 * Text that people chose, such as their names, for messages of the bot.
 */
final class Markdown {

	private static final String SPECIAL = "\\*_~`|>#[]()<@:";

	private Markdown() {
	}

	/**
	 * Escapes a text, so that it is shown as it is: no formatting, no links, no mentions.
	 * @param text the text
	 * @return the text for a message
	 */
	static String escape(String text) {
		StringBuilder escaped = new StringBuilder(text.length());
		for (char c : text.toCharArray()) {
			if (SPECIAL.indexOf(c) >= 0) {
				escaped.append('\\');
			}
			escaped.append(c);
		}
		return escaped.toString();
	}

}
