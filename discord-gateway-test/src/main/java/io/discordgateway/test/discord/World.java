package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import io.discordgateway.model.Permission;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state, and the one way to change it: by what happens. An event changes the state
 * and is told to the bot, as far as the bot sees it.
 */
final class World {

	/**
	 * After these, the bot may see channels that it did not see, or no longer see some.
	 */
	private static final Set<String> ABOUT_PERMISSIONS = Set.of("GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE",
			"GUILD_MEMBER_UPDATE", "CHANNEL_UPDATE");

	private final WorldState state;

	private final StateUpdates updates;

	private final Visibility visibility;

	private final SnowflakeSource ids;

	private final Consumer<Dispatch> listener;

	World(WorldState state, SnowflakeSource ids, Consumer<Dispatch> listener) {
		this.state = state;
		this.updates = new StateUpdates(state);
		this.visibility = new Visibility(state);
		this.ids = ids;
		this.listener = listener;
	}

	WorldState state() {
		return this.state;
	}

	Visibility visibility() {
		return this.visibility;
	}

	String botId() {
		return this.state.botId();
	}

	String nextId(Instant now) {
		return this.ids.next(now);
	}

	/** Takes an event into the state that somebody else tells the bot. */
	void adopt(String event, JsonNode data) {
		this.updates.apply(event, data);
	}

	/**
	 * Lets something happen.
	 * @param event name of the event
	 * @param data its data, the world's from here on
	 * @param guildId the guild it happens in, or {@code null}
	 */
	void emit(String event, ObjectNode data, @Nullable String guildId) {
		Guild guild = concernsPermissions(event, data) ? this.state.guild(guildId) : null;
		Set<String> hiddenBefore = (guild != null) ? this.visibility.hidden(guild) : Set.of();
		// What is deleted can be found no more afterwards, what is created not before.
		boolean deleted = event.endsWith("_DELETE");
		boolean seen = deleted && this.visibility.delivers(event, data);
		this.updates.apply(event, data);
		if (deleted ? seen : this.visibility.delivers(event, data)) {
			this.listener.accept(Dispatch.of(event, Json.copy(this.visibility.view(event, data))));
		}
		if (guild != null) {
			tellChanged(guild, hiddenBefore, event.equals("CHANNEL_UPDATE") ? Json.id(data) : "");
		}
	}

	private boolean concernsPermissions(String event, ObjectNode data) {
		return ABOUT_PERMISSIONS.contains(event)
				&& (!event.equals("GUILD_MEMBER_UPDATE") || botId().equals(Json.id(data.path("user"))));
	}

	private void tellChanged(Guild guild, Set<String> hiddenBefore, String alreadyTold) {
		Set<String> hidden = this.visibility.hidden(guild);
		Set<String> changed = new HashSet<>(hidden);
		changed.addAll(hiddenBefore);
		for (String id : changed) {
			ObjectNode channel = guild.channels.get(id);
			if (channel != null && hidden.contains(id) != hiddenBefore.contains(id) && !id.equals(alreadyTold)) {
				this.listener.accept(Dispatch.of("CHANNEL_UPDATE", this.visibility.viewOf(guild, channel)));
			}
		}
	}

	/** The member object of a user for an event in a guild, without the user. */
	void addMember(ObjectNode event, @Nullable Guild guild, String userId) {
		if (guild != null && guild.members.containsKey(userId)) {
			event.set("member", guild.memberWithoutUser(userId));
		}
	}

	/** The member object of a user, with the user, where the user is a member. */
	void addWholeMember(ObjectNode event, @Nullable Guild guild, String userId) {
		ObjectNode member = (guild != null) ? guild.members.get(userId) : null;
		if (member != null) {
			event.set("member", member.deepCopy());
		}
	}

	static void addGuild(ObjectNode event, Channel channel) {
		if (channel.guildId() != null) {
			event.put("guild_id", channel.guildId());
		}
	}

	/** The channel in a request's path, which the bot sees and may do this in. */
	Channel channel(Call call, Permission... permissions) {
		Channel channel = this.state.requireChannel(call.path("channel"));
		Access.require(channel, botId(), permissions);
		return channel;
	}

	/** The guild in a request's path. */
	Guild guild(Call call) {
		return this.state.requireGuild(call.path("guild"));
	}

	/** The guild in a request's path, in which the bot may do this. */
	Guild guild(Call call, Permission permission) {
		Guild guild = guild(call);
		Access.require(guild, botId(), permission);
		return guild;
	}

	/** The message in a request's path, which everybody in the channel sees. */
	StoredMessage message(Call call, Channel channel) {
		return this.state.requireMessage(channel.id(), call.path("message"));
	}

	/** Lets a message refer to something in a channel, and returns the reference. */
	ObjectNode refer(ObjectNode message, String channelId) {
		ObjectNode reference = message.putObject("message_reference").put("type", 0).put("channel_id", channelId);
		String guildId = this.state.guildOf(channelId);
		return (guildId != null) ? reference.put("guild_id", guildId) : reference;
	}

	/** Lets a message answer another one, and show it. */
	void answer(ObjectNode message, StoredMessage other) {
		refer(message, other.channelId()).put("message_id", other.id());
		ObjectNode shown = Json.copy(other.data());
		shown.remove("referenced_message");
		message.set("referenced_message", shown);
	}

}
