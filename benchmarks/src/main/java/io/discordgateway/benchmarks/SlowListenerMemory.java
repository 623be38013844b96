package io.discordgateway.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
		List<String> options = new ArrayList<>((args.length > 0) ? Arrays.asList(args) : List.of("-Xmx2g"));
		if (Runtime.version().feature() >= 24) {
			// zstd-jni's library would be warned of.
			options.add("--enable-native-access=ALL-UNNAMED");
		}
		for (String collector : List.of("Serial", "G1", "Z")) {
			for (int shards : SHARDS) {
				for (LoadClient.Listener listener : List.of(LoadClient.Listener.NONE, LoadClient.Listener.TYPED,
						LoadClient.Listener.SLOW)) {
					System.out.println(collector + ", " + shards + " shards, " + listener + ": "
							+ measure(options, collector, shards, listener));
				}
			}
		}
	}

	private static String measure(List<String> options, String collector, int shards, LoadClient.Listener listener)
			throws IOException, InterruptedException {
		int events = ((listener == LoadClient.Listener.SLOW) ? SLOW_EVENTS : EVENTS) / shards;
		Process server = java(0, options, LoadServer.class, "JSON_ZSTD_STREAM", "MESSAGE_CREATE",
				String.valueOf(events), "0", String.valueOf(shards));
		try {
			String api = server.inputReader(StandardCharsets.UTF_8).readLine();
			List<String> jvm = new ArrayList<>(options);
			jvm.add("-XX:+Use" + collector + "GC");
			Process client = java(1, jvm, LoadClient.class, api, "zstd-stream", listener.name(),
					String.valueOf(events * shards - shards), "0");
			try (BufferedReader answer = client.inputReader(StandardCharsets.UTF_8)) {
				return answer.lines().filter((line) -> line.contains("resident")).findFirst().orElse("died");
			}
			finally {
				client.destroyForcibly().waitFor();
			}
		}
		finally {
			server.destroyForcibly().waitFor();
		}
	}

	private static Process java(int core, List<String> options, Class<?> main, String... args) throws IOException {
		List<String> command = new ArrayList<>(List.of("taskset", "-c", String.valueOf(core),
				Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(args));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

}
