package io.discordgateway.test.simulation;

/**
 * A peer that is gone is found out: before HELLO by the time-outs of connecting and of
 * HELLO (R4), after it within two heartbeat intervals if nothing comes from it (R8), and
 * within four if other things than acknowledgments do (R47). While this side does not
 * read, nothing can be known.
 */
final class DeadPeerInvariant extends Invariant {

	private static final long CONNECT = 20 * Timeline.SECOND;

	private static final long HELLO = 15 * Timeline.SECOND;

	DeadPeerInvariant(Judges judges) {
		super(judges, "a dead peer is found in time");
	}

	@Override
	void ticked(ShardView view, long clock) {
		if (view.connection == 0 || view.paused) {
			return;
		}
		long awake = view.shard.process.awakeSince;
		if (view.openedAt == Timeline.NEVER) {
			check(view, clock, Math.max(view.connectedAt, awake), CONNECT, "the connection does not open");
			return;
		}
		if (view.helloAt == Timeline.NEVER) {
			check(view, clock, Math.max(view.openedAt, awake), HELLO, "no HELLO comes");
			return;
		}
		Link link = view.shard.link;
		if (link != null && link.deadSince != Timeline.NEVER) {
			long since = Math.max(Math.max(link.deadSince, view.aliveAt), awake);
			check(view, clock, Math.max(since, view.heardAt), 2 * view.interval, "nothing comes");
			check(view, clock, since, 4 * view.interval, "no heartbeat is acknowledged");
		}
	}

	private void check(ShardView view, long clock, long since, long patience, String what) {
		long slack = world().climate.timerLateness() + 2 * Timeline.SECOND;
		if (clock - since > patience + slack && clock - since < patience + slack + 2 * Timeline.SECOND) {
			violated(view, what + " for " + (clock - since) / Timeline.SECOND + " s, and the shard is "
					+ view.shard.status() + " still");
		}
	}

}
