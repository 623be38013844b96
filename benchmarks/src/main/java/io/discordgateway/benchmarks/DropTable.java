package io.discordgateway.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Drops the connections of 500 shards in the same instant, sends ten messages to each
 * shard while nobody is there, and measures how long it takes until all shards are back
 * and each message was heard, and the processor time of the client for that: of the
 * starter with each transport, and of JDA. Arguments: the number of shards (500).
 */
public final class DropTable {

	private static final int MESSAGES = 10;

	private DropTable() {
	}

	/**
	 * Measures, on Linux, the server on one core and the client on another.
	 * @param args see the class
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		int shards = (args.length > 0) ? Integer.parseInt(args[0]) : 500;
		System.out.println("| client | all back and nothing lost, s | processor time, s | messages heard |");
		System.out.println("| --- | --- | --- | --- |");
		row("starter, Netty", "STARTER", "netty", shards);
		row("starter, Tomcat's client", "STARTER", "websocket-client", shards);
		row("JDA, createLight", "JDA", "", shards);
	}

	private static void row(String title, String kind, String transport, int shards)
			throws IOException, InterruptedException {
		List<String> options = List.of("-Xmx2g", "-XX:+UseSerialGC");
		try (Remote server = Remote.start("0", List.of("-Xmx4g"), Map.of(), FaultServer.class, String.valueOf(shards));
				Remote client = Remote.start("1", options, Map.of("DISCORD_GATEWAY_TRANSPORT", transport),
						FleetClient.class, kind, server.hear(), String.valueOf(shards), "zlib-stream")) {
			client.hear();
			TimeUnit.SECONDS.sleep(10);
			client.ask("mark");
			long begun = Long.parseLong(server.ask("drop " + MESSAGES));
			String[] end = client.ask("await " + (long) MESSAGES * shards).split(" ");
			System.out.printf("| %s | %.2f | %.2f | %s of %d, %s connected |%n", title,
					(Long.parseLong(end[0]) - begun) / 1e9, Long.parseLong(end[1]) / 1e9, end[2], MESSAGES * shards,
					end[3]);
		}
	}

}
