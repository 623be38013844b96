package io.discordgateway.test.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;

/**
 * A shard connects a few times a minute at most, whatever Discord does to it (R16, R19,
 * R20).
 */
final class RetryRateInvariant extends Invariant {

	private static final int MOST = 20;

	private static final int MOST_WHILE_LIVE = 60;

	private final Map<Integer, Attempts> attempts = new TreeMap<>();

	RetryRateInvariant(Judges judges) {
		super(judges, "a few connections a minute at most");
	}

	@Override
	void began(ShardView view) {
		this.attempts.put(view.shard.id.id(), new Attempts());
	}

	@Override
	void stepped(ShardView view, Step step) {
		Attempts current = this.attempts.computeIfAbsent(view.shard.id.id(), (id) -> new Attempts());
		if (step.input() instanceof ShardInput.Start) {
			current.all.clear();
			current.inVain.clear();
		}
		if (view.live) {
			current.inVain.clear();
		}
		if (step.action(ShardAction.Connect.class) == null) {
			return;
		}
		if (count(current.inVain, step.clock()) > MOST) {
			violated(view, current.inVain.size() + " connections within a minute, and none of them live");
			current.inVain.clear();
		}
		if (count(current.all, step.clock()) > MOST_WHILE_LIVE) {
			violated(view, current.all.size() + " connections within a minute");
			current.all.clear();
		}
	}

	private static int count(Deque<Long> times, long clock) {
		times.addLast(clock);
		while (times.getFirst() <= clock - Timeline.MINUTE) {
			times.removeFirst();
		}
		return times.size();
	}

	private static final class Attempts {

		private final Deque<Long> all = new ArrayDeque<>();

		private final Deque<Long> inVain = new ArrayDeque<>();

	}

}
