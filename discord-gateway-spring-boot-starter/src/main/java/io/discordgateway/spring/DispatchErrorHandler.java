package io.discordgateway.spring;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Decides what follows when a listener failed on an event. A bean of this type goes
 * before {@code discord.gateway.dispatch.on-error}. It is called on the threads of the
 * listeners, and has to be thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface DispatchErrorHandler {

	/**
	 * Decides. A handler that throws has decided for {@link Decision#done()}.
	 * @param event the event that a listener failed on
	 * @param failure what the listener threw, or failed its acknowledgment with
	 * @param attempt how often the event was published, 1 or more
	 * @return what follows
	 */
	Decision handle(DispatchEvent<?> event, Throwable failure, int attempt);

	/**
	 * What follows a failure.
	 *
	 * @param kind the kind of the decision
	 * @param delay for {@link Kind#RETRY}, how long to wait; otherwise {@code null}
	 */
	record Decision(Kind kind, @Nullable Duration delay) {

		private static final Decision DONE = new Decision(Kind.DONE, null);

		private static final Decision STOP = new Decision(Kind.STOP, null);

		public Decision {
			if ((kind == Kind.RETRY) != (delay != null)) {
				throw new IllegalArgumentException("A retry has a delay, and nothing else has");
			}
			if (delay != null && delay.isNegative()) {
				throw new IllegalArgumentException("The delay must not be negative: " + delay);
			}
		}

		/**
		 * The event counts as done, and the shard goes on. Nothing is logged.
		 * @return the decision
		 */
		public static Decision done() {
			return DONE;
		}

		/**
		 * The event is published again, to all its listeners. Its lane waits for that.
		 * @param delay how long to wait first
		 * @return the decision
		 */
		public static Decision retryAfter(Duration delay) {
			return new Decision(Kind.RETRY, Objects.requireNonNull(delay, "'delay' must not be null"));
		}

		/**
		 * The shard handles and reads nothing more, and its health is down. The event
		 * stays undone: it comes again when the session is resumed by the next process.
		 * @return the decision
		 */
		public static Decision stop() {
			return STOP;
		}

	}

	/**
	 * The kinds of decisions.
	 */
	enum Kind {

		/** The event counts as done. */
		DONE,

		/** The event is published again. */
		RETRY,

		/** The shard stops. */
		STOP

	}

}
