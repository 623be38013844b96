package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The threads that all shards of one gateway share. A thread of the application, or of a
 * socket, only leaves work here; nothing of the application runs on a thread that moves a
 * shard, sends or closes, and nobody interrupts those.
 */
interface GatewayThreads {

	/**
	 * Returns what runs tasks of one kind, each at once or as soon as one of those before
	 * it has ended.
	 * @param work what the tasks are for
	 * @return runs even what comes after the shutdown, but for {@link Work#DISPATCH},
	 * which refuses it
	 */
	Executor of(Work work);

	/**
	 * Runs a task later, unless all is over by then.
	 * @param delay how much later
	 * @param task the task; it may not block
	 * @return cancels the task if it has not begun
	 */
	Runnable later(Duration delay, Runnable task);

	/**
	 * Holds the calling thread until something is done. Only for threads of a transport
	 * that reads on for as long as nobody holds them.
	 * @param done what is waited for
	 */
	void hold(CompletableFuture<Void> done);

	/**
	 * Lets go of a thread of listeners that waits for the end itself: nobody waits for it
	 * or interrupts it, and another takes its place.
	 * @param thread the thread
	 */
	void letGo(Thread thread);

	/**
	 * Ends: what was given is still run, timers are forgotten.
	 * @param timeout how long listeners may take before they are interrupted
	 * @return completes when they are done, or have been interrupted
	 */
	CompletableFuture<Void> shutdown(Duration timeout);

}
