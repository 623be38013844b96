package io.discordgateway.test.simulation;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.protocol.ShardInput;

/**
 * A timer that fired at its time is done with: the next deadline lies ahead, or a driver
 * would spin.
 */
final class TimerInvariant extends Invariant {

	private static final int MOST = 5;

	private final Map<Integer, Integer> inVain = new TreeMap<>();

	TimerInvariant(Judges judges) {
		super(judges, "a shard never asks to be woken over and over");
	}

	@Override
	void stepped(ShardView view, Step step) {
		if (!(step.input() instanceof ShardInput.TimerFired)) {
			return;
		}
		Instant next = view.shard.client.nextDeadline();
		boolean due = next != null && Timeline.time(next) <= step.clock();
		int times = due ? this.inVain.merge(view.shard.id.id(), 1, Integer::sum) : 0;
		if (!due) {
			this.inVain.remove(view.shard.id.id());
		}
		if (times > MOST) {
			violated(view, "woken " + times + " times at once for " + view.shard.client.waitsFor());
			this.inVain.remove(view.shard.id.id());
		}
	}

}
