package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;

/**
 * A peer that acknowledged the last heartbeat, whose acknowledgment this side has not
 * read, or that sends other things for less than three intervals, is not called dead (R7,
 * R8, R47).
 */
final class LivePeerInvariant extends Invariant {

	private static final int UNACKNOWLEDGED_INTERVALS = 3;

	private final Map<Integer, Long> lastBeats = new TreeMap<>();

	LivePeerInvariant(Judges judges) {
		super(judges, "a live peer is never called dead");
	}

	@Override
	void stepped(ShardView view, Step step) {
		ShardEvent.Disconnected event = step.event(ShardEvent.Disconnected.class);
		if (event != null && event.cause().kind() == DisconnectCause.Kind.HEARTBEAT_MISSED) {
			long last = this.lastBeats.getOrDefault(view.shard.id.id(), Timeline.NEVER);
			long clock = step.clock();
			if (view.paused) {
				violated(view, "called dead while the application did not read");
			}
			else if (last < view.helloAt || clock - last < view.interval - world().climate.timerLateness()) {
				if (view.shard.process.awakeSince < last) {
					violated(view, "called dead " + (clock - last) / Timeline.MILLISECOND + " ms after a heartbeat");
				}
			}
			else if (view.heardAt > last && clock - view.acknowledgedAt < patience(view)
					&& view.shard.process.awakeSince < view.acknowledgedAt) {
				violated(view, "called dead " + (clock - view.acknowledgedAt) / Timeline.MILLISECOND
						+ " ms after an acknowledgment, though other things came since the last heartbeat");
			}
			else if (view.aliveAt >= last && view.shard.process.awakeSince < last) {
				violated(view, "called dead " + (clock - view.aliveAt) / Timeline.MILLISECOND
						+ " ms after the last heartbeat was acknowledged");
			}
		}
		else if (event != null && event.cause().kind() == DisconnectCause.Kind.CLOCK_JUMPED
				&& !(step.input() instanceof ShardInput.ClockJumped)
				&& view.shard.process.awakeSince < lastSign(view)) {
			violated(view, "said that clocks jumped, and none did");
		}
		if (step.input() instanceof ShardInput.TimerFired && step.sends(GatewayOpcode.HEARTBEAT)) {
			this.lastBeats.put(view.shard.id.id(), step.clock());
		}
	}

	private long patience(ShardView view) {
		return UNACKNOWLEDGED_INTERVALS * view.interval - world().climate.timerLateness() - Timeline.MILLISECOND;
	}

	/* Nothing is late that was asked for after the host woke up. */
	private long lastSign(ShardView view) {
		long greeted = (view.helloAt != Timeline.NEVER) ? view.helloAt : view.connectedAt;
		return Math.max(greeted, this.lastBeats.getOrDefault(view.shard.id.id(), greeted));
	}

}
