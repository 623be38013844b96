package io.discordgateway.test.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;

/**
 * A shard makes 3,000 connections and 300 IDENTIFYs a day at most (R45). A simulated
 * fleet seldom lives for a day, so each hour is held to its share, with what a shard that
 * was quiet before may spend at once.
 */
final class DayRateInvariant extends Invariant {

	private static final int CONNECTIONS = 3000 / 24 + 15;

	private static final int IDENTIFIES = 300 / 24 + 12;

	private final Map<Integer, Deque<Long>> connections = new TreeMap<>();

	private final Map<Integer, Deque<Long>> identifies = new TreeMap<>();

	DayRateInvariant(Judges judges) {
		super(judges, "a bounded number of connections and IDENTIFYs a day");
	}

	@Override
	void began(ShardView view) {
		this.connections.put(view.shard.id.id(), new ArrayDeque<>());
		this.identifies.put(view.shard.id.id(), new ArrayDeque<>());
	}

	@Override
	void stepped(ShardView view, Step step) {
		if (step.input() instanceof ShardInput.Start) {
			began(view);
		}
		if (step.action(ShardAction.Connect.class) != null) {
			count(view, step, this.connections, CONNECTIONS, "connections");
		}
		if (step.sends(GatewayOpcode.IDENTIFY)) {
			count(view, step, this.identifies, IDENTIFIES, "IDENTIFYs");
		}
	}

	private void count(ShardView view, Step step, Map<Integer, Deque<Long>> all, int most, String what) {
		Deque<Long> times = all.computeIfAbsent(view.shard.id.id(), (id) -> new ArrayDeque<>());
		times.addLast(step.clock());
		while (times.getFirst() <= step.clock() - 60 * Timeline.MINUTE) {
			times.removeFirst();
		}
		if (times.size() > most) {
			violated(view, times.size() + " " + what + " within an hour");
			times.clear();
		}
	}

}
