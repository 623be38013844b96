package io.discordgateway.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A {@link LoadServer} in a process on the first core, and its clients, one after the
 * other, in processes on the second. Linux, with {@code taskset}.
 */
final class LoadProcesses implements AutoCloseable {

	private final Process server;

	private final LoadTask task;

	private final List<String> options;

	private LoadProcesses(Process server, LoadTask task, List<String> options) {
		this.server = server;
		this.task = task;
		this.options = options;
	}

	/**
	 * A server of so many events, as fast as they are taken.
	 * @param warmUp how many of them are to warm up
	 * @param keystore for TLS, or {@code null} for none
	 */
	static LoadProcesses serving(Wire wire, String events, int warmUp, int count, int shards, @Nullable Path keystore)
			throws IOException {
		LoadStream stream = LoadStream.of(events);
		int perRound = stream.round().size() * shards;
		int rounds = Math.max(1, count / perRound);
		return serving(wire, events, shards, rounds, 0, 0, new LoadTask("", compression(wire), perRound,
				stream.messageCreates() * shards, Math.min(rounds - 1, warmUp / perRound), rounds), keystore);
	}

	/**
	 * A server of so many events in a second, after some that warm up, which come as fast
	 * as they are taken.
	 */
	static LoadProcesses paced(Wire wire, String events, int warmUp, int perSecond, int seconds,
			@Nullable Path keystore) throws IOException {
		LoadStream stream = LoadStream.of(events);
		int perRound = stream.round().size();
		int fast = warmUp / perRound;
		int paced = Math.max(2, Math.round((float) perSecond * seconds / perRound));
		// The first of the paced rounds is still not counted: what was fast has to drain.
		return serving(wire, events, 1, fast, perSecond, paced, new LoadTask("", compression(wire), perRound,
				stream.messageCreates(), fast + Math.max(1, paced / 4), fast + paced), keystore);
	}

	private static LoadProcesses serving(Wire wire, String events, int shards, int fast, int perSecond, int paced,
			LoadTask task, @Nullable Path keystore) throws IOException {
		List<String> args = new ArrayList<>(List.of(wire.name(), events, String.valueOf(fast),
				String.valueOf(perSecond), String.valueOf(paced), String.valueOf(shards)));
		if (keystore != null) {
			args.add(keystore.toString());
		}
		Process server = java("0", List.of(), Map.of(), LoadServer.class, args);
		String api = server.inputReader(StandardCharsets.UTF_8).readLine();
		if (api == null) {
			throw new IOException("The server ended");
		}
		return new LoadProcesses(server, new LoadTask(api, task.compression(), task.eventsPerRound(),
				task.messagesPerRound(), task.warmUp(), task.rounds()),
				(keystore != null) ? LoadServer.trusting(keystore) : List.of());
	}

	static String compression(Wire wire) {
		return wire.compression.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	LoadTask task() {
		return this.task;
	}

	/**
	 * Runs a client to its end.
	 * @param options options of its JVM
	 * @param environment what is added to its environment
	 * @param main the client
	 * @param kind what is in front of its task
	 * @return what it took, or {@code null} if it died
	 */
	@Nullable LoadResult measure(List<String> options, Map<String, String> environment, Class<?> main, String kind)
			throws IOException, InterruptedException {
		return measure(options, environment, main, kind, this.task);
	}

	@Nullable LoadResult measure(List<String> options, Map<String, String> environment, Class<?> main, String kind, LoadTask task)
			throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(options);
		all.addAll(this.options);
		List<String> args = new ArrayList<>(List.of(kind));
		args.addAll(task.args());
		Process client = java("1", all, environment, main, args);
		try (BufferedReader answer = client.inputReader(StandardCharsets.UTF_8)) {
			return answer.lines().filter(LoadResult::isResult).findFirst().map(LoadResult::of).orElse(null);
		}
		finally {
			client.destroyForcibly().waitFor();
		}
	}

	/**
	 * Starts a JVM like this one.
	 * @param cores the cores that it may use, as {@code taskset} has them
	 */
	static Process java(String cores, List<String> options, Map<String, String> environment, Class<?> main,
			List<String> args) throws IOException {
		List<String> command = new ArrayList<>(
				List.of("taskset", "-c", cores, Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(options);
		if (Runtime.version().feature() >= 24) {
			// zstd-jni's library would be warned of.
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(args);
		ProcessBuilder process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
		process.environment().putAll(environment);
		Process started = process.start();
		Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
		return started;
	}

	@Override
	public void close() {
		this.server.destroyForcibly();
	}

}
