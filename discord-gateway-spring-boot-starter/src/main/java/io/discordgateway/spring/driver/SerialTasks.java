package io.discordgateway.spring.driver;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tasks that run one after the other on an executor, which must not refuse. Thread-safe.
 */
final class SerialTasks {

	private static final Log logger = LogFactory.getLog(SerialTasks.class);

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
	 * Puts a task behind the others. One that fails does not hold up those behind it.
	 * @param task the task
	 */
	void add(Runnable task) {
		this.queue.add(task);
		if (this.size.getAndIncrement() == 0) {
			this.executor.execute(this::work);
		}
	}

	int size() {
		return this.size.get();
	}

	private void work() {
		do {
			// What is counted is in the queue, as it is counted afterwards.
			run(Objects.requireNonNull(this.queue.poll()));
			run(this.afterEach);
		}
		while (this.size.decrementAndGet() > 0);
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of the gateway failed and was given up; those behind it go on. "
					+ "Please report this to discord-gateway", ex);
		}
	}

}
