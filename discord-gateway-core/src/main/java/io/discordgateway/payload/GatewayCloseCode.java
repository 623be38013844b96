package io.discordgateway.payload;

import org.jspecify.annotations.Nullable;

/**
 * Close code of the gateway, with what may follow it (Opcodes and Status Codes &gt;
 * Gateway Close Event Codes; R18).
 *
 * @since 0.1
 */
public enum GatewayCloseCode {

	/** The gateway does not know what went wrong. */
	UNKNOWN_ERROR(4000, Recovery.RESUME, "Discord had an internal error"),

	/** An invalid opcode, or an invalid payload for an opcode, was sent. */
	UNKNOWN_OPCODE(4001, Recovery.RESUME, "a payload with an unknown opcode was sent"),

	/** A payload that does not decode was sent. */
	DECODE_ERROR(4002, Recovery.RESUME, "a payload that Discord cannot decode was sent"),

	/** A payload was sent before identifying, or the session was invalidated. */
	NOT_AUTHENTICATED(4003, Recovery.REIDENTIFY, "a payload was sent before IDENTIFY"),

	/** The token is wrong. */
	AUTHENTICATION_FAILED(4004, Recovery.STOP,
			"the bot token is wrong or was reset: copy the current one from the Developer Portal (Bot > Token)"),

	/** IDENTIFY was sent more than once. */
	ALREADY_AUTHENTICATED(4005, Recovery.RESUME, "IDENTIFY was sent twice"),

	/** The sequence number of a RESUME was invalid. */
	INVALID_SEQ(4007, Recovery.REIDENTIFY, "the sequence number of RESUME was not accepted"),

	/** Payloads were sent too quickly. */
	RATE_LIMITED(4008, Recovery.RESUME, "more than 120 payloads were sent in 60 s"),

	/** The session timed out. */
	SESSION_TIMED_OUT(4009, Recovery.REIDENTIFY, "the session timed out"),

	/** The shard sent with IDENTIFY is invalid. */
	INVALID_SHARD(4010, Recovery.STOP, "the shard id or total is not accepted"),

	/** The session would have handled too many guilds. */
	SHARDING_REQUIRED(4011, Recovery.STOP, "a shard would hold more than 2,500 guilds: more shards are needed"),

	/** The version of the gateway is invalid. */
	INVALID_API_VERSION(4012, Recovery.STOP, "this version of the gateway is no longer served: update discord-gateway"),

	/** The number of the intents is invalid. */
	INVALID_INTENTS(4013, Recovery.STOP, "the intents contain a bit that Discord does not know"),

	/** An intent was asked for that is not enabled for the application. */
	DISALLOWED_INTENTS(4014, Recovery.STOP,
			"a privileged intent is not enabled: switch it on in the Developer Portal (Bot > Privileged Gateway Intents) or do without it");

	private final int code;

	private final Recovery recovery;

	private final String explanation;

	GatewayCloseCode(int code, Recovery recovery, String explanation) {
		this.code = code;
		this.recovery = recovery;
		this.explanation = explanation;
	}

	/**
	 * Returns the number on the wire.
	 * @return the close code, 4000 to 4999
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Returns what may follow this close.
	 * @return the recovery
	 */
	public Recovery recovery() {
		return this.recovery;
	}

	/**
	 * Returns what went wrong and, where a person has to act, what to do.
	 * @return one clause without a full stop
	 */
	public String explanation() {
		return this.explanation;
	}

	/**
	 * Finds the close code with a number.
	 * @param code the code of a close frame
	 * @return the close code, or {@code null} if Discord documents none with that number
	 */
	public static @Nullable GatewayCloseCode of(int code) {
		for (GatewayCloseCode closeCode : values()) {
			if (closeCode.code == code) {
				return closeCode;
			}
		}
		return null;
	}

	/**
	 * Returns what may follow a close with any code (R18).
	 * @param code the code of the close frame, or {@code null} if the connection dropped
	 * without one
	 * @return the recovery, {@link Recovery#RESUME} for every code that is not documented
	 */
	public static Recovery recoveryOf(@Nullable Integer code) {
		GatewayCloseCode closeCode = (code != null) ? of(code) : null;
		return (closeCode != null) ? closeCode.recovery : Recovery.RESUME;
	}

}
