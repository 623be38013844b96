package io.discordgateway.protocol;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.Token;
import io.discordgateway.session.ResumePoint;
import org.jspecify.annotations.Nullable;

/**
 * What can happen to a shard. An input from a socket names the connection that it belongs
 * to, as given by {@link ShardAction.Connect}; those of a connection that was given up
 * are ignored (R43).
 *
 * @since 0.1
 */
public sealed interface ShardInput {

	/**
	 * The application wants the shard to connect.
	 *
	 * @param gatewayUrl the gateway's url as the API gave it (R1)
	 * @param resumePoint the session to resume (R23), or {@code null} to identify
	 */
	record Start(GatewayUrl gatewayUrl, @Nullable ResumePoint resumePoint) implements ShardInput {
	}

	/**
	 * The API was asked again for the gateway's url (R1).
	 *
	 * @param gatewayUrl the url, used from the next connection on
	 */
	record GatewayUrlFound(GatewayUrl gatewayUrl) implements ShardInput {
	}

	/**
	 * The WebSocket is open.
	 *
	 * @param connection the connection's number
	 */
	record Opened(long connection) implements ShardInput {
	}

	/**
	 * A text message, or a part of one, has come.
	 *
	 * @param connection the connection's number
	 * @param chunk UTF-8 bytes between position and limit; read before
	 * {@link ShardProtocol#handle} returns, not kept
	 * @param last whether the message ends here
	 */
	record TextReceived(long connection, ByteBuffer chunk, boolean last) implements ShardInput {

		@Override
		public String toString() {
			return "TextReceived[connection=" + this.connection + ", " + this.chunk.limit() + " bytes, last="
					+ this.last + "]";
		}

	}

	/**
	 * A binary message, or a part of one, has come.
	 *
	 * @param connection the connection's number
	 * @param chunk bytes between position and limit; read before
	 * {@link ShardProtocol#handle} returns, not kept
	 * @param last whether the message ends here
	 */
	record BinaryReceived(long connection, ByteBuffer chunk, boolean last) implements ShardInput {

		@Override
		public String toString() {
			return "BinaryReceived[connection=" + this.connection + ", " + this.chunk.limit() + " bytes, last="
					+ this.last + "]";
		}

	}

	/**
	 * The connection ended.
	 *
	 * @param connection the connection's number
	 * @param code the code of the close frame, or {@code null} if none came
	 * @param reason the reason given, may be empty
	 */
	record Closed(long connection, @Nullable Integer code, String reason) implements ShardInput {
	}

	/**
	 * The connection could not be opened.
	 *
	 * @param connection the connection's number
	 * @param reason what went wrong, with the body of a refusal (R22); no secrets
	 * @param httpStatus the HTTP status if the upgrade was refused, else {@code null}
	 * @param retryAfter how long the server asked to wait, else {@code null}
	 */
	record ConnectFailed(long connection, String reason, @Nullable Integer httpStatus,
			@Nullable Duration retryAfter) implements ShardInput {
	}

	/**
	 * A payload could not be sent. The connection counts as dead.
	 *
	 * @param connection the connection's number
	 * @param reason what went wrong
	 * @param unsent the number of what could not be sent ({@link ShardAction.Send}), or
	 * {@code null} if that is not known; the commands from that number on are sent again
	 * on the next connection
	 */
	record SendFailed(long connection, String reason, @Nullable Long unsent) implements ShardInput {

		/**
		 * Says that something, not known what, could not be sent.
		 * @param connection the connection's number
		 * @param reason what went wrong
		 */
		public SendFailed(long connection, String reason) {
			this(connection, reason, null);
		}

	}

	/**
	 * This side stopped reading from the connection because the application is behind: an
	 * acknowledgment that is not read is not missing (R8).
	 *
	 * @param connection the connection's number
	 */
	record ReadingPaused(long connection) implements ShardInput {
	}

	/**
	 * This side reads from the connection again.
	 *
	 * @param connection the connection's number
	 */
	record ReadingResumed(long connection) implements ShardInput {
	}

	/** Time has passed: a deadline may be due. Coming too early is harmless. */
	record TimerFired() implements ShardInput {
	}

	/**
	 * The wall clock moved against the monotonic one: the host slept, or a clock was set
	 * (R42). If that was for longer than a heartbeat interval, the connection is taken
	 * for dead, and the session is resumed at once.
	 *
	 * @param by how far it moved since the last look, forwards or (negative) backwards;
	 * small distances do no harm
	 */
	record ClockJumped(Duration by) implements ShardInput {
	}

	/**
	 * The shard's turn to identify has come, or is near: the answer to
	 * {@link ShardAction.RequestIdentify}.
	 *
	 * @param request the number of the request; one that the shard gave up since is
	 * answered with {@link ShardAction.CancelIdentify}
	 * @param notBefore from when on IDENTIFY may be sent; until then the shard opens its
	 * connection
	 */
	record IdentifyGranted(long request, Instant notBefore) implements ShardInput {
	}

	/**
	 * The application sends a command (R24 to R26).
	 *
	 * @param id number that {@link ShardEvent.CommandSent} and
	 * {@link ShardEvent.CommandDropped} will name
	 * @param command the command
	 * @param deadline when to drop the command if it could not be sent, or {@code null}
	 * to wait for ever
	 */
	record Submit(long id, GatewayCommand command, @Nullable Instant deadline) implements ShardInput {
	}

	/**
	 * The application wants the shard to stop.
	 *
	 * @param code what to close with: the session stays resumable for another process,
	 * unless the code {@linkplain CloseCode#endsSession() ends} it, so that the bot goes
	 * offline at once (R21)
	 */
	record Shutdown(CloseCode code) implements ShardInput {
	}

	/**
	 * The wait for the next attempt is to end now. Nothing happens unless the shard waits
	 * for that; the wait before an IDENTIFY stays (R13).
	 */
	record ConnectNow() implements ShardInput {
	}

	/**
	 * Another connection is wanted, as by an operator. A shard that waits for its next
	 * attempt makes it now, as with {@link ConnectNow}, and keeps what session it has;
	 * but a host that asked to be left alone is left alone (R22), and the wait after
	 * INVALID_SESSION stays (R15).
	 *
	 * @param keepSession whether the session is to be resumed there, or else a new one is
	 * begun, which costs one of the day's session starts (R13)
	 */
	record Reconnect(boolean keepSession) implements ShardInput {
	}

	/**
	 * A session is to be begun, by a driver that begins sessions by hand
	 * ({@link ShardSettings#identify()} is {@code null}).
	 *
	 * @param identify what IDENTIFY is to say
	 */
	record BeginSession(Identify identify) implements ShardInput {
	}

	/**
	 * The session is to be resumed, by a driver that begins sessions by hand.
	 *
	 * @param token the bot token
	 */
	record ResumeSession(Token token) implements ShardInput {
	}

	/**
	 * A heartbeat is to be sent now, by a driver that keeps a schedule of its own (R5).
	 */
	record SendHeartbeat() implements ShardInput {
	}

}
