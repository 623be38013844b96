package io.discordgateway.test.simulation;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import tools.jackson.databind.JsonNode;

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
				check(view, Payloads.read(send.payload()).path("d"));
			}
		}
	}

	private void check(ShardView view, JsonNode payload) {
		Session session = view.session;
		if (session == null || view.sessionOver) {
			violated(view, "RESUME of " + ((session != null) ? session + ", which is over" : "no session at all"));
		}
		else if (!payload.path("session_id").asString("").equals(session.id)) {
			violated(view, "RESUME of another session than " + session);
		}
		else if (payload.path("seq").asLong(-1) != view.received) {
			violated(view, "RESUME of " + session + " not at " + view.received + ", the last that was received");
		}
	}

}
