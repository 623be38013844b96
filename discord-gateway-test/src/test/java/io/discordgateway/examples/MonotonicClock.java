package io.discordgateway.examples;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Clock that does not jump when the machine's is set (R42).
 */
final class MonotonicClock implements InstantSource {

	private final Instant base = Instant.now();

	private final long start = System.nanoTime();

	@Override
	public Instant instant() {
		return this.base.plusNanos(System.nanoTime() - this.start);
	}

}
