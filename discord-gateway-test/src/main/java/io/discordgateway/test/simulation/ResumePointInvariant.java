package io.discordgateway.test.simulation;

import java.nio.charset.StandardCharsets;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;

/**
 * RESUME names the session that is alive and the last dispatch that was received, nothing
 * older and nothing that Discord declared over (R15, R17).
 */
final class ResumePointInvariant extends Invariant {

	ResumePointInvariant(Judges judges) {
		super(judges, "RESUME names the last dispatch of a living session");
	}

	@Override
	void stepped(ShardView view, Step step) {
		for (ShardAction action : step.actions()) {
			if (action instanceof ShardAction.Send send && send.opcode() == GatewayOpcode.RESUME) {
				check(view, new String(send.payload(), StandardCharsets.UTF_8));
			}
		}
	}

	private void check(ShardView view, String payload) {
		Session session = view.session;
		if (session == null || view.sessionOver) {
			violated(view, "RESUME of " + ((session != null) ? session + ", which is over" : "no session at all"));
		}
		else if (!payload.contains("\"" + session.id + "\"")) {
			violated(view, "RESUME of another session than " + session);
		}
		else if (!payload.contains("\"seq\":" + view.received + "}")) {
			violated(view, "RESUME of " + session + " not at " + view.received + ", the last that was received");
		}
	}

}
