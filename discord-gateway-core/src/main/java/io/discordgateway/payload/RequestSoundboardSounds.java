package io.discordgateway.payload;

import java.util.List;

/**
 * Requests the soundboard sounds of guilds (Gateway Events &gt; Request Soundboard
 * Sounds; R28).
 *
 * @param guildIds the guilds' snowflakes, at least one
 * @since 0.1
 */
public record RequestSoundboardSounds(List<Long> guildIds) implements GatewayCommand {

	public RequestSoundboardSounds {
		guildIds = List.copyOf(guildIds);
		if (guildIds.isEmpty()) {
			throw new IllegalArgumentException("Name at least one guild to request soundboard sounds of");
		}
	}

	@Override
	public GatewayOpcode opcode() {
		return GatewayOpcode.REQUEST_SOUNDBOARD_SOUNDS;
	}

}
