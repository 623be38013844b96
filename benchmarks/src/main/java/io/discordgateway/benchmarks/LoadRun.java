package io.discordgateway.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What a client measures of itself while it does a {@link LoadTask}, and what its
 * listener saw.
 */
final class LoadRun {

	/** What a server writes in front of the moment at which it sent a message. */
	static final char STAMP = 't';

	private static final long LIMIT = TimeUnit.MINUTES.toNanos(3);

	private final LoadTask task;

	private final LongAdder messages = new LongAdder();

	private final LongAdder characters = new LongAdder();

	private final long[] latencies = new long[1 << 20];

	private final AtomicInteger stamped = new AtomicInteger();

	private volatile boolean counting;

	LoadRun(LoadTask task) {
		this.task = task;
	}

	/**
	 * Notes that a listener got a MESSAGE_CREATE.
	 * @param content its content
	 * @param nonce its nonce, which says when it was sent where that is measured. Both
	 * processes read the same clock: {@code System.nanoTime} is CLOCK_MONOTONIC on Linux
	 */
	void message(String content, @Nullable String nonce) {
		message(content.length());
		if (this.counting && nonce != null && !nonce.isEmpty() && nonce.charAt(0) == STAMP) {
			int index = this.stamped.getAndIncrement();
			if (index < this.latencies.length) {
				this.latencies[index] = System.nanoTime() - Long.parseLong(nonce, 1, nonce.length(), 10);
			}
		}
	}

	/**
	 * Notes that a listener got a MESSAGE_CREATE.
	 * @param size something that grows with it
	 */
	void message(long size) {
		this.messages.increment();
		this.characters.add(size);
	}

	long messages() {
		return this.messages.sum();
	}

	/**
	 * Waits until all is done, and prints what the counted part took.
	 * @param unit what is counted
	 * @param done how many of it have been done
	 */
	void measure(LoadTask.Unit unit, LongSupplier done) throws Exception {
		double perRound = unit.perRound(this.task);
		await(done, (long) (perRound * this.task.warmUp()));
		long begun = done.getAsLong();
		Usage before = Usage.now();
		this.counting = true;
		// What stands at the end of the last round may wait for an acknowledgment.
		await(done, (long) (perRound * this.task.rounds()));
		Usage after = Usage.now();
		this.counting = false;
		double events = (done.getAsLong() - begun) * this.task.eventsPerRound() / perRound;
		awaitMessages();
		System.out.println(new LoadResult(Math.round(events), (after.nanos() - before.nanos()) / 1e9,
				(after.cpuNanos() - before.cpuNanos()) / 1e3 / events,
				(after.compilerNanos() - before.compilerNanos()) / 1e3 / events,
				(after.allocated() - before.allocated()) / events, after.collections() - before.collections(),
				after.resident() / 1024, after.old() / 1024, this.messages.sum(), this.characters.sum(), percentile(50),
				percentile(99), percentile(99.9))
			.line());
		System.exit(0);
	}

	/* The listener may be behind what is counted. */
	private void awaitMessages() {
		if (this.messages.sum() > 0) {
			long expected = (long) this.task.messagesPerRound() * this.task.rounds();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
			while (this.messages.sum() < expected && System.nanoTime() < end) {
				pause();
			}
		}
	}

	private double percentile(double percent) {
		int count = Math.min(this.stamped.get(), this.latencies.length);
		if (count == 0) {
			return Double.NaN;
		}
		long[] sorted = Arrays.copyOf(this.latencies, count);
		Arrays.sort(sorted);
		return sorted[Math.min(count - 1, (int) (count * percent / 100))] / 1e3;
	}

	private static void await(LongSupplier done, long count) {
		long end = System.nanoTime() + LIMIT;
		while (done.getAsLong() < count && System.nanoTime() < end) {
			pause();
		}
	}

	/* Seldom: at 200 events a second it would be seen. */
	private static void pause() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
	}

}
