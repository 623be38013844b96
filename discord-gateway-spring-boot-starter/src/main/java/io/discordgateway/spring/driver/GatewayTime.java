package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;

import io.discordgateway.Internal;

/**
 * Time that is not the machine's, and an eye on what is under way: with it a test moves a
 * gateway's clocks, and knows when the gateway has come to rest. Thread-safe.
 *
 * @since 0.1
 */
@Internal
public interface GatewayTime {

	/**
	 * Returns what the shards run by.
	 * @return a clock that never goes back
	 */
	InstantSource clock();

	/**
	 * Returns the time as people read it.
	 * @return the wall clock
	 */
	InstantSource wallClock();

	/**
	 * Runs a task later.
	 * @param delay how much later
	 * @param task the task; it does not block
	 * @return cancels the task if it has not begun
	 */
	Runnable later(Duration delay, Runnable task);

	/**
	 * Watches what an executor is given.
	 * @param what what the tasks are for, for people
	 * @param threads how many tasks run at once at most
	 * @param executor what runs them
	 * @return runs them there, watched
	 */
	Executor watched(String what, int threads, Executor executor);

}
