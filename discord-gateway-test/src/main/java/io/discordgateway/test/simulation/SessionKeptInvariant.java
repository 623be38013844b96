package io.discordgateway.test.simulation;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;

/**
 * A session ends by a law of Discord's that the shard was told of, by the application's
 * wish, or after four attempts to resume it (R15, R18, R19); it is never thrown away.
 */
final class SessionKeptInvariant extends Invariant {

	private static final int ATTEMPTS = 4;

	SessionKeptInvariant(Judges judges) {
		super(judges, "no session is thrown away");
	}

	@Override
	void stepped(ShardView view, Step step) {
		Session session = view.session;
		if (session == null || view.sessionOver) {
			return;
		}
		boolean wished = step.input() instanceof ShardInput.Shutdown shutdown && shutdown.code().endsSession()
				|| step.input() instanceof ShardInput.Reconnect reconnect && !reconnect.keepSession();
		boolean lost = step.event(ShardEvent.SessionLost.class) != null
				|| step.action(ShardAction.DropResumePoint.class) != null || step.sends(GatewayOpcode.IDENTIFY);
		if (lost && !wished && !view.refusedForLong && view.attempts < ATTEMPTS) {
			violated(view, session + " was given up after " + view.attempts
					+ " attempts, and Discord had not declared it over");
		}
	}

}
