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
			boolean text = !(action instanceof ShardAction.Emit emit) || isText(emit.event());
			if (text && action.toString().contains(SimulatedDiscord.TOKEN)) {
				violated(view, "the token is in " + action.getClass().getSimpleName());
			}
		}
	}

	private static boolean isText(ShardEvent event) {
		return event instanceof ShardEvent.Disconnected || event instanceof ShardEvent.SessionLost
				|| event instanceof ShardEvent.CommandDropped || event instanceof ShardEvent.Failed
				|| event instanceof ShardEvent.Warning;
	}

}
