package io.discordgateway.spring.dispatch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.ShardLifecycleEvent;

/**
 * Publishes the events of one shard, one after the other, off the thread that received
 * them. Lanes take turns on the threads that they share, so that threads do not grow with
 * shards. Thread-safe.
 *
 * @since 0.1
 */
public final class Lane {

	/* How many events a lane publishes before the next lane has its turn. */
	private static final int TURN = 64;

	/* How many events more may wait while a listener waits for an answer to be read. */
	private static final int GRACE = 10_000;

	private final EventDispatcher dispatcher;

	private final ShardId shard;

	private final Executor executor;

	private final int capacity;

	private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();

	/* Counts the event that is being published, too: above 0 a turn is on its way. */
	private final AtomicInteger size = new AtomicInteger();

	private final Object room = new Object();

	private volatile boolean awaited;

	private volatile boolean closed;

	Lane(EventDispatcher dispatcher, ShardId shard, Executor executor, int capacity) {
		this.dispatcher = dispatcher;
		this.shard = shard;
		this.executor = executor;
		this.capacity = capacity;
	}

	/**
	 * Puts a dispatch behind what waits. Never blocks and never refuses; the caller stops
	 * reading when the lane {@link #isFull() is full}.
	 * @param source the source of the event
	 * @param dispatched the dispatch
	 */
	public void add(Object source, ShardEvent.Dispatched dispatched) {
		add(() -> this.dispatcher.publish(source, this.shard, dispatched));
	}

	/**
	 * Puts a lifecycle event behind what waits.
	 * @param event the event
	 */
	public void add(ShardLifecycleEvent event) {
		add(() -> this.dispatcher.publish(event));
	}

	/**
	 * Returns whether as many events wait as may.
	 * @return whether reading has to stop
	 */
	public boolean isFull() {
		return this.size.get() >= this.capacity && !this.closed;
	}

	/**
	 * Returns whether far more events wait than may: for as long as reading may not pause
	 * as soon as the lane is full.
	 * @return whether reading has to stop, whatever else waits
	 */
	public boolean isOverfull() {
		return this.size.get() >= this.capacity + GRACE && !this.closed;
	}

	/**
	 * Returns how many events wait.
	 * @return the number, with the one that is being published
	 */
	public int size() {
		return this.size.get();
	}

	/**
	 * Waits until the lane is half empty, or closed.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitRoom() throws InterruptedException {
		awaitRoom(() -> false);
	}

	/**
	 * Waits until the lane is half empty, or closed, or need not be waited for.
	 * @param enough says whether the wait is to end; asked again after {@link #wake()}
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void awaitRoom(BooleanSupplier enough) throws InterruptedException {
		synchronized (this.room) {
			this.awaited = true;
			while (this.size.get() > this.capacity / 2 && !this.closed && !enough.getAsBoolean()) {
				this.room.wait();
			}
			this.awaited = false;
		}
	}

	/** Lets who waits for room look again whether it has to. */
	public void wake() {
		signalRoom();
	}

	/**
	 * Lets go who waits for room. What waits is still published.
	 */
	public void close() {
		this.closed = true;
		signalRoom();
	}

	private void add(Runnable task) {
		this.queue.add(task);
		if (this.size.getAndIncrement() == 0) {
			schedule();
		}
	}

	private void schedule() {
		try {
			this.executor.execute(this::takeTurn);
		}
		catch (RejectedExecutionException ex) {
			// The gateway was stopped; nobody waits for these events any more.
			this.queue.clear();
		}
	}

	private void takeTurn() {
		for (int i = 0; i < TURN; i++) {
			Runnable task = this.queue.poll();
			if (task != null) {
				task.run();
			}
			int left = this.size.decrementAndGet();
			if (this.awaited && left <= this.capacity / 2) {
				signalRoom();
			}
			if (left == 0) {
				return;
			}
		}
		schedule();
	}

	private void signalRoom() {
		synchronized (this.room) {
			this.room.notifyAll();
		}
	}

}
