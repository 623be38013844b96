package io.discordgateway.payload;

import org.jspecify.annotations.Nullable;

/**
 * Operation code of a gateway payload (Opcodes and Status Codes &gt; Gateway Opcodes).
 *
 * @since 0.1
 */
public enum GatewayOpcode {

	/** An event was dispatched; received. */
	DISPATCH(0),

	/** Keeps the connection alive; sent, and received when the gateway asks for one. */
	HEARTBEAT(1),

	/** Starts a new session; sent. */
	IDENTIFY(2),

	/** Updates the presence of the bot; sent. */
	PRESENCE_UPDATE(3),

	/** Joins, leaves or moves between voice channels; sent. */
	VOICE_STATE_UPDATE(4),

	/** Resumes a session that was disconnected; sent. */
	RESUME(6),

	/** The client is to reconnect and resume at once; received. */
	RECONNECT(7),

	/** Requests members of a guild; sent. */
	REQUEST_GUILD_MEMBERS(8),

	/** The session is invalid, resumable if {@code d} is true; received. */
	INVALID_SESSION(9),

	/** First message of a connection, with the heartbeat interval; received. */
	HELLO(10),

	/** Acknowledges a heartbeat; received. */
	HEARTBEAT_ACK(11),

	/** Requests the soundboard sounds of guilds; sent. */
	REQUEST_SOUNDBOARD_SOUNDS(31),

	/** Requests additional information on the channels of a guild; sent. */
	REQUEST_CHANNEL_INFO(43);

	private static final GatewayOpcode[] BY_CODE = new GatewayOpcode[44];

	static {
		for (GatewayOpcode opcode : values()) {
			BY_CODE[opcode.code] = opcode;
		}
	}

	private final int code;

	GatewayOpcode(int code) {
		this.code = code;
	}

	/**
	 * Returns the number on the wire.
	 * @return the value of {@code op}
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Finds the opcode with a number.
	 * @param code the value of {@code op}
	 * @return the opcode, or {@code null} if this version knows none with that number
	 * (R36)
	 */
	public static @Nullable GatewayOpcode of(int code) {
		return (code >= 0 && code < BY_CODE.length) ? BY_CODE[code] : null;
	}

}
