package io.discordgateway.spring.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Knows what is under way: what was given to an executor and has not ended, and calls
 * that are not answered. Whatever starts something counts it before it ends itself, so
 * where nothing is counted nothing moves, until somebody outside moves something or the
 * time goes on. Thread-safe.
 */
final class Activity {

	/*
	 * Who waits for the time to go on is not under way. Neither is what is in line behind
	 * as many such as an executor has threads. Who wakes one that waits counts it again
	 * before it runs.
	 */

	/* How often it is looked whether something that tells nobody has ended. */
	private static final long LOOK_MILLIS = 1;

	private static final long LOOK_AGAIN_MILLIS = 50;

	private static final int STACK = 12;

	/* What the calling thread is at, the innermost first, of whatever activity. */
	private static final ThreadLocal<Deque<Task>> current = ThreadLocal.withInitial(ArrayDeque::new);

	/* Pools that tell themselves whether they are at work, by what they are called. */
	private final Map<String, ForkJoinPool> pools = new ConcurrentHashMap<>();

	/* Guarded by this, as is all that follows. */
	private final Set<Task> live = new LinkedHashSet<>();

	private int running;

	/* How often something has begun. */
	private long begun;

	/** Returns what knows of the calling thread, or {@code null} if nothing does. */
	static @Nullable Activity ofThisThread() {
		Task task = current.get().peek();
		return (task != null) ? task.owner() : null;
	}

	/**
	 * Makes an executor whose tasks are counted.
	 * @param what what the tasks are for
	 * @param threads how many run at once at most
	 * @param executor what runs them
	 * @return runs them there
	 */
	Executor watched(String what, int threads, Executor executor) {
		Group group = group(what, () -> threads);
		return (task) -> {
			Runnable counted = group.counted(task);
			try {
				executor.execute(counted);
			}
			catch (RejectedExecutionException ex) {
				dropped(counted);
				throw ex;
			}
		};
	}

	/**
	 * Waits for a pool, too, whoever gives it something.
	 * @param what what it is called
	 * @param pool the pool
	 */
	void watch(String what, ForkJoinPool pool) {
		this.pools.put(what, pool);
	}

	/** Returns what is at work of the pools that are asked, or {@code null}. */
	@Nullable String busyPool() {
		for (Map.Entry<String, ForkJoinPool> pool : this.pools.entrySet()) {
			if (!pool.getValue().isQuiescent()) {
				return "- " + pool.getKey();
			}
		}
		return ForkJoinPool.commonPool().isQuiescent() ? null : "- the common pool of this process";
	}

	/** Says whether the calling thread is at work that is waited for. */
	boolean knowsThisThread() {
		if (ofThisThread() == this) {
			return true;
		}
		ForkJoinPool pool = ForkJoinTask.getPool();
		return pool != null && (pool == ForkJoinPool.commonPool() || this.pools.containsValue(pool));
	}

	/** Says whether nothing is under way that is counted. */
	synchronized boolean isQuiet() {
		return isAtRest();
	}

	/**
	 * Makes a group of tasks.
	 * @param what what they are for
	 * @param threads how many run at once at most, which may change
	 * @return the group
	 */
	Group group(String what, IntSupplier threads) {
		return new Group(what, threads);
	}

	/**
	 * Hears that a task will not be run.
	 * @param task what {@link Group#counted} returned; one that runs goes on
	 */
	synchronized void dropped(@Nullable Runnable task) {
		if (task instanceof Task counted && counted.thread == null) {
			remove(counted);
		}
	}

	private synchronized void add(Task task) {
		if (this.live.add(task)) {
			this.begun++;
		}
	}

	private synchronized void remove(Task task) {
		if (this.live.remove(task)) {
			if (task.thread != null) {
				this.running--;
			}
			notifyAll();
		}
	}

	private synchronized void began(Task task) {
		if (this.live.contains(task)) {
			task.thread = Thread.currentThread();
			this.running++;
		}
	}

	/**
	 * Takes the calling thread, which waits for the time from now on, out of the count.
	 * @return what was taken out
	 */
	synchronized List<Task> park() {
		List<Task> parked = new ArrayList<>(current.get());
		parked.removeIf((task) -> !this.live.remove(task));
		parked.forEach((task) -> task.group.parked++);
		this.running -= parked.size();
		notifyAll();
		return parked;
	}

	/**
	 * Counts again what was taken out, before it goes on.
	 * @param parked what {@link #park} returned
	 */
	synchronized void unpark(List<Task> parked) {
		parked.forEach((task) -> task.group.parked--);
		this.live.addAll(parked);
		this.running += parked.size();
		this.begun++;
	}

	/**
	 * Waits until nothing is under way.
	 * @param timeout how long, in real time
	 * @param others what is under way elsewhere, or {@code null}; asked again and again
	 * @return what is still under way then, or {@code null}
	 */
	@Nullable String awaitRest(Duration timeout, Supplier<@Nullable String> others) {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (true) {
			long before;
			boolean rest;
			synchronized (this) {
				before = this.begun;
				rest = isAtRest();
			}
			// Not under the lock, as others have locks of their own.
			String other = rest ? others.get() : null;
			synchronized (this) {
				if (rest && other == null && this.begun == before) {
					return null;
				}
				long left = deadline - System.nanoTime();
				if (left <= 0) {
					return (other != null) ? other : describe();
				}
				if (this.begun == before && rest == isAtRest()) {
					try {
						// Nobody tells that a pool has one thread less.
						wait(Math.min((other != null) ? LOOK_MILLIS : LOOK_AGAIN_MILLIS, left / 1_000_000 + 1));
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
						return "the test was interrupted while it waited for this:\n" + describe();
					}
				}
			}
		}
	}

	private boolean isAtRest() {
		return this.running == 0 && this.live.stream().allMatch((task) -> task.group.isHeldUp());
	}

	private String describe() {
		StringBuilder text = new StringBuilder();
		for (Task task : this.live) {
			Thread thread = task.thread;
			text.append("- ").append(task.group.what);
			if (thread == null) {
				text.append(", which has not begun\n");
				continue;
			}
			text.append(", on ").append(thread.getName()).append(", which is here:\n");
			StackTraceElement[] stack = thread.getStackTrace();
			for (int i = 0; i < Math.min(STACK, stack.length); i++) {
				text.append("      at ").append(stack[i]).append('\n');
			}
		}
		return text.toString();
	}

	/**
	 * Tasks that share threads.
	 */
	final class Group {

		private final String what;

		private final IntSupplier threads;

		private int parked;

		private Group(String what, IntSupplier threads) {
			this.what = what;
			this.threads = threads;
		}

		/**
		 * Counts a task until it has run.
		 * @param task what is run
		 * @return what is to be run
		 */
		Task counted(Runnable task) {
			Task counted = new Task(this, task);
			add(counted);
			return counted;
		}

		/** Hears that none of its tasks that have not begun will be run. */
		void dropped() {
			synchronized (Activity.this) {
				List.copyOf(Activity.this.live)
					.stream()
					.filter((task) -> task.group == this)
					.forEach(Activity.this::dropped);
			}
		}

		Activity activity() {
			return Activity.this;
		}

		/* A pool that has no thread yet is about to make one. */
		private boolean isHeldUp() {
			return this.parked > 0 && this.parked >= this.threads.getAsInt();
		}

	}

	/**
	 * Something that was given to an executor.
	 */
	final class Task implements Runnable {

		private final Group group;

		private final Runnable task;

		private volatile @Nullable Thread thread;

		private Task(Group group, Runnable task) {
			this.group = group;
			this.task = task;
		}

		Activity owner() {
			return Activity.this;
		}

		/** What it counts. */
		Runnable task() {
			return this.task;
		}

		@Override
		public void run() {
			Deque<Task> tasks = current.get();
			tasks.push(this);
			began(this);
			try {
				this.task.run();
			}
			finally {
				tasks.remove(this);
				remove(this);
			}
		}

	}

}
