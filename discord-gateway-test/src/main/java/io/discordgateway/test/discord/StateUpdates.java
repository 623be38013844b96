package io.discordgateway.test.discord;

import tools.jackson.databind.JsonNode;

/**
 * Takes events into the state: those that the world makes itself, and those that are
 * written by hand or recorded.
 */
final class StateUpdates {

	private final WorldState state;

	private final GuildUpdates guilds;

	private final MessageUpdates messages;

	StateUpdates(WorldState state) {
		this.state = state;
		this.guilds = new GuildUpdates(state);
		this.messages = new MessageUpdates(state);
	}

	void apply(String event, JsonNode data) {
		if (!data.isObject()) {
			return;
		}
		switch (event) {
			case "GUILD_CREATE" -> this.guilds.guildCreated(data);
			case "GUILD_UPDATE" -> this.guilds.guildUpdated(data);
			case "GUILD_DELETE" -> this.guilds.guildDeleted(data);
			case "CHANNEL_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE", "THREAD_UPDATE" -> this.guilds.channelPut(data);
			case "CHANNEL_DELETE", "THREAD_DELETE" -> this.guilds.channelDeleted(data);
			case "THREAD_MEMBERS_UPDATE" -> this.guilds.threadMembersUpdated(data);
			case "CHANNEL_PINS_UPDATE" -> this.guilds.pinsUpdated(data);
			case "GUILD_MEMBER_ADD" -> this.guilds.memberAdded(data);
			case "GUILD_MEMBER_UPDATE" -> this.guilds.memberUpdated(data);
			case "GUILD_MEMBER_REMOVE" -> this.guilds.memberRemoved(data);
			case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE" -> this.guilds.rolePut(data);
			case "GUILD_ROLE_DELETE" -> this.guilds.roleDeleted(data);
			case "GUILD_BAN_ADD" -> this.guilds.banned(data);
			case "GUILD_BAN_REMOVE" -> this.guilds.unbanned(data);
			case "PRESENCE_UPDATE" -> this.guilds.presenceUpdated(data);
			case "VOICE_STATE_UPDATE" -> this.guilds.voiceStateUpdated(data);
			case "INVITE_CREATE" -> this.guilds.invitePut(data);
			case "INVITE_DELETE" -> this.guilds.inviteDeleted(data);
			case "USER_UPDATE" -> this.state.changeBot(data);
			default -> applyMore(event, data);
		}
	}

	private void applyMore(String event, JsonNode data) {
		switch (event) {
			case "GUILD_EMOJIS_UPDATE" -> this.guilds.listReplaced(data, "emojis");
			case "GUILD_STICKERS_UPDATE" -> this.guilds.listReplaced(data, "stickers");
			case "GUILD_SOUNDBOARD_SOUNDS_UPDATE" -> this.guilds.listReplaced(data, "soundboard_sounds");
			case "GUILD_SOUNDBOARD_SOUND_CREATE", "GUILD_SOUNDBOARD_SOUND_UPDATE" ->
				this.guilds.entryPut(data, "soundboard_sounds", "sound_id");
			case "GUILD_SOUNDBOARD_SOUND_DELETE" -> this.guilds.entryRemoved(data, "soundboard_sounds", "sound_id");
			case "GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_UPDATE" ->
				this.guilds.entryPut(data, "guild_scheduled_events", "id");
			case "GUILD_SCHEDULED_EVENT_DELETE" -> this.guilds.entryRemoved(data, "guild_scheduled_events", "id");
			case "STAGE_INSTANCE_CREATE", "STAGE_INSTANCE_UPDATE" ->
				this.guilds.entryPut(data, "stage_instances", "id");
			case "STAGE_INSTANCE_DELETE" -> this.guilds.entryRemoved(data, "stage_instances", "id");
			case "MESSAGE_CREATE" -> this.messages.created(data);
			case "MESSAGE_UPDATE" -> this.messages.updated(data);
			case "MESSAGE_DELETE" -> this.messages.deleted(data);
			case "MESSAGE_DELETE_BULK" -> this.messages.bulkDeleted(data);
			case "MESSAGE_REACTION_ADD" -> this.messages.reactionAdded(data);
			case "MESSAGE_REACTION_REMOVE" -> this.messages.reactionRemoved(data);
			case "MESSAGE_REACTION_REMOVE_ALL" -> this.messages.reactionsRemoved(data);
			case "MESSAGE_REACTION_REMOVE_EMOJI" -> this.messages.emojiRemoved(data);
			case "MESSAGE_POLL_VOTE_ADD" -> this.messages.voted(data);
			case "MESSAGE_POLL_VOTE_REMOVE" -> this.messages.voteTaken(data);
			case "TYPING_START", "INTERACTION_CREATE" ->
				this.state.learnChannel(Json.text(data, "channel_id"), Json.text(data, "guild_id"), null);
			default -> {
				// No state of the world's.
			}
		}
	}

}
