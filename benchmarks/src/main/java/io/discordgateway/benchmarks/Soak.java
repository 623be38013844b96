package io.discordgateway.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends 5,000 events a second to ten shards of the starter, with a fault every ten
 * seconds, and prints each minute what the process holds: heap after the last collection,
 * resident memory, threads, descriptors. In the end all that was sent must have been
 * heard. System properties: {@code minutes} (30), {@code rate} (5000), {@code transport}
 * (netty).
 */
public final class Soak {

	private static final int SHARDS = 10;

	private Soak() {
	}

	/**
	 * Runs, on Linux.
	 * @param args none
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		int minutes = Integer.getInteger("minutes", 30);
		Map<String, String> environment = Map.of("DISCORD_GATEWAY_TRANSPORT", System.getProperty("transport", "netty"));
		try (Remote server = Remote.start("0", List.of("-Xmx4g"), Map.of(), FaultServer.class, String.valueOf(SHARDS));
				Remote client = Remote.start("1", List.of("-Xmx2g", "-XX:+UseSerialGC"), environment, FleetClient.class,
						"STARTER", server.hear(), String.valueOf(SHARDS), "zlib-stream")) {
			client.hear();
			server.ask("rate " + Integer.getInteger("rate", 5000));
			System.out.println("| minute | heap, kB | resident, kB | threads | descriptors | heard |");
			System.out.println("| --- | --- | --- | --- | --- | --- |");
			long begun = System.nanoTime();
			for (int fault = 1; fault <= minutes * 6; fault++) {
				TimeUnit.NANOSECONDS.sleep(begun + TimeUnit.SECONDS.toNanos(fault * 10L) - System.nanoTime());
				if (fault % 6 == 0) {
					System.out.println("| " + fault / 6 + " | " + client.ask("glance").replace(" ", " | ") + " |");
				}
				server.ask("fault " + fault);
			}
			server.ask("rate 0");
			TimeUnit.SECONDS.sleep(1);
			String sent = server.ask("sent");
			System.out.println("sent " + sent + ", heard " + client.ask("await " + sent).split(" ")[2]);
		}
	}

}
