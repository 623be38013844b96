package io.discordgateway.spring.fleet;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.dispatch.Delays;
import org.jspecify.annotations.Nullable;

/**
 * Who may identify when, over all instances of a bot (R12): a shard that has its turn
 * within its own process takes one here before it connects to identify. Thread-safe; no
 * method blocks.
 *
 * @since 0.1
 */
@Internal
public interface IdentifyTurns {

	/**
	 * Takes a turn for a shard as soon as its bucket has one. Whoever asks has one
	 * request per bucket at a time.
	 * @param shard the shard
	 * @param maxConcurrency the number of buckets: {@code max_concurrency} of the API
	 * @param budget asked before a turn is taken, on a thread that may block; a turn is
	 * not taken while it says to wait, or throws
	 * @return completes with the turn; cancelling it gives the request up, and a turn
	 * that is taken at that moment is given back. It does not fail: while nobody can tell
	 * whose turn it is, nobody has one
	 */
	CompletableFuture<Turn> take(ShardId shard, int maxConcurrency, Budget budget);

	/**
	 * Hears that IDENTIFY was sent in a turn, and that all who ask the budget know of it:
	 * the bucket rests from now on, if this was not told before.
	 * @param turn the turn
	 */
	void used(Turn turn);

	/**
	 * Takes a turn back in which IDENTIFY was not sent, and will not be.
	 * @param turn the turn
	 */
	void unused(Turn turn);

	/**
	 * A turn. Times are of the clock that the shards run by.
	 *
	 * @param shard whose turn it is
	 * @param notBefore from when on IDENTIFY may be sent
	 * @param notAfter until when; who is later asks again
	 * @since 0.1
	 */
	@Internal
	record Turn(ShardId shard, Instant notBefore, Instant notAfter) {

	}

	/**
	 * The day's budget of session starts (R13).
	 *
	 * @since 0.1
	 */
	@FunctionalInterface
	@Internal
	interface Budget {

		/**
		 * Says whether one more session may be started. Counts what all instances have
		 * started, as far as the store knows. May block, and throws whatever the store
		 * does.
		 * @param outstanding how many turns others have that are not known to be used
		 * @return {@code null} if it may, otherwise the time to ask again, by the clock
		 * that the shards run by
		 */
		@Nullable Instant waitUntil(int outstanding);

	}

	/**
	 * Makes what gives turns, for each start of a gateway.
	 *
	 * @since 0.1
	 */
	@FunctionalInterface
	@Internal
	interface Factory {

		/**
		 * Makes it.
		 * @param setting what it runs in
		 * @return gives turns
		 */
		IdentifyTurns create(Setting setting);

	}

	/**
	 * Time and threads, which have no end of their own: what is asked for later does not
	 * come once the gateway is stopped.
	 *
	 * @param applicationId the bot's application id
	 * @param instance stands for this start of the gateway: no other has it
	 * @param blocking runs what may block, one task after the other
	 * @param delays runs what has to wait, where nothing blocks
	 * @param clock what the shards run by: it never goes back
	 * @param wallClock the time as other instances have it, too
	 * @since 0.1
	 */
	@Internal
	record Setting(String applicationId, String instance, Executor blocking, Delays delays, InstantSource clock,
			InstantSource wallClock) {

	}

}
