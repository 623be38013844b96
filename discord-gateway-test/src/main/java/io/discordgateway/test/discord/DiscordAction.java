package io.discordgateway.test.discord;

import java.util.Arrays;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What a shell has to do for a {@link Discord}, in the order in which it was given.
 *
 * @since 0.1
 */
@Internal
public sealed interface DiscordAction {

	/**
	 * Returns what it is for.
	 * @return number of the connection
	 */
	long connection();

	/**
	 * Calls the method for this kind of action.
	 * @param handler whose method it is
	 */
	void dispatchTo(DiscordActionHandler handler);

	/**
	 * Accept a WebSocket; what is to be sent over it goes through a {@link Wire} of this
	 * format.
	 *
	 * @param connection number of the connection
	 * @param format how messages are written
	 */
	record Accept(long connection, WireFormat format) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.accept(this);
		}

	}

	/**
	 * Answer a request for a WebSocket with no; the connection is none.
	 *
	 * @param connection number of the connection
	 * @param refusal the answer
	 */
	record Refuse(long connection, Refusal refusal) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.refuse(this);
		}

	}

	/**
	 * Send a message, through the connection's {@link Wire}.
	 *
	 * @param connection number of the connection
	 * @param payload the message
	 * @param corrupt whether {@linkplain Wire.Message#corrupted() one bit is wrong}
	 */
	record Send(long connection, Payload payload, boolean corrupt) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.send(this);
		}

	}

	/**
	 * Send bytes as they are, past the connection's {@link Wire}.
	 *
	 * @param connection number of the connection
	 * @param text whether as a text message
	 * @param message the bytes
	 */
	record SendRaw(long connection, boolean text, byte[] message) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.sendRaw(this);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof SendRaw raw && raw.connection == this.connection && raw.text == this.text
					&& Arrays.equals(raw.message, this.message);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.message);
		}

	}

	/**
	 * From here on, compress single messages (R32).
	 *
	 * @param connection number of the connection
	 */
	record CompressPayloads(long connection) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.compressPayloads(this);
		}

	}

	/**
	 * Send a close frame. The socket stays until {@link End}.
	 *
	 * @param connection number of the connection
	 * @param code its code, or {@code null} for none
	 * @param reason its reason, or empty
	 * @param endsSession whether the code says that the session is over (R18)
	 */
	record Close(long connection, @Nullable Integer code, String reason, boolean endsSession) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.close(this);
		}

	}

	/**
	 * Close the socket once all is sent.
	 *
	 * @param connection number of the connection
	 */
	record End(long connection) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.end(this);
		}

	}

	/**
	 * Reset the socket, without a close frame.
	 *
	 * @param connection number of the connection
	 */
	record Reset(long connection) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.reset(this);
		}

	}

	/**
	 * End the direction to the client, without a close frame.
	 *
	 * @param connection number of the connection
	 */
	record HalfClose(long connection) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.halfClose(this);
		}

	}

	/**
	 * Stop reading, or go on.
	 *
	 * @param connection number of the connection
	 * @param read whether to read
	 */
	record Read(long connection, boolean read) implements DiscordAction {

		@Override
		public void dispatchTo(DiscordActionHandler handler) {
			handler.read(this);
		}

	}

}
