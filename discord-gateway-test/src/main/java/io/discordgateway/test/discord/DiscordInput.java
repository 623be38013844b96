package io.discordgateway.test.discord;

import java.util.Arrays;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a {@link Discord}: what a shell sees of its clients, the time, and what
 * somebody outside lets happen.
 *
 * @since 0.1
 */
@Internal
public sealed interface DiscordInput permits DiscordInput.UpgradeRequested, DiscordInput.Opened, DiscordInput.Received,
		DiscordInput.CloseReceived, DiscordInput.Dropped, DiscordInput.Writable, DiscordInput.TimerFired,
		DiscordInput.Dispatched, DiscordInput.Happened, DiscordInput.Appended, DiscordFault {

	/**
	 * A client asks for a WebSocket.
	 *
	 * @param connection the number that the shell gives the connection
	 * @param uri path and query of the request
	 */
	record UpgradeRequested(long connection, String uri) implements DiscordInput {
	}

	/**
	 * The WebSocket that was {@linkplain DiscordAction.Accept accepted} is there.
	 *
	 * @param connection number of the connection
	 */
	record Opened(long connection) implements DiscordInput {
	}

	/**
	 * A whole message came.
	 *
	 * @param connection number of the connection
	 * @param text whether it is a text message
	 * @param message the message; it is not copied
	 */
	record Received(long connection, boolean text, byte[] message) implements DiscordInput {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Received received && received.connection == this.connection
					&& received.text == this.text && Arrays.equals(received.message, this.message);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.message);
		}

		/* The message may hold a token. */
		@Override
		public String toString() {
			return "Received[connection=" + this.connection + ", " + this.message.length + " bytes]";
		}

	}

	/**
	 * A close frame came.
	 *
	 * @param connection number of the connection
	 * @param code its code, or {@code null} if it has none
	 * @param reason its reason, or empty
	 */
	record CloseReceived(long connection, @Nullable Integer code, String reason) implements DiscordInput {
	}

	/**
	 * The socket is gone, whoever closed it.
	 *
	 * @param connection number of the connection
	 */
	record Dropped(long connection) implements DiscordInput {
	}

	/**
	 * The socket takes more, or no more for now. One takes more until it says otherwise.
	 *
	 * @param connection number of the connection
	 * @param writable whether it takes more
	 */
	record Writable(long connection, boolean writable) implements DiscordInput {
	}

	/** {@link Discord#nextDeadline()} is over. Too early or too often does no harm. */
	record TimerFired() implements DiscordInput {
	}

	/**
	 * An event for the sessions in a scope whose intents let it through, whichever shard
	 * it would be on.
	 *
	 * @param scope which sessions
	 * @param dispatch the event
	 */
	record Dispatched(Scope scope, Dispatch dispatch) implements DiscordInput {
	}

	/**
	 * Something happened in the world: the event goes to its shard (R37), and there to
	 * the sessions whose intents let it through.
	 *
	 * @param dispatch the event
	 */
	record Happened(Dispatch dispatch) implements DiscordInput {
	}

	/**
	 * An event for the sessions in a scope, whatever their intents.
	 *
	 * @param scope which sessions
	 * @param event name of the event
	 * @param data its data, JSON; it is not copied
	 */
	record Appended(Scope scope, String event, byte[] data) implements DiscordInput {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Appended appended && appended.scope.equals(this.scope)
					&& appended.event.equals(this.event) && Arrays.equals(appended.data, this.data);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.data);
		}

		@Override
		public String toString() {
			return "Appended[" + this.scope + ", " + this.event + "]";
		}

	}

}
