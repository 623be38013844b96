package io.discordgateway.test.discord;

import io.discordgateway.Internal;

/**
 * The hands of a shell: one method for each kind of {@link DiscordAction}.
 *
 * @since 0.1
 */
@Internal
public interface DiscordActionHandler {

	/**
	 * Accepts a WebSocket.
	 * @param action which, and how it is written
	 */
	void accept(DiscordAction.Accept action);

	/**
	 * Refuses a WebSocket.
	 * @param action which, and the answer
	 */
	void refuse(DiscordAction.Refuse action);

	/**
	 * Sends a message.
	 * @param action the message
	 */
	void send(DiscordAction.Send action);

	/**
	 * Sends bytes as they are.
	 * @param action the bytes
	 */
	void sendRaw(DiscordAction.SendRaw action);

	/**
	 * Compresses single messages from here on.
	 * @param action where
	 */
	void compressPayloads(DiscordAction.CompressPayloads action);

	/**
	 * Sends a close frame.
	 * @param action its code
	 */
	void close(DiscordAction.Close action);

	/**
	 * Closes a socket.
	 * @param action which
	 */
	void end(DiscordAction.End action);

	/**
	 * Resets a socket.
	 * @param action which
	 */
	void reset(DiscordAction.Reset action);

	/**
	 * Ends the direction to the client.
	 * @param action where
	 */
	void halfClose(DiscordAction.HalfClose action);

	/**
	 * Stops reading, or goes on.
	 * @param action where, and which
	 */
	void read(DiscordAction.Read action);

}
