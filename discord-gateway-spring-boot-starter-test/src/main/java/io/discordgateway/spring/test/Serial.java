package io.discordgateway.spring.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, unless it is held. Thread-safe.
 */
final class Serial {

	private final Executor executor;

	/* Guarded by this, as is all that follows. */
	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private boolean busy;

	private boolean held;

	Serial(Executor executor) {
		this.executor = executor;
	}

	synchronized void add(Runnable task) {
		this.tasks.addLast(task);
		go();
	}

	/** Begins no further task until it is released. */
	synchronized void hold() {
		this.held = true;
	}

	synchronized void release() {
		this.held = false;
		go();
	}

	private void go() {
		if (!this.busy && !this.held && !this.tasks.isEmpty()) {
			this.busy = true;
			this.executor.execute(this::work);
		}
	}

	private void work() {
		Runnable task = next();
		while (task != null) {
			task.run();
			task = next();
		}
	}

	private synchronized @Nullable Runnable next() {
		Runnable task = this.held ? null : this.tasks.pollFirst();
		this.busy = task != null;
		return task;
	}

}
