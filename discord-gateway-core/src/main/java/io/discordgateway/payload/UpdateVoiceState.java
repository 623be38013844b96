package io.discordgateway.payload;

import org.jspecify.annotations.Nullable;

/**
 * Joins, moves to or leaves a voice channel (Gateway Events &gt; Update Voice State;
 * R28).
 *
 * @param guildId the guild's snowflake
 * @param channelId the channel's snowflake, or {@code null} to leave
 * @param selfMute whether the bot mutes itself
 * @param selfDeaf whether the bot deafens itself
 * @since 0.1
 */
public record UpdateVoiceState(long guildId, @Nullable Long channelId, boolean selfMute,
		boolean selfDeaf) implements GatewayCommand {

	/**
	 * Makes a command to join a voice channel, or to move to it.
	 * @param guildId the guild's snowflake
	 * @param channelId the channel's snowflake
	 * @return the command, neither muted nor deaf
	 */
	public static UpdateVoiceState join(long guildId, long channelId) {
		return new UpdateVoiceState(guildId, channelId, false, false);
	}

	/**
	 * Makes a command to leave the voice channel.
	 * @param guildId the guild's snowflake
	 * @return the command
	 */
	public static UpdateVoiceState leave(long guildId) {
		return new UpdateVoiceState(guildId, null, false, false);
	}

	@Override
	public GatewayOpcode opcode() {
		return GatewayOpcode.VOICE_STATE_UPDATE;
	}

}
