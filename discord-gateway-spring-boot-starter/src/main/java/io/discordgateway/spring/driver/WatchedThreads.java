package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Threads whose tasks are watched, and whose timers go by another time.
 */
final class WatchedThreads extends ThreadsAround {

	private final GatewayTime time;

	private final Map<Work, Executor> executors = new EnumMap<>(Work.class);

	/**
	 * Makes threads.
	 * @param threads where everything runs
	 * @param time who watches
	 * @param concurrency on how many threads events are published at most
	 */
	WatchedThreads(GatewayThreads threads, GatewayTime time, int concurrency) {
		super(threads);
		this.time = time;
		for (Work work : Work.values()) {
			String what = work.name().toLowerCase(Locale.ROOT).replace('_', ' ');
			int most = (work == Work.DISPATCH) ? concurrency : Integer.MAX_VALUE;
			this.executors.put(work, time.watched("the gateway's work: " + what, most, threads.of(work)));
		}
	}

	@Override
	public Executor of(Work work) {
		return Objects.requireNonNull(this.executors.get(work));
	}

	@Override
	public Runnable later(Duration delay, Runnable task) {
		return this.time.later(delay, task);
	}

}
