package io.discordgateway.spring.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.discordgateway.spring.driver.GatewayTime;

/**
 * The machine's time, with an eye on what is under way. Thread-safe.
 */
final class RealTime implements GatewayTime, AutoCloseable {

	private final Activity activity;

	private final Activity.Group timers;

	private final Instant origin = Instant.now();

	private final long originNanos = System.nanoTime();

	private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "discord-time");
		thread.setDaemon(true);
		return thread;
	});

	RealTime(Activity activity) {
		this.activity = activity;
		this.timers = activity.group("a timer of the gateway", () -> Integer.MAX_VALUE);
	}

	@Override
	public InstantSource clock() {
		return () -> this.origin.plusNanos(System.nanoTime() - this.originNanos);
	}

	@Override
	public InstantSource wallClock() {
		return InstantSource.system();
	}

	@Override
	public Runnable later(Duration delay, Runnable task) {
		Future<?> future = this.timer.schedule(() -> this.timers.counted(task).run(), Math.max(0, delay.toNanos()),
				TimeUnit.NANOSECONDS);
		return () -> future.cancel(false);
	}

	@Override
	public Executor watched(String what, int threads, Executor executor) {
		return this.activity.watched(what, threads, executor);
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
