package io.discordgateway.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Budget of one connection: at most 120 payloads in any 60 s, of which enough are kept
 * for heartbeats (Gateway &gt; Rate Limiting; R24). Not thread-safe.
 */
final class CommandBudget {

	/** How many payloads Discord takes in one window. */
	static final int PAYLOADS_PER_WINDOW = 120;

	/** The length of Discord's window. */
	static final Duration WINDOW = Duration.ofSeconds(60);

	/*
	 * A window of real send times, as fixed windows let twice the budget through around
	 * their edge. The slack covers what happens between our clock and Discord's: payloads
	 * sent a full window apart here may arrive closer together there.
	 */
	private static final Duration SLACK = Duration.ofSeconds(1);

	/* What is reserved for until HELLO tells the connection's own interval. */
	private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(600);

	private final Deque<Instant> sent = new ArrayDeque<>(PAYLOADS_PER_WINDOW);

	private int reserved;

	/**
	 * Makes the budget of a new connection whose heartbeat interval is not known yet.
	 */
	CommandBudget() {
		heartbeatInterval(SHORTEST_INTERVAL);
	}

	/**
	 * Takes the connection's heartbeat interval. What was sent before still counts.
	 * @param heartbeatInterval the interval, from HELLO
	 */
	final void heartbeatInterval(Duration heartbeatInterval) {
		this.reserved = reservedFor(heartbeatInterval);
	}

	/*
	 * One more than fit into the window by the schedule, and one for a heartbeat that the
	 * gateway asks for. The shortest interval that is legal leaves room for some
	 * commands.
	 */
	private static int reservedFor(Duration heartbeatInterval) {
		long window = WINDOW.plus(SLACK).toMillis();
		long interval = heartbeatInterval.toMillis();
		return (int) ((window + interval - 1) / interval + 2);
	}

	/**
	 * Returns how many payloads other than heartbeats fit into one window.
	 * @return the number
	 */
	int commandsPerWindow() {
		return PAYLOADS_PER_WINDOW - this.reserved;
	}

	/**
	 * Counts a payload that is being sent, heartbeats included.
	 * @param now the time
	 */
	void sent(Instant now) {
		forget(now);
		this.sent.addLast(now);
	}

	/**
	 * Returns whether a heartbeat that the gateway asks for may be sent. Only under a
	 * flood of such requests it may not: then what is left is kept for the scheduled
	 * heartbeats, which keep the connection alive as well (R5, R7).
	 * @param now the time
	 * @return whether there is room beside the scheduled heartbeats
	 */
	boolean permitsRequestedHeartbeat(Instant now) {
		forget(now);
		return this.sent.size() <= commandsPerWindow();
	}

	/**
	 * Returns when a command may be sent.
	 * @param now the time
	 * @return {@code null} if it may be sent now, otherwise the time to ask again
	 */
	@Nullable Instant nextPermit(Instant now) {
		forget(now);
		int excess = this.sent.size() - commandsPerWindow();
		if (excess < 0) {
			return null;
		}
		Instant blocking = this.sent.stream().skip(excess).findFirst().orElseThrow();
		return blocking.plus(WINDOW).plus(SLACK);
	}

	private void forget(Instant now) {
		Instant start = now.minus(WINDOW).minus(SLACK);
		while (!this.sent.isEmpty() && !this.sent.getFirst().isAfter(start)) {
			this.sent.removeFirst();
		}
	}

}
