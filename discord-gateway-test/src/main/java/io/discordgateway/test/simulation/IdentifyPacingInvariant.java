package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;

/**
 * Two identifies of one bucket are 5 s apart or more, over all shards and processes
 * (R12).
 */
final class IdentifyPacingInvariant extends Invariant {

	private static final long REST = 5 * Timeline.SECOND;

	private final Map<Integer, Long> last = new TreeMap<>();

	IdentifyPacingInvariant(Judges judges) {
		super(judges, "never two identifies of a bucket within 5 s");
	}

	@Override
	void stepped(ShardView view, Step step) {
		if (step.sends(GatewayOpcode.IDENTIFY)) {
			int bucket = view.shard.id.id() % world().climate.maxConcurrency();
			long now = world().timeline.now();
			Long before = this.last.put(bucket, now);
			if (before != null && now - before < REST) {
				violated(view,
						"bucket " + bucket + " had an IDENTIFY " + (now - before) / Timeline.MILLISECOND + " ms ago");
			}
		}
	}

}
