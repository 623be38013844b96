package io.discordgateway.test.simulation;

import java.nio.charset.StandardCharsets;

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
				String payload = new String(send.payload(), StandardCharsets.UTF_8);
				String expected = (view.session != null && !view.sessionOver) ? Long.toString(view.received) : "null";
				if (!payload.endsWith("\"d\":" + expected + "}")) {
					violated(view, payload + " was sent; the last dispatch was " + expected);
				}
			}
		}
	}

}
