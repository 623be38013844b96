package io.discordgateway.test.simulation;

import io.discordgateway.protocol.ShardAction;

/**
 * A shard opens a connection only when the one before is closed or given up (R43), and
 * sends on no other.
 */
final class OneConnectionInvariant extends Invariant {

	OneConnectionInvariant(Judges judges) {
		super(judges, "one connection at a time");
	}

	@Override
	void stepped(ShardView view, Step step) {
		long open = view.connection;
		for (ShardAction action : step.actions()) {
			if (action instanceof ShardAction.Close close && close.connection() == open) {
				open = 0;
			}
			else if (action instanceof ShardAction.Abort abort && abort.connection() == open) {
				open = 0;
			}
			else if (action instanceof ShardAction.Connect connect) {
				if (open != 0) {
					violated(view, "opened connection " + connect.connection() + " while " + open
							+ " was neither closed nor given up");
				}
				open = connect.connection();
			}
			else if (action instanceof ShardAction.Send send && send.connection() != open) {
				violated(view, send.opcode() + " went to connection " + send.connection() + "; open is " + open);
			}
		}
	}

}
