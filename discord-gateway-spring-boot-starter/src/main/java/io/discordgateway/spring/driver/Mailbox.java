package io.discordgateway.spring.driver;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What waits for one thread at a time. Thread-safe: any thread may leave mail, in any
 * state, and none of them waits.
 *
 * @param <T> what is left
 */
final class Mailbox<T> {

	/*
	 * A queue, and a counter of what is in it or being worked on. Who raises the counter
	 * from 0 asks a thread of the executor's to work until it is 0 again; everybody else
	 * only leaves the mail. The counter is lowered by what was worked on and nothing
	 * else, so that whatever came meanwhile keeps it up. Mail is in the queue before it
	 * is counted, and may be worked on before that: so for a moment the counter may say
	 * less than there is, even that there is nothing.
	 */

	/* How much is worked on before others of the executor's have their turn. */
	private static final int TURN = 64;

	private final Executor executor;

	private final Consumer<T> handler;

	private final Runnable afterTurn;

	private final Queue<T> queue = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	/**
	 * Makes an empty mailbox.
	 * @param executor where mail is handled; it must not refuse
	 * @param handler handles one piece; should it throw, the rest is handled all the same
	 * @param afterTurn called after some pieces were handled, before another thread may
	 * go on
	 */
	Mailbox(Executor executor, Consumer<T> handler, Runnable afterTurn) {
		this.executor = executor;
		this.handler = handler;
		this.afterTurn = afterTurn;
	}

	/**
	 * Leaves mail behind what is there. Never handles any itself.
	 * @param mail the mail
	 */
	void post(T mail) {
		this.queue.add(mail);
		if (this.pending.getAndIncrement() == 0) {
			work();
		}
	}

	/**
	 * Handles mail on the calling thread, unless other mail waits or is being handled.
	 * What comes meanwhile is left to the executor.
	 * @param mail the mail
	 * @return whether it was handled
	 */
	boolean handleIfIdle(T mail) {
		if (!this.pending.compareAndSet(0, 1)) {
			return false;
		}
		if (!this.queue.isEmpty()) {
			worked(1);
			return false;
		}
		try {
			this.handler.accept(mail);
		}
		finally {
			worked(1);
		}
		return true;
	}

	private void work() {
		this.executor.execute(this::takeTurn);
	}

	private void takeTurn() {
		int count = 0;
		try {
			T mail = this.queue.poll();
			while (mail != null) {
				count++;
				this.handler.accept(mail);
				mail = (count < TURN) ? this.queue.poll() : null;
			}
		}
		finally {
			worked(count);
		}
	}

	private void worked(int count) {
		try {
			this.afterTurn.run();
		}
		finally {
			if (this.pending.addAndGet(-count) > 0) {
				work();
			}
		}
	}

}
