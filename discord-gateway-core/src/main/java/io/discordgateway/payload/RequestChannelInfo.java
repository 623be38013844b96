package io.discordgateway.payload;

import java.util.List;

/**
 * Requests additional information on the channels of a guild (Gateway Events &gt; Request
 * Channel Info; R28).
 *
 * @param guildId the guild's snowflake
 * @param fields the fields wanted, for example {@code status} and
 * {@code voice_start_time}; at least one
 * @since 0.1
 */
public record RequestChannelInfo(long guildId, List<String> fields) implements GatewayCommand {

	public RequestChannelInfo {
		fields = List.copyOf(fields);
		if (fields.isEmpty()) {
			throw new IllegalArgumentException("Name at least one field to request of the channels");
		}
	}

	@Override
	public GatewayOpcode opcode() {
		return GatewayOpcode.REQUEST_CHANNEL_INFO;
	}

}
