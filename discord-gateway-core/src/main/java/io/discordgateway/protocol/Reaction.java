package io.discordgateway.protocol;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the shard makes of a message: one table of what may come in which status, and of
 * what follows if it comes where it must not (R35, R36).
 */
enum Reaction {

	/** It does what the message says. */
	FOLLOW,

	/** It hands the event on, if it is a new one. */
	DELIVER,

	/** It goes on as if nothing had come. */
	IGNORE,

	/** It tells of it and goes on. */
	WARN,

	/** It ends the connection; the session can be resumed. */
	REFUSE;

	private static final Map<Message, Map<ShardStatus, Reaction>> TABLE = new EnumMap<>(Message.class);

	static {
		row(Message.HELLO, FOLLOW, WARN, WARN, WARN, WARN);
		row(Message.HEARTBEAT, FOLLOW, FOLLOW, FOLLOW, FOLLOW, FOLLOW);
		row(Message.HEARTBEAT_ACK, IGNORE, FOLLOW, FOLLOW, FOLLOW, FOLLOW);
		row(Message.RECONNECT, FOLLOW, FOLLOW, FOLLOW, FOLLOW, FOLLOW);
		row(Message.INVALID_SESSION, FOLLOW, FOLLOW, FOLLOW, FOLLOW, FOLLOW);
		row(Message.READY, REFUSE, REFUSE, FOLLOW, REFUSE, REFUSE);
		row(Message.RESUMED, REFUSE, REFUSE, REFUSE, FOLLOW, DELIVER);
		row(Message.EVENT, REFUSE, REFUSE, REFUSE, DELIVER, DELIVER);
		row(Message.OTHER, IGNORE, IGNORE, IGNORE, IGNORE, IGNORE);
	}

	private static void row(Message message, Reaction awaitingHello, Reaction awaitingIdentify, Reaction identifying,
			Reaction resuming, Reaction connected) {
		TABLE.put(message,
				new EnumMap<>(Map.of(ShardStatus.AWAITING_HELLO, awaitingHello, ShardStatus.AWAITING_IDENTIFY,
						awaitingIdentify, ShardStatus.IDENTIFYING, identifying, ShardStatus.RESUMING, resuming,
						ShardStatus.CONNECTED, connected)));
	}

	/**
	 * Looks a message up.
	 * @param message the message
	 * @param status the status, in which nothing is followed unless a connection is open
	 * @return what the shard makes of it
	 */
	static Reaction to(Message message, ShardStatus status) {
		return TABLE.getOrDefault(message, Map.of()).getOrDefault(status, IGNORE);
	}

	/** What a gateway may say, as far as it is told apart. */
	enum Message {

		/** How often to send a heartbeat (R4). */
		HELLO,

		/** A heartbeat is asked for (R7). */
		HEARTBEAT,

		/** A heartbeat was acknowledged (R8). */
		HEARTBEAT_ACK,

		/** A reconnect is asked for (R16). */
		RECONNECT,

		/** The session is invalid (R15). */
		INVALID_SESSION,

		/** The dispatch that begins a session (R14). */
		READY,

		/** The dispatch that ends a replay (R17). */
		RESUMED,

		/** Any other dispatch. */
		EVENT,

		/** What only clients send, or this version does not know (R36). */
		OTHER

	}

}
