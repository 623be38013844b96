package io.discordgateway.payload;

import java.util.List;

/**
 * Requests additional information on the channels of a guild (Gateway Events &gt; Request
 * Channel Info; R28).
 *
 * @param guildId the guild's snowflake
 * @param fields the fields wanted, such as {@link #STATUS}; at least one
 * @since 0.1
 */
public record RequestChannelInfo(long guildId, List<String> fields) implements GatewayCommand {

	/** What a voice channel shows below its name. */
	public static final String STATUS = "status";

	/** Since when a voice channel has been in use. */
	public static final String VOICE_START_TIME = "voice_start_time";

	public RequestChannelInfo {
		fields = List.copyOf(fields);
		if (fields.isEmpty()) {
			throw new IllegalArgumentException("Name at least one field to request of the channels");
		}
	}

	/**
	 * Makes a request for everything that there is to know.
	 * @param guildId the guild's snowflake
	 * @return the command
	 */
	public static RequestChannelInfo all(long guildId) {
		return new RequestChannelInfo(guildId, List.of(STATUS, VOICE_START_TIME));
	}

	@Override
	public GatewayOpcode opcode() {
		return GatewayOpcode.REQUEST_CHANNEL_INFO;
	}

}
