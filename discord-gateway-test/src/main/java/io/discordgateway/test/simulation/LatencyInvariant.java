package io.discordgateway.test.simulation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import org.jspecify.annotations.Nullable;

/**
 * The latency told is the time from a heartbeat of the schedule to its acknowledgment
 * (R9).
 */
final class LatencyInvariant extends Invariant {

	private final Map<Integer, Long> oldestBeats = new TreeMap<>();

	/* Whose reading stopped since the oldest beat: nothing true can be told then. */
	private final Set<Integer> unread = new TreeSet<>();

	LatencyInvariant(Judges judges) {
		super(judges, "the latency told is the latency");
	}

	@Override
	void stepped(ShardView view, Step step) {
		int shardId = view.shard.id.id();
		List<ShardEvent.HeartbeatAcknowledged> told = step.events(ShardEvent.HeartbeatAcknowledged.class);
		Frame frame = step.frame();
		boolean acknowledged = frame != null && frame.op() == Frame.ACK && view.isEffective();
		Long oldest = this.oldestBeats.get(shardId);
		if (step.input() instanceof ShardInput.ReadingPaused) {
			this.unread.add(shardId);
		}
		if (!told.isEmpty()) {
			judge(view, step.clock(), acknowledged ? oldest : null, told);
		}
		else if (acknowledged && oldest != null && !this.unread.contains(shardId)) {
			violated(view, "a heartbeat was acknowledged, and no latency told");
		}
		if (acknowledged || step.action(ShardAction.Connect.class) != null) {
			this.oldestBeats.remove(shardId);
		}
		if (step.input() instanceof ShardInput.TimerFired && step.sends(GatewayOpcode.HEARTBEAT)
				&& this.oldestBeats.putIfAbsent(shardId, step.clock()) == null) {
			this.unread.remove(shardId);
			if (view.paused) {
				this.unread.add(shardId);
			}
		}
	}

	private void judge(ShardView view, long clock, @Nullable Long oldest, List<ShardEvent.HeartbeatAcknowledged> told) {
		long expected = (oldest != null) ? clock - oldest : -1;
		if (told.size() > 1 || told.get(0).latency().toNanos() != expected) {
			violated(view, "told " + told + ", and it was " + expected / Timeline.MILLISECOND + " ms");
		}
	}

}
