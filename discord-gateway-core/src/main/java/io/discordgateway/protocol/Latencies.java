package io.discordgateway.protocol;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The last five latencies of a shard, over its connections (R9).
 */
final class Latencies {

	private static final int SAMPLES = 5;

	private final Deque<Duration> samples = new ArrayDeque<>(SAMPLES);

	void add(Duration latency) {
		if (this.samples.size() == SAMPLES) {
			this.samples.removeFirst();
		}
		this.samples.addLast(latency);
	}

	@Nullable Duration last() {
		return this.samples.peekLast();
	}

	@Nullable Duration mean() {
		return this.samples.isEmpty() ? null
				: this.samples.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(this.samples.size());
	}

}
