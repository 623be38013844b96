package io.discordgateway.test.simulation;

import java.nio.charset.StandardCharsets;

import io.discordgateway.test.discord.Payload;
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
 * @param payload the message, or {@code null} if it is none
 * @param garbage what is sent in place of a message, or {@code null}
 */
record Frame(int op, @Nullable Session session, long sequence, @Nullable String name, boolean leaps,
		boolean endsSession, @Nullable Payload payload, @Nullable String garbage) {

	static final int GARBAGE = -1;

	static final int UNWANTED = -2;

	static final int DISPATCH = Payload.DISPATCH;

	static final int HEARTBEAT = Payload.HEARTBEAT;

	static final int RECONNECT = Payload.RECONNECT;

	static final int INVALID_SESSION = Payload.INVALID_SESSION;

	static final int HELLO = Payload.HELLO;

	static final int ACK = Payload.HEARTBEAT_ACK;

	/** What Discord says on a connection that has a session, or none. */
	static Frame of(Payload payload, @Nullable Session session) {
		if (payload.op() == DISPATCH && session != null) {
			return dispatch(session, payload);
		}
		boolean ends = payload.op() == INVALID_SESSION && payload.data()[0] == 'f';
		return new Frame(payload.op(), null, 0, null, false, ends, payload, null);
	}

	static Frame control(int op, String data) {
		return of(Payload.control(op, data), null);
	}

	private static Frame dispatch(Session session, Payload payload) {
		return new Frame(DISPATCH, session, payload.sequence(), payload.event(), session.isFar(payload.sequence()),
				false, payload, null);
	}

	/** What is well made, and must not come: as good as garbage. */
	static Frame unwanted(long sequence, String name, String data) {
		Payload payload = new Payload(DISPATCH, name, sequence, data.getBytes(StandardCharsets.UTF_8));
		return new Frame(UNWANTED, null, 0, null, false, false, payload, null);
	}

	static Frame garbage(String text) {
		return new Frame(GARBAGE, null, 0, null, false, false, null, text);
	}

	/** What it is, for people. */
	String text() {
		return (this.payload != null) ? new String(this.payload.json(), StandardCharsets.UTF_8)
				: String.valueOf(this.garbage);
	}

}
