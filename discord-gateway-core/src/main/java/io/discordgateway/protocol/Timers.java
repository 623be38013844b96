package io.discordgateway.protocol;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The timers of one shard, with the earliest one at hand, as it is asked for after each
 * input.
 */
final class Timers {

	private static final GatewayTimer[] ALL = GatewayTimer.values();

	private final @Nullable Instant[] due = new Instant[ALL.length];

	private @Nullable GatewayTimer earliest;

	void set(GatewayTimer timer, Instant time) {
		this.due[timer.ordinal()] = time;
		find();
	}

	void clear(GatewayTimer timer) {
		if (this.due[timer.ordinal()] != null) {
			this.due[timer.ordinal()] = null;
			find();
		}
	}

	void clearAll() {
		for (GatewayTimer timer : ALL) {
			this.due[timer.ordinal()] = null;
		}
		this.earliest = null;
	}

	private void find() {
		GatewayTimer next = null;
		for (GatewayTimer timer : ALL) {
			Instant time = this.due[timer.ordinal()];
			if (time != null && (next == null || time.isBefore(due(next)))) {
				next = timer;
			}
		}
		this.earliest = next;
	}

	private Instant due(GatewayTimer timer) {
		Instant time = this.due[timer.ordinal()];
		return (time != null) ? time : Instant.MAX;
	}

	@Nullable GatewayTimer next() {
		return this.earliest;
	}

	@Nullable Instant nextDue() {
		return (this.earliest != null) ? this.due[this.earliest.ordinal()] : null;
	}

	/**
	 * Takes out a timer if it is due.
	 * @param timer the timer
	 * @param now the time
	 * @return when it was due, or {@code null} if it is not yet, or not set
	 */
	@Nullable Instant take(GatewayTimer timer, Instant now) {
		Instant time = this.due[timer.ordinal()];
		if (time == null || time.isAfter(now)) {
			return null;
		}
		clear(timer);
		return time;
	}

}
