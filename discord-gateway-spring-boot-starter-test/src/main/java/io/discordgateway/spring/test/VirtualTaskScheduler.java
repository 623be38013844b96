package io.discordgateway.spring.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.support.SimpleTriggerContext;
import org.springframework.scheduling.support.TaskUtils;

/**
 * Scheduler that goes by the test's time.
 */
final class VirtualTaskScheduler implements TaskScheduler {

	private final VirtualTime time;

	private final Executor executor;

	VirtualTaskScheduler(InProcessDiscord discord) {
		this.time = discord.virtualTime();
		this.executor = discord.carrier("a task of the scheduler");
	}

	@Override
	public Clock getClock() {
		return new VirtualClock(this.time, ZoneId.systemDefault());
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return new Scheduled(task, false, startTime, (run) -> null).arm();
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		SimpleTriggerContext context = new SimpleTriggerContext(getClock());
		Instant first = trigger.nextExecution(context);
		return (first != null) ? new Scheduled(task, true, first, (run) -> {
			context.update(run.due, run.due, this.time.now());
			return trigger.nextExecution((TriggerContext) context);
		}).arm() : null;
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		return new Scheduled(task, true, startTime, (run) -> run.due.plus(period)).arm();
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		return scheduleAtFixedRate(task, this.time.now(), period);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		return new Scheduled(task, true, startTime, (run) -> this.time.now().plus(delay)).arm();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		return scheduleWithFixedDelay(task, this.time.now(), delay);
	}

	/** One task, as often as it is due. */
	private final class Scheduled extends FutureTask<@Nullable Void> implements ScheduledFuture<@Nullable Void> {

		private final Function<Scheduled, @Nullable Instant> next;

		private volatile Instant due;

		private Scheduled(Runnable task, boolean repeats, Instant due, Function<Scheduled, @Nullable Instant> next) {
			super(TaskUtils.decorateTaskWithErrorHandler(task, null, repeats), null);
			this.due = due;
			this.next = next;
		}

		private Scheduled arm() {
			Runnable unused = VirtualTaskScheduler.this.time.later(
					Duration.between(VirtualTaskScheduler.this.time.now(), this.due),
					() -> VirtualTaskScheduler.this.executor.execute(this::fire));
			return this;
		}

		private void fire() {
			if (isDone()) {
				return;
			}
			boolean goesOn = runAndReset();
			Instant following = goesOn ? this.next.apply(this) : null;
			if (following != null) {
				this.due = following;
				Scheduled unused = arm();
			}
			else if (goesOn) {
				cancel(false);
			}
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(Duration.between(VirtualTaskScheduler.this.time.now(), this.due));
		}

		@Override
		public int compareTo(Delayed other) {
			return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
		}

	}

	/** The test's time as a clock. */
	private static final class VirtualClock extends Clock {

		private final VirtualTime time;

		private final ZoneId zone;

		private VirtualClock(VirtualTime time, ZoneId zone) {
			this.time = time;
			this.zone = zone;
		}

		@Override
		public ZoneId getZone() {
			return this.zone;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return new VirtualClock(this.time, zone);
		}

		@Override
		public Instant instant() {
			return this.time.now();
		}

	}

}
