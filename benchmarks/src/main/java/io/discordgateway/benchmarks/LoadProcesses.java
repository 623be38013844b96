package io.discordgateway.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@link LoadServer} in a process on the first core, and its clients, one after the
 * other, in processes on the second. Linux, with {@code taskset}.
 */
final class LoadProcesses implements AutoCloseable {

	private final Process server;

	private final String api;

	private LoadProcesses(Process server, String api) {
		this.server = server;
		this.api = api;
	}

	static LoadProcesses serving(Wire wire, String events, int count, int shards) throws IOException {
		Process server = java(0, List.of(), Map.of(), LoadServer.class, wire.name(), events, String.valueOf(count), "0",
				String.valueOf(shards));
		return new LoadProcesses(server, server.inputReader(StandardCharsets.UTF_8).readLine());
	}

	/**
	 * Runs a client to its end.
	 * @param options options of its JVM
	 * @param environment what is added to its environment
	 * @param main the client
	 * @param args its arguments behind the address of the API
	 * @return the line that tells what it took
	 */
	String measure(List<String> options, Map<String, String> environment, Class<?> main, String... args)
			throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(List.of(this.api));
		all.addAll(List.of(args));
		Process client = java(1, options, environment, main, all.toArray(String[]::new));
		try (BufferedReader answer = client.inputReader(StandardCharsets.UTF_8)) {
			return answer.lines().filter((line) -> line.contains("resident")).findFirst().orElse("died");
		}
		finally {
			client.destroyForcibly().waitFor();
		}
	}

	private static Process java(int core, List<String> options, Map<String, String> environment, Class<?> main,
			String... args) throws IOException {
		List<String> command = new ArrayList<>(List.of("taskset", "-c", String.valueOf(core),
				Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(options);
		if (Runtime.version().feature() >= 24) {
			// zstd-jni's library would be warned of.
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(args));
		ProcessBuilder process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
		process.environment().putAll(environment);
		return process.start();
	}

	@Override
	public void close() {
		this.server.destroyForcibly();
	}

}
