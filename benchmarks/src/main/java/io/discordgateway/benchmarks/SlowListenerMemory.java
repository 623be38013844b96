package io.discordgateway.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Measures what a process holds whose listener is slower than its sockets: for each
 * collector and number of shards the largest resident set without a listener, with one
 * that decodes each message, and with one that takes its time. Arguments: options of the
 * clients' JVMs, such as {@code -Xmx2g}, which is the default.
 */
public final class SlowListenerMemory {

	private static final List<Integer> SHARDS = List.of(1, 2, 16);

	private static final int EVENTS = 300_000;

	/* A listener that takes its time handles fewer. */
	private static final int SLOW_EVENTS = 60_000;

	private SlowListenerMemory() {
	}

	/**
	 * Measures, on Linux, and prints as it goes.
	 * @param args see the class
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		List<String> options = (args.length > 0) ? Arrays.asList(args) : List.of("-Xmx2g");
		for (int shards : SHARDS) {
			try (LoadProcesses processes = LoadProcesses.serving(Wire.JSON_ZSTD_STREAM, "MESSAGE_CREATE", 0, EVENTS,
					shards, null)) {
				for (String collector : List.of("Serial", "G1", "Z")) {
					List<String> jvm = new ArrayList<>(options);
					jvm.add("-XX:+Use" + collector + "GC");
					for (LoadClient.Listener listener : List.of(LoadClient.Listener.NONE, LoadClient.Listener.TYPED,
							LoadClient.Listener.SLOW)) {
						LoadTask whole = processes.task();
						int rounds = (listener == LoadClient.Listener.SLOW) ? SLOW_EVENTS / whole.eventsPerRound()
								: whole.rounds();
						LoadTask task = new LoadTask(whole.api(), whole.compression(), whole.eventsPerRound(),
								whole.messagesPerRound(), 0, rounds);
						System.out.println(collector + ", " + shards + " shards, " + listener + ": "
								+ processes.measure(jvm, Map.of(), LoadClient.class, listener.name(), task));
					}
				}
			}
		}
	}

}
