package io.discordgateway.protocol;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter; at its bound the wait is at least half of it
 * (R20). The number of attempts is the caller's, as it is what a session's life forgives
 * (R45).
 */
final class Backoff {

	private final Duration min;

	private final Duration max;

	private final RandomGenerator random;

	/**
	 * Makes a backoff.
	 * @param min the bound of the first wait
	 * @param max the bound of every wait
	 * @param random where the jitter comes from; only
	 * {@link RandomGenerator#nextDouble()} is used
	 */
	Backoff(Duration min, Duration max, RandomGenerator random) {
		this.min = min;
		this.max = max;
		this.random = random;
	}

	/**
	 * Draws the wait before the attempt that follows a number of failed ones.
	 * @param failures how many attempts failed before and were not forgiven
	 * @return a wait up to the bound for that number
	 */
	Duration jittered(int failures) {
		Duration bound = bound(this.min, this.max, failures);
		boolean last = failures > 0 && bound.equals(this.max);
		return between(last ? bound.dividedBy(2) : Duration.ZERO, bound);
	}

	/**
	 * Draws a wait.
	 * @param least the least wait
	 * @param most the longest wait
	 * @return the wait, in whole milliseconds above {@code least}
	 */
	Duration between(Duration least, Duration most) {
		long span = most.minus(least).toMillis();
		return least.plusMillis((long) (span * this.random.nextDouble()));
	}

	/**
	 * Doubles a duration until it reaches another.
	 * @param min the bound after no failure
	 * @param max the bound of all bounds
	 * @param failures how often to double
	 * @return the bound
	 */
	static Duration bound(Duration min, Duration max, int failures) {
		Duration bound = min;
		for (int i = 0; i < failures && bound.compareTo(max) < 0; i++) {
			bound = bound.multipliedBy(2);
		}
		return (bound.compareTo(max) < 0) ? bound : max;
	}

	/**
	 * Returns after how many failures the bound has reached its end.
	 * @param min the bound after no failure
	 * @param max the bound of all bounds
	 * @return the number
	 */
	static int steps(Duration min, Duration max) {
		int steps = 0;
		while (bound(min, max, steps).compareTo(max) < 0) {
			steps++;
		}
		return steps;
	}

}
