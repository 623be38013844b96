package io.discordgateway.benchmarks;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.OperatingSystemMXBean;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;

/**
 * The starter under the load of a {@link LoadServer}, in a process of its own: prints one
 * line of what it took.
 */
final class LoadClient {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private LoadClient() {
	}

	/**
	 * Runs until all events are done or a minute is over.
	 * @param args the address of the API; the compression; the {@link Listener}; how many
	 * events of all shards together come, and how many of them are to warm up
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		Listener listener = Listener.valueOf(args[2]);
		long events = Long.parseLong(args[3]);
		long warmUp = Long.parseLong(args[4]);
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("benchmark",
					Map.of("discord.gateway.token", "MQ.load.token", "discord.gateway.api-base-url", args[0],
							"discord.gateway.compression", args[1], "discord.gateway.intents", "GUILD_MESSAGES")));
		context.register(DiscordGatewayAutoConfiguration.class);
		if (listener.bean != null) {
			context.register(listener.bean);
		}
		context.refresh();
		DiscordGateway gateway = context.getBean(DiscordGateway.class);
		awaitDone(gateway, warmUp, LIMIT);
		long begun = done(gateway);
		Usage before = Usage.now();
		awaitDone(gateway, events, LIMIT);
		Usage after = Usage.now();
		long measured = done(gateway) - begun;
		System.out.println(after.since(before, measured));
		System.exit(0);
	}

	private static void awaitDone(DiscordGateway gateway, long events, Duration limit) {
		long end = System.nanoTime() + limit.toNanos();
		while (done(gateway) < events && System.nanoTime() < end) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
	}

	private static long done(DiscordGateway gateway) {
		return gateway.shards().stream().mapToLong((shard) -> shard.received() - shard.delivery().inHand()).sum();
	}

	/** What listens. */
	enum Listener {

		/** Nobody. */
		NONE(null),

		/** One that gets MESSAGE_CREATE as it came. */
		RAW(RawListener.class),

		/** One that gets MESSAGE_CREATE decoded. */
		TYPED(TypedListener.class),

		/** One that gets MESSAGE_CREATE decoded, and then takes 0.1 ms. */
		SLOW(SlowListener.class);

		private final @Nullable Class<?> bean;

		Listener(@Nullable Class<?> bean) {
			this.bean = bean;
		}

	}

	static final class RawListener {

		private final LongAdder bytes = new LongAdder();

		@EventListener
		void on(DispatchEvent<MessageCreate> event) {
			this.bytes.add(event.payloadSize());
		}

	}

	static final class TypedListener {

		private final LongAdder characters = new LongAdder();

		@EventListener
		void on(MessageCreate message) {
			this.characters.add(message.content().length());
		}

	}

	static final class SlowListener {

		private final LongAdder characters = new LongAdder();

		@EventListener
		void on(MessageCreate message) {
			this.characters.add(message.content().length());
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
		}

	}

	/**
	 * What the process used up to a moment.
	 *
	 * @param nanos the moment
	 * @param cpuNanos processor time
	 * @param collections time in the collector, in milliseconds
	 * @param compilation time in the compilers, in milliseconds
	 * @param resident the largest resident set, in kB
	 * @param old the largest use of the old generation, in kB
	 */
	record Usage(long nanos, long cpuNanos, long collections, long compilation, long resident, long old) {

		static Usage now() throws IOException {
			long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
			long collections = ManagementFactory.getGarbageCollectorMXBeans()
				.stream()
				.mapToLong(GarbageCollectorMXBean::getCollectionTime)
				.sum();
			long old = ManagementFactory.getMemoryPoolMXBeans()
				.stream()
				.filter((pool) -> pool.getName().matches(".*(Tenured|Old).*"))
				.mapToLong((pool) -> pool.getPeakUsage().getUsed())
				.sum();
			return new Usage(System.nanoTime(), cpu, collections,
					ManagementFactory.getCompilationMXBean().getTotalCompilationTime(), residentPeak(), old / 1024);
		}

		private static long residentPeak() throws IOException {
			return Files.readAllLines(Path.of("/proc/self/status"))
				.stream()
				.filter((line) -> line.startsWith("VmHWM:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.findFirst()
				.orElseThrow();
		}

		String since(Usage before, long events) {
			return String.format(
					"%,d events in %.2f s; %.2f µs of processor time each; collector %d ms, compilers "
							+ "%d ms; at most %d MB resident, %d MB in the old generation",
					events, (this.nanos - before.nanos) / 1e9, (this.cpuNanos - before.cpuNanos) / 1e3 / events,
					this.collections - before.collections, this.compilation - before.compilation, this.resident / 1024,
					this.old / 1024);
		}

	}

}
