package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.discordgateway.protocol.ShardStatus;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a shard of late. Thread-safe.
 */
final class ShardHistory {

	/** How many steps are kept. */
	static final int TRANSITIONS = 10;

	/** How many latencies are kept: of a quarter of an hour. */
	static final int LATENCIES = 20;

	/* Guarded by this, as is what follows. */
	private final Deque<ShardTransition> transitions = new ArrayDeque<>();

	private final Deque<Duration> latencies = new ArrayDeque<>();

	private @Nullable String cause;

	/** Hears why the next step is made. */
	synchronized void because(String cause) {
		this.cause = cause;
	}

	synchronized void moved(Instant time, ShardStatus from, ShardStatus to) {
		add(this.transitions, new ShardTransition(time, from, to, this.cause), TRANSITIONS);
		this.cause = null;
	}

	synchronized void acknowledged(Duration latency) {
		add(this.latencies, latency, LATENCIES);
	}

	private static <T> void add(Deque<T> all, T one, int kept) {
		if (all.size() == kept) {
			all.removeFirst();
		}
		all.addLast(one);
	}

	synchronized List<ShardTransition> transitions() {
		return List.copyOf(this.transitions);
	}

	synchronized List<Duration> latencies() {
		return List.copyOf(this.latencies);
	}

}
