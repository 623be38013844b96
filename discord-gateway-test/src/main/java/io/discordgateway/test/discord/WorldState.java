package io.discordgateway.test.discord;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything there is, kept once.
 */
final class WorldState {

	private final Map<String, Guild> guilds = new LinkedHashMap<>();

	private final Map<String, ObjectNode> users = new LinkedHashMap<>();

	/** Direct channels, and channels that were named by an event and nothing else. */
	private final Map<String, ObjectNode> others = new LinkedHashMap<>();

	/** Guild of each channel and thread. */
	private final Map<String, String> guildOfChannel = new HashMap<>();

	private final MessageStore messages = new MessageStore();

	private final ObjectNode bot;

	private final String botId;

	private ObjectNode self;

	WorldState(ObjectNode bot) {
		this.bot = bot;
		this.botId = Json.id(bot);
		this.self = self(bot);
		this.users.put(Json.id(bot), bot);
	}

	/** The bot's user, which is the same object in all of its guilds. */
	ObjectNode bot() {
		return this.bot;
	}

	String botId() {
		return this.botId;
	}

	/** The bot as it sees itself: with fields that nobody else gets. */
	ObjectNode self() {
		return this.self;
	}

	void changeBot(JsonNode changes) {
		this.bot.setAll(Json.copy(changes));
		this.self = self(this.bot);
	}

	private static ObjectNode self(ObjectNode bot) {
		return Json.copy(bot).put("verified", true).put("mfa_enabled", true).putNull("email").put("flags", 0);
	}

	MessageStore messages() {
		return this.messages;
	}

	Map<String, Guild> guilds() {
		return this.guilds;
	}

	@Nullable Guild guild(@Nullable String id) {
		return (id != null) ? this.guilds.get(id) : null;
	}

	/** The guild, or Discord's error for one that the bot is not in. */
	Guild requireGuild(String id) {
		Guild guild = this.guilds.get(id);
		if (guild == null || !guild.available()) {
			throw ApiError.UNKNOWN_GUILD.exception();
		}
		return guild;
	}

	void put(Guild guild) {
		Guild former = this.guilds.put(guild.id(), guild);
		if (former != null) {
			forgetChannels(former);
		}
		guild.channels.keySet().forEach((id) -> this.guildOfChannel.put(id, guild.id()));
		guild.threads.keySet().forEach((id) -> this.guildOfChannel.put(id, guild.id()));
		this.others.keySet().removeAll(guild.channels.keySet());
	}

	void removeGuild(String id) {
		Guild guild = this.guilds.remove(id);
		if (guild != null) {
			forgetChannels(guild);
		}
	}

	private void forgetChannels(Guild guild) {
		this.guildOfChannel.keySet().removeAll(guild.channels.keySet());
		this.guildOfChannel.keySet().removeAll(guild.threads.keySet());
	}

	void putChannel(Guild guild, ObjectNode channel) {
		String id = Json.id(channel);
		boolean thread = Channel.isThread(channel.path("type").asInt(0));
		(thread ? guild.threads : guild.channels).put(id, channel);
		this.guildOfChannel.put(id, guild.id());
		this.others.remove(id);
	}

	void removeChannel(String id) {
		Guild guild = guild(this.guildOfChannel.remove(id));
		if (guild != null) {
			guild.channels.remove(id);
			guild.threads.remove(id);
			guild.threadMembers.remove(id);
		}
		this.others.remove(id);
		this.messages.removeChannel(id);
	}

	@Nullable Channel channel(String id) {
		String guildId = this.guildOfChannel.get(id);
		Guild guild = guild(guildId);
		if (guild != null) {
			ObjectNode data = guild.channels.containsKey(id) ? guild.channels.get(id) : guild.threads.get(id);
			return (data != null) ? new Channel(id, data, guildId, guild) : null;
		}
		ObjectNode other = this.others.get(id);
		if (other == null) {
			return null;
		}
		String named = Json.text(other, "guild_id");
		return named.isEmpty() ? new Channel(id, other, null, null) : new Channel(id, other, named, guild(named));
	}

	/** The channel, or Discord's error for one that does not exist. */
	Channel requireChannel(String id) {
		Channel channel = channel(id);
		if (channel == null) {
			throw ApiError.UNKNOWN_CHANNEL.exception();
		}
		return channel;
	}

	/** A message that everybody in its channel sees, or Discord's error. */
	StoredMessage requireMessage(String channelId, String id) {
		StoredMessage message = this.messages.find(channelId, id);
		if (message == null || message.ephemeral()) {
			throw ApiError.UNKNOWN_MESSAGE.exception();
		}
		return message;
	}

	/**
	 * Makes a channel known that an event named, so that a bot can answer in it.
	 * @param id the channel, ignored if it is empty or known
	 * @param guildId the guild, empty for a direct channel
	 * @param recipient the other one in a direct channel, if known
	 */
	void learnChannel(String id, String guildId, @Nullable ObjectNode recipient) {
		if (id.isEmpty() || channel(id) != null) {
			return;
		}
		ObjectNode channel = Json.object().put("id", id).put("type", guildId.isEmpty() ? Channel.DIRECT : Channel.TEXT);
		if (guildId.isEmpty()) {
			channel.putNull("last_message_id").put("flags", 0);
			if (recipient != null) {
				channel.putArray("recipients").add(recipient);
			}
			else {
				channel.putArray("recipients");
			}
		}
		else {
			channel.put("guild_id", guildId);
		}
		this.others.put(id, channel);
	}

	/** The direct channel with a user, or {@code null} if none was opened yet. */
	@Nullable Channel directChannel(String userId) {
		for (Map.Entry<String, ObjectNode> other : this.others.entrySet()) {
			if (userId.equals(Json.id(other.getValue().path("recipients").path(0)))) {
				return new Channel(other.getKey(), other.getValue(), null, null);
			}
		}
		return null;
	}

	/** The direct channels that were opened, or named by an event. */
	List<ObjectNode> directChannels() {
		return this.others.values()
			.stream()
			.filter((channel) -> channel.path("type").asInt(0) == Channel.DIRECT)
			.toList();
	}

	Map<String, ObjectNode> users() {
		return this.users;
	}

	/** The user, or Discord's error. */
	ObjectNode requireUser(String id) {
		ObjectNode user = this.users.get(id);
		if (user == null) {
			throw ApiError.UNKNOWN_USER.exception();
		}
		return user;
	}

	/**
	 * Makes a user known, or learns more of one. The bot is known best by itself.
	 * @param user the user object, whole or partial
	 * @return the user as the world has it
	 */
	ObjectNode learnUser(JsonNode user) {
		String id = Json.id(user);
		if (id.isEmpty() || !user.isObject()) {
			// Nobody, of whom nothing can be remembered.
			return Json.object();
		}
		ObjectNode known = this.users.computeIfAbsent(id, (key) -> Json.object());
		if (known != this.bot) {
			user.properties().forEach((field) -> {
				if (!field.getKey().equals("member")) {
					known.set(field.getKey(), field.getValue().deepCopy());
				}
			});
		}
		return known;
	}

	/** Finds the guild of a channel or thread, or {@code null}. */
	@Nullable String guildOf(String channelId) {
		Channel channel = channel(channelId);
		return (channel != null) ? channel.guildId() : null;
	}

}
