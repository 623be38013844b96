package io.discordgateway.test.simulation;

import java.net.URI;

import io.discordgateway.protocol.ShardAction;

/**
 * A session is resumed at its own url first and, when that does not work, at the
 * gateway's; a new one begins at the gateway's; nothing connects without TLS (R3, R16,
 * R19, R41).
 */
final class ResumeRouteInvariant extends Invariant {

	/*
	 * The third failure in a row ends the patience with the resume url. What was asked
	 * for with op 7, or replayed something, is none.
	 */
	private static final int PATIENCE = 3;

	ResumeRouteInvariant(Judges judges) {
		super(judges, "a resume goes to the resume url first, and not for ever");
	}

	@Override
	void stepped(ShardView view, Step step) {
		ShardAction.Connect connect = step.action(ShardAction.Connect.class);
		if (connect == null) {
			return;
		}
		URI url = connect.url();
		if (!"wss".equals(url.getScheme())) {
			violated(view, "connected without TLS to " + url);
		}
		Session session = view.sessionOver ? null : view.session;
		boolean atResumeHost = url.getHost().startsWith("resume-");
		if (session == null) {
			if (atResumeHost) {
				violated(view, "a new session was begun at " + url.getHost());
			}
			return;
		}
		// Where to go is settled when the connection before ends.
		boolean refused = view.refusedUntil.getOrDefault(session.resumeHost.name, 0L) > view.endedAt - Timeline.MINUTE;
		if (view.refusedForLong || refused) {
			return;
		}
		if (atResumeHost && view.inVainNow() >= PATIENCE) {
			violated(view, "attempt " + (view.attempts + 1) + " to resume " + session + " went to " + url.getHost()
					+ " again, after " + view.inVainNow() + " in vain");
		}
		if (view.attempts < PATIENCE && session.resumeUrl.startsWith("wss")
				&& !session.resumeHost.name.equals(url.getHost())) {
			violated(view, "attempt " + (view.attempts + 1) + " to resume " + session + " went to " + url.getHost()
					+ ", not to " + session.resumeHost);
		}
	}

}
