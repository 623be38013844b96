package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * What is known of the heartbeats of one connection (R5 to R9).
 */
final class Heartbeats {

	private static final int SAMPLES = 5;

	private final Duration interval;

	private final Deque<Duration> latencies;

	private @Nullable Instant unacknowledgedSince;

	private boolean reading = true;

	private boolean readWithoutPause = true;

	Heartbeats(Duration interval, Deque<Duration> latencies) {
		this.interval = interval;
		this.latencies = latencies;
	}

	static Deque<Duration> newLatencies() {
		return new ArrayDeque<>(SAMPLES);
	}

	Duration interval() {
		return this.interval;
	}

	void reading(boolean reading) {
		this.reading = reading;
		this.readWithoutPause &= reading;
	}

	/** Whether the last scheduled heartbeat was read for, and not acknowledged (R8). */
	boolean missed() {
		return this.unacknowledgedSince != null && this.readWithoutPause;
	}

	void sent(Instant now) {
		this.unacknowledgedSince = now;
		this.readWithoutPause = this.reading;
	}

	/** Returns the latency, or {@code null} if it says nothing about the network. */
	@Nullable Duration acknowledged(Instant now) {
		Instant sent = this.unacknowledgedSince;
		this.unacknowledgedSince = null;
		if (sent == null || !this.readWithoutPause) {
			return null;
		}
		Duration latency = Duration.between(sent, now);
		if (this.latencies.size() == SAMPLES) {
			this.latencies.removeFirst();
		}
		this.latencies.addLast(latency);
		return latency;
	}

	/* The schedule is kept, so that late wake-ups do not add up (R5). */
	Instant nextAfter(Instant due, Instant now) {
		Instant next = due.plus(this.interval);
		return next.isAfter(now) ? next : now.plus(this.interval);
	}

}
