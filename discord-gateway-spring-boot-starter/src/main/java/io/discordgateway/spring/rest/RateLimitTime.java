package io.discordgateway.spring.rest;

import java.time.Duration;

/**
 * The time that rate limits go by; tests have their own.
 */
interface RateLimitTime {

	/** The machine's own. */
	RateLimitTime SYSTEM = new RateLimitTime() {

		@Override
		public long nanos() {
			return System.nanoTime();
		}

		@Override
		public void sleep(Duration duration) throws InterruptedException {
			// Rounded up: a nap that is too short costs a 429.
			Thread.sleep(duration.plusNanos(999_999).toMillis());
		}

	};

	/**
	 * Returns the time.
	 * @return nanoseconds that only grow
	 */
	long nanos();

	/**
	 * Waits.
	 * @param duration how long
	 * @throws InterruptedException if the thread is interrupted
	 */
	void sleep(Duration duration) throws InterruptedException;

}
