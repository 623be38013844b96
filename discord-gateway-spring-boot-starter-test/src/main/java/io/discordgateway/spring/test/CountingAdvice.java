package io.discordgateway.spring.test;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.TaskScheduler;

/**
 * Counts what an executor or scheduler of any kind is given, from the moment at which it
 * is given until it has run. What is given for later, in the machine's time, counts while
 * it runs.
 */
final class CountingAdvice implements MethodInterceptor {

	private final Object target;

	/* Who counts, or nobody. */
	private final Supplier<Activity.@Nullable Group> counter;

	/**
	 * Makes an advice.
	 * @param target the executor or scheduler
	 * @param counter who counts what the calling thread gives it
	 */
	CountingAdvice(Object target, Supplier<Activity.@Nullable Group> counter) {
		this.target = target;
		this.counter = counter;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation call) throws Throwable {
		Activity.Group group = this.counter.get();
		if (group == null) {
			return call.proceed();
		}
		@Nullable Object[] arguments = call.getArguments();
		Object first = (arguments.length > 0) ? arguments[0] : null;
		return switch (call.getMethod().getName()) {
			case "execute" -> (first instanceof Runnable task) ? given(call, group.counted(task)) : call.proceed();
			case "submit" -> submit(call, group);
			case "submitCompletable" ->
				(first instanceof Callable<?> task) ? completable(group, task) : (first instanceof Runnable task)
						? CompletableFuture.runAsync(task, executor(group)) : call.proceed();
			case "invokeAll", "invokeAny" -> invoke(call, group);
			case "shutdownNow" -> shutdownNow(call, group);
			case "schedule", "scheduleAtFixedRate", "scheduleWithFixedDelay" -> schedule(call, group);
			default -> call.proceed();
		};
	}

	private static @Nullable Object given(MethodInvocation call, Activity.Task counted) throws Throwable {
		call.getArguments()[0] = counted;
		try {
			return call.proceed();
		}
		catch (RejectedExecutionException ex) {
			counted.owner().dropped(counted);
			throw ex;
		}
	}

	private Executor executor(Activity.Group group) {
		Executor executor = (Executor) this.target;
		return (task) -> {
			Activity.Task counted = group.counted(task);
			try {
				executor.execute(counted);
			}
			catch (RejectedExecutionException ex) {
				counted.owner().dropped(counted);
				throw ex;
			}
		};
	}

	/* One that is cancelled is run all the same, and does nothing. */
	private @Nullable Object submit(MethodInvocation call, Activity.Group group) throws Throwable {
		@Nullable Object[] arguments = call.getArguments();
		FutureTask<@Nullable Object> future;
		if (arguments[0] instanceof Callable<?> task) {
			future = new FutureTask<>(task::call);
		}
		else if (arguments[0] instanceof Runnable task) {
			future = new FutureTask<>(task, (arguments.length > 1) ? arguments[1] : null);
		}
		else {
			return call.proceed();
		}
		executor(group).execute(future);
		return future;
	}

	private CompletableFuture<@Nullable Object> completable(Activity.Group group, Callable<?> task) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return task.call();
			}
			catch (Exception ex) {
				throw new CompletionException(ex);
			}
		}, executor(group));
	}

	@SuppressWarnings("unchecked")
	private @Nullable Object invoke(MethodInvocation call, Activity.Group group) throws Throwable {
		@Nullable Object[] arguments = call.getArguments();
		if (!(arguments[0] instanceof Collection<?> given)) {
			return call.proceed();
		}
		Collection<? extends Callable<Object>> tasks = (Collection<? extends Callable<Object>>) given;
		ExecutorService service = new Service(executor(group), (ExecutorService) this.target);
		boolean any = call.getMethod().getName().equals("invokeAny");
		if (arguments.length == 3 && arguments[1] instanceof Long time && arguments[2] instanceof TimeUnit unit) {
			return any ? service.invokeAny(tasks, time, unit) : service.invokeAll(tasks, time, unit);
		}
		return any ? service.invokeAny(tasks) : service.invokeAll(tasks);
	}

	private static @Nullable Object shutdownNow(MethodInvocation call, Activity.Group group) throws Throwable {
		Object left = call.proceed();
		group.dropped();
		return (left instanceof List<?> tasks)
				? tasks.stream().map((task) -> (task instanceof Activity.Task counted) ? counted.task() : task).toList()
				: left;
	}

	private @Nullable Object schedule(MethodInvocation call, Activity.Group group) throws Throwable {
		@Nullable Object[] arguments = call.getArguments();
		Run run;
		if (arguments[0] instanceof Callable<?> task) {
			run = new Run(group, task);
		}
		else if (arguments[0] instanceof Runnable task) {
			run = new Run(group, () -> {
				task.run();
				return null;
			});
		}
		else {
			return call.proceed();
		}
		boolean now = isNow(arguments);
		if (now) {
			run.countFirst();
		}
		arguments[0] = (arguments[0] instanceof Callable<?>) ? (Callable<?>) run : (Runnable) run;
		try {
			Object future = call.proceed();
			return (now && future instanceof ScheduledFuture<?> scheduled) ? new Counted<>(scheduled, run) : future;
		}
		catch (RejectedExecutionException ex) {
			run.dropped();
			throw ex;
		}
	}

	/* Whether the first run is due at once. */
	private boolean isNow(@Nullable Object[] arguments) {
		if (arguments.length < 2) {
			return false;
		}
		if (arguments[1] instanceof Long delay) {
			return delay <= 0;
		}
		if (arguments[1] instanceof Instant start) {
			Clock clock = (this.target instanceof TaskScheduler scheduler) ? scheduler.getClock() : Clock.systemUTC();
			return !start.isAfter(clock.instant());
		}
		return arguments[1] instanceof java.time.Duration;
	}

	/** What is run once or again and again. */
	private static final class Run implements Runnable, Callable<@Nullable Object> {

		private final Activity.Group group;

		private final Callable<?> task;

		/* Counts the next run, which may be a while until then. */
		private volatile Activity.@Nullable Task next;

		private Run(Activity.Group group, Callable<?> task) {
			this.group = group;
			this.task = task;
		}

		private void countFirst() {
			this.next = this.group.counted(() -> {
			});
		}

		private void dropped() {
			this.group.activity().dropped(this.next);
		}

		@Override
		public void run() {
			try {
				call();
			}
			catch (RuntimeException ex) {
				throw ex;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public @Nullable Object call() throws Exception {
			FutureTask<@Nullable Object> future = new FutureTask<>(this.task::call);
			Activity.Task counted = this.group.counted(future);
			Activity.Task waited = this.next;
			this.next = null;
			this.group.activity().dropped(waited);
			counted.run();
			try {
				return future.get();
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof Exception cause) {
					throw cause;
				}
				if (ex.getCause() instanceof Error error) {
					throw error;
				}
				throw ex;
			}
		}

	}

	/** A future of what is due at once, which it need not run if it is cancelled. */
	private record Counted<V>(ScheduledFuture<V> future, Run run) implements ScheduledFuture<V> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = this.future.cancel(mayInterruptIfRunning);
			if (cancelled) {
				this.run.dropped();
			}
			return cancelled;
		}

		@Override
		public boolean isCancelled() {
			return this.future.isCancelled();
		}

		@Override
		public boolean isDone() {
			return this.future.isDone();
		}

		@Override
		public V get() throws InterruptedException, ExecutionException {
			return this.future.get();
		}

		@Override
		public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
			return this.future.get(timeout, unit);
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return this.future.getDelay(unit);
		}

		@Override
		public int compareTo(Delayed other) {
			return this.future.compareTo(other);
		}

	}

	/** What gives many tasks one by one. */
	private static final class Service extends AbstractExecutorService {

		private final Executor executor;

		private final ExecutorService service;

		private Service(Executor executor, ExecutorService service) {
			this.executor = executor;
			this.service = service;
		}

		@Override
		public void execute(Runnable task) {
			this.executor.execute(task);
		}

		@Override
		public void shutdown() {
			this.service.shutdown();
		}

		@Override
		public List<Runnable> shutdownNow() {
			return this.service.shutdownNow();
		}

		@Override
		public boolean isShutdown() {
			return this.service.isShutdown();
		}

		@Override
		public boolean isTerminated() {
			return this.service.isTerminated();
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
			return this.service.awaitTermination(timeout, unit);
		}

	}

}
