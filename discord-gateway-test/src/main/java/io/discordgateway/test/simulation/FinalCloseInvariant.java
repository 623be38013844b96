package io.discordgateway.test.simulation;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardStatus;

/**
 * After a close that is final nothing connects until a person starts the shard again; a
 * stopped shard does nothing either (R18).
 */
final class FinalCloseInvariant extends Invariant {

	FinalCloseInvariant(Judges judges) {
		super(judges, "never a reconnect after a final close");
	}

	@Override
	void stepped(ShardView view, Step step) {
		ShardAction.Connect connect = step.action(ShardAction.Connect.class);
		if (connect == null) {
			if (view.finalClose != null && view.shard.status() != ShardStatus.FAILED
					&& !(step.input() instanceof ShardInput.Shutdown) && view.shard.status() != ShardStatus.STOPPED) {
				violated(view, "is " + view.shard.status() + " after Discord closed with " + view.finalClose);
			}
			return;
		}
		if (view.finalClose != null) {
			violated(view, "connected after Discord closed with " + view.finalClose);
		}
	}

}
