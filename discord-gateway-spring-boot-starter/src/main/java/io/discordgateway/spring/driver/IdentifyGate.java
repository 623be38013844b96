package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntConsumer;

import io.discordgateway.limit.IdentifyQueue;

/**
 * The identify queue of all shards in this process (R12), with a clock and a timer.
 * Thread-safe.
 */
final class IdentifyGate {

	private final IdentifyQueue queue;

	private final InstantSource clock;

	private final GatewayThreads threads;

	private final IntConsumer granted;

	private Instant armed = Instant.MIN;

	IdentifyGate(int maxConcurrency, InstantSource clock, GatewayThreads threads, IntConsumer granted) {
		this.queue = new IdentifyQueue(maxConcurrency);
		this.clock = clock;
		this.threads = threads;
		this.granted = granted;
	}

	void request(int shardId) {
		synchronized (this.queue) {
			this.queue.request(shardId);
		}
		poll();
	}

	void cancel(int shardId) {
		synchronized (this.queue) {
			this.queue.cancel(shardId);
		}
		poll();
	}

	boolean holds(int shardId) {
		synchronized (this.queue) {
			return this.queue.holds(shardId);
		}
	}

	void sent(int shardId) {
		synchronized (this.queue) {
			this.queue.sent(shardId, this.clock.instant());
		}
		poll();
	}

	/* A timer too many only asks once more in vain. */
	private void poll() {
		List<Integer> shardIds;
		Instant next;
		Instant now = this.clock.instant();
		synchronized (this.queue) {
			shardIds = this.queue.poll(now);
			next = this.queue.nextDeadline();
		}
		// Never on this thread: it may be in the middle of another shard's work.
		shardIds.forEach((shardId) -> this.threads.work(() -> this.granted.accept(shardId)));
		if (next != null) {
			arm(now, next);
		}
	}

	private void arm(Instant now, Instant next) {
		synchronized (this.queue) {
			if (next.equals(this.armed)) {
				return;
			}
			this.armed = next;
		}
		var unused = this.threads.workLater(Duration.between(now, next), () -> {
			synchronized (this.queue) {
				this.armed = Instant.MIN;
			}
			poll();
		});
	}

}
