package io.discordgateway.test.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;

/**
 * A process that runs all shards of the fleet, until it dies. It has its own idea of the
 * time: the host may sleep, and its monotonic clock may not count that (R42).
 */
final class SimulatedProcess {

	final World world;

	final IdentifyGate gate;

	private final List<SimulatedShard> shards = new ArrayList<>();

	boolean dead;

	boolean asleep;

	private boolean clockStops;

	private long sleepStart;

	private long lost;

	/** When it last woke up, by its own clock. */
	long awakeSince;

	SimulatedProcess(World world) {
		this.world = world;
		int total = world.climate.shards();
		this.gate = new IdentifyGate(this, world.store);
		for (int id = 0; id < total; id++) {
			this.shards.add(new SimulatedShard(this, new ShardId(id, total)));
		}
	}

	void start() {
		if (this.dead) {
			return;
		}
		if (!this.world.discord.apiUp()) {
			this.world.timeline.after(5 * Timeline.SECOND, this::start);
			return;
		}
		// The look-up brings the url and the figures of the session starts together (R1).
		GatewayUrl url = this.world.discord.gatewayUrl();
		this.gate.poll();
		for (SimulatedShard shard : this.shards) {
			if (shard.status() == ShardStatus.STOPPED) {
				shard.start(url);
			}
		}
	}

	List<SimulatedShard> shards() {
		return this.shards;
	}

	SimulatedShard shard(int id) {
		return this.shards.get(id);
	}

	// Time

	long clock() {
		return ((this.asleep && this.clockStops) ? this.sleepStart : this.world.timeline.now()) - this.lost;
	}

	Instant instant() {
		return Timeline.instant(clock());
	}

	/*
	 * What is kept for another process is kept in wall-clock time: this process's clock
	 * may have stood still, and the wall clock may have been set (R42).
	 */
	List<SessionStart> wallTimes(List<SessionStart> starts) {
		return moved(starts, clockDistance());
	}

	/** The times of another process in the time of this one's clock. */
	List<SessionStart> ownTimes(List<SessionStart> starts) {
		return moved(starts, -clockDistance());
	}

	/* How far the wall clock is ahead of this process's. */
	private long clockDistance() {
		return this.lost + this.world.clockSet;
	}

	private static List<SessionStart> moved(List<SessionStart> starts, long by) {
		return starts.stream().map((start) -> new SessionStart(start.id(), start.time().plusNanos(by))).toList();
	}

	/** Does something at a time of this process's clock. */
	void at(long time, Runnable what) {
		this.world.timeline.at(time + this.lost, () -> {
			if (!this.dead && !this.asleep) {
				what.run();
			}
		});
	}

	void sleep(long duration, boolean clockStops) {
		if (this.dead || this.asleep) {
			return;
		}
		this.sleepStart = this.world.timeline.now();
		this.clockStops = clockStops;
		this.asleep = true;
		this.world.timeline.after(duration, this::wake);
	}

	private void wake() {
		if (this.dead || !this.asleep) {
			return;
		}
		if (this.clockStops) {
			this.lost += this.world.timeline.now() - this.sleepStart;
		}
		this.asleep = false;
		this.awakeSince = clock();
		boolean readsFirst = this.world.network.happens(0.5);
		boolean watchesClocks = this.clockStops && this.world.network.happens(0.7);
		long slept = this.world.timeline.now() - this.sleepStart;
		for (SimulatedShard shard : this.shards) {
			if (watchesClocks) {
				shard.clockJumped(slept);
			}
			shard.wake(readsFirst);
		}
		this.gate.wake();
	}

	// Ends

	void die(boolean silently) {
		this.dead = true;
		this.asleep = false;
		for (SimulatedShard shard : this.shards) {
			shard.die(silently);
		}
	}

	void shutDown(boolean keepSessions) {
		for (SimulatedShard shard : this.shards) {
			shard.shutDown(keepSessions);
		}
		this.dead = true;
		for (SimulatedShard shard : this.shards) {
			shard.free();
		}
	}

	/** Asks the API for the gateway's url again (R1). */
	void lookUp(SimulatedShard shard) {
		this.world.timeline.after(this.world.network.between(50, 500) * Timeline.MILLISECOND, () -> {
			if (!this.dead && !this.asleep && this.world.discord.apiUp()) {
				shard.found(this.world.discord.gatewayUrl());
			}
		});
	}

}
