package io.discordgateway.test.simulation;

import io.discordgateway.protocol.ShardStatus;

/**
 * Once the faults have stopped, every shard is connected some minutes later: five, or
 * what the rules make it wait longer (R13, a person who has to mend something, a full
 * command queue).
 */
final class HealingInvariant extends Invariant {

	private static final long SOON = 5 * Timeline.MINUTE;

	private static final long IDENTIFY_BACKOFF = 15 * Timeline.MINUTE;

	private static final long LAST_TENTH = 10 * Timeline.MINUTE;

	private static final long DAY = 24 * 60 * Timeline.MINUTE;

	private long deadline = Timeline.NEVER;

	private boolean said;

	HealingInvariant(Judges judges) {
		super(judges, "the world heals");
	}

	void begin() {
		long now = world().timeline.now();
		long patience = SOON + IDENTIFY_BACKOFF + world().climate.commandCapacity() * Timeline.SECOND / 2;
		boolean failed = false;
		for (ShardView view : judges().views()) {
			failed |= view.shard.status() == ShardStatus.FAILED;
		}
		if (failed) {
			patience += 5 * Timeline.MINUTE;
		}
		int shards = world().climate.shards();
		if (startsLeft() <= world().climate.startTotal() / 10 + 2 * shards) {
			patience += 2 * shards * LAST_TENTH;
			if (startsLeft() <= 2 * shards) {
				patience += Math.max(world().discord.reset() - now, DAY);
			}
		}
		this.deadline = now + patience;
	}

	/* By Discord's count, or by the fleet's own, which no reset forgives. */
	private int startsLeft() {
		return Math.min(world().discord.remaining(), world().climate.startTotal() - world().store.identifies.size());
	}

	void unhealthy() {
		if (world().timeline.now() < this.deadline || this.said) {
			return;
		}
		this.said = true;
		for (ShardView view : judges().views()) {
			Link link = view.shard.link;
			if (view.shard.status() != ShardStatus.CONNECTED || link == null || link.session == null) {
				violated(view, "is " + view.shard.status() + " still, waiting for " + view.shard.client.waitsFor());
			}
		}
		if (!judges().isQuiet()) {
			violated("commands wait still");
		}
		judges().stop();
	}

}
