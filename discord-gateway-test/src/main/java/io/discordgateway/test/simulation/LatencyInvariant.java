package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;

/**
 * The latency told is the time from a heartbeat of the schedule to its acknowledgment
 * (R9).
 */
final class LatencyInvariant extends Invariant {

	private final Map<Integer, Long> oldestBeats = new TreeMap<>();

	private long told;

	LatencyInvariant(Judges judges) {
		super(judges, "the latency told is the latency");
	}

	@Override
	void stepped(ShardView view, Step step) {
		int shardId = view.shard.id.id();
		for (ShardEvent.HeartbeatAcknowledged event : step.events(ShardEvent.HeartbeatAcknowledged.class)) {
			Long oldest = this.oldestBeats.get(shardId);
			long expected = (oldest != null) ? step.clock() - oldest : -1;
			if (event.latency().toNanos() != expected) {
				violated(view, "told " + event.latency() + ", and it was " + expected / Timeline.MILLISECOND + " ms");
			}
			this.told++;
		}
		Frame frame = step.frame();
		if (frame != null && frame.op() == Frame.ACK && view.isEffective()) {
			this.oldestBeats.remove(shardId);
		}
		if (step.input() instanceof ShardInput.TimerFired && step.sends(GatewayOpcode.HEARTBEAT)) {
			this.oldestBeats.putIfAbsent(shardId, step.clock());
		}
		if (step.action(ShardAction.Connect.class) != null) {
			this.oldestBeats.remove(shardId);
		}
	}

	/** How many latencies were told: without any there was nothing to judge. */
	long told() {
		return this.told;
	}

}
