package io.discordgateway.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Measures how long it takes from the start of a process to the first message in its
 * listener, and how much processor time: of an empty application with the starter, and of
 * JDA, on two cores that they share with the server, as they are and with an AOT cache
 * (JDK 25). Arguments: how often each starts (7); the median counts.
 */
public final class StartTable {

	private StartTable() {
	}

	/**
	 * Measures, on Linux.
	 * @param args see the class
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		int times = (args.length > 0) ? Integer.parseInt(args[0]) : 7;
		System.out.println("| client | to the first event, s | processor time, s | with an AOT cache, s "
				+ "| processor time, s |");
		System.out.println("| --- | --- | --- | --- | --- |");
		try (LoadProcesses processes = LoadProcesses.serving(Wire.JSON_ZLIB_STREAM, LoadStream.MESSAGE_CREATE_2300, 0,
				1, 1, null)) {
			row("starter, Netty", "STARTER", "netty", processes.task().api(), times);
			row("starter, Tomcat's client", "STARTER", "websocket-client", processes.task().api(), times);
			row("JDA, createLight", "JDA", "", processes.task().api(), times);
		}
	}

	private static void row(String title, String kind, String transport, String api, int times)
			throws IOException, InterruptedException {
		Map<String, String> environment = Map.of("DISCORD_GATEWAY_TRANSPORT", transport, "DISCORD_GATEWAY_COMPRESSION",
				"zlib-stream");
		Start plain = median(kind, api, environment, List.of(), times);
		String cached = " | ";
		if (Runtime.version().feature() >= 25) {
			Path cache = Files.createTempDirectory("start").resolve("start.aot");
			start(kind, api, environment, List.of("-XX:AOTCacheOutput=" + cache));
			if (!Files.exists(cache)) {
				throw new IOException("No AOT cache was written; it needs one jar as class path");
			}
			cached = median(kind, api, environment, List.of("-XX:AOTCache=" + cache), times).toString();
		}
		System.out.printf("| %s | %s | %s |%n", title, plain, cached);
	}

	private static Start median(String kind, String api, Map<String, String> environment, List<String> options,
			int times) throws IOException, InterruptedException {
		List<Start> starts = new ArrayList<>();
		for (int i = 0; i < times; i++) {
			starts.add(start(kind, api, environment, options));
		}
		return new Start(median(starts, Start::nanos), median(starts, Start::cpuNanos));
	}

	private static long median(List<Start> starts, ToLongFunction<Start> figure) {
		return starts.stream().mapToLong(figure).sorted().toArray()[starts.size() / 2];
	}

	private static Start start(String kind, String api, Map<String, String> environment, List<String> options)
			throws IOException, InterruptedException {
		try (Remote client = Remote.start("0,1", options, environment, StartClient.class, kind, api,
				String.valueOf(System.nanoTime()))) {
			String[] parts = client.hear().split(" ");
			// A cache is written when the process ends.
			client.awaitEnd();
			return new Start(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
		}
	}

	/* How long it took, and how much processor time. */
	private record Start(long nanos, long cpuNanos) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%.2f | %.2f", this.nanos / 1e9, this.cpuNanos / 1e9);
		}

	}

}
