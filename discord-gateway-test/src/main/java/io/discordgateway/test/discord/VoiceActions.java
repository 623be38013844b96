package io.discordgateway.test.discord;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Moves users between voice channels.
 */
final class VoiceActions {

	/** Nothing listens there: voice itself is not simulated. */
	private static final String ENDPOINT = "voice.invalid:443";

	private final World world;

	VoiceActions(World world) {
		this.world = world;
	}

	/**
	 * The bot's own command: VOICE_STATE_UPDATE for all, the way to the server for it.
	 */
	DiscordWorld.Answer moved(DiscordSession session, JsonNode data) {
		String guildId = Json.text(data, "guild_id");
		String channelId = Json.text(data, "channel_id");
		Guild guild = this.world.state().guild(guildId);
		if (guild == null) {
			return new DiscordWorld.Answer(List.of(), "The voice state was updated in a guild that the bot is not in");
		}
		boolean known = guild.channels.isEmpty() || guild.channels.containsKey(channelId);
		if (!channelId.isEmpty() && !known) {
			return new DiscordWorld.Answer(List.of(),
					"The voice state was updated to a channel that is not in the guild");
		}
		update(guild, this.world.botId(), channelId.isEmpty() ? null : channelId, session.id(),
				data.path("self_mute").asBoolean(false), data.path("self_deaf").asBoolean(false));
		if (channelId.isEmpty()) {
			return DiscordWorld.Answer.NONE;
		}
		ObjectNode server = Json.object()
			.put("token", "voice-" + session.id())
			.put("guild_id", guildId)
			.put("endpoint", ENDPOINT);
		// Clients look for the session in the state, so the state comes first.
		this.world.emit("VOICE_SERVER_UPDATE", server, guildId);
		return DiscordWorld.Answer.NONE;
	}

	/**
	 * Updates a voice state.
	 * @param guild the guild
	 * @param userId the user
	 * @param channelId the channel, {@code null} to leave
	 * @param sessionId the session of the user
	 * @param selfMute whether the user is muted by themselves
	 * @param selfDeaf whether the user is deafened by themselves
	 */
	void update(Guild guild, String userId, @Nullable String channelId, String sessionId, boolean selfMute,
			boolean selfDeaf) {
		ObjectNode former = guild.voiceStates.get(userId);
		ObjectNode state = Json.object()
			.put("guild_id", guild.id())
			.put("channel_id", channelId)
			.put("user_id", userId);
		this.world.addWholeMember(state, guild, userId);
		state.put("session_id", sessionId)
			.put("deaf", former != null && former.path("deaf").asBoolean(false))
			.put("mute", former != null && former.path("mute").asBoolean(false))
			.put("self_deaf", selfDeaf)
			.put("self_mute", selfMute)
			.put("self_video", false)
			.put("suppress", false)
			.putNull("request_to_speak_timestamp");
		this.world.emit("VOICE_STATE_UPDATE", state, guild.id());
	}

	/** Changes what a moderator can change: mute, deaf, and the channel. */
	void moderate(Guild guild, String userId, JsonNode changes) {
		ObjectNode former = guild.voiceStates.get(userId);
		if (former == null) {
			throw ApiError.NOT_CONNECTED_TO_VOICE.exception();
		}
		ObjectNode state = Json.copy(former).put("guild_id", guild.id());
		Json.copy(changes, state, "mute", "deaf", "channel_id", "suppress", "request_to_speak_timestamp");
		this.world.addWholeMember(state, guild, userId);
		this.world.emit("VOICE_STATE_UPDATE", state, guild.id());
	}

}
