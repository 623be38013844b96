package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;

/**
 * The latency told is the time from a heartbeat of the schedule to its acknowledgment
 * (R9).
 */
final class LatencyInvariant extends Invariant {

	private final Map<Integer, Long> lastBeats = new TreeMap<>();

	LatencyInvariant(Judges judges) {
		super(judges, "the latency told is the latency");
	}

	@Override
	void stepped(ShardView view, Step step) {
		ShardEvent.HeartbeatAcknowledged event = step.event(ShardEvent.HeartbeatAcknowledged.class);
		if (event != null) {
			long expected = step.clock() - this.lastBeats.getOrDefault(view.shard.id.id(), 0L);
			if (event.latency().toNanos() != expected) {
				violated(view, "told " + event.latency() + ", and it was " + expected / Timeline.MILLISECOND + " ms");
			}
		}
		if (step.input() instanceof ShardInput.TimerFired && step.sends(GatewayOpcode.HEARTBEAT)) {
			this.lastBeats.put(view.shard.id.id(), step.clock());
		}
	}

}
