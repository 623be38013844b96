package io.discordgateway.protocol;

import io.discordgateway.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ended.
 *
 * @param kind who or what ended it
 * @param code the close code that the peer sent or, if this side ended an open
 * connection, that it sent; {@code null} if neither sent one
 * @param reason one clause for people, on one line
 * @since 0.1
 */
public record DisconnectCause(Kind kind, @Nullable Integer code, String reason) {

	/* What a peer says may be long, and need not be one line. */
	private static final int MAX_REASON = 1000;

	public DisconnectCause {
		reason = Printable.oneLine(reason, MAX_REASON);
	}

	/**
	 * Who or what ended a connection.
	 *
	 * @since 0.1
	 */
	public enum Kind {

		/** The connection could not be opened. */
		CONNECT_FAILED,

		/** Discord closed the connection with a code. */
		CLOSED_BY_GATEWAY,

		/** The connection dropped without a close frame. */
		DROPPED,

		/** Discord asked for a reconnect (R16). */
		RECONNECT_REQUESTED,

		/** Discord declared the session invalid (R15). */
		SESSION_INVALIDATED,

		/** A heartbeat was not acknowledged (R8). */
		HEARTBEAT_MISSED,

		/** HELLO did not come in time (R4). */
		HELLO_TIMED_OUT,

		/** RESUME was answered by silence (R19). */
		RESUME_TIMED_OUT,

		/** The host slept, or a clock was set (R42). */
		CLOCK_JUMPED,

		/** Something came that does not decode or must not come here (R35). */
		PROTOCOL_VIOLATION,

		/** The application asked for another connection. */
		APPLICATION_ASKED,

		/** The application stopped the shard. */
		STOPPED

	}

}
