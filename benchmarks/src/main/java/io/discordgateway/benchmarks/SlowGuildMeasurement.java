package io.discordgateway.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.dispatch.ErrorPolicies;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.Lane;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * How long events wait for their listeners, from {@link Lane#add} to the call, in guilds
 * whose listener is quick, with and without one guild whose listener sleeps. 100 guilds,
 * 2,000 events a second, ordering {@code guild}, four threads.
 */
public final class SlowGuildMeasurement {

	private static final int GUILDS = 100;

	private static final int PER_SECOND = 2000;

	private static final int SECONDS = 10;

	private static final int SLOW = 1;

	private SlowGuildMeasurement() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		String threads = (arguments.length > 0) ? arguments[0] : "4";
		Supplier<ExecutorService> executor = threads.equals("virtual")
				? () -> Executors
					.newCachedThreadPool(new VirtualThreadTaskExecutor("dispatch-").getVirtualThreadFactory())
				: () -> Executors.newFixedThreadPool(Integer.parseInt(threads));
		// The first round warms up.
		long[] unused = measure(executor, 0);
		long[] without = measure(executor, 0);
		long[] with = measure(executor, 100);
		print("without a slow guild", without);
		print("with one that sleeps 100 ms per event", with);
		System.out.printf("p99 with / without: %.2f (threads: %s)%n",
				(double) percentile(with, 99) / percentile(without, 99), threads);
	}

	private static long[] measure(Supplier<ExecutorService> executors, int sleepMillis) throws InterruptedException {
		ExecutorService executor = executors.get();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(Listener.class, () -> new Listener(sleepMillis));
			context.refresh();
			Lane lane = new EventDispatcher(context).newLane(ShardId.SINGLE, executor, (delay, task) -> task,
					InstantSource.system(), new LaneOptions(Ordering.GUILD, 1_000_000, Long.MAX_VALUE,
							Duration.ofMinutes(5), ErrorPolicies.log()));
			Listener listener = context.getBean(Listener.class);
			long start = System.nanoTime();
			for (int i = 0; i < PER_SECOND * SECONDS; i++) {
				long due = start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
				for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
					LockSupport.parkNanos(left);
				}
				byte[] json = ("{\"guild_id\":\"" + (1 + i % GUILDS) + "\"}").getBytes(StandardCharsets.UTF_8);
				listener.added.put((long) i, System.nanoTime());
				lane.add(context, new ShardEvent.Dispatched("TYPING_START", i, false, json));
				lane.handOver();
			}
			int quick = PER_SECOND * SECONDS / GUILDS * (GUILDS - 1);
			while (listener.waits.size() < quick) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
			}
			// What the slow guild still has in hand is not measured.
			lane.freeze();
			return listener.waits.values().stream().mapToLong(Long::longValue).sorted().toArray();
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static void print(String what, long[] waits) {
		System.out.printf("%-40s p50 %8.1f us   p99 %8.1f us   p99.9 %8.1f us   max %8.1f us%n", what,
				percentile(waits, 50) / 1e3, percentile(waits, 99) / 1e3, percentile(waits, 99.9) / 1e3,
				Arrays.stream(waits).max().orElse(0) / 1e3);
	}

	private static long percentile(long[] sorted, double percent) {
		return sorted[(int) Math.min(sorted.length - 1, sorted.length * percent / 100)];
	}

	/** Notes how long each event waited; sleeps for those of one guild. */
	static class Listener {

		private final ConcurrentHashMap<Long, Long> added = new ConcurrentHashMap<>();

		private final ConcurrentHashMap<Long, Long> waits = new ConcurrentHashMap<>();

		private final int sleepMillis;

		Listener(int sleepMillis) {
			this.sleepMillis = sleepMillis;
		}

		@EventListener
		void on(DispatchEvent<?> event) throws InterruptedException {
			long now = System.nanoTime();
			if (event.sequence() % GUILDS == SLOW - 1) {
				TimeUnit.MILLISECONDS.sleep(this.sleepMillis);
				return;
			}
			Long before = this.added.get(event.sequence());
			this.waits.put(event.sequence(), (before != null) ? now - before : 0);
		}

	}

}
