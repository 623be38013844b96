package io.discordgateway.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Measures the processor time of a whole process for one event, from the socket to the
 * listener: of the starter with each transport, of the core alone, of the
 * {@linkplain LoadFloor floor} and of others, and how long an event takes where so many
 * come in a second. Prints tables, and draws a chart.
 * <p>
 * Arguments choose a part: events ({@code all}, {@code MESSAGE_CREATE}, or
 * {@value LoadStream#MESSAGE_CREATE_2300}), compressions ({@code zlib-stream},
 * {@code zstd-stream}), rates ({@code full}, {@code 200}, {@code 2000}), and
 * {@linkplain LoadSubject#argument clients}. What was measured is kept in a file, and
 * tables and chart are made of all of it.
 * <p>
 * System properties: {@code tls}, {@code jvm} (options of the clients' JVMs),
 * {@code events} (how many are sent at full rate, the first half to warm up),
 * {@code seconds} (how long it is measured at a rate), {@code results} and {@code chart}
 * (files).
 */
public final class LoadTable {

	private static final boolean TLS = Boolean.getBoolean("tls");

	private static final List<String> JVM = List
		.of(System.getProperty("jvm", "-Xmx2g -XX:+UseSerialGC").trim().split(" +"));

	private static final int EVENTS = Integer.getInteger("events", 2_000_000);

	private static final int SECONDS = Integer.getInteger("seconds", 20);

	/* At a rate, so many are sent before as fast as they are taken. */
	private static final int WARM_UP = 300_000;

	private LoadTable() {
	}

	/**
	 * Measures, on Linux; all of it takes an hour.
	 * @param args see the class
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		List<String> wanted = List.of(args);
		LoadResults results = LoadResults
			.in(Path.of(System.getProperty("results", "benchmarks/target/load-results.txt")));
		Path keystore = TLS ? LoadServer.newKeystore() : null;
		List<LoadSubject> subjects = chosen(wanted, List.of(LoadSubject.values()), LoadSubject::argument);
		for (String rate : chosen(wanted, List.of("full", "200", "2000"), (name) -> name)) {
			for (String events : wanted.contains(LoadStream.MESSAGE_CREATE_2300)
					? List.of(LoadStream.MESSAGE_CREATE_2300)
					: chosen(wanted, List.of("all", "MESSAGE_CREATE"), (name) -> name)) {
				for (Wire wire : chosen(wanted, List.of(Wire.JSON_ZLIB_STREAM, Wire.JSON_ZSTD_STREAM),
						LoadProcesses::compression)) {
					int perSecond = rate.equals("full") ? 0 : Integer.parseInt(rate);
					measure(new LoadResults.Load(events, wire, perSecond, TLS), subjects, keystore, results);
				}
			}
		}
		System.out.println(results.tables());
		Files.writeString(Path.of(System.getProperty("chart", "benchmarks/load.svg")), results.chart());
	}

	/* All, where none is named. */
	private static <T> List<T> chosen(List<String> wanted, List<T> all, Function<T, String> name) {
		List<T> named = all.stream().filter((each) -> wanted.contains(name.apply(each))).toList();
		return named.isEmpty() ? all : named;
	}

	private static void measure(LoadResults.Load load, List<LoadSubject> subjects, @Nullable Path keystore,
			LoadResults results) throws IOException, InterruptedException {
		try (LoadProcesses processes = (load.perSecond() == 0)
				? LoadProcesses.serving(load.wire(), load.events(), EVENTS / 2, EVENTS, 1, keystore)
				: LoadProcesses.paced(load.wire(), load.events(), WARM_UP, load.perSecond(), SECONDS, keystore)) {
			for (LoadSubject subject : subjects) {
				if (subject.speaks(load.wire())) {
					LoadResult result = processes.measure(JVM, subject.environment(), subject.main(), subject.kind());
					System.out.println(load.title() + ": " + subject.title() + ": " + result);
					if (result != null) {
						check(load, subject, processes.task(), result);
						results.put(load, subject, result);
					}
				}
			}
		}
	}

	/* What is not all is no figure. */
	private static void check(LoadResults.Load load, LoadSubject subject, LoadTask task, LoadResult result)
			throws IOException {
		if (!subject.hears()) {
			return;
		}
		long messages = (long) task.messagesPerRound() * task.rounds();
		long characters = LoadStream.of(load.events()).characters() * task.rounds();
		if (result.messages() != messages || result.characters() != characters) {
			throw new IOException(String.format("%s heard %,d messages of %,d characters, not %,d of %,d", subject,
					result.messages(), result.characters(), messages, characters));
		}
	}

}
