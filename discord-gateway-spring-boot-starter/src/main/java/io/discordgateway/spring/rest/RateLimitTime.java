package io.discordgateway.spring.rest;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.discordgateway.Internal;

/**
 * The time that rate limits go by; tests have their own.
 *
 * @since 0.1
 */
@Internal
public interface RateLimitTime {

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

	/**
	 * Waits in line for a turn.
	 * @param turn what only one has
	 * @param nanos how long to wait at most, in nanoseconds
	 * @return whether the calling thread has the turn
	 * @throws InterruptedException if the thread is interrupted
	 */
	default boolean takeTurn(ReentrantLock turn, long nanos) throws InterruptedException {
		return turn.tryLock(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Hands a turn on to who waits for it.
	 * @param turn what the calling thread has
	 */
	default void handOn(ReentrantLock turn) {
		turn.unlock();
	}

}
