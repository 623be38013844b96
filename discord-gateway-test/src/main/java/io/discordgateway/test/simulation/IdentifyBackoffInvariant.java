package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardInput;

/**
 * After a session start that brought nothing that lasted a minute, the next one of that
 * shard waits 5 s, then 10 s, and so on to 15 minutes (R13).
 */
final class IdentifyBackoffInvariant extends Invariant {

	private static final long FIRST = 5 * Timeline.SECOND;

	private static final long LAST = 15 * Timeline.MINUTE;

	private static final long LASTING = Timeline.MINUTE;

	private final Map<Integer, Starts> starts = new TreeMap<>();

	IdentifyBackoffInvariant(Judges judges) {
		super(judges, "identifies in vain become rarer");
	}

	/** How many session starts in a row brought a shard nothing. */
	int inVain(int shardId) {
		Starts current = this.starts.get(shardId);
		return (current != null) ? current.inVain : 0;
	}

	@Override
	void began(ShardView view) {
		this.starts.put(view.shard.id.id(), new Starts());
	}

	@Override
	void stepped(ShardView view, Step step) {
		Starts current = this.starts.computeIfAbsent(view.shard.id.id(), (id) -> new Starts());
		if (step.input() instanceof ShardInput.Start || step.input() instanceof ShardInput.Shutdown) {
			current.inVain = 0;
			current.last = Timeline.NEVER;
		}
		Frame frame = step.frame();
		if (frame != null && "READY".equals(frame.name()) && view.isEffective()) {
			current.ready = step.clock();
		}
		if (view.live && current.ready != Timeline.NEVER && step.clock() - current.ready >= LASTING) {
			current.inVain = 0;
			current.last = Timeline.NEVER;
		}
		if (step.sends(GatewayOpcode.IDENTIFY)) {
			if (current.last != Timeline.NEVER) {
				current.inVain++;
				long wait = Math.min(LAST, FIRST << Math.min(current.inVain - 1, 10));
				if (step.clock() - current.last < wait) {
					violated(view, "IDENTIFY " + (step.clock() - current.last) / Timeline.MILLISECOND
							+ " ms after the one before, " + current.inVain + " were in vain");
				}
			}
			current.last = step.clock();
			current.ready = Timeline.NEVER;
		}
	}

	private static final class Starts {

		private int inVain;

		private long last = Timeline.NEVER;

		private long ready = Timeline.NEVER;

	}

}
