package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Threads of which one runs at a time: whenever one ends or waits, a seed picks the next
 * of all that could run. Time stands still while anything can. A failing seed fails
 * again.
 */
final class SeededThreads implements GatewayThreads {

	/*
	 * A task that waits keeps a real thread, which holds still until the task is picked
	 * again; so a listener may wait in the middle of a method, as one of an application
	 * does. Nothing here is guarded: whoever runs has been handed everything by who ran
	 * before.
	 */

	private static final Executor CARRIERS = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "seeded");
		thread.setDaemon(true);
		return thread;
	});

	private final SplittableRandom random;

	private final Map<Work, Integer> limits = new EnumMap<>(Work.class);

	private final Map<Work, Integer> running = new EnumMap<>(Work.class);

	private final List<Task> tasks = new ArrayList<>();

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(
			Comparator.comparing(Timer::due).thenComparing(Timer::number));

	private final Semaphore scheduler = new Semaphore(0);

	private final List<Throwable> failures = new ArrayList<>();

	private Instant now = Instant.parse("2026-11-29T12:00:00Z");

	private long steps;

	private long numbers;

	private @Nullable Task current;

	private boolean over;

	SeededThreads(long seed) {
		this(seed, Integer.MAX_VALUE);
	}

	/**
	 * Makes threads.
	 * @param seed what decides
	 * @param concurrency how many listeners may be in the middle of something
	 */
	SeededThreads(long seed, int concurrency) {
		this.random = new SplittableRandom(seed);
		this.limits.put(Work.DISPATCH, concurrency);
	}

	Instant now() {
		return this.now;
	}

	/** What else is decided by the seed. */
	SplittableRandom random() {
		return this.random;
	}

	/** What tasks threw that should not have. */
	List<Throwable> failures() {
		return this.failures;
	}

	@Override
	public Executor of(Work work) {
		return (task) -> {
			if (this.over && work == Work.DISPATCH) {
				throw new RejectedExecutionException("the gateway was stopped");
			}
			start(work, task);
		};
	}

	/**
	 * Begins something that is none of the gateway's: a peer, an application's thread.
	 */
	void start(Runnable task) {
		start(null, task);
	}

	private void start(@Nullable Work work, Runnable task) {
		this.tasks.add(new Task(work, task));
	}

	@Override
	public Runnable later(Duration delay, Runnable task) {
		Timer timer = new Timer(this.now.plus(delay.isNegative() ? Duration.ZERO : delay), this.numbers++, task);
		this.timers.add(timer);
		return () -> this.timers.remove(timer);
	}

	@Override
	public void hold(CompletableFuture<Void> done) {
		await(done::isDone);
	}

	@Override
	public void letGo(Thread thread) {
		this.limits.computeIfPresent(Work.DISPATCH, (work, limit) -> (limit < Integer.MAX_VALUE) ? limit + 1 : limit);
	}

	@Override
	public CompletableFuture<Void> shutdown(Duration timeout) {
		this.over = true;
		this.timers.clear();
		return CompletableFuture.completedFuture(null);
	}

	/** Waits, in the middle of a task, until something is so. */
	void await(BooleanSupplier condition) {
		if (!condition.getAsBoolean()) {
			waitFor(condition);
		}
	}

	/** Gives others a chance to run, in the middle of a task. */
	void pause() {
		waitFor(() -> true);
	}

	private void waitFor(BooleanSupplier condition) {
		Task task = this.current;
		if (task == null) {
			throw new IllegalStateException("Only a task may wait");
		}
		task.condition = condition;
		this.scheduler.release();
		task.turn.acquireUninterruptibly();
	}

	/** Runs one of the tasks that can; returns whether there was one. */
	boolean step() {
		List<Task> ready = this.tasks.stream().filter(this::canRun).toList();
		if (ready.isEmpty()) {
			return false;
		}
		this.steps++;
		run(ready.get(this.random.nextInt(ready.size())));
		return true;
	}

	private boolean canRun(Task task) {
		if (task.begun) {
			return task.condition.getAsBoolean();
		}
		return task.work == null
				|| this.running.getOrDefault(task.work, 0) < this.limits.getOrDefault(task.work, Integer.MAX_VALUE);
	}

	private void run(Task task) {
		this.current = task;
		if (!task.begun) {
			begin(task);
		}
		else {
			task.turn.release();
		}
		this.scheduler.acquireUninterruptibly();
		this.current = null;
	}

	private void begin(Task task) {
		if (task.work != null) {
			this.running.merge(task.work, 1, Integer::sum);
		}
		task.begun = true;
		CARRIERS.execute(() -> {
			try {
				task.task.run();
			}
			catch (Throwable ex) {
				this.failures.add(ex);
			}
			this.tasks.remove(task);
			if (task.work != null) {
				this.running.merge(task.work, -1, Integer::sum);
			}
			this.scheduler.release();
		});
	}

	/** Runs until nothing can, at this moment. */
	void settle() {
		while (step()) {
			if (this.steps > 1_000_000) {
				throw new AssertionError("It never ends");
			}
		}
	}

	/** Runs for a while of the time that stands still otherwise. */
	void advance(Duration duration) {
		Instant end = this.now.plus(duration);
		settle();
		Timer next = this.timers.peek();
		while (next != null && !next.due().isAfter(end)) {
			this.timers.remove(next);
			this.now = next.due().isAfter(this.now) ? next.due() : this.now;
			start(next.task());
			settle();
			next = this.timers.peek();
		}
		this.now = end;
	}

	/** What waits for something, or for its turn. */
	List<String> stuck() {
		return this.tasks.stream().map((task) -> String.valueOf(task.work)).toList();
	}

	private record Timer(Instant due, long number, Runnable task) {
	}

	private static final class Task {

		private final @Nullable Work work;

		private final Runnable task;

		private final Semaphore turn = new Semaphore(0);

		private boolean begun;

		private BooleanSupplier condition = () -> false;

		private Task(@Nullable Work work, Runnable task) {
			this.work = work;
			this.task = task;
		}

	}

}
