package io.discordgateway.test.discord;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Emojis in reactions: a guild's by {@code name:id}, those of Unicode by themselves.
 */
final class Emojis {

	private Emojis() {
	}

	/** What tells one reaction of a message from another. */
	static String key(JsonNode emoji) {
		String id = Json.id(emoji);
		return id.isEmpty() ? Json.text(emoji, "name") : id;
	}

	static ObjectNode partial(JsonNode emoji) {
		ObjectNode partial = Json.object();
		Json.putOrNull(partial, "id", emoji.path("id"));
		partial.put("name", Json.text(emoji, "name"));
		if (emoji.path("animated").asBoolean(false)) {
			partial.put("animated", true);
		}
		return partial;
	}

	/**
	 * Reads an emoji of a path.
	 * @param text {@code name:id}, or an emoji of Unicode
	 * @return the partial emoji, or {@code null} if it is neither
	 */
	static @Nullable ObjectNode parse(String text) {
		if (text.matches("(a:)?[A-Za-z0-9_~]+:\\d{1,20}")) {
			int colon = text.lastIndexOf(':');
			int start = text.startsWith("a:") && text.indexOf(':') != colon ? 2 : 0;
			ObjectNode emoji = Json.object()
				.put("id", text.substring(colon + 1))
				.put("name", text.substring(start, colon));
			return (start > 0) ? emoji.put("animated", true) : emoji;
		}
		boolean unicode = !text.isEmpty() && text.codePointCount(0, text.length()) <= 16
				&& text.codePoints().anyMatch((point) -> point > 0xA8)
				&& text.codePoints().noneMatch(Character::isLetter);
		return unicode ? Json.object().putNull("id").put("name", text) : null;
	}

}
