package io.discordgateway.test.simulation;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;

/**
 * A heartbeat carries the number of the last dispatch of its session, {@code null} before
 * there is one (R6).
 */
final class HeartbeatSequenceInvariant extends Invariant {

	HeartbeatSequenceInvariant(Judges judges) {
		super(judges, "a heartbeat carries the last sequence number");
	}

	@Override
	void stepped(ShardView view, Step step) {
		for (ShardAction action : step.actions()) {
			if (action instanceof ShardAction.Send send && send.opcode() == GatewayOpcode.HEARTBEAT) {
				String told = Payloads.read(send.payload()).path("d").toString();
				String expected = (view.session != null && !view.sessionOver) ? Long.toString(view.received) : "null";
				if (!told.equals(expected)) {
					violated(view, "told " + told + "; the last dispatch was " + expected);
				}
			}
		}
	}

}
