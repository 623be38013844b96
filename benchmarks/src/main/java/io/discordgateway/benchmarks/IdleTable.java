package io.discordgateway.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures what an idle shard costs as the slope from 50 to 500 shards: heap after
 * collections, resident memory and threads, of the starter with each transport and of
 * JDA; and starts 1,000 shards of the starter with {@code -Xmx128m}. Arguments: the
 * compression (zlib-stream), the seconds to be idle before the look (20).
 */
public final class IdleTable {

	private IdleTable() {
	}

	/**
	 * Measures, on Linux.
	 * @param args see the class
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		String compression = (args.length > 0) ? args[0] : "zlib-stream";
		int seconds = (args.length > 1) ? Integer.parseInt(args[1]) : 20;
		System.out.println("| client, " + compression
				+ " | resident per shard, KiB | heap per shard, KiB | threads at 50 | threads at 500 |");
		System.out.println("| --- | --- | --- | --- | --- |");
		slope("starter, Netty", "STARTER", "netty", compression, seconds);
		slope("starter, Tomcat's client", "STARTER", "websocket-client", compression, seconds);
		slope("JDA, createLight (zlib-stream)", "JDA", "", compression, seconds);
		for (String transport : List.of("netty", "websocket-client")) {
			State small = state("STARTER", transport, compression, seconds, 1000, "-Xmx128m");
			System.out.printf("1,000 shards with -Xmx128m, %s: %s%n", transport, small);
		}
	}

	private static void slope(String title, String kind, String transport, String compression, int seconds)
			throws IOException, InterruptedException {
		State few = state(kind, transport, compression, seconds, 50, "-Xmx2g");
		State many = state(kind, transport, compression, seconds, 500, "-Xmx2g");
		System.out.printf("| %s | %.0f | %.0f | %d | %d |%n", title, (many.resident() - few.resident()) / 450.0,
				(many.heap() - few.heap()) / 450.0, few.threads(), many.threads());
	}

	private static State state(String kind, String transport, String compression, int seconds, int shards, String heap)
			throws IOException, InterruptedException {
		List<String> options = new ArrayList<>(List.of(heap, "-XX:+UseSerialGC"));
		try (Remote server = Remote.start("0", List.of("-Xmx4g"), Map.of(), FaultServer.class, String.valueOf(shards));
				Remote client = Remote.start("1", options, Map.of("DISCORD_GATEWAY_TRANSPORT", transport),
						FleetClient.class, kind, server.hear(), String.valueOf(shards), compression)) {
			String[] connected = client.hear().split(" ");
			TimeUnit.SECONDS.sleep(seconds);
			String[] parts = client.ask("state").split(" ");
			return new State(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
					Long.parseLong(connected[3]));
		}
	}

	/* In kB. */
	private record State(long heap, long resident, long threads, long connected) {

		@Override
		public String toString() {
			return String.format("%d connected, %d MB of heap, %d MB resident, %d threads", this.connected,
					this.heap / 1024, this.resident / 1024, this.threads);
		}

	}

}
