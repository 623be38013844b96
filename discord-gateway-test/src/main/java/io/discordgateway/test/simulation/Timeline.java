package io.discordgateway.test.simulation;

import java.time.Instant;
import java.util.PriorityQueue;

/**
 * Virtual time: what is to happen, in order. What is due at the same time happens in the
 * order in which it was asked for, so that one seed gives one history.
 */
final class Timeline {

	static final long MILLISECOND = 1_000_000;

	static final long SECOND = 1000 * MILLISECOND;

	static final long MINUTE = 60 * SECOND;

	static final long NEVER = Long.MAX_VALUE;

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final PriorityQueue<Entry> entries = new PriorityQueue<>();

	private long now;

	private long order;

	static Instant instant(long time) {
		return START.plusNanos(time);
	}

	static long time(Instant instant) {
		return (instant.getEpochSecond() - START.getEpochSecond()) * SECOND + instant.getNano();
	}

	static String text(long time) {
		long millis = time / MILLISECOND;
		return String.format("%d:%02d:%02d.%03d", millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60,
				millis % 1000);
	}

	long now() {
		return this.now;
	}

	void at(long time, Runnable what) {
		this.entries.add(new Entry(Math.max(time, this.now), this.order++, what));
	}

	void after(long delay, Runnable what) {
		at(this.now + delay, what);
	}

	/** Lets the next thing happen; false if there is none. */
	boolean step() {
		Entry next = this.entries.poll();
		if (next == null) {
			return false;
		}
		this.now = next.time;
		next.what.run();
		return true;
	}

	private record Entry(long time, long order, Runnable what) implements Comparable<Entry> {

		@Override
		public int compareTo(Entry other) {
			int byTime = Long.compare(this.time, other.time);
			return (byTime != 0) ? byTime : Long.compare(this.order, other.order);
		}

	}

}
