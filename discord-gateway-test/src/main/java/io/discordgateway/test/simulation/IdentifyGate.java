package io.discordgateway.test.simulation;

import java.time.Instant;

import io.discordgateway.limit.IdentifyQueue;
import io.discordgateway.limit.SessionStartBudget;

/**
 * Who may identify when, in one process: the core's queue (R12) with the core's budget
 * (R13), asked as a driver has to ask them.
 */
final class IdentifyGate {

	private final SimulatedProcess process;

	private final SessionStartBudget budget = new SessionStartBudget();

	private final IdentifyQueue queue;

	private Instant armed = Instant.MIN;

	IdentifyGate(SimulatedProcess process, ResumeStore store, int shards) {
		this.process = process;
		int maxConcurrency = process.world.climate.maxConcurrency();
		this.queue = new IdentifyQueue(maxConcurrency, this.budget);
		if (!store.identifies.isEmpty()) {
			// Whose it was is not kept: no bucket is fresh after a restart.
			Instant last = store.identifies.get(store.identifies.size() - 1);
			for (int shardId = 0; shardId < Math.min(shards, maxConcurrency); shardId++) {
				this.queue.sent(shardId, last);
			}
		}
		this.budget.restore(store.identifies);
	}

	void request(int shardId) {
		this.queue.request(shardId);
		poll();
	}

	void cancel(int shardId) {
		this.queue.cancel(shardId);
		poll();
	}

	void sent(int shardId) {
		Instant now = this.process.instant();
		this.queue.sent(shardId, now);
		this.process.world.store.identifies = this.process.wallTimes(this.budget.identifies(now));
		poll();
	}

	void poll() {
		if (this.process.dead || this.process.asleep) {
			return;
		}
		Instant now = this.process.instant();
		this.process.world.discord.sessionStartLimit(this.budget, now);
		for (int shardId : this.queue.poll(now)) {
			grant(shardId);
		}
		arm();
	}

	/* A permit may be long under way, and be taken back meanwhile. */
	private void grant(int shardId) {
		long delay = this.process.world.network.between(0, this.process.world.climate.permitDelay());
		if (delay == 0) {
			this.process.shard(shardId).granted();
			return;
		}
		this.process.at(this.process.clock() + delay, () -> {
			if (this.queue.holds(shardId)) {
				this.process.shard(shardId).granted();
			}
		});
	}

	private void arm() {
		Instant next = this.queue.nextDeadline();
		if (next == null || next.equals(this.armed)) {
			return;
		}
		this.armed = next;
		this.process.at(Timeline.time(next), () -> {
			if (next.equals(this.armed)) {
				this.armed = Instant.MIN;
				poll();
			}
		});
	}

	void wake() {
		this.armed = Instant.MIN;
		for (SimulatedShard shard : this.process.shards()) {
			if (this.queue.holds(shard.id.id())) {
				shard.granted();
			}
		}
		poll();
	}

}
