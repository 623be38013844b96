package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.CustomizableThreadCreator;

/**
 * The threads that all shards of one gateway share; their number does not depend on the
 * number of shards. One thread waits for timers and never blocks; a few workers do what
 * may block (sending a heartbeat, closing, looking the gateway up); another few connect,
 * and another few publish events. What completes the futures of the application has
 * threads of its own, as many as it needs: a listener that waits for an answer holds a
 * thread of those that publish.
 */
final class GatewayThreads {

	private static final int WORKERS = 4;

	/* Connecting blocks its thread, in the worst case until it times out (R4). */
	private static final int CONNECTORS = 8;

	private final ScheduledThreadPoolExecutor timers;

	private final ThreadPoolExecutor workers;

	private final ThreadPoolExecutor connectors;

	private final ExecutorService dispatchers;

	private final ExecutorService answers;

	GatewayThreads(int concurrency, boolean virtual) {
		// Not a daemon, and there from the start: it keeps an application without a web
		// server alive.
		this.timers = new ScheduledThreadPoolExecutor(1, threads("discord-timer-", false));
		this.timers.setRemoveOnCancelPolicy(true);
		this.timers.prestartCoreThread();
		this.workers = pool(WORKERS, "discord-worker-");
		this.connectors = pool(CONNECTORS, "discord-connect-");
		this.dispatchers = virtual ? virtualThreads(concurrency) : pool(concurrency, "discord-dispatch-");
		this.answers = virtual ? this.dispatchers : new ThreadPoolExecutor(0, Integer.MAX_VALUE, 30, TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads("discord-answer-", true));
	}

	/**
	 * Makes a pool of daemon threads that end when there is nothing to do.
	 * @param size the largest number of threads
	 * @param name the beginning of the threads' names
	 * @return the pool
	 */
	static ThreadPoolExecutor pool(int size, String name) {
		return pool(size, threads(name, true));
	}

	private static ThreadPoolExecutor pool(int size, ThreadFactory threads) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threads);
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	private static ExecutorService virtualThreads(int concurrency) {
		ThreadFactory factory = new VirtualThreadTaskExecutor("discord-dispatch-").getVirtualThreadFactory();
		return (concurrency < Integer.MAX_VALUE) ? pool(concurrency, factory) : Executors.newCachedThreadPool(factory);
	}

	static ThreadFactory threads(String name, boolean daemon) {
		CustomizableThreadCreator creator = new CustomizableThreadCreator(name);
		creator.setDaemon(daemon);
		return creator::createThread;
	}

	ExecutorService dispatchers() {
		return this.dispatchers;
	}

	ExecutorService answers() {
		return this.answers;
	}

	/** Runs a task that may block for some seconds; drops it when all is over. */
	void work(Runnable task) {
		execute(this.workers, task);
	}

	/** Runs a task that connects; drops it when all is over. */
	void connect(Runnable task) {
		execute(this.connectors, task);
	}

	private static void execute(ThreadPoolExecutor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Stopped: there is nothing left that the task could do.
		}
	}

	/** Runs a task on a worker after a delay. */
	@Nullable Future<?> workLater(Duration delay, Runnable task) {
		try {
			return this.timers.schedule(() -> work(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			return null;
		}
	}

	/** Runs a task on the thread of the timers, so that it may not block. */
	Runnable runLater(Duration delay, Runnable task) {
		try {
			Future<?> future = this.timers.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return () -> {
			};
		}
	}

	void shutdown() {
		this.timers.shutdownNow();
		this.connectors.shutdownNow();
		this.workers.shutdown();
		this.dispatchers.shutdown();
		this.answers.shutdown();
	}

}
