package io.discordgateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Why a connection ended.
 *
 * @param kind who or what ended it
 * @param code the close code received or sent, or {@code null} if there was none
 * @param reason one clause for people
 * @since 0.1
 */
public record DisconnectCause(Kind kind, @Nullable Integer code, String reason) {

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

		/** The application stopped the shard. */
		STOPPED

	}

}
