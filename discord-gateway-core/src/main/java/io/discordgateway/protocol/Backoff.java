package io.discordgateway.protocol;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter (R20). The number of attempts is the caller's, as
 * it is what starts anew after READY or RESUMED.
 */
final class Backoff {

	private final Duration min;

	private final Duration max;

	private final RandomGenerator random;

	Backoff(Duration min, Duration max, RandomGenerator random) {
		this.min = min;
		this.max = max;
		this.random = random;
	}

	/** Returns the wait before the attempt that follows a number of failed ones. */
	Duration jittered(int failures) {
		return between(Duration.ZERO, bound(this.min, this.max, failures));
	}

	Duration between(Duration least, Duration most) {
		long span = most.minus(least).toMillis();
		return least.plusMillis((long) (span * this.random.nextDouble()));
	}

	static Duration bound(Duration min, Duration max, int failures) {
		Duration bound = min;
		for (int i = 0; i < failures && bound.compareTo(max) < 0; i++) {
			bound = bound.multipliedBy(2);
		}
		return (bound.compareTo(max) < 0) ? bound : max;
	}

}
