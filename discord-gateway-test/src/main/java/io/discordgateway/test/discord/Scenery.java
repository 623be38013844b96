package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a test looks at in a world, and arranges in it, past the API and past what people
 * do.
 *
 * @since 0.1
 */
@Internal
public final class Scenery {

	private final World world;

	private final Interactions interactions;

	private final People people;

	Scenery(World world, Interactions interactions, People people) {
		this.world = world;
		this.interactions = interactions;
		this.people = people;
	}

	// What there is

	/**
	 * Returns the messages of a channel, those too that only one user sees.
	 * @param channelId the channel
	 * @return message objects as the bot sees them, oldest first
	 */
	public List<JsonNode> messages(String channelId) {
		return this.world.state()
			.messages()
			.all(channelId)
			.stream()
			.<JsonNode>map((message) -> message.object(this.world.botId()))
			.toList();
	}

	/**
	 * Finds a channel of a guild.
	 * @param guildId the guild
	 * @param name the channel's name
	 * @return its id, or {@code null} if there is none
	 */
	public @Nullable String channelNamed(String guildId, String name) {
		return named(this.world.state().requireGuild(guildId).channels, name);
	}

	/**
	 * Finds a thread.
	 * @param parentId the channel that it is in
	 * @param name the thread's name
	 * @return its id, or {@code null} if there is none
	 */
	public @Nullable String threadNamed(String parentId, String name) {
		return named(this.world.state().requireChannel(parentId).guildOrThrow().threads, name);
	}

	private static @Nullable String named(Map<String, ObjectNode> channels, String name) {
		return channels.entrySet()
			.stream()
			.filter((channel) -> name.equals(Json.text(channel.getValue(), "name")))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns a member.
	 * @param guildId the guild
	 * @param userId the user
	 * @return a copy of the member object, or {@code null} if the user is not there
	 */
	public @Nullable JsonNode member(String guildId, String userId) {
		Guild guild = this.world.state().guild(guildId);
		ObjectNode member = (guild != null) ? guild.members.get(userId) : null;
		return (member != null) ? member.deepCopy() : null;
	}

	/**
	 * Returns the guild of a channel.
	 * @param channelId the channel
	 * @return the guild's id, or {@code null} for a direct channel
	 */
	public @Nullable String guildOf(String channelId) {
		return this.world.state().guildOf(channelId);
	}

	/**
	 * Returns a user.
	 * @param userId the user
	 * @return a copy of the user object
	 */
	public JsonNode user(String userId) {
		return this.world.state().requireUser(userId).deepCopy();
	}

	/**
	 * Returns the type of the first answer to an interaction.
	 * @param interactionId the interaction
	 * @return the type's number, or {@code null} if there is no answer
	 */
	public @Nullable Integer answerTo(String interactionId) {
		return interaction(interactionId).callbackType();
	}

	/**
	 * Returns the message that an interaction is answered with.
	 * @param interactionId the interaction
	 * @return its id, or {@code null} if there is none
	 */
	public @Nullable String replyTo(String interactionId) {
		return interaction(interactionId).originalId();
	}

	/**
	 * Returns the messages that were written for an interaction.
	 * @param interactionId the interaction
	 * @return their ids
	 */
	public List<String> messagesOf(String interactionId) {
		return List.copyOf(interaction(interactionId).messages());
	}

	/**
	 * Returns the choices or the form that an interaction is answered with.
	 * @param interactionId the interaction
	 * @return the data of the answer, or {@code null} if it is another one
	 */
	public @Nullable JsonNode resultOf(String interactionId) {
		return interaction(interactionId).result();
	}

	private Interaction interaction(String id) {
		Interaction interaction = this.interactions.byId(id);
		if (interaction == null) {
			throw new IllegalArgumentException("There is no interaction " + id);
		}
		return interaction;
	}

	// What is arranged

	/**
	 * Lets a user be where a channel is, without a word to the bot.
	 * @param userId the user
	 * @param channelId the channel
	 * @param now the time
	 */
	public void settle(String userId, String channelId, Instant now) {
		Guild guild = this.world.state().requireChannel(channelId).guild();
		if (guild != null && !guild.members.containsKey(userId)) {
			this.world.adopt("GUILD_MEMBER_ADD", this.people.member(userId, now).put("guild_id", guild.id()));
		}
	}

	/**
	 * Makes a role.
	 * @param guildId the guild
	 * @param name its name
	 * @param now the time
	 * @return its id
	 */
	public String role(String guildId, String name, Instant now) {
		return role(guildId, name, 0, now);
	}

	/**
	 * Makes a role that allows something.
	 * @param guildId the guild
	 * @param name the role's name
	 * @param permissions the bits of what it allows
	 * @param now the time
	 * @return the role's id
	 */
	public String role(String guildId, String name, long permissions, Instant now) {
		String id = this.world.nextId(now);
		ObjectNode event = Json.object().put("guild_id", guildId);
		ObjectNode role = event.putObject("role").put("id", id).put("name", name).put("color", 0).put("hoist", false);
		role.putNull("icon")
			.putNull("unicode_emoji")
			.put("position", 1)
			.put("permissions", Long.toUnsignedString(permissions));
		role.put("managed", false).put("mentionable", false).put("flags", 0);
		role.putObject("colors").put("primary_color", 0).putNull("secondary_color").putNull("tertiary_color");
		this.world.emit("GUILD_ROLE_CREATE", event, guildId);
		return id;
	}

	/**
	 * Gives a member a role.
	 * @param userId the user
	 * @param guildId the guild
	 * @param roleId the role
	 */
	public void give(String userId, String guildId, String roleId) {
		ObjectNode member = this.world.state().requireGuild(guildId).members.get(userId);
		if (member == null) {
			throw ApiError.UNKNOWN_MEMBER.exception();
		}
		ObjectNode changed = Json.copy(member).put("guild_id", guildId);
		changed.withArray("roles").add(roleId);
		this.world.emit("GUILD_MEMBER_UPDATE", changed, guildId);
	}

	/**
	 * Takes permissions in a channel from everybody who has them from no role.
	 * @param channelId the channel
	 * @param permissions the permissions' bits
	 */
	public void forbid(String channelId, long permissions) {
		Channel channel = this.world.state().requireChannel(channelId);
		String guildId = channel.guildOrThrow().id();
		ObjectNode changed = Json.copy(channel.data());
		changed.putArray("permission_overwrites")
			.addObject()
			.put("id", guildId)
			.put("type", 0)
			.put("allow", "0")
			.put("deny", Long.toUnsignedString(permissions));
		World.addGuild(changed, channel);
		this.world.emit("CHANNEL_UPDATE", changed, guildId);
	}

	/**
	 * Makes a public thread.
	 * @param parentId the channel that it is in
	 * @param name its name
	 * @param now the time
	 * @return its id
	 */
	public String thread(String parentId, String name, Instant now) {
		Guild guild = this.world.state().requireChannel(parentId).guildOrThrow();
		String id = this.world.nextId(now);
		ObjectNode thread = Json.object()
			.put("id", id)
			.put("type", Channel.PUBLIC_THREAD)
			.put("guild_id", guild.id())
			.put("parent_id", parentId)
			.put("owner_id", guild.ownerId())
			.put("name", name)
			.putNull("last_message_id")
			.put("message_count", 0)
			.put("total_message_sent", 0)
			.put("member_count", 1)
			.put("rate_limit_per_user", 0)
			.put("flags", 0)
			.put("newly_created", true);
		thread.putObject("thread_metadata")
			.put("archived", false)
			.put("auto_archive_duration", 4320)
			.put("archive_timestamp", Timestamps.of(now))
			.put("locked", false)
			.put("create_timestamp", Timestamps.of(now));
		this.world.emit("THREAD_CREATE", thread, guild.id());
		return id;
	}

	/**
	 * Takes the bot out of a guild, which is no more.
	 * @param guildId the guild
	 */
	public void dissolve(String guildId) {
		if (this.world.state().guild(guildId) != null) {
			this.world.emit("GUILD_DELETE", Json.object().put("id", guildId), guildId);
		}
	}

}
