package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Retells recorded events about messages.
 */
final class RecordedMessages {

	private static final Set<String> EVENTS = Set.of("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE",
			"MESSAGE_DELETE_BULK", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL",
			"MESSAGE_REACTION_REMOVE_EMOJI", "MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE", "TYPING_START",
			"INTERACTION_CREATE");

	private final SimulatedWorld world;

	private final RecordedPlaces places;

	RecordedMessages(SimulatedWorld world, RecordedPlaces places) {
		this.world = world;
		this.places = places;
	}

	boolean isConcerned(String event) {
		return EVENTS.contains(event);
	}

	/** The event as it can happen, or {@code null} if it cannot. */
	@Nullable ObjectNode retell(String event, ObjectNode data, Instant now) {
		return switch (event) {
			case "MESSAGE_CREATE" -> create(data, now);
			case "MESSAGE_UPDATE" -> update(data, now);
			case "MESSAGE_DELETE" -> about(data, "id", (message) -> true);
			case "MESSAGE_DELETE_BULK" -> bulkDelete(data);
			case "MESSAGE_REACTION_ADD" -> react(data);
			case "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL", "MESSAGE_REACTION_REMOVE_EMOJI" ->
				takeBack(data);
			case "MESSAGE_POLL_VOTE_ADD" -> about(data, "message_id", (message) -> message.data().has("poll"));
			case "TYPING_START" -> type(data, now);
			case "INTERACTION_CREATE" -> interaction(data, now);
			default -> null;
		};
	}

	private @Nullable ObjectNode create(ObjectNode data, Instant now) {
		Guild guild = this.places.guild(data);
		if (!data.has("webhook_id") || this.places.state().users().containsKey(Json.id(data.path("author")))) {
			data.set("author", this.places.user(data.path("author")));
		}
		if (guild == null) {
			if (data.has("guild_id") || data.path("author").path("bot").asBoolean(false)) {
				return null;
			}
			data.put("channel_id", this.world.people().directChannel(Json.id(data.path("author")), now));
		}
		else if (!this.places.place(data, guild, "channel_id", Channel.TEXT, Channel.ANNOUNCEMENT)) {
			return null;
		}
		data.put("id", this.world.nextId(now)).put("timestamp", Timestamps.of(now));
		Channel channel = this.places.state().requireChannel(Json.text(data, "channel_id"));
		data.put("channel_type", channel.type());
		for (JsonNode mention : data.path("mentions")) {
			((ObjectNode) mention).setAll(this.places.user(mention));
		}
		refer(data, channel);
		return data;
	}

	/** What a message answers or forwards was written before. */
	private void refer(ObjectNode data, Channel channel) {
		JsonNode reference = data.path("message_reference");
		if (!reference.isObject()) {
			return;
		}
		boolean reply = data.path("type").asInt() == Messages.REPLY;
		StoredMessage other = this.places.message(Json.text(data, "guild_id"),
				(message) -> !reply || message.channelId().equals(channel.id()));
		if (other == null) {
			data.remove(List.of("message_reference", "referenced_message", "message_snapshots"));
			data.put("type", 0).put("flags", 0);
			if (Json.text(data, "content").isEmpty()) {
				data.put("content", "...");
			}
			return;
		}
		if (reply) {
			this.world.world().answer(data, other);
		}
		else {
			((ObjectNode) reference).put("message_id", other.id()).put("channel_id", other.channelId());
		}
	}

	private @Nullable ObjectNode update(ObjectNode data, Instant now) {
		String guildId = Json.text(data, "guild_id");
		StoredMessage message = this.places.message(guildId, (any) -> any.data().has("content"));
		if (message == null) {
			return null;
		}
		if (!data.has("author")) {
			return data.put("id", message.id()).put("channel_id", message.channelId());
		}
		ObjectNode told = Json.copy(message.data());
		Json.copy(data, told, "content", "embeds", "components", "attachments", "flags", "channel_type");
		told.put("edited_timestamp", Timestamps.of(now));
		if (!guildId.isEmpty()) {
			told.put("guild_id", guildId);
		}
		Guild guild = this.places.guild(told);
		if (!told.has("webhook_id")) {
			this.world.world().addMember(told, guild, message.authorId());
		}
		return told;
	}

	/** Lets an event be about a message that is there. */
	private @Nullable ObjectNode about(ObjectNode data, String field, Predicate<StoredMessage> wanted) {
		StoredMessage message = this.places.message(Json.text(data, "guild_id"), wanted);
		return (message != null) ? data.put(field, message.id()).put("channel_id", message.channelId()) : null;
	}

	private @Nullable ObjectNode bulkDelete(ObjectNode data) {
		StoredMessage first = this.places.message(Json.text(data, "guild_id"), (message) -> true);
		if (first == null) {
			return null;
		}
		int count = data.path("ids").size();
		ArrayNode ids = data.put("channel_id", first.channelId()).putArray("ids");
		this.places.state()
			.messages()
			.page(first.channelId(), count, null, null)
			.forEach((message) -> ids.add(message.id()));
		return data;
	}

	private @Nullable ObjectNode react(ObjectNode data) {
		StoredMessage message = this.places.message(Json.text(data, "guild_id"), (any) -> true);
		Guild guild = this.places.guild(data);
		String user = Json.text(data, "user_id");
		if (message == null || guild == null || !guild.members.containsKey(user)) {
			return null;
		}
		data.put("message_id", message.id()).put("channel_id", message.channelId());
		if (data.has("message_author_id")) {
			data.put("message_author_id", message.authorId());
		}
		this.world.world().addWholeMember(data, guild, user);
		return data;
	}

	private @Nullable ObjectNode takeBack(ObjectNode data) {
		StoredMessage message = this.places.message(Json.text(data, "guild_id"), (any) -> !any.reactions().isEmpty());
		if (message == null) {
			return null;
		}
		StoredMessage.Reaction reaction = message.reactions().values().iterator().next();
		data.put("message_id", message.id()).put("channel_id", message.channelId());
		if (data.has("emoji")) {
			data.set("emoji", reaction.emoji().deepCopy());
		}
		if (data.has("user_id")) {
			data.put("user_id", reaction.users().iterator().next());
		}
		return data;
	}

	private @Nullable ObjectNode type(ObjectNode data, Instant now) {
		Guild guild = this.places.guild(data);
		String user = Json.text(data, "user_id");
		data.put("timestamp", now.getEpochSecond());
		if (guild == null) {
			if (data.has("guild_id") || !this.places.state().users().containsKey(user)) {
				return null;
			}
			return data.put("channel_id", this.world.people().directChannel(user, now));
		}
		if (!guild.members.containsKey(user)
				|| !this.places.place(data, guild, "channel_id", Channel.TEXT, Channel.ANNOUNCEMENT)) {
			return null;
		}
		this.world.world().addWholeMember(data, guild, user);
		return data;
	}

	private @Nullable ObjectNode interaction(ObjectNode data, Instant now) {
		Guild guild = this.places.guild(data);
		if (guild == null && data.has("guild_id")) {
			return null;
		}
		String channelId;
		StoredMessage message = data.path("message").isObject()
				? this.places.message(Json.text(data, "guild_id"),
						(any) -> any.authorId().equals(this.world.botId()) && !any.data().path("components").isEmpty())
				: null;
		if (guild != null) {
			if (message != null) {
				data.put("channel_id", message.channelId());
			}
			if (!this.places.place(data, guild, "channel_id", Channel.TEXT)) {
				return null;
			}
			channelId = Json.text(data, "channel_id");
			ObjectNode shown = data.putObject("guild").put("id", guild.id());
			shown.put("locale", Json.text(data, "guild_locale")).set("features", guild.listIn("features").deepCopy());
		}
		else {
			ObjectNode user = this.places.user(data.path("user"));
			data.set("user", user);
			channelId = this.world.people().directChannel(Json.id(user), now);
			data.put("channel_id", channelId);
		}
		Channel channel = this.places.state().requireChannel(channelId);
		String caller = Json
			.id(data.path("member").path("user").isObject() ? data.path("member").path("user") : data.path("user"));
		ObjectNode whole = Json.copy(channel.data());
		whole.put("permissions", Access.written(Access.inChannel(channel, caller)));
		data.set("channel", whole);
		data.put("app_permissions", Access.written(Access.inChannel(channel, this.world.botId())));
		data.put("application_id", this.world.botId());
		String id = this.world.nextId(now);
		data.put("id", id).put("token", Json.text(data, "token") + id);
		if (data.path("message").isObject()) {
			StoredMessage shown = (message != null && message.channelId().equals(channelId)) ? message
					: writeMessage(data, channel, now);
			data.set("message", shown.object(this.world.botId()));
		}
		return data;
	}

	/** The message of a component was written by the bot before. */
	private StoredMessage writeMessage(ObjectNode data, Channel channel, Instant now) {
		ObjectNode written = Json.copy(data.path("message"));
		written.put("id", this.world.nextId(now)).put("channel_id", channel.id()).put("timestamp", Timestamps.of(now));
		written.set("author", Json.copy(this.places.state().bot()));
		World.addGuild(written, channel);
		this.world.world().addMember(written, channel.guild(), this.world.botId());
		this.world.happen("MESSAGE_CREATE", written, now);
		StoredMessage message = this.places.state().requireMessage(channel.id(), Json.id(written));
		this.places.written(Json.text(data, "guild_id"), message);
		return message;
	}

}
