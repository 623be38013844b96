package io.discordgateway.test;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids like Discord's (Reference &gt; Snowflakes).
 */
final class Snowflakes {

	/** First second of 2015. */
	private static final long EPOCH = 1_420_070_400_000L;

	private final InstantSource clock = InstantSource.system();

	private final AtomicLong last = new AtomicLong();

	String next() {
		long now = (this.clock.millis() - EPOCH) << 22;
		return Long.toString(this.last.updateAndGet((previous) -> Math.max(previous + 1, now)));
	}

}
