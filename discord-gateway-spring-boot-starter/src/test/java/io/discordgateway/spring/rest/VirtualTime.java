package io.discordgateway.spring.rest;

import java.time.Duration;

/**
 * Time that passes only by sleeping. Who sleeps wakes at once, later.
 */
class VirtualTime implements RateLimitTime {

	private long nanos = 1_000_000_000_000L;

	private final long start = this.nanos;

	@Override
	public synchronized long nanos() {
		return this.nanos;
	}

	@Override
	public synchronized void sleep(Duration duration) {
		this.nanos += duration.toNanos();
	}

	Duration passed() {
		return Duration.ofNanos(nanos() - this.start);
	}

}
