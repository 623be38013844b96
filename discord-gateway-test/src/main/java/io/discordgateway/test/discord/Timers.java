package io.discordgateway.test.discord;

import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

/**
 * What is to happen later, in order; what is due at the same time, in the order in which
 * it was asked for.
 */
final class Timers {

	private final PriorityQueue<Timer> queue = new PriorityQueue<>();

	private long order;

	/** Lets something happen at a time, in nanoseconds. */
	Timer at(long time, Runnable what) {
		Timer timer = new Timer(time, this.order++, what);
		this.queue.add(timer);
		return timer;
	}

	/** The time of the next, or {@code null} if there is none. */
	@Nullable Long next() {
		Timer first = this.queue.peek();
		while (first != null && first.what == null) {
			this.queue.remove();
			first = this.queue.peek();
		}
		return (first != null) ? first.time : null;
	}

	/** Lets happen what is due, but for what it asks for itself. */
	void run(long now) {
		long bound = this.order;
		Timer first = this.queue.peek();
		while (first != null && first.time <= now && first.order < bound) {
			this.queue.remove();
			Runnable what = first.what;
			if (what != null) {
				what.run();
			}
			first = this.queue.peek();
		}
	}

	static final class Timer implements Comparable<Timer> {

		private final long time;

		private final long order;

		private @Nullable Runnable what;

		private Timer(long time, long order, Runnable what) {
			this.time = time;
			this.order = order;
			this.what = what;
		}

		void cancel() {
			this.what = null;
		}

		@Override
		public int compareTo(Timer other) {
			int byTime = Long.compare(this.time, other.time);
			return (byTime != 0) ? byTime : Long.compare(this.order, other.order);
		}

	}

}
