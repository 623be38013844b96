package io.discordgateway.test.discord;

import java.time.Instant;

/**
 * Makes ids like Discord's (Reference &gt; Snowflakes): they follow the time that is
 * given, never repeat and never go back. The seed is where Discord writes worker and
 * process.
 */
final class SnowflakeSource {

	/** First second of 2015. */
	static final long EPOCH = 1_420_070_400_000L;

	private static final int SEED_BITS = 10;

	private static final int COUNTER_BITS = 12;

	private final long seed;

	/* Who asks for the id of a moment that is over has the time of a test. */
	private static final long PAST_MILLIS = 1000;

	private long last;

	private long pastCount;

	SnowflakeSource(long seed) {
		this.seed = seed & ((1 << SEED_BITS) - 1);
	}

	String next(Instant now) {
		long first = (now.toEpochMilli() - EPOCH) << (SEED_BITS + COUNTER_BITS) | this.seed << COUNTER_BITS;
		if ((this.last >> (SEED_BITS + COUNTER_BITS)) - (first >> (SEED_BITS + COUNTER_BITS)) > PAST_MILLIS) {
			// The numbers of that moment that come last, as the first ones are taken.
			long number = (1L << COUNTER_BITS) - 1 - (this.pastCount++ & ((1 << (COUNTER_BITS - 1)) - 1));
			return Long.toUnsignedString(first | number);
		}
		this.last = Math.max(this.last + 1, first);
		return Long.toUnsignedString(this.last);
	}

}
