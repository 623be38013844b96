package io.discordgateway.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.requests.GatewayIntent;
import net.dv8tion.jda.api.requests.RestConfig;
import net.dv8tion.jda.api.sharding.DefaultShardManagerBuilder;
import net.dv8tion.jda.api.sharding.ShardManager;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;

/**
 * Many shards of a {@link FaultServer} in a process of its own, of the starter or of JDA,
 * with one listener for messages.
 */
final class FleetClient {

	static final String TOKEN = "MQ.load.token";

	private static final long LIMIT = TimeUnit.MINUTES.toNanos(3);

	private final LongAdder heard = new LongAdder();

	private final int shards;

	private IntSupplier connected = () -> 0;

	private long cpuBefore;

	private FleetClient(int shards) {
		this.shards = shards;
	}

	/**
	 * Connects, says so, and does what it is told.
	 * @param args STARTER or JDA; the address of the API; the number of shards; the
	 * compression
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		FleetClient client = new FleetClient(Integer.parseInt(args[2]));
		if (args[0].equals("JDA")) {
			client.startJda(args[1]);
		}
		else {
			client.startStarter(args[1], args[3]);
		}
		Remote.say(client.await(0));
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		String line;
		while ((line = in.readLine()) != null) {
			String[] words = line.split(" ");
			Remote.say(client.answer(words[0], (words.length > 1) ? Long.parseLong(words[1]) : 0));
		}
	}

	private void startStarter(String api, String compression) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("benchmark",
					Map.of("discord.gateway.token", TOKEN, "discord.gateway.api-base-url", api,
							"discord.gateway.compression", compression, "discord.gateway.intents", "DIRECT_MESSAGES",
							"discord.gateway.sharding.total", String.valueOf(this.shards))));
		context.registerBean(FleetClient.class, () -> this);
		context.register(DiscordGatewayAutoConfiguration.class);
		context.refresh();
		DiscordGateway gateway = context.getBean(DiscordGateway.class);
		this.connected = () -> (int) gateway.shards().stream().filter(ShardState::isConnected).count();
	}

	@EventListener
	void on(MessageCreate message) {
		this.heard.increment();
	}

	private void startJda(String api) throws IOException, InterruptedException {
		ShardManager manager = DefaultShardManagerBuilder.createLight(TOKEN, EnumSet.of(GatewayIntent.DIRECT_MESSAGES))
			.setRestConfig(new RestConfig().setBaseUrl(api + "/"))
			.setSessionController(LoadJda.sessionsAt(api))
			.setShardsTotal(this.shards)
			.addEventListeners(new ListenerAdapter() {
				@Override
				public void onMessageReceived(MessageReceivedEvent event) {
					FleetClient.this.heard.increment();
				}
			})
			.build();
		this.connected = () -> (int) manager.getShards()
			.stream()
			.filter((shard) -> shard.getStatus() == JDA.Status.CONNECTED)
			.count();
	}

	private Object answer(String command, long number) throws Exception {
		return switch (command) {
			case "mark" -> {
				this.cpuBefore = Usage.now().cpuNanos();
				yield this.heard.sum();
			}
			case "await" -> await(number);
			case "state" -> state(true);
			case "glance" -> state(false);
			default -> throw new IllegalArgumentException("There is no command '" + command + "'");
		};
	}

	/* The moment, processor time since the mark, what was heard, who is connected. */
	private String await(long messages) throws IOException {
		long end = System.nanoTime() + LIMIT;
		while ((this.heard.sum() < messages || this.connected.getAsInt() < this.shards) && System.nanoTime() < end) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
		}
		long now = System.nanoTime();
		return String.format(Locale.ROOT, "%d %d %d %d", now, Usage.now().cpuNanos() - this.cpuBefore, this.heard.sum(),
				this.connected.getAsInt());
	}

	/* Heap in kB, resident kB, threads, descriptors, what was heard. */
	private String state(boolean collect) throws IOException, InterruptedException {
		for (int i = 0; collect && i < 5; i++) {
			ManagementFactory.getMemoryMXBean().gc();
			TimeUnit.MILLISECONDS.sleep(100);
		}
		return String.format(Locale.ROOT, "%d %d %d %d %d", heapAfterCollection() / 1024, Usage.status("VmRSS"),
				Usage.status("Threads"), descriptors(), this.heard.sum());
	}

	private static long heapAfterCollection() {
		List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
		return pools.stream()
			.filter((pool) -> pool.getCollectionUsage() != null)
			.mapToLong((pool) -> pool.getCollectionUsage().getUsed())
			.sum();
	}

	private static long descriptors() throws IOException {
		try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
			return open.count();
		}
	}

}
