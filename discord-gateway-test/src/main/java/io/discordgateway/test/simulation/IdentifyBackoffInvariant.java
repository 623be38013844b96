package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardInput;

/**
 * Each session start of a shard makes the next one wait, 5 s, then 10 s, and so on to 15
 * minutes; each ten minutes that a session was live forgive one (R13, R45).
 */
final class IdentifyBackoffInvariant extends Invariant {

	private static final long FIRST = 5 * Timeline.SECOND;

	private static final long LAST = 15 * Timeline.MINUTE;

	private static final long FORGIVES = 10 * Timeline.MINUTE;

	/* From then on the wait grows no more. */
	private static final int MOST_STEPS = 9;

	private final Map<Integer, Starts> starts = new TreeMap<>();

	IdentifyBackoffInvariant(Judges judges) {
		super(judges, "identifies in vain become rarer");
	}

	/** How many session starts of a shard were not forgiven. */
	int inVain(int shardId) {
		Starts current = this.starts.get(shardId);
		return (current != null) ? current.spent : 0;
	}

	@Override
	void began(ShardView view) {
		this.starts.put(view.shard.id.id(), new Starts());
	}

	@Override
	void stepped(ShardView view, Step step) {
		Starts current = this.starts.computeIfAbsent(view.shard.id.id(), (id) -> new Starts());
		if (step.input() instanceof ShardInput.Start || step.input() instanceof ShardInput.Shutdown) {
			current.spent = 0;
			current.last = Timeline.NEVER;
		}
		if (view.live && current.liveSince == Timeline.NEVER) {
			current.liveSince = step.clock();
		}
		else if (!view.live && current.liveSince != Timeline.NEVER) {
			current.held += step.clock() - current.liveSince;
			current.liveSince = Timeline.NEVER;
		}
		if (step.sends(GatewayOpcode.IDENTIFY)) {
			current.spent = (int) Math.max(0, current.spent - current.held / FORGIVES);
			if (current.last != Timeline.NEVER && current.spent > 0) {
				long wait = Math.min(LAST, FIRST << Math.min(current.spent - 1, 10));
				if (step.clock() - current.last < wait) {
					violated(view, "IDENTIFY " + (step.clock() - current.last) / Timeline.MILLISECOND
							+ " ms after the one before, " + current.spent + " were spent");
				}
			}
			current.spent = Math.min(current.spent + 1, MOST_STEPS);
			current.last = step.clock();
			current.held = 0;
		}
	}

	private static final class Starts {

		private int spent;

		private long last = Timeline.NEVER;

		private long held;

		private long liveSince = Timeline.NEVER;

	}

}
