package io.discordgateway.test.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.discordgateway.limit.IdentifyQueue;
import io.discordgateway.limit.SessionStart;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.shard.ShardId;

/**
 * Who may identify when, in one process: the core's queue (R12) with the core's budget
 * (R13), asked as a driver has to ask them.
 */
final class IdentifyGate {

	private final SimulatedProcess process;

	private final SessionStartBudget budget;

	private final IdentifyQueue queue;

	private final Map<ShardId, Long> requests = new HashMap<>();

	private final Map<ShardId, IdentifyQueue.Permit> permits = new HashMap<>();

	private Instant armed = Instant.MIN;

	IdentifyGate(SimulatedProcess process, ResumeStore store) {
		this.process = process;
		this.budget = new SessionStartBudget("process-" + process.world.timeline.now());
		int maxConcurrency = process.world.climate.maxConcurrency();
		this.queue = new IdentifyQueue(maxConcurrency, process.world.setup.saboteur().budget(this.budget));
		List<SessionStart> starts = process.ownTimes(store.identifies);
		starts.forEach((start) -> this.queue.sentElsewhere(start.time(), process.instant()));
		this.budget.restore(starts);
	}

	void request(ShardId shard, long request) {
		this.requests.put(shard, request);
		this.queue.request(shard);
		poll();
	}

	void cancel(ShardId shard, long request) {
		if (this.requests.remove(shard, request)) {
			this.queue.cancel(shard);
			poll();
		}
	}

	void sent(ShardId shard) {
		Instant now = this.process.instant();
		this.requests.remove(shard);
		this.permits.remove(shard);
		this.queue.sent(shard, now);
		this.process.world.store.identifies = this.process.wallTimes(this.budget.identifies(now));
		poll();
	}

	void poll() {
		if (this.process.dead || this.process.asleep) {
			return;
		}
		Instant now = this.process.instant();
		this.process.world.discord.sessionStartLimit(this.budget, now);
		for (IdentifyQueue.Permit permit : this.queue.poll(now)) {
			this.permits.put(permit.shard(), permit);
			grant(permit);
		}
		arm();
	}

	/* A permit may be long under way, and be taken back meanwhile. */
	private void grant(IdentifyQueue.Permit permit) {
		Long request = this.requests.get(permit.shard());
		long delay = this.process.world.network.between(0, this.process.world.climate.permitDelay());
		if (request == null) {
			throw new IllegalStateException("Nobody asked for " + permit);
		}
		if (delay == 0) {
			tell(permit, request);
		}
		else {
			this.process.at(this.process.clock() + delay, () -> tell(permit, request));
		}
	}

	private void tell(IdentifyQueue.Permit permit, long request) {
		this.process.shard(permit.shard().id()).granted(request, permit.notBefore());
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
			Long request = this.requests.get(shard.id);
			IdentifyQueue.Permit permit = this.permits.get(shard.id);
			if (request != null && permit != null && this.queue.holds(shard.id)) {
				tell(permit, request);
			}
		}
		poll();
	}

}
