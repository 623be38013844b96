package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;

/**
 * A fleet does not march in step: first heartbeats (R5) and waits before reconnecting
 * (R20) are spread over the time that they may take.
 */
final class JitterInvariant extends Invariant {

	private static final int ENOUGH = 12;

	/* Twelve even random numbers are never as close together as this. */
	private static final double LEAST_SPREAD = 0.05;

	private final Map<Integer, Long> unbeaten = new TreeMap<>();

	private final List<Double> firstBeats = new ArrayList<>();

	private final List<Double> firstWaits = new ArrayList<>();

	JitterInvariant(Judges judges) {
		super(judges, "a fleet does not march in step");
	}

	@Override
	void stepped(ShardView view, Step step) {
		int shardId = view.shard.id.id();
		if (view.isEffective() && view.helloAt == step.clock()) {
			this.unbeaten.put(shardId, view.helloAt);
		}
		if (step.input() instanceof ShardInput.TimerFired && step.sends(GatewayOpcode.HEARTBEAT)) {
			Long hello = this.unbeaten.remove(shardId);
			if (hello != null && hello == view.helloAt && view.shard.process.awakeSince < hello) {
				this.firstBeats.add((double) (step.clock() - hello) / view.interval);
			}
		}
		ShardEvent.Disconnected event = step.event(ShardEvent.Disconnected.class);
		if (event != null && event.willResume() && view.attempts <= 1 && event.nextAttempt() != null
				&& event.cause().kind() == DisconnectCause.Kind.DROPPED && !view.slept()) {
			Duration wait = Duration.between(Timeline.instant(step.clock()), event.nextAttempt());
			this.firstWaits.add(wait.toMillis() / 1000.0);
		}
	}

	@Override
	void finished() {
		check("the first heartbeats after HELLO", this.firstBeats);
		check("the first waits after a dropped connection", this.firstWaits);
	}

	private void check(String what, List<Double> values) {
		if (values.size() < ENOUGH) {
			return;
		}
		double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
		double spread = Math
			.sqrt(values.stream().mapToDouble((value) -> (value - mean) * (value - mean)).average().orElse(0));
		if (spread < LEAST_SPREAD) {
			violated(what + " (" + values.size() + ") are " + String.format("%.3f", mean)
					+ " of their time, all of them");
		}
	}

}
