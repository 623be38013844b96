package io.discordgateway.test;

import java.time.Instant;

import io.discordgateway.test.discord.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes message objects (Message &gt; Message Structure).
 */
final class Messages {

	private Messages() {
	}

	static ObjectNode create(String id, String channelId, JsonNode author, String content, Instant now) {
		ObjectNode message = Json.object()
			.put("id", id)
			.put("type", 0)
			.put("channel_id", channelId)
			.put("content", content)
			.put("timestamp", now.toString())
			.putNull("edited_timestamp")
			.put("tts", false)
			.put("mention_everyone", false)
			.put("pinned", false)
			.put("flags", 0);
		message.set("author", author);
		for (String list : new String[] { "mentions", "mention_roles", "attachments", "embeds", "components" }) {
			message.putArray(list);
		}
		return message;
	}

}
