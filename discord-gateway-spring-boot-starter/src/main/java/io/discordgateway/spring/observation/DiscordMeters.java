package io.discordgateway.spring.observation;

import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;

/**
 * What is told of what happens, to be counted. Nothing is, unless there is a registry.
 * Thread-safe, and nothing that is told may fail or block.
 *
 * @since 0.1
 */
@Internal
public interface DiscordMeters {

	/** Counts nothing. */
	DiscordMeters NONE = new DiscordMeters() {
	};

	/**
	 * Returns what counts the events of one name. To be asked for once, and kept.
	 * @param name the event's name
	 * @return the meters
	 */
	default EventMeters event(String name) {
		return EventMeters.NONE;
	}

	/**
	 * Returns what counts what happens to one shard. To be asked for once, and kept.
	 * @param shard the shard
	 * @return the meters
	 */
	default ShardMeters shard(ShardId shard) {
		return ShardMeters.NONE;
	}

	/**
	 * Hears which shards this process has from now on. Those of others are not shown any
	 * more.
	 * @param shards by their numbers, where they stand
	 */
	default void shards(Map<Integer, Supplier<ShardFigures>> shards) {
	}

	/** Hears that an event was published on shards of two totals (R38). */
	default void repeated() {
	}

	/**
	 * Hears where to ask for the day's budget of session starts (R13).
	 * @param figures tells how it stands
	 */
	default void sessionStarts(Supplier<SessionStartFigures> figures) {
	}

	/**
	 * Hears of one use of the session store.
	 * @param operation what was done
	 * @param time how long it took
	 * @param success whether it was done
	 */
	default void stored(StoreOperation operation, Duration time, boolean success) {
	}

	/**
	 * Hears that a call of Discord's API has waited for a limit.
	 * @param limit the limit's name
	 * @param time how long it waited
	 */
	default void waited(String limit, Duration time) {
	}

	/**
	 * Hears that Discord has refused a call with 429.
	 * @param limit the name of the limit that refused it
	 */
	default void refused(String limit) {
	}

	/**
	 * Hears where to ask for the answers of the last 10 minutes for which Discord bans
	 * (R48).
	 * @param count tells their number
	 */
	default void invalidRequests(IntSupplier count) {
	}

	/**
	 * What is done with a session store.
	 */
	enum StoreOperation {

		/** A session, or the session starts of the day, are read. */
		LOAD,

		/** Sessions and session starts are written. */
		SAVE,

		/** A session is claimed. */
		CLAIM

	}

}
