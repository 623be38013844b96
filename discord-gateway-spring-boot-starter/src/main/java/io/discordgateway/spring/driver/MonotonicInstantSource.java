package io.discordgateway.spring.driver;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Time that never goes back and knows no leap: the wall clock's at the beginning, and the
 * monotonic clock's from there on.
 */
final class MonotonicInstantSource implements InstantSource {

	private final Instant base = Instant.now();

	private final long baseNanos = System.nanoTime();

	@Override
	public Instant instant() {
		return this.base.plusNanos(System.nanoTime() - this.baseNanos);
	}

}
