package io.discordgateway.test.simulation;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;

/**
 * Nothing that a shard says holds the token (R40).
 */
final class SecretInvariant extends Invariant {

	SecretInvariant(Judges judges) {
		super(judges, "the token is never said");
	}

	@Override
	void stepped(ShardView view, Step step) {
		for (ShardAction action : step.actions()) {
			boolean often = action instanceof ShardAction.Emit emit && (emit.event() instanceof ShardEvent.Dispatched
					|| emit.event() instanceof ShardEvent.HeartbeatAcknowledged);
			if (!often && action.toString().contains(SimulatedDiscord.TOKEN)) {
				violated(view, "the token is in " + action.getClass().getSimpleName());
			}
		}
	}

}
