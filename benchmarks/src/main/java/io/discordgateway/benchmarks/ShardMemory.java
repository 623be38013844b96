package io.discordgateway.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.test.LocalGateway;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Measures what an idle shard costs in memory: heap after a collection, and the resident
 * set of the process. The gateway runs in a process of its own. Arguments: the number of
 * shards (200), the compression (zstd-stream), the seconds to be idle before the second
 * look (70).
 */
public final class ShardMemory {

	private static final int WARM_UP_SHARDS = 4;

	private ShardMemory() {
	}

	/**
	 * Measures, and prints what it measured.
	 * @param args see the class
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		if (args.length == 2 && args[0].equals("gateway")) {
			runGateway(Integer.parseInt(args[1]));
			return;
		}
		int shards = (args.length > 0) ? Integer.parseInt(args[0]) : 200;
		String compression = (args.length > 1) ? args[1] : "zstd-stream";
		int idleSeconds = (args.length > 2) ? Integer.parseInt(args[2]) : 70;
		// What the first shards load, all further ones share.
		try (AnnotationConfigApplicationContext warm = connected(WARM_UP_SHARDS, compression)) {
			long heap = heapInUse();
			long resident = residentBytes();
			try (AnnotationConfigApplicationContext context = connected(shards, compression)) {
				print("connected", shards, heapInUse() - heap, residentBytes() - resident);
				TimeUnit.SECONDS.sleep(idleSeconds);
				print("idle", shards, heapInUse() - heap, residentBytes() - resident);
				System.out.println(context.getBean(DiscordGateway.class)
					.shards()
					.stream()
					.collect(Collectors.groupingBy(ShardState::status, Collectors.counting())));
			}
		}
		System.exit(0);
	}

	private static void print(String when, int shards, long heap, long resident) {
		System.out.printf("%s: %,d bytes of heap and %,d bytes resident per shard, over %d shards; threads %s%n", when,
				heap / shards, resident / shards, shards, threads());
	}

	private static Map<String, Long> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map((thread) -> thread.getName().replaceAll("[-0-9]+$", ""))
			.filter((name) -> name.startsWith("discord") || name.startsWith("WebSocketClient"))
			.collect(Collectors.groupingBy((name) -> name, TreeMap::new, Collectors.counting()));
	}

	private static AnnotationConfigApplicationContext connected(int shards, String compression) throws Exception {
		String url = startGateway(shards);
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("benchmark", Map.of("discord.gateway.token", "local-gateway-token",
					"discord.gateway.api-base-url", url, "discord.gateway.compression", compression)));
		context.register(DiscordGatewayAutoConfiguration.class);
		context.refresh();
		DiscordGateway gateway = context.getBean(DiscordGateway.class);
		while (gateway.shards().size() < shards || !gateway.shards().stream().allMatch(ShardState::isConnected)) {
			TimeUnit.MILLISECONDS.sleep(50);
		}
		TimeUnit.SECONDS.sleep(2);
		return context;
	}

	private static String startGateway(int shards) throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), ShardMemory.class.getName(), "gateway", String.valueOf(shards))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
	}

	private static void runGateway(int shards) throws InterruptedException {
		LocalGateway gateway = LocalGateway.builder().shards(shards).maxConcurrency(shards).build().start();
		System.out.println(gateway.apiBaseUrl());
		new CountDownLatch(1).await();
	}

	private static long heapInUse() throws InterruptedException {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		for (int i = 0; i < 5; i++) {
			memory.gc();
			TimeUnit.MILLISECONDS.sleep(200);
		}
		return memory.getHeapMemoryUsage().getUsed();
	}

	private static long residentBytes() throws IOException {
		for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
			}
		}
		return 0;
	}

}
