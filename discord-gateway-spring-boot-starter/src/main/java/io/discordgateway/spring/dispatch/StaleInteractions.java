package io.discordgateway.spring.dispatch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

import io.discordgateway.model.Snowflake;
import io.discordgateway.protocol.ShardEvent;

/**
 * Tells interactions that came too late to be answered (R50). Thread-safe.
 */
final class StaleInteractions {

	/*
	 * An interaction's id has the time by Discord's clock, and this host's may be
	 * another. So the clocks alone never tell: only what came with a replay can be stale,
	 * and it has to be older than the time for an answer by more than clocks differ. How
	 * much older than it is an interaction looks on this host shows with those that come
	 * while the shard is connected, as they are some milliseconds old; the least of that
	 * is taken off. Until one has come, as in a process that just resumes, the margin has
	 * to do. What is taken off is never less than nothing: in doubt an interaction is
	 * delivered.
	 */

	private static final String NAME = "INTERACTION_CREATE";

	private static final Duration ANSWER_TIME = Duration.ofSeconds(3);

	private static final Duration MARGIN = Duration.ofSeconds(10);

	/* An id that is older by so much is none of Discord's, or waited long to be read. */
	private static final Duration MAX_CLOCK_ERROR = Duration.ofDays(1);

	private static final long UNKNOWN = Long.MAX_VALUE;

	private final InstantSource clock;

	/* In milliseconds. */
	private final AtomicLong leastAge = new AtomicLong(UNKNOWN);

	StaleInteractions(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Looks at an event that was received at this moment.
	 * @param dispatched the event
	 * @return whether it is an interaction that nobody can answer any more
	 */
	boolean isStale(ShardEvent.Dispatched dispatched) {
		if (!dispatched.name().equals(NAME)) {
			return false;
		}
		long id = Snowflakes.find(dispatched.payload(), "id");
		if (id == Snowflakes.NONE) {
			return false;
		}
		long age = Duration.between(Snowflake.of(id).createdAt(), this.clock.instant()).toMillis();
		if (!dispatched.replayed()) {
			learn(age);
			return false;
		}
		return age - clockError() > ANSWER_TIME.plus(MARGIN).toMillis();
	}

	private void learn(long age) {
		if (age < MAX_CLOCK_ERROR.toMillis()) {
			this.leastAge.accumulateAndGet(Math.max(0, age), Math::min);
		}
	}

	private long clockError() {
		long least = this.leastAge.get();
		return (least != UNKNOWN) ? least : 0;
	}

}
