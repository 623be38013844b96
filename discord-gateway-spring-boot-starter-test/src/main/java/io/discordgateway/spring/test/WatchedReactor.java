package io.discordgateway.spring.test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Counts what Reactor's schedulers are given by threads that are counted themselves, for
 * whichever context those belong to.
 */
final class WatchedReactor {

	private static final AtomicBoolean installed = new AtomicBoolean();

	private WatchedReactor() {
	}

	/** Watches all schedulers of this process that are made or shared from now on. */
	static void install() {
		if (installed.compareAndSet(false, true)) {
			Schedulers.setExecutorServiceDecorator("discord-gateway-test", (scheduler, executor) -> watched(executor));
			// The shared ones may be there already. What uses them goes on.
			Schedulers.setFactoryWithSnapshot(new Schedulers.Factory() {
			});
		}
	}

	private static ScheduledExecutorService watched(ScheduledExecutorService executor) {
		Map<Activity, Activity.Group> groups = new ConcurrentHashMap<>();
		CountingAdvice advice = new CountingAdvice(executor, () -> group(groups, executor));
		return (ScheduledExecutorService) WatchedExecutors.counting(executor, advice,
				WatchedReactor.class.getClassLoader());
	}

	private static Activity.@Nullable Group group(Map<Activity, Activity.Group> groups,
			ScheduledExecutorService executor) {
		Activity activity = Activity.ofThisThread();
		return (activity != null) ? groups.computeIfAbsent(activity,
				(key) -> key.group("a task of one of Reactor's schedulers", () -> WatchedExecutors.threads(executor)))
				: null;
	}

}
