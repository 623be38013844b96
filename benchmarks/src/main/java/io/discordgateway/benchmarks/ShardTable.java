package io.discordgateway.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the processor time for one event with 1, 20, 100 and 500 shards in one
 * process, and with 200 other listeners, with a listener that decodes MESSAGE_CREATE. The
 * events of all shards together are as many each time. System properties: {@code events}
 * (3,000,000, a third of them to warm up), {@code transport} (netty). Arguments: the
 * numbers of shards.
 */
public final class ShardTable {

	private ShardTable() {
	}

	/**
	 * Measures, on Linux.
	 * @param args see the class
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		int events = Integer.getInteger("events", 3_000_000);
		Map<String, String> environment = Map.of("DISCORD_GATEWAY_TRANSPORT", System.getProperty("transport", "netty"));
		System.out.println("| shards | listeners | µs per event | compilers' part | resident, MB |");
		System.out.println("| --- | --- | --- | --- | --- |");
		for (String shards : (args.length > 0) ? List.of(args) : List.of("1", "20", "100", "500")) {
			try (LoadProcesses processes = LoadProcesses.serving(Wire.JSON_ZLIB_STREAM, "all", events / 3, events,
					Integer.parseInt(shards), null)) {
				for (LoadClient.Listener listener : shards.equals("1")
						? List.of(LoadClient.Listener.TYPED, LoadClient.Listener.CROWD)
						: List.of(LoadClient.Listener.TYPED)) {
					LoadResult result = processes.measure(List.of("-Xmx2g", "-XX:+UseSerialGC"), environment,
							LoadClient.class, listener.name());
					System.out.println((result != null) ? String.format(Locale.ROOT, "| %s | %d | %.2f | %.2f | %d |",
							shards, (listener == LoadClient.Listener.CROWD) ? 201 : 1, result.micros(),
							result.compilers(), result.resident()) : shards + ": died");
				}
			}
		}
	}

}
