package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.Arrays;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What somebody lets go wrong, or lets Discord do of its own accord.
 *
 * @since 0.1
 */
@Internal
public sealed interface DiscordFault extends DiscordInput {

	/**
	 * Connections are reset; their sessions can be resumed.
	 *
	 * @param scope which
	 */
	record Drop(Scope scope) implements DiscordFault {
	}

	/**
	 * Connections that are open now are neither read nor written any more, or are again.
	 *
	 * @param scope which
	 * @param stalled whether they stand still
	 */
	record Stall(Scope scope, boolean stalled) implements DiscordFault {
	}

	/**
	 * The direction to the client ends without a close frame.
	 *
	 * @param scope which
	 */
	record HalfClose(Scope scope) implements DiscordFault {
	}

	/**
	 * RECONNECT is sent (R16).
	 *
	 * @param scope to which
	 */
	record Reconnect(Scope scope) implements DiscordFault {
	}

	/**
	 * A heartbeat is asked for (R7).
	 *
	 * @param scope of which
	 */
	record RequestHeartbeat(Scope scope) implements DiscordFault {
	}

	/**
	 * Sessions are declared invalid (R15); without a connection they just end, if they
	 * cannot be resumed.
	 *
	 * @param scope which
	 * @param resumable whether they can be resumed
	 */
	record Invalidate(Scope scope, boolean resumable) implements DiscordFault {
	}

	/**
	 * Connections are closed, with what the code means for their session (R18).
	 *
	 * @param scope which
	 * @param code the code
	 */
	record Close(Scope scope, int code) implements DiscordFault {
	}

	/**
	 * A message is sent as it is, past encoding and compression.
	 *
	 * @param scope to which
	 * @param text whether as a text message
	 * @param message the message
	 */
	record Raw(Scope scope, boolean text, byte[] message) implements DiscordFault {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Raw raw && raw.scope.equals(this.scope) && raw.text == this.text
					&& Arrays.equals(raw.message, this.message);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.message);
		}

	}

	/**
	 * One bit of the next message is wrong (R35).
	 *
	 * @param scope to which connections
	 */
	record Corrupt(Scope scope) implements DiscordFault {
	}

	/**
	 * What holds until something else is said of the same, for connections that are
	 * opened later too. A connection has no shard before it identifies or resumes.
	 */
	sealed interface Lasting extends DiscordFault {

		/**
		 * Returns where it holds.
		 * @return the scope
		 */
		Scope scope();

		/**
		 * Returns what takes the place of what.
		 * @return equal for faults of which one holds at a time
		 */
		default Object kind() {
			return getClass();
		}

		/**
		 * Returns whether it says that all is well again.
		 * @return whether nothing is wrong with it
		 */
		boolean heals();

	}

	/**
	 * Heartbeats are acknowledged, or not any more (R8).
	 *
	 * @param scope where
	 * @param acknowledge whether they are
	 */
	record Acknowledge(Scope scope, boolean acknowledge) implements Lasting {

		@Override
		public boolean heals() {
			return this.acknowledge;
		}

	}

	/**
	 * Acknowledgments come late, while other traffic goes on (R47).
	 *
	 * @param scope where
	 * @param delay how late; zero ends it
	 */
	record DelayAcknowledgments(Scope scope, Duration delay) implements Lasting {

		@Override
		public boolean heals() {
			return this.delay.isZero();
		}

	}

	/**
	 * Everything that is sent comes late, in its order.
	 *
	 * @param scope where
	 * @param delay how late; zero ends it
	 */
	record Delay(Scope scope, Duration delay) implements Lasting {

		@Override
		public boolean heals() {
			return this.delay.isZero();
		}

	}

	/**
	 * What was missed is replayed slowly.
	 *
	 * @param scope where
	 * @param pace the time between two events; zero ends it
	 */
	record SlowReplay(Scope scope, Duration pace) implements Lasting {

		@Override
		public boolean heals() {
			return this.pace.isZero();
		}

	}

	/**
	 * Something else comes in place of an answer.
	 *
	 * @param scope where
	 * @param moment in place of which answer
	 * @param what what comes, or {@code null} for the answer that is due
	 */
	record Replace(Scope scope, Moment moment, @Nullable Instead what) implements Lasting {

		@Override
		public Object kind() {
			return this.moment;
		}

		@Override
		public boolean heals() {
			return this.what == null;
		}

	}

	/**
	 * The next event of a session has a number that is none of the session's (R44); a
	 * replay has the right one. Where the client is behind, nothing comes.
	 *
	 * @param connection number of the connection that has the session
	 * @param by how far the number is beyond the last one
	 * @param event name of the event
	 * @param data its data, JSON; it is not copied
	 */
	record Leap(long connection, long by, String event, byte[] data) implements DiscordFault {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Leap leap && leap.connection == this.connection && leap.by == this.by
					&& leap.event.equals(this.event) && Arrays.equals(leap.data, this.data);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.data);
		}

	}

	/**
	 * Upgrades are refused (R22).
	 *
	 * @param count how many; {@link Integer#MAX_VALUE} for all that come
	 * @param refusal the answer
	 */
	record RefuseUpgrades(int count, Refusal refusal) implements DiscordFault {
	}

	/**
	 * Some IDENTIFYs are refused, whatever they say. They cost no session start.
	 *
	 * @param count how many of those that come
	 * @param code the code to close with, or {@code null} for INVALID_SESSION
	 */
	record RefuseIdentifies(int count, @Nullable Integer code) implements DiscordFault {
	}

	/** All that lasts or waits for its moment is over. */
	record Heal() implements DiscordFault {
	}

	/** Upgrades are accepted again. */
	record AcceptUpgrades() implements DiscordFault {
	}

	/**
	 * Moment at which Discord owes a client something.
	 */
	enum Moment {

		/** HELLO, when the connection is there. */
		HELLO,

		/** READY, after an IDENTIFY that was accepted. */
		READY,

		/** The replay and RESUMED, after a RESUME. */
		RESUMED

	}

	/**
	 * What may come in place of an answer.
	 */
	enum Instead {

		/** Nothing. A session that was to be resumed stays as it was. */
		SILENCE,

		/** The connection is reset. */
		DROP,

		/** RECONNECT. */
		RECONNECT,

		/** INVALID_SESSION, not resumable; a session that was to be resumed is over. */
		INVALID,

		/** INVALID_SESSION, resumable. */
		INVALID_RESUMABLE,

		/** Half of the replay, and then the connection is reset. */
		HALF_A_REPLAY

	}

}
