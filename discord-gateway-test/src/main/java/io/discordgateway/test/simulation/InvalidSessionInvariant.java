package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;

/**
 * After INVALID_SESSION the shard waits a second at least before it connects again (R15).
 */
final class InvalidSessionInvariant extends Invariant {

	private final Map<Integer, Long> told = new TreeMap<>();

	InvalidSessionInvariant(Judges judges) {
		super(judges, "a second of rest after INVALID_SESSION");
	}

	@Override
	void stepped(ShardView view, Step step) {
		int shardId = view.shard.id.id();
		Frame frame = step.frame();
		if (frame != null && view.isEffective() && frame.op() == Frame.INVALID_SESSION) {
			this.told.put(shardId, step.clock());
		}
		if (step.input() instanceof ShardInput.Start) {
			this.told.remove(shardId);
		}
		if (step.action(ShardAction.Connect.class) != null) {
			Long since = this.told.remove(shardId);
			if (since != null && step.clock() - since < Timeline.SECOND) {
				violated(view,
						"connected " + (step.clock() - since) / Timeline.MILLISECOND + " ms after INVALID_SESSION");
			}
		}
	}

}
