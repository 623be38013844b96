package io.discordgateway.test.simulation;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;

/**
 * A host that asks to be left alone is left alone for that long, and a session whose own
 * host asks for it is resumed at the gateway's url soon (R19, R22).
 */
final class RefusalInvariant extends Invariant {

	/* The longest backoff (R20). */
	private static final long SOON = 60 * Timeline.SECOND;

	RefusalInvariant(Judges judges) {
		super(judges, "a host that asks to be left alone is, and no other");
	}

	@Override
	void stepped(ShardView view, Step step) {
		ShardAction.Connect connect = step.action(ShardAction.Connect.class);
		if (connect != null) {
			String host = connect.url().getHost();
			long until = view.refusedUntil.getOrDefault(host, step.clock());
			if (until > step.clock()) {
				violated(view, "connected to " + host + " " + (until - step.clock()) / Timeline.MILLISECOND
						+ " ms before the time that it had asked for");
			}
		}
		ShardEvent.Disconnected event = step.event(ShardEvent.Disconnected.class);
		if (event != null && event.willResume() && event.nextAttempt() != null && gatewayTakes(view, step.clock())
				&& Timeline.time(event.nextAttempt()) - step.clock() > SOON) {
			violated(view, "waits until " + event.nextAttempt() + ", though the gateway's url is free");
		}
	}

	private boolean gatewayTakes(ShardView view, long clock) {
		return view.refusedUntil.entrySet()
			.stream()
			.noneMatch((entry) -> !entry.getKey().startsWith("resume-") && entry.getValue() > clock);
	}

}
