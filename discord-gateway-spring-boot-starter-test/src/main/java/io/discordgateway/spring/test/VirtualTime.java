package io.discordgateway.spring.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

import io.discordgateway.spring.driver.GatewayTime;
import io.discordgateway.spring.rest.RateLimitTime;
import org.jspecify.annotations.Nullable;

/**
 * The time of Discord, of the gateway and of the API's limits. While a test runs it
 * stands still, unless the test moves it; otherwise, as while an application starts or
 * stops, it goes on as the machine's does, and skips what somebody would wait for.
 * Thread-safe.
 */
final class VirtualTime implements GatewayTime, RateLimitTime {

	private final Activity activity;

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(
			Comparator.comparing((Timer timer) -> timer.due).thenComparing((timer) -> timer.number));

	/* Held while a timer's task runs, so that there is one at a time. */
	private final ReentrantLock firing = new ReentrantLock();

	/* Those that wait for a turn. Guarded by this, as is all that follows. */
	private final List<Waiter> inLine = new ArrayList<>();

	private Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS);

	/* When the time began to go on by itself, by the machine's clock. */
	private long since = System.nanoTime();

	private int waiting;

	private @Nullable Thread test;

	private @Nullable Thread ticker;

	private long numbers;

	private boolean ended;

	VirtualTime(Activity activity) {
		this.activity = activity;
	}

	// What time it is

	synchronized Instant now() {
		if (this.test == null) {
			long nanos = System.nanoTime();
			this.time = this.time.plusNanos(nanos - this.since);
			this.since = nanos;
		}
		return this.time;
	}

	@Override
	public InstantSource clock() {
		return this::now;
	}

	@Override
	public InstantSource wallClock() {
		return this::now;
	}

	@Override
	public long nanos() {
		Instant now = now();
		return now.getEpochSecond() * 1_000_000_000L + now.getNano();
	}

	// Who moves it

	/** Lets the time stand still, for the calling thread to move it. */
	synchronized void stop() {
		now();
		this.test = Thread.currentThread();
	}

	/** Whether a test is under way, and the calling thread is not the test's own. */
	synchronized boolean isStoppedByAnother() {
		return this.test != null && this.test != Thread.currentThread();
	}

	/** Lets the time go on by itself. */
	synchronized void goOn() {
		this.test = null;
		this.since = System.nanoTime();
		tick();
	}

	/** Lets nothing happen any more. */
	synchronized void end() {
		this.ended = true;
		this.timers.clear();
		notifyAll();
	}

	/**
	 * Moves the time from timer to timer.
	 * @param duration how far
	 * @param settle called before, between and after
	 */
	void advance(Duration duration, Runnable settle) {
		settle.run();
		Instant end = now().plus(duration);
		while (fireNext(end)) {
			settle.run();
		}
		moveTo(end);
		settle.run();
	}

	/**
	 * Returns when the next timer is due.
	 * @return the time, or {@code null} if there is none
	 */
	synchronized @Nullable Instant next() {
		Timer next = this.timers.peek();
		return (next != null) ? next.due : null;
	}

	/** Whether a thread waits for the time to go on. */
	synchronized boolean isWaitedFor() {
		return this.waiting > 0;
	}

	private synchronized void waiting(int change) {
		this.waiting += change;
	}

	private synchronized void moveTo(Instant time) {
		if (time.isAfter(now())) {
			this.time = time;
		}
	}

	/* Moves to the next timer that is due by then, and runs it. */
	private boolean fireNext(Instant end) {
		this.firing.lock();
		try {
			Timer next;
			synchronized (this) {
				next = this.timers.peek();
				if (next == null || next.due.isAfter(end)) {
					return false;
				}
				this.timers.remove(next);
				moveTo(next.due);
			}
			next.task.run();
			return true;
		}
		finally {
			this.firing.unlock();
		}
	}

	@Override
	public synchronized Runnable later(Duration delay, Runnable task) {
		Timer timer = new Timer(now().plus(delay.isNegative() ? Duration.ZERO : delay), this.numbers++, task);
		if (!this.ended) {
			this.timers.add(timer);
		}
		tick();
		return () -> {
			synchronized (this) {
				this.timers.remove(timer);
			}
		};
	}

	/* One thread looks after the timers while the time goes on by itself. */
	private void tick() {
		if (this.test == null && this.ticker == null && !this.timers.isEmpty()) {
			this.ticker = new Thread(this::tickOn, "discord-time");
			this.ticker.setDaemon(true);
			this.ticker.start();
		}
		notifyAll();
	}

	private void tickOn() {
		while (true) {
			synchronized (this) {
				Timer next = this.timers.peek();
				if (this.test != null || next == null) {
					this.ticker = null;
					return;
				}
				long millis = Duration.between(now(), next.due).plusNanos(999_999).toMillis();
				if (millis > 0) {
					try {
						wait(millis);
					}
					catch (InterruptedException ex) {
						this.ticker = null;
						return;
					}
					continue;
				}
			}
			fireNext(now());
		}
	}

	// Who waits for it

	@Override
	public void sleep(Duration duration) throws InterruptedException {
		Waiter waiter;
		synchronized (this) {
			if (this.test != null && this.test != Thread.currentThread()) {
				waiter = new Waiter(this.activity.park());
				Runnable unused = later(duration, waiter::wake);
			}
			else {
				waiter = null;
			}
		}
		if (waiter == null) {
			// Nobody but this thread would move the time.
			advance(duration, () -> {
			});
			return;
		}
		waiter.await();
	}

	@Override
	public boolean takeTurn(ReentrantLock turn, long nanos) throws InterruptedException {
		long deadline = nanos() + nanos;
		while (true) {
			Waiter waiter;
			synchronized (this) {
				if (turn.tryLock()) {
					return true;
				}
				long left = deadline - nanos();
				if (left <= 0) {
					return false;
				}
				waiter = new Waiter(this.activity.park());
				this.inLine.add(waiter);
				Runnable unused = later(Duration.ofNanos(left), waiter::wake);
			}
			waiter.await();
		}
	}

	@Override
	public void handOn(ReentrantLock turn) {
		turn.unlock();
		List<Waiter> waiting;
		synchronized (this) {
			waiting = List.copyOf(this.inLine);
			this.inLine.clear();
		}
		waiting.forEach(Waiter::wake);
	}

	@Override
	public Executor watched(String what, int threads, Executor executor) {
		return this.activity.watched(what, threads, executor);
	}

	private record Timer(Instant due, long number, Runnable task) {
	}

	/** A thread that waits, and is counted again before it goes on. */
	private final class Waiter {

		private final List<Activity.Task> parked;

		private boolean awake;

		private Waiter(List<Activity.Task> parked) {
			this.parked = parked;
			waiting(1);
		}

		private synchronized void wake() {
			if (!this.awake) {
				VirtualTime.this.activity.unpark(this.parked);
				waiting(-1);
				this.awake = true;
				notifyAll();
			}
		}

		private void await() throws InterruptedException {
			try {
				synchronized (this) {
					while (!this.awake) {
						wait();
					}
				}
			}
			finally {
				wake();
			}
		}

	}

}
