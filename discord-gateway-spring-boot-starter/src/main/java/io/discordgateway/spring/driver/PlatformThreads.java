package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.CustomizableThreadCreator;

/**
 * Threads as the platform has them. Their number does not depend on the number of shards;
 * only what a peer holds up has one more for as long as it does.
 */
final class PlatformThreads implements GatewayThreads {

	/*
	 * Spring's and Tomcat's ways to send block, the asynchronous ones of Tomcat's client
	 * too, for up to the time-out of a send if the peer does not read. A fixed number of
	 * threads would then be held by so many stalled peers, and everybody else's
	 * heartbeats wait; a thread for each send would be a hundred threads whenever a
	 * hundred shards beat together. So there are two, and a task that holds its thread
	 * for longer than a send takes is made up for by another thread.
	 */

	private static final Log logger = LogFactory.getLog(PlatformThreads.class);

	/* Connecting blocks its thread, in the worst case until it times out (R4). */
	private static final int CONNECTORS = 8;

	private static final int USUAL = 2;

	/* Far more than a send takes, and nothing beside a heartbeat's interval. */
	private static final Duration STALLED = Duration.ofMillis(50);

	private static final Duration IDLE = Duration.ofSeconds(30);

	/* So long may a listener go on that has ended the gateway. */
	private static final Duration FAREWELL = Duration.ofSeconds(30);

	private final ScheduledThreadPoolExecutor timers;

	private final Map<Work, Pool> pools = new EnumMap<>(Work.class);

	private final DispatchPool listeners;

	/* Completed when no listener is waited for any more. */
	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	/**
	 * Makes threads.
	 * @param concurrency on how many threads events are published at most;
	 * {@link Integer#MAX_VALUE} for no bound
	 * @param virtual whether what is the application's runs on virtual threads
	 */
	PlatformThreads(int concurrency, boolean virtual) {
		// Not a daemon, and there from the start: it keeps an application without a web
		// server alive.
		this.timers = new ScheduledThreadPoolExecutor(1, threads("discord-timer-", false));
		this.timers.setRemoveOnCancelPolicy(true);
		this.timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
		this.timers.prestartCoreThread();
		this.listeners = listeners(concurrency, virtual);
		for (Work work : Work.values()) {
			ThreadFactory ours = threads(name(work), true);
			this.pools.put(work, switch (work) {
				case DRIVE, SEND, CLOSE -> new GrowingPool(ours);
				case CONNECT -> new Pool(CONNECTORS, ours);
				case LOOK_UP, STORE -> new Pool(1, ours);
				case ANSWER -> new Pool(Integer.MAX_VALUE, applications(work, virtual));
				case DISPATCH -> this.listeners;
			});
		}
	}

	private DispatchPool listeners(int concurrency, boolean virtual) {
		return new DispatchPool(concurrency, applications(Work.DISPATCH, virtual));
	}

	private static ThreadFactory applications(Work work, boolean virtual) {
		return virtual ? new VirtualThreadTaskExecutor(name(work)).getVirtualThreadFactory()
				: threads(name(work), true);
	}

	private static String name(Work work) {
		return "discord-" + work.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-";
	}

	private static ThreadFactory threads(String name, boolean daemon) {
		CustomizableThreadCreator creator = new CustomizableThreadCreator(name);
		creator.setDaemon(daemon);
		return creator::createThread;
	}

	@Override
	public Executor of(Work work) {
		return pool(work);
	}

	private Pool pool(Work work) {
		return Objects.requireNonNull(this.pools.get(work));
	}

	@Override
	public Runnable later(Duration delay, Runnable task) {
		try {
			Future<?> future = this.timers.schedule(() -> guard(task), Math.max(0, delay.toNanos()),
					TimeUnit.NANOSECONDS);
			return () -> future.cancel(false);
		}
		catch (RejectedExecutionException ex) {
			return () -> {
			};
		}
	}

	@Override
	public void hold(CompletableFuture<Void> done) {
		done.join();
	}

	@Override
	public CompletableFuture<Void> shutdown(Duration timeout) {
		this.listeners.shutdown();
		this.listeners.look();
		Runnable unused = later(timeout, this.listeners::interrupt);
		return this.ended.whenComplete((done, failure) -> {
			// A store that hangs is let go by an interrupt only.
			pool(Work.STORE).shutdownNow();
			this.pools.values().forEach(Pool::shutdown);
			if (this.listeners.hasLetGo()) {
				// The process lives until who ends it has said with which exit code.
				Runnable unusedToo = later(FAREWELL, this.timers::shutdown);
			}
			else {
				this.timers.shutdown();
			}
		});
	}

	@Override
	public void letGo(Thread thread) {
		this.listeners.letGo(thread);
	}

	/* Whatever it was, the thread goes on, and so does what it does next. */
	private static void guard(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of the gateway failed and was given up; the gateway goes on without it. "
					+ "Please report this to discord-gateway", ex);
		}
	}

	/** Threads that end when there is nothing to do. */
	private static class Pool extends ThreadPoolExecutor {

		Pool(int size, ThreadFactory threads) {
			this(size, threads, (task, pool) -> threads.newThread(task).start());
		}

		/* Without a bound a task never waits for another one. */
		Pool(int size, ThreadFactory threads, RejectedExecutionHandler late) {
			super((size < Integer.MAX_VALUE) ? size : 0, size, IDLE.toSeconds(), TimeUnit.SECONDS,
					(size < Integer.MAX_VALUE) ? new LinkedBlockingQueue<>() : new SynchronousQueue<>(), threads, late);
			allowCoreThreadTimeOut(true);
		}

		@Override
		public void execute(Runnable task) {
			super.execute(() -> guard(task));
		}

	}

	/** Threads of the listeners. */
	private final class DispatchPool extends Pool {

		/* Who runs a task, and whether somebody waits for that. */
		private final Map<Thread, Boolean> busy = new ConcurrentHashMap<>();

		/* How many tasks are waited for, also those that no thread has come to yet. */
		private final AtomicInteger awaited = new AtomicInteger();

		DispatchPool(int size, ThreadFactory threads) {
			super(size, threads, new AbortPolicy());
		}

		@Override
		public void execute(Runnable task) {
			this.awaited.incrementAndGet();
			try {
				super.execute(task);
			}
			catch (RejectedExecutionException ex) {
				noLongerAwaited();
				throw ex;
			}
		}

		private void noLongerAwaited() {
			this.awaited.decrementAndGet();
			look();
		}

		@Override
		protected void beforeExecute(Thread thread, Runnable task) {
			this.busy.put(thread, true);
		}

		@Override
		protected void afterExecute(Runnable task, @Nullable Throwable failure) {
			if (Boolean.TRUE.equals(this.busy.remove(Thread.currentThread()))) {
				noLongerAwaited();
			}
		}

		synchronized void letGo(Thread thread) {
			if (!this.busy.replace(thread, true, false)) {
				return;
			}
			if (getMaximumPoolSize() < Integer.MAX_VALUE) {
				setMaximumPoolSize(getMaximumPoolSize() + 1);
				setCorePoolSize(getCorePoolSize() + 1);
			}
			noLongerAwaited();
		}

		/** Looks whether there is still somebody to wait for. */
		void look() {
			if (isShutdown() && this.awaited.get() == 0) {
				PlatformThreads.this.ended.complete(null);
			}
		}

		boolean hasLetGo() {
			return this.busy.containsValue(false);
		}

		void interrupt() {
			this.busy.forEach((thread, awaited) -> {
				if (awaited) {
					thread.interrupt();
				}
			});
			PlatformThreads.this.ended.complete(null);
		}

		@Override
		protected void terminated() {
			if (PlatformThreads.this.ended.isDone()) {
				PlatformThreads.this.timers.shutdown();
			}
			PlatformThreads.this.ended.complete(null);
		}

	}

	/** A few threads, and one more for each task that holds its thread up. */
	private final class GrowingPool extends Pool {

		/* Guarded by this. */
		private int held;

		GrowingPool(ThreadFactory threads) {
			super(USUAL, threads);
		}

		@Override
		public void execute(Runnable task) {
			super.execute(() -> {
				Watch watch = new Watch();
				Runnable cancel = later(STALLED, watch);
				try {
					task.run();
				}
				finally {
					cancel.run();
					watch.end();
				}
			});
		}

		private synchronized void held(int change) {
			this.held += change;
			int size = USUAL + this.held;
			if (change > 0) {
				setMaximumPoolSize(size);
				setCorePoolSize(size);
			}
			else {
				setCorePoolSize(size);
				setMaximumPoolSize(size);
			}
		}

		/** Looks after one task. */
		private final class Watch implements Runnable {

			private boolean grown;

			private boolean over;

			@Override
			public synchronized void run() {
				if (!this.over) {
					this.grown = true;
					held(1);
				}
			}

			synchronized void end() {
				this.over = true;
				if (this.grown) {
					held(-1);
				}
			}

		}

	}

}
