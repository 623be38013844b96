package io.discordgateway.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the processor time of a whole process for one event, from the socket to the
 * listener, with each transport and beside its {@linkplain LoadFloor floor}, and prints a
 * table. Arguments: options of the clients' JVMs; {@code -Xmx2g -XX:+UseSerialGC} if
 * there are none.
 */
public final class LoadTable {

	private static final int WARM_UP = 500_000;

	private static final int EVENTS = 1_000_000;

	/* Of so many runs the best one counts. */
	private static final int ROUNDS = Integer.getInteger("rounds", 2);

	private static final Pattern MICROSECONDS = Pattern.compile("([0-9.]+) µs");

	private LoadTable() {
	}

	/**
	 * Measures, on Linux; takes some twenty minutes.
	 * @param args see the class
	 * @throws Exception if something does not work
	 */
	public static void main(String[] args) throws Exception {
		List<String> options = (args.length > 0) ? List.of(args) : List.of("-Xmx2g", "-XX:+UseSerialGC");
		System.out.println("| events, wire | transport | floor | no listener | of the floor | raw | typed |");
		System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
		for (String events : List.of("all", "MESSAGE_CREATE")) {
			for (Wire wire : List.of(Wire.JSON_ZLIB_STREAM, Wire.JSON_ZSTD_STREAM)) {
				try (LoadProcesses processes = LoadProcesses.serving(wire, events, EVENTS, 1)) {
					for (String transport : List.of("websocket-client", "netty")) {
						print(events, wire, transport, processes, options);
					}
				}
			}
		}
	}

	private static void print(String events, Wire wire, String transport, LoadProcesses processes, List<String> options)
			throws IOException, InterruptedException {
		String compression = wire.compression.name().toLowerCase(Locale.ROOT).replace('_', '-');
		Map<String, String> environment = Map.of("DISCORD_GATEWAY_TRANSPORT", transport);
		List<Double> figures = new ArrayList<>();
		figures.add(best(() -> processes.measure(options, environment, LoadFloor.class, compression, transport,
				String.valueOf(EVENTS - 10), String.valueOf(WARM_UP))));
		for (LoadClient.Listener listener : List.of(LoadClient.Listener.NONE, LoadClient.Listener.RAW,
				LoadClient.Listener.TYPED)) {
			figures.add(best(() -> processes.measure(options, environment, LoadClient.class, compression,
					listener.name(), String.valueOf(EVENTS - 10), String.valueOf(WARM_UP))));
		}
		System.out.printf(Locale.ROOT, "| %s, %s | %s | %.2f | %.2f | %.2f | %.2f | %.2f |%n", events, compression,
				transport, figures.get(0), figures.get(1), figures.get(1) / figures.get(0), figures.get(2),
				figures.get(3));
	}

	private static double best(Run run) throws IOException, InterruptedException {
		double best = Double.MAX_VALUE;
		for (int i = 0; i < ROUNDS; i++) {
			String line = run.run();
			Matcher matcher = MICROSECONDS.matcher(line);
			if (!matcher.find()) {
				throw new IOException("A client says: " + line);
			}
			best = Math.min(best, Double.parseDouble(matcher.group(1)));
		}
		return best;
	}

	/** One run of a client. */
	private interface Run {

		String run() throws IOException, InterruptedException;

	}

}
