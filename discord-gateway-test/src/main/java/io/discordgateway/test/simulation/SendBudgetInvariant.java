package io.discordgateway.test.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.protocol.ShardAction;

/**
 * At most 120 payloads leave on one connection in any 60 s (R24), and none is too large
 * (R25).
 */
final class SendBudgetInvariant extends Invariant {

	private static final int MOST = 120;

	private static final long WINDOW = 60 * Timeline.SECOND;

	/* A client may count a little longer than Discord does. */
	private static final long CAREFUL_WINDOW = WINDOW + 2 * Timeline.SECOND;

	private final Map<Integer, Window> windows = new TreeMap<>();

	SendBudgetInvariant(Judges judges) {
		super(judges, "at most 120 payloads in 60 s");
	}

	@Override
	void stepped(ShardView view, Step step) {
		for (ShardAction action : step.actions()) {
			if (action instanceof ShardAction.Send send) {
				sent(view, send);
			}
		}
	}

	int lately(ShardView view) {
		Window window = this.windows.get(view.shard.id.id());
		return (window != null && window.view == view && window.connection == view.connection) ? window.lately.size()
				: 0;
	}

	private void sent(ShardView view, ShardAction.Send send) {
		Window window = this.windows.get(view.shard.id.id());
		if (window == null || window.connection != send.connection() || window.view != view) {
			window = new Window(view, send.connection(), new ArrayDeque<>(), new ArrayDeque<>());
			this.windows.put(view.shard.id.id(), window);
		}
		long now = world().timeline.now();
		window.times.addLast(now);
		// By the client's clock, which may have stood still meanwhile.
		long clock = view.shard.process.clock();
		window.lately.addLast(clock);
		while (window.lately.getFirst() <= clock - CAREFUL_WINDOW) {
			window.lately.removeFirst();
		}
		while (window.times.getFirst() <= now - WINDOW) {
			window.times.removeFirst();
		}
		if (window.times.size() > MOST) {
			violated(view, window.times.size() + " payloads within 60 s; the last was " + send.opcode());
			window.times.clear();
		}
		if (send.payload().length > 4096) {
			violated(view, send.opcode() + " is " + send.payload().length + " bytes long");
		}
	}

	private record Window(ShardView view, long connection, Deque<Long> times, Deque<Long> lately) {
	}

}
