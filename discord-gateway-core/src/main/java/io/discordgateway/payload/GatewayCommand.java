package io.discordgateway.payload;

/**
 * What an application may send over the gateway once a session is live. Each kind checks
 * itself when it is made, so that no illegal command can be queued (Gateway Events &gt;
 * Send Events; R27, R28).
 *
 * @since 0.1
 */
public sealed interface GatewayCommand
		permits UpdatePresence, UpdateVoiceState, RequestGuildMembers, RequestSoundboardSounds, RequestChannelInfo {

	/**
	 * Returns the opcode that the command is sent with.
	 * @return the opcode
	 */
	GatewayOpcode opcode();

}
