package io.discordgateway.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Measures how long it takes from the start of a process to the first message in its
 * listener: of an empty application with the starter, and of JDA, on two cores that they
 * share with the server, as they are and with an AOT cache (JDK 25). Arguments: how often
 * each starts (7); the median counts.
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
		System.out.println("| client | to the first event, s | with an AOT cache, s |");
		System.out.println("| --- | --- | --- |");
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
		double plain = median(kind, api, environment, List.of(), times);
		String cached = "";
		if (Runtime.version().feature() >= 25) {
			Path cache = Files.createTempDirectory("start").resolve("start.aot");
			start(kind, api, environment, List.of("-XX:AOTCacheOutput=" + cache));
			if (!Files.exists(cache)) {
				throw new IOException("No AOT cache was written; it needs one jar as class path");
			}
			cached = String.format(Locale.ROOT, "%.2f",
					median(kind, api, environment, List.of("-XX:AOTCache=" + cache), times));
		}
		System.out.printf(Locale.ROOT, "| %s | %.2f | %s |%n", title, plain, cached);
	}

	private static double median(String kind, String api, Map<String, String> environment, List<String> options,
			int times) throws IOException, InterruptedException {
		long[] nanos = new long[times];
		for (int i = 0; i < times; i++) {
			nanos[i] = start(kind, api, environment, options);
		}
		return LongStream.of(nanos).sorted().toArray()[times / 2] / 1e9;
	}

	private static long start(String kind, String api, Map<String, String> environment, List<String> options)
			throws IOException, InterruptedException {
		try (Remote client = Remote.start("0,1", options, environment, StartClient.class, kind, api,
				String.valueOf(System.nanoTime()))) {
			long nanos = Long.parseLong(client.hear());
			// A cache is written when the process ends.
			client.awaitEnd();
			return nanos;
		}
	}

}
