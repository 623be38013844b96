package io.discordgateway.spring.driver;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tasks that run one after the other on an executor. Thread-safe.
 */
final class SerialTasks {

	private final Executor executor;

	private final Runnable afterEach;

	private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

	/* Counts the task that runs, too. */
	private final AtomicInteger size = new AtomicInteger();

	/**
	 * Makes an empty queue.
	 * @param executor where the tasks run
	 * @param afterEach called after each task
	 */
	SerialTasks(Executor executor, Runnable afterEach) {
		this.executor = executor;
		this.afterEach = afterEach;
	}

	/**
	 * Puts a task behind the others. It must not throw.
	 * @param task the task
	 */
	void add(Runnable task) {
		this.queue.add(task);
		if (this.size.getAndIncrement() == 0) {
			try {
				this.executor.execute(this::work);
			}
			catch (RejectedExecutionException ex) {
				// The gateway was stopped. What is left are failures to be told.
				work();
			}
		}
	}

	int size() {
		return this.size.get();
	}

	private void work() {
		do {
			Runnable task = this.queue.poll();
			if (task != null) {
				task.run();
			}
			this.afterEach.run();
		}
		while (this.size.decrementAndGet() > 0);
	}

}
