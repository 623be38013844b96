package io.discordgateway.protocol;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What one shard is doing, with the data that are valid while it does it.
 */
sealed interface Phase {

	/**
	 * Returns the status that shows this phase to others.
	 */
	ShardStatus status();

	/**
	 * Returns the session that there is.
	 * @return the session, live or to be resumed, or {@code null}
	 */
	default @Nullable LiveSession session() {
		return null;
	}

	/**
	 * Not started, or stopped by the application.
	 *
	 * @param session the session that was kept, or {@code null}
	 */
	record Stopped(@Nullable LiveSession session) implements Phase {

		@Override
		public ShardStatus status() {
			return ShardStatus.STOPPED;
		}

	}

	/** Ended for a reason that only a person can mend. */
	record Failed() implements Phase {

		@Override
		public ShardStatus status() {
			return ShardStatus.FAILED;
		}

	}

	/**
	 * Waits until the next attempt.
	 *
	 * @param until when that is due
	 * @param session the session to resume, or {@code null}
	 */
	record BackingOff(Instant until, @Nullable LiveSession session) implements Phase {

		@Override
		public ShardStatus status() {
			return ShardStatus.BACKING_OFF;
		}

	}

	/**
	 * Waits for its turn to identify, without a connection (R12).
	 *
	 * @param request the request's number
	 */
	record AwaitingTurn(long request) implements Phase {

		@Override
		public ShardStatus status() {
			return ShardStatus.BACKING_OFF;
		}

	}

	/** Has a connection, open or being opened. */
	sealed interface Linked extends Phase {

		Link link();

	}

	/** Has a connection that was not greeted yet. */
	sealed interface Ungreeted extends Linked {

		Aim aim();

		@Override
		default @Nullable LiveSession session() {
			return aim().session();
		}

	}

	/**
	 * Opens a connection.
	 *
	 * @param link the connection
	 * @param aim what it is for
	 */
	record Connecting(Link link, Aim aim) implements Ungreeted {

		@Override
		public ShardStatus status() {
			return ShardStatus.CONNECTING;
		}

	}

	/**
	 * Waits for HELLO.
	 *
	 * @param link the connection
	 * @param aim what it is for
	 */
	record AwaitingHello(Link link, Aim aim) implements Ungreeted {

		@Override
		public ShardStatus status() {
			return ShardStatus.AWAITING_HELLO;
		}

	}

	/** Has a connection that was greeted, so that it heartbeats. */
	sealed interface Greeted extends Linked {

		Heartbeats heartbeats();

	}

	/**
	 * Waits until it may identify, or is told to.
	 *
	 * @param link the connection
	 * @param heartbeats its heartbeats
	 * @param aim what it is for
	 */
	record AwaitingIdentify(Link link, Heartbeats heartbeats, Aim aim) implements Greeted {

		@Override
		public ShardStatus status() {
			return ShardStatus.AWAITING_IDENTIFY;
		}

		@Override
		public @Nullable LiveSession session() {
			return this.aim.session();
		}

	}

	/**
	 * Waits for READY.
	 *
	 * @param link the connection
	 * @param heartbeats its heartbeats
	 */
	record Identifying(Link link, Heartbeats heartbeats) implements Greeted {

		@Override
		public ShardStatus status() {
			return ShardStatus.IDENTIFYING;
		}

	}

	/** Has a session on an open connection. */
	sealed interface InSession extends Greeted {

		@Override
		LiveSession session();

	}

	/**
	 * Gets what was missed.
	 *
	 * @param link the connection
	 * @param heartbeats its heartbeats
	 * @param session the session that is resumed
	 * @param replay how far it came
	 */
	record Resuming(Link link, Heartbeats heartbeats, LiveSession session, Replay replay) implements InSession {

		@Override
		public ShardStatus status() {
			return ShardStatus.RESUMING;
		}

	}

	/**
	 * Is live.
	 *
	 * @param link the connection
	 * @param heartbeats its heartbeats
	 * @param session the session
	 * @param order what is known of the order of its numbers
	 */
	record Connected(Link link, Heartbeats heartbeats, LiveSession session, Order order) implements InSession {

		@Override
		public ShardStatus status() {
			return ShardStatus.CONNECTED;
		}

	}

	/** What a connection is opened for. */
	sealed interface Aim {

		default @Nullable LiveSession session() {
			return null;
		}

	}

	/**
	 * Goes on with a session.
	 *
	 * @param session the session
	 */
	record Resume(LiveSession session) implements Aim {
	}

	/**
	 * Begins a session with a permit.
	 *
	 * @param request the number of the request that the permit answers
	 * @param notBefore from when on the permit is good (R12)
	 */
	record Begin(long request, Instant notBefore) implements Aim {
	}

	/**
	 * Does what the caller says after HELLO.
	 *
	 * @param session the session that may be resumed, or {@code null}
	 */
	record ByHand(@Nullable LiveSession session) implements Aim {
	}

	/** How far a replay came. */
	final class Replay {

		long events;

		/* How many there were when the time for more began. */
		long eventsBefore;

	}

	/** What is known of the order of a live session's numbers (R44). */
	final class Order {

		/* In a row. */
		int seenAgain;

		boolean told;

	}

}
