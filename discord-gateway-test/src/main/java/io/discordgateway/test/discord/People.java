package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.List;

import io.discordgateway.Internal;
import io.discordgateway.model.Permission;
import io.discordgateway.model.Permissions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What people do, and what makes the guilds that they do it in. Nobody asks whether they
 * may: a test that lets somebody do something wants it to happen. Each method returns the
 * id of what it makes.
 *
 * @since 0.1
 */
@Internal
public final class People {

	/** What members of a new guild may do, as Discord has it. */
	private static final Permissions PERMISSIONS = Permissions.of(Permission.CREATE_INSTANT_INVITE,
			Permission.CHANGE_NICKNAME, Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES,
			Permission.SEND_MESSAGES_IN_THREADS, Permission.CREATE_PUBLIC_THREADS, Permission.CREATE_PRIVATE_THREADS,
			Permission.EMBED_LINKS, Permission.ATTACH_FILES, Permission.ADD_REACTIONS, Permission.USE_EXTERNAL_EMOJIS,
			Permission.USE_EXTERNAL_STICKERS, Permission.MENTION_EVERYONE, Permission.READ_MESSAGE_HISTORY,
			Permission.SEND_TTS_MESSAGES, Permission.USE_APPLICATION_COMMANDS, Permission.SEND_POLLS,
			Permission.SEND_VOICE_MESSAGES, Permission.CONNECT, Permission.SPEAK, Permission.STREAM, Permission.USE_VAD,
			Permission.REQUEST_TO_SPEAK, Permission.USE_SOUNDBOARD, Permission.USE_EMBEDDED_ACTIVITIES);

	private final World world;

	private final Messages messages;

	private final ReactionRoutes reactions;

	private final Interactions interactions;

	private final VoiceActions voice;

	People(World world, Messages messages, ReactionRoutes reactions, Interactions interactions, VoiceActions voice) {
		this.world = world;
		this.messages = messages;
		this.reactions = reactions;
		this.interactions = interactions;
		this.voice = voice;
	}

	/**
	 * Makes a user.
	 * @param name the user name
	 * @param now the time
	 * @return the user's id
	 */
	public String user(String name, Instant now) {
		ObjectNode user = Json.object()
			.put("id", this.world.nextId(now))
			.put("username", name)
			.put("discriminator", "0")
			.put("global_name", name)
			.putNull("avatar")
			.put("public_flags", 0);
		return Json.id(this.world.state().learnUser(user));
	}

	/**
	 * Makes a guild that the bot is a member of, with a category, a text channel
	 * {@code general} and a voice channel {@code Lounge}.
	 * @param name its name
	 * @param ownerId its owner, who is a member too
	 * @param now the time
	 * @return the guild's id
	 */
	public String guild(String name, String ownerId, Instant now) {
		String id = this.world.nextId(now);
		String general = this.world.nextId(now);
		ObjectNode guild = Json.object()
			.put("id", id)
			.put("name", name)
			.put("owner_id", ownerId)
			.put("region", "deprecated")
			.putNull("icon")
			.putNull("splash")
			.putNull("discovery_splash")
			.putNull("afk_channel_id")
			.put("afk_timeout", 300)
			.put("verification_level", 0)
			.put("default_message_notifications", 0)
			.put("explicit_content_filter", 0)
			.put("mfa_level", 0)
			.putNull("application_id")
			.put("system_channel_id", general)
			.put("system_channel_flags", 0)
			.putNull("rules_channel_id")
			.putNull("vanity_url_code")
			.putNull("description")
			.putNull("banner")
			.put("premium_tier", 0)
			.put("premium_subscription_count", 0)
			.put("preferred_locale", "en-US")
			.putNull("public_updates_channel_id")
			.put("nsfw_level", 0)
			.put("premium_progress_bar_enabled", false)
			.putNull("safety_alerts_channel_id")
			.put("joined_at", Timestamps.of(now));
		for (String list : List.of("features", "emojis", "stickers", "soundboard_sounds", "stage_instances",
				"guild_scheduled_events", "threads", "presences", "voice_states")) {
			guild.putArray(list);
		}
		ObjectNode everyone = guild.putArray("roles").addObject().put("id", id).put("name", "@everyone");
		everyone.put("permissions", Access.written(PERMISSIONS.bits()))
			.put("color", 0)
			.put("hoist", false)
			.put("position", 0);
		everyone.put("managed", false)
			.put("mentionable", false)
			.put("flags", 0)
			.putNull("icon")
			.putNull("unicode_emoji");
		everyone.putObject("colors").put("primary_color", 0).putNull("secondary_color").putNull("tertiary_color");
		guild.putArray("channels")
			.add(channel(general, Channel.TEXT, "general"))
			.add(channel(this.world.nextId(now), Channel.VOICE, "Lounge"));
		guild.putArray("members").add(member(this.world.botId(), now)).add(member(ownerId, now));
		guild.put("member_count", 2).put("large", false);
		this.world.emit("GUILD_CREATE", guild, id);
		return id;
	}

	private static ObjectNode channel(String id, int type, String name) {
		ObjectNode channel = Json.object().put("id", id).put("type", type).put("name", name).put("position", 0);
		channel.put("flags", 0).putNull("parent_id").put("nsfw", false).putNull("last_message_id");
		channel.put("rate_limit_per_user", 0).putArray("permission_overwrites");
		return (type == Channel.VOICE) ? channel.put("bitrate", 64_000).put("user_limit", 0).putNull("rtc_region")
				: channel.putNull("topic");
	}

	ObjectNode member(String userId, Instant now) {
		ObjectNode member = Json.object();
		member.set("user", this.world.state().requireUser(userId).deepCopy());
		member.putNull("nick").putNull("avatar").putNull("banner").putArray("roles");
		return member.put("joined_at", Timestamps.of(now))
			.putNull("premium_since")
			.put("deaf", false)
			.put("mute", false)
			.put("flags", 0)
			.put("pending", false)
			.putNull("communication_disabled_until");
	}

	/** Lets a user join a guild. */
	public void join(String userId, String guildId, Instant now) {
		this.world.emit("GUILD_MEMBER_ADD", member(userId, now).put("guild_id", guildId), guildId);
	}

	/** Lets a user leave a guild. */
	public void leave(String userId, String guildId) {
		ObjectNode event = Json.object().put("guild_id", guildId);
		event.set("user", this.world.state().requireUser(userId).deepCopy());
		this.world.emit("GUILD_MEMBER_REMOVE", event, guildId);
	}

	/**
	 * Makes a channel.
	 * @param guildId the guild
	 * @param form its fields, as {@code POST /guilds/{guild}/channels} has them
	 * @param now the time
	 * @return the channel's id
	 */
	public String channel(String guildId, JsonNode form, Instant now) {
		Guild guild = this.world.state().requireGuild(guildId);
		ObjectNode channel = ChannelForm.create(form, this.world.nextId(now), guild);
		this.world.emit("CHANNEL_CREATE", channel, guildId);
		return Json.id(channel);
	}

	/** The direct channel between the bot and a user. */
	public String directChannel(String userId, Instant now) {
		return UserRoutes.direct(this.world, userId, this.world.nextId(now)).id();
	}

	/**
	 * Lets a user write a message.
	 * @param userId who
	 * @param channelId where
	 * @param form what, as {@code POST /channels/{channel}/messages} has it
	 * @param now the time
	 * @return the message's id
	 */
	public String write(String userId, String channelId, JsonNode form, Instant now) {
		return this.messages
			.post(this.world.state().requireChannel(channelId), this.world.state().requireUser(userId),
					MessageForm.forCreation(form, List.of(), now), Json.object(), null, now)
			.id();
	}

	/** Lets the author of a message change it. */
	public void edit(String channelId, String messageId, JsonNode form, Instant now) {
		StoredMessage message = this.world.state().requireMessage(channelId, messageId);
		int flags = message.data().path("flags").asInt(0);
		this.messages.edit(this.world.state().requireChannel(channelId), message,
				MessageForm.forEdit(form, List.of(), flags), now);
	}

	/** Lets somebody delete a message. */
	public void delete(String channelId, String messageId) {
		this.messages.delete(this.world.state().requireChannel(channelId),
				this.world.state().requireMessage(channelId, messageId));
	}

	/** Lets a user type. */
	public void type(String userId, String channelId, Instant now) {
		MessageRoutes.type(this.world, this.world.state().requireChannel(channelId), userId, now);
	}

	/**
	 * Lets a user react to a message, or take the reaction back.
	 * @param userId who
	 * @param channelId where
	 * @param messageId the message
	 * @param emoji {@code name:id}, or an emoji of Unicode
	 * @param add whether the reaction is added
	 */
	public void react(String userId, String channelId, String messageId, String emoji, boolean add) {
		ObjectNode parsed = Emojis.parse(emoji);
		if (parsed == null) {
			throw new IllegalArgumentException("'" + emoji + "' is no emoji: give one of Unicode, or name:id");
		}
		Channel channel = this.world.state().requireChannel(channelId);
		StoredMessage message = this.world.state().requireMessage(channelId, messageId);
		if (add) {
			this.reactions.react(channel, message, parsed, userId);
		}
		else {
			this.reactions.takeBack(channel, message, parsed, userId);
		}
	}

	/**
	 * Lets a user vote in a poll, or take the vote back. Where one answer is all that is
	 * allowed, another one is taken back before.
	 * @param userId who
	 * @param channelId where
	 * @param messageId the message with the poll
	 * @param answer the text of the answer
	 * @param add whether the vote is given
	 * @param now the time
	 * @throws IllegalArgumentException if there is no such answer, or the poll is over
	 */
	public void vote(String userId, String channelId, String messageId, String answer, boolean add, Instant now) {
		Polls.vote(this.world, this.world.state().requireChannel(channelId),
				this.world.state().requireMessage(channelId, messageId), userId, answer, add, now);
	}

	/**
	 * Lets a user be interested in a scheduled event, or no longer.
	 * @param userId who
	 * @param guildId the guild
	 * @param eventId the scheduled event
	 * @param interested whether the user is
	 */
	public void interest(String userId, String guildId, String eventId, boolean interested) {
		Guild guild = this.world.state().requireGuild(guildId);
		ObjectNode event = Json.object()
			.put("guild_scheduled_event_id", eventId)
			.put("user_id", userId)
			.put("guild_id", guildId);
		ScheduledEventRoutes.interested(guild, eventId, userId, interested);
		this.world.emit("GUILD_SCHEDULED_EVENT_USER_" + (interested ? "ADD" : "REMOVE"), event, guildId);
	}

	/**
	 * Moves a user to a voice channel.
	 * @param userId who
	 * @param guildId the guild
	 * @param channelId the channel, {@code null} to leave
	 */
	public void speak(String userId, String guildId, @Nullable String channelId) {
		this.voice.update(this.world.state().requireGuild(guildId), userId, channelId, "voice-of-" + userId, false,
				false);
	}

	/**
	 * Lets a user run a command.
	 * @param userId who
	 * @param channelId where
	 * @param name the command
	 * @param options its options as the event has them, or {@code null}
	 * @param now the time
	 * @return the interaction's id
	 */
	public String run(String userId, String channelId, String name, @Nullable JsonNode options, Instant now) {
		return this.interactions.command(userId, channelId, name, options, now);
	}

	/** Lets a user type an option that the bot completes; as {@link #run}. */
	public String complete(String userId, String channelId, String name, JsonNode options, Instant now) {
		return this.interactions.autocomplete(userId, channelId, name, options, now);
	}

	/**
	 * Lets a user use a component of a message.
	 * @param userId who
	 * @param channelId where
	 * @param messageId the message
	 * @param customId the component
	 * @param values what was selected, {@code null} for a button
	 * @param now the time
	 * @return the interaction's id
	 */
	public String use(String userId, String channelId, String messageId, String customId, @Nullable JsonNode values,
			Instant now) {
		StoredMessage message = this.world.state().messages().find(channelId, messageId);
		if (message == null) {
			throw new IllegalArgumentException("There is no message " + messageId + " in channel " + channelId);
		}
		return this.interactions.component(userId, message, customId, values, now);
	}

	/**
	 * Lets a user send off the form that an interaction was answered with.
	 * @param userId who
	 * @param interactionId the interaction
	 * @param components the filled components as the event has them
	 * @param now the time
	 * @return the id of the new interaction
	 */
	public String submit(String userId, String interactionId, JsonNode components, Instant now) {
		Interaction shownBy = this.interactions.byId(interactionId);
		if (shownBy == null || shownBy.result() == null) {
			throw new IllegalArgumentException("Interaction " + interactionId + " was not answered with a form");
		}
		return this.interactions.modal(userId, shownBy, components, now);
	}

}
