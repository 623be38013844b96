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

	@Override
	public GatewayOpcode opcode() {
		return GatewayOpcode.VOICE_STATE_UPDATE;
	}

}
