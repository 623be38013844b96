package io.discordgateway.test.discord;

import java.time.Duration;

/**
 * The limit on what a client sends over one connection (Gateway &gt; Rate Limiting; R24).
 */
final class PayloadLimit {

	private static final int MOST = 120;

	private static final long WINDOW = Duration.ofSeconds(60).toNanos();

	private final long[] times = new long[MOST];

	private long count;

	/** Counts a payload; false if it is one too many. */
	boolean take(long now) {
		int slot = (int) (this.count % MOST);
		boolean full = this.count >= MOST && now - this.times[slot] < WINDOW;
		this.times[slot] = now;
		this.count++;
		return !full;
	}

}
