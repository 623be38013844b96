package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardInput;

/**
 * The first heartbeat comes within one interval of HELLO, and then one each interval,
 * counted from the first one, whatever else goes on (R5).
 */
final class HeartbeatScheduleInvariant extends Invariant {

	private final Map<Integer, Beats> beats = new TreeMap<>();

	HeartbeatScheduleInvariant(Judges judges) {
		super(judges, "heartbeats are on time");
	}

	@Override
	void stepped(ShardView view, Step step) {
		if (view.connection == 0 || view.helloAt == Timeline.NEVER) {
			return;
		}
		Beats current = this.beats.get(view.shard.id.id());
		if (current == null || current.connection != view.connection || current.view != view) {
			current = new Beats(view, view.helloAt);
			this.beats.put(view.shard.id.id(), current);
		}
		if (step.input() instanceof ShardInput.TimerFired && step.sends(GatewayOpcode.HEARTBEAT)) {
			beat(view, step.clock(), current);
		}
	}

	private void beat(ShardView view, long clock, Beats current) {
		long sinceLast = clock - current.last;
		boolean slept = view.shard.process.awakeSince >= current.last;
		current.last = clock;
		if (slept) {
			// A sleep moves the schedule: it is known again from the beat after this one.
			current.anchored = false;
		}
		else if (!current.anchored) {
			if (sinceLast > view.interval + lateness()) {
				violated(view, "the first heartbeat came " + ms(sinceLast) + " after HELLO; the interval is "
						+ ms(view.interval));
			}
			current.anchored = true;
			current.first = clock;
			current.count = 0;
		}
		else {
			current.count++;
			long due = current.first + current.count * view.interval;
			if (Math.abs(clock - due) > lateness()) {
				violated(view, "a heartbeat came " + ms(sinceLast) + " after the one before, " + ms(clock - due)
						+ " away from its schedule");
				current.anchored = false;
			}
		}
	}

	@Override
	void ticked(ShardView view, long clock) {
		Beats current = this.beats.get(view.shard.id.id());
		if (current == null || current.view != view || view.connection == 0 || current.connection != view.connection) {
			return;
		}
		long since = Math.max(current.last, view.shard.process.awakeSince);
		if (clock - since > view.interval + lateness() + Timeline.SECOND) {
			violated(view, "no heartbeat for " + ms(clock - since) + " while " + view.shard.status());
			current.last = clock;
		}
	}

	private long lateness() {
		return world().climate.timerLateness() + Timeline.MILLISECOND;
	}

	private static String ms(long nanos) {
		return nanos / Timeline.MILLISECOND + " ms";
	}

	private static final class Beats {

		private final ShardView view;

		private final long connection;

		private long first;

		private long last;

		private long count;

		private boolean anchored;

		private Beats(ShardView view, long helloAt) {
			this.view = view;
			this.connection = view.connection;
			this.last = helloAt;
		}

	}

}
