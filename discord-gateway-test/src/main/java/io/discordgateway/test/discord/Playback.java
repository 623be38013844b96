package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a connection sends of its session: a position in the session's buffer, which moves
 * on as the socket takes more. A replay is nothing but a position further back (R17).
 */
final class Playback {

	/** What is sent at most before the shell has its say, in bytes of data. */
	private static final long BATCH = 64 * 1024;

	private final Discord discord;

	private final Connection connection;

	private final Session session;

	/** The number that the client resumed at, or -1. */
	private final long resumedAt;

	/** The last event that was missed when the client resumed. */
	private final long replayedTo;

	/** The next sequence number to send. */
	private long cursor;

	/** The RESUMED that answers this connection's RESUME; earlier ones are left out. */
	private long resumed;

	/** The number after which a RESUMED without a number of its own is due, or -1. */
	private long resumedAfter = -1;

	/** The number after which the connection breaks, or none. */
	private long breaksAfter = Long.MAX_VALUE;

	/** When the next event of a slow replay is due. */
	private long due;

	private boolean goesOnLater;

	private Playback(Discord discord, Connection connection, Session session, long cursor, long resumedAt) {
		this.discord = discord;
		this.connection = connection;
		this.session = session;
		this.cursor = cursor;
		this.resumedAt = resumedAt;
		this.replayedTo = session.last();
	}

	/** Of a session that begins. */
	static Playback begin(Discord discord, Connection connection, Session session) {
		return new Playback(discord, connection, session, 1, -1);
	}

	/** Of a session that goes on behind the last event that the client has. */
	static Playback resume(Discord discord, Connection connection, Session session, long sequence) {
		long overlap = discord.settings().replayOverlap;
		long cursor = (overlap > 0) ? Math.max(Math.max(2, session.first()), sequence + 1 - overlap) : sequence + 1;
		return new Playback(discord, connection, session, cursor, sequence);
	}

	/** Lets the connection break in the middle of the replay. */
	void breakHalfway() {
		this.breaksAfter = this.cursor + Math.floorDiv(this.replayedTo - this.cursor, 2L);
	}

	boolean isResumed() {
		return this.resumedAt >= 0;
	}

	/** The highest number that the client can know of the session. */
	long sent() {
		return Math.max(Math.max(this.cursor - 1, this.resumedAt), this.session.leaptTo);
	}

	/** Says that the replay is over, behind what came meanwhile. */
	void resumed() {
		if (this.discord.settings().resumedNumbered) {
			this.resumed = this.session.last() + 1;
			long unused = this.discord.sessions()
				.append(this.session, "RESUMED", "{\"_trace\":[\"local\"]}".getBytes(StandardCharsets.UTF_8));
		}
		else {
			this.resumedAfter = this.session.last();
		}
	}

	/** Sends what the session has, as far as the connection takes it. */
	void pump() {
		if (this.cursor < this.session.first()) {
			this.discord.sessions().end(this.session, "the client was too slow for its buffer");
			this.connection.close(4000, "The client is too slow");
			return;
		}
		long left = BATCH;
		breakIfDue();
		unnumberedResumed();
		while (this.connection.takesMore() && left > 0 && this.cursor <= this.session.last() && isDue()) {
			Session.Sent sent = this.session.get(this.cursor++);
			if (isWanted(sent)) {
				send(sent.event(), sent.sequence(), sent.data());
				left -= sent.data().length;
			}
			breakIfDue();
			unnumberedResumed();
		}
		goOnLater();
	}

	private void breakIfDue() {
		if (this.cursor > this.breaksAfter) {
			this.connection.drop();
		}
	}

	private void goOnLater() {
		if (this.connection.takesMore() && this.cursor <= this.session.last() && !this.goesOnLater) {
			this.goesOnLater = true;
			this.discord.after(Duration.ofNanos(Math.max(0, this.due - this.discord.now())), () -> {
				this.goesOnLater = false;
				this.connection.pump();
			});
		}
	}

	/* Of a slow replay, one event is sent at a time. */
	private boolean isDue() {
		if (this.cursor > this.replayedTo) {
			this.due = 0;
			return true;
		}
		Duration pace = this.discord.rules().replayPace(this.connection);
		if (!pace.isZero() && this.discord.now() < this.due) {
			return false;
		}
		this.due = this.discord.now() + pace.toNanos();
		return true;
	}

	private boolean isWanted(Session.Sent sent) {
		return !sent.event().equals("RESUMED") || sent.sequence() == this.resumed
				|| this.discord.settings().resumedKept;
	}

	private void unnumberedResumed() {
		if (this.resumedAfter >= 0 && this.cursor > this.resumedAfter) {
			send("RESUMED", this.resumedAfter, "{\"_trace\":[]}".getBytes(StandardCharsets.UTF_8));
			this.resumedAfter = -1;
		}
	}

	/** Sends an event with a number that is far beyond its own (R44). */
	void leap(DiscordFault.Leap leap) {
		if (this.session.ready && this.cursor > this.session.last()) {
			this.cursor = this.discord.sessions().append(this.session, leap.event(), leap.data()) + 1;
			this.session.leaptTo = this.session.last() + leap.by();
			send(leap.event(), this.session.leaptTo, leap.data());
		}
	}

	private void send(String event, long sequence, byte[] data) {
		this.connection.send(new Payload(Payload.DISPATCH, event, sequence, data));
	}

}
