package io.discordgateway.test.simulation;

import org.jspecify.annotations.Nullable;

/**
 * One gateway message on its way to a shard, and what it means; the judges need not read
 * it again.
 *
 * @param op the opcode, or below 0 for what is none at all, or must not come
 * @param session the session that it belongs to, if any
 * @param sequence its number in the session, or 0
 * @param name the event's name, if it is a dispatch
 * @param leaps whether the number is none of the session's, but far beyond
 * @param endsSession whether it tells the shard that its session is over
 * @param json the message
 */
record Frame(int op, @Nullable Session session, long sequence, @Nullable String name, boolean leaps,
		boolean endsSession, String json) {

	static final int GARBAGE = -1;

	static final int UNWANTED = -2;

	static final int DISPATCH = 0;

	static final int HEARTBEAT = 1;

	static final int RECONNECT = 7;

	static final int INVALID_SESSION = 9;

	static final int HELLO = 10;

	static final int ACK = 11;

	static Frame control(int op, String data) {
		return new Frame(op, null, 0, null, false, false,
				"{\"t\":null,\"s\":null,\"op\":" + op + ",\"d\":" + data + "}");
	}

	static Frame invalidSession(boolean resumable) {
		return new Frame(INVALID_SESSION, null, 0, null, false, !resumable,
				"{\"t\":null,\"s\":null,\"op\":9,\"d\":" + resumable + "}");
	}

	static Frame dispatch(Session session, long sequence, String name, String data) {
		return new Frame(DISPATCH, session, sequence, name, session.isFar(sequence), false,
				"{\"t\":\"" + name + "\",\"s\":" + sequence + ",\"op\":0,\"d\":" + data + "}");
	}

	/** What is well made, and must not come: as good as garbage. */
	static Frame unwanted(Frame frame) {
		return new Frame(UNWANTED, null, 0, null, false, false, frame.json);
	}

	static Frame garbage(String text) {
		return new Frame(GARBAGE, null, 0, null, false, false, text);
	}

}
