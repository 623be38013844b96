package io.discordgateway.test.discord;

import java.time.Duration;

import io.discordgateway.model.Permission;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reactions to messages.
 */
final class ReactionRoutes {

	private static final String REACTIONS = "/channels/{channel}/messages/{message}/reactions";

	private static final int MAX_REACTIONS = 20;

	private final World world;

	ReactionRoutes(World world) {
		this.world = world;
	}

	void addTo(Router router) {
		Duration window = Duration.ofMillis(250);
		router.put(REACTIONS + "/{emoji}/@me", this::add).limit(1, window).bucket("reaction");
		router.delete(REACTIONS + "/{emoji}/@me", (call) -> remove(call, this.world.botId()))
			.limit(1, window)
			.bucket("reaction");
		router.delete(REACTIONS + "/{emoji}/{user}", (call) -> remove(call, call.path("user")))
			.limit(1, window)
			.bucket("reaction");
		router.get(REACTIONS + "/{emoji}", this::users);
		router.delete(REACTIONS + "/{emoji}", this::removeEmoji).limit(1, window).bucket("reaction");
		router.delete(REACTIONS, this::removeAll).limit(1, window).bucket("reaction");
	}

	private static ObjectNode emoji(Call call) {
		ObjectNode emoji = Emojis.parse(call.path("emoji"));
		if (emoji == null) {
			throw ApiError.UNKNOWN_EMOJI_TO_REACT.exception();
		}
		return emoji;
	}

	private RestResponse add(Call call) {
		Channel channel = this.world.channel(call, Permission.READ_MESSAGE_HISTORY);
		StoredMessage message = this.world.message(call, channel);
		ObjectNode emoji = emoji(call);
		StoredMessage.Reaction reaction = message.reactions().get(Emojis.key(emoji));
		if (reaction == null) {
			Access.require(channel, this.world.botId(), Permission.ADD_REACTIONS);
			if (message.reactions().size() >= MAX_REACTIONS) {
				throw ApiError.TOO_MANY_REACTIONS.exception();
			}
		}
		if (reaction == null || !reaction.users().contains(this.world.botId())) {
			react(channel, message, emoji, this.world.botId());
		}
		return RestResponse.noContent();
	}

	/** Lets a user react to a message. */
	void react(Channel channel, StoredMessage message, ObjectNode emoji, String userId) {
		ObjectNode event = event(channel, message, emoji).put("user_id", userId).put("type", 0).put("burst", false);
		if (!message.data().has("webhook_id")) {
			event.put("message_author_id", message.authorId());
		}
		event.putArray("burst_colors");
		this.world.addWholeMember(event, channel.guild(), userId);
		this.world.emit("MESSAGE_REACTION_ADD", event, channel.guildId());
	}

	private static ObjectNode event(Channel channel, StoredMessage message, ObjectNode emoji) {
		ObjectNode event = event(channel, message);
		event.set("emoji", Emojis.partial(emoji));
		return event;
	}

	private static ObjectNode event(Channel channel, StoredMessage message) {
		ObjectNode event = Json.object().put("channel_id", channel.id()).put("message_id", message.id());
		World.addGuild(event, channel);
		return event;
	}

	private RestResponse remove(Call call, String userId) {
		Channel channel = userId.equals(this.world.botId()) ? this.world.channel(call)
				: this.world.channel(call, Permission.MANAGE_MESSAGES);
		StoredMessage message = this.world.message(call, channel);
		takeBack(channel, message, emoji(call), userId);
		return RestResponse.noContent();
	}

	/** Takes a user's reaction away, if there is one. */
	void takeBack(Channel channel, StoredMessage message, ObjectNode emoji, String userId) {
		StoredMessage.Reaction reaction = message.reactions().get(Emojis.key(emoji));
		if (reaction != null && reaction.users().contains(userId)) {
			this.world.emit("MESSAGE_REACTION_REMOVE",
					event(channel, message, emoji).put("user_id", userId).put("type", 0).put("burst", false),
					channel.guildId());
		}
	}

	private RestResponse users(Call call) {
		Channel channel = this.world.channel(call, Permission.READ_MESSAGE_HISTORY);
		StoredMessage message = this.world.message(call, channel);
		StoredMessage.Reaction reaction = message.reactions().get(Emojis.key(emoji(call)));
		int limit = call.number("limit", 25, 1, 100);
		String after = call.query("after");
		ArrayNode users = Json.array();
		if (reaction != null) {
			reaction.users()
				.stream()
				.filter((id) -> after == null || MessageStore.BY_ID.compare(id, after) > 0)
				.sorted(MessageStore.BY_ID)
				.limit(limit)
				.map((id) -> this.world.state().users().get(id))
				.filter((user) -> user != null)
				.forEach((user) -> users.add(user.deepCopy()));
		}
		return RestResponse.ok(users);
	}

	private RestResponse removeEmoji(Call call) {
		Channel channel = this.world.channel(call, Permission.MANAGE_MESSAGES);
		StoredMessage message = this.world.message(call, channel);
		ObjectNode emoji = emoji(call);
		if (message.reactions().containsKey(Emojis.key(emoji))) {
			this.world.emit("MESSAGE_REACTION_REMOVE_EMOJI", event(channel, message, emoji), channel.guildId());
		}
		return RestResponse.noContent();
	}

	private RestResponse removeAll(Call call) {
		Channel channel = this.world.channel(call, Permission.MANAGE_MESSAGES);
		StoredMessage message = this.world.message(call, channel);
		this.world.emit("MESSAGE_REACTION_REMOVE_ALL", event(channel, message), channel.guildId());
		return RestResponse.noContent();
	}

}
