package io.discordgateway.test.simulation;

/**
 * Nothing is identified when no session start is left, and the last tenth is spent at one
 * per 10 minutes (R13).
 */
final class SessionStartInvariant extends Invariant {

	private static final long SLOW = 10 * Timeline.MINUTE;

	/* What was under way when the API was asked is not in its figures. */
	private static final int UNDER_WAY = 3;

	private static final long NETWORK = 2 * Timeline.MINUTE;

	private long last = -Timeline.MINUTE * 60;

	SessionStartInvariant(Judges judges) {
		super(judges, "the day's session starts are spared");
	}

	@Override
	void identified(SimulatedShard shard, int remaining, int total) {
		long now = world().timeline.now();
		ShardView view = judges().view(shard);
		if (remaining == 0) {
			violated(view, "IDENTIFY with no session start left: Discord resets the token");
		}
		else if (remaining < total / 10 - UNDER_WAY && now - this.last < SLOW - NETWORK) {
			violated(view, "IDENTIFY with " + remaining + " of " + total + " session starts left, "
					+ (now - this.last) / Timeline.SECOND + " s after the last");
		}
		this.last = now;
	}

}
