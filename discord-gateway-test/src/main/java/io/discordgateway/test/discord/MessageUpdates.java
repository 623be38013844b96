package io.discordgateway.test.discord;

import java.util.LinkedHashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes events about messages into the state, as {@link GuildUpdates} does with guilds.
 */
final class MessageUpdates {

	/** Fields of the event that the message object of the HTTP API does not have. */
	private static final List<String> ONLY_IN_EVENTS = List.of("guild_id", "member", "channel_type");

	private final WorldState state;

	MessageUpdates(WorldState state) {
		this.state = state;
	}

	void created(JsonNode event) {
		String channelId = Json.text(event, "channel_id");
		if (channelId.isEmpty() || Json.id(event).isEmpty()) {
			return;
		}
		String guildId = Json.text(event, "guild_id");
		ObjectNode author = Json.given(event, "webhook_id") ? null : this.state.learnUser(event.path("author"));
		this.state.learnChannel(channelId, guildId, guildId.isEmpty() ? author : null);
		ObjectNode data = stripped(event);
		event.path("mentions").forEach(this.state::learnUser);
		this.state.messages().put(new StoredMessage(data, null));
		Channel channel = this.state.channel(channelId);
		if (channel != null) {
			channel.data().put("last_message_id", Json.id(event));
			if (channel.isThread()) {
				int sent = channel.data().path("total_message_sent").asInt(0) + 1;
				channel.data().put("total_message_sent", sent);
				channel.data().put("message_count", channel.data().path("message_count").asInt(0) + 1);
			}
		}
	}

	void updated(JsonNode event) {
		StoredMessage message = find(event, "id");
		if (message != null) {
			ObjectNode data = stripped(event);
			data.remove("reactions");
			message.data().setAll(data);
		}
		this.state.learnChannel(Json.text(event, "channel_id"), Json.text(event, "guild_id"), null);
	}

	/** The message object of the HTTP API. */
	static ObjectNode stripped(JsonNode event) {
		ObjectNode data = Json.copy(event);
		data.remove(ONLY_IN_EVENTS);
		for (JsonNode user : data.path("mentions")) {
			if (user.isObject()) {
				((ObjectNode) user).remove("member");
			}
		}
		return data;
	}

	void deleted(JsonNode event) {
		delete(Json.text(event, "channel_id"), Json.id(event));
	}

	void bulkDeleted(JsonNode event) {
		event.path("ids").forEach((id) -> delete(Json.text(event, "channel_id"), Json.text(id)));
	}

	private void delete(String channelId, String id) {
		Channel channel = this.state.channel(channelId);
		if (this.state.messages().remove(channelId, id) != null && channel != null && channel.isThread()) {
			channel.data().put("message_count", Math.max(0, channel.data().path("message_count").asInt(0) - 1));
		}
	}

	void reactionAdded(JsonNode event) {
		StoredMessage message = find(event, "message_id");
		if (message != null) {
			message.reactions()
				.computeIfAbsent(Emojis.key(event.path("emoji")),
						(key) -> new StoredMessage.Reaction(Emojis.partial(event.path("emoji"))))
				.users()
				.add(Json.text(event, "user_id"));
		}
	}

	void reactionRemoved(JsonNode event) {
		StoredMessage message = find(event, "message_id");
		String key = Emojis.key(event.path("emoji"));
		StoredMessage.Reaction reaction = (message != null) ? message.reactions().get(key) : null;
		if (message != null && reaction != null && reaction.users().remove(Json.text(event, "user_id"))
				&& reaction.users().isEmpty()) {
			message.reactions().remove(key);
		}
	}

	void reactionsRemoved(JsonNode event) {
		StoredMessage message = find(event, "message_id");
		if (message != null) {
			message.reactions().clear();
		}
	}

	void emojiRemoved(JsonNode event) {
		StoredMessage message = find(event, "message_id");
		if (message != null) {
			message.reactions().remove(Emojis.key(event.path("emoji")));
		}
	}

	void voted(JsonNode event) {
		StoredMessage message = find(event, "message_id");
		if (message != null) {
			message.votes()
				.computeIfAbsent(event.path("answer_id").asInt(0), (answer) -> new LinkedHashSet<>())
				.add(Json.text(event, "user_id"));
		}
	}

	void voteTaken(JsonNode event) {
		StoredMessage message = find(event, "message_id");
		if (message != null) {
			message.votes()
				.getOrDefault(event.path("answer_id").asInt(0), new LinkedHashSet<>())
				.remove(Json.text(event, "user_id"));
		}
	}

	private @Nullable StoredMessage find(JsonNode event, String idField) {
		return this.state.messages().find(Json.text(event, "channel_id"), Json.text(event, idField));
	}

}
