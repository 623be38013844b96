package io.discordgateway.test.discord;

import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a bot does not see of messages without MESSAGE_CONTENT (Gateway &gt; Message
 * Content Intent).
 */
final class MessageContent {

	private MessageContent() {
	}

	/**
	 * Says whether the content of a message is withheld. It never is in direct messages,
	 * in the bot's own messages, and in those that mention it.
	 * @param message the message
	 * @param inGuild whether it was written in a guild
	 * @param botId the bot
	 * @return whether it is withheld
	 */
	static boolean isWithheld(JsonNode message, boolean inGuild, String botId) {
		if (!inGuild || botId.equals(Json.id(message.path("author")))) {
			return false;
		}
		for (JsonNode mention : message.path("mentions")) {
			if (botId.equals(Json.id(mention))) {
				return false;
			}
		}
		return true;
	}

	/** Says whether anything of a message is withheld, or of the one that it answers. */
	static boolean isAnyWithheld(JsonNode message, boolean inGuild, String botId) {
		JsonNode answered = message.path("referenced_message");
		return isWithheld(message, inGuild, botId) || answered.isObject() && isWithheld(answered, inGuild, botId);
	}

	/**
	 * Empties what is withheld, in the message that is answered too.
	 * @param message the message, which is changed
	 * @param inGuild whether it was written in a guild
	 * @param botId the bot
	 */
	static void withhold(ObjectNode message, boolean inGuild, String botId) {
		if (isWithheld(message, inGuild, botId)) {
			if (message.has("content")) {
				message.put("content", "");
			}
			for (String list : List.of("embeds", "attachments", "components")) {
				if (message.has(list)) {
					message.putArray(list);
				}
			}
			message.remove("poll");
		}
		if (message.path("referenced_message").isObject()) {
			withhold((ObjectNode) message.path("referenced_message"), inGuild, botId);
		}
	}

}
