package io.discordgateway.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What was measured under loads, kept in a file, so that a long measurement can be made
 * in parts.
 */
final class LoadResults {

	private final Path file;

	private final Map<Load, Map<LoadSubject, LoadResult>> results = new TreeMap<>();

	private LoadResults(Path file) {
		this.file = file;
	}

	static LoadResults in(Path file) throws IOException {
		LoadResults results = new LoadResults(file);
		if (Files.exists(file)) {
			for (String line : Files.readAllLines(file)) {
				String[] parts = line.split("\t");
				results
					.of(new Load(parts[0], Wire.valueOf(parts[1]), Integer.parseInt(parts[2]),
							Boolean.parseBoolean(parts[3])))
					.put(LoadSubject.valueOf(parts[4]), LoadResult.of(parts[5]));
			}
		}
		return results;
	}

	private Map<LoadSubject, LoadResult> of(Load load) {
		return this.results.computeIfAbsent(load, (key) -> new EnumMap<>(LoadSubject.class));
	}

	void put(Load load, LoadSubject subject, LoadResult result) throws IOException {
		of(load).put(subject, result);
		List<String> lines = new ArrayList<>();
		this.results.forEach((each, subjects) -> subjects
			.forEach((name, value) -> lines.add(String.join("\t", each.events(), each.wire().name(),
					String.valueOf(each.perSecond()), String.valueOf(each.tls()), name.name(), value.line()))));
		Files.createDirectories(Objects.requireNonNull(this.file.toAbsolutePath().getParent()));
		Files.write(this.file, lines);
	}

	/** A table in Markdown for each load. */
	String tables() {
		StringBuilder text = new StringBuilder();
		this.results.forEach((load, subjects) -> {
			boolean paced = load.perSecond() > 0;
			text.append("\n**")
				.append(load.title())
				.append("**\n\n| client | µs per event | of its floor | of JDA light ")
				.append("| compilers' part, µs | B allocated per event | resident, MB |");
			text.append(paced ? " p50, µs | p99, µs | p99.9, µs |" : "").append('\n');
			text.append("| --- ".repeat(paced ? 10 : 7)).append("|\n");
			subjects.forEach((subject, result) -> text.append(row(load, subject, result)).append('\n'));
		});
		return text.toString();
	}

	private String row(Load load, LoadSubject subject, LoadResult result) {
		String row = String.format(Locale.ROOT, "| %s | %.2f | %s | %s | %.2f | %,.0f | %d |", subject.title(),
				result.micros(), ratio(result, floor(load, subject)), ratio(result, jda(load)), result.compilers(),
				result.allocated(), result.resident());
		if (load.perSecond() == 0) {
			return row;
		}
		return row + (Double.isNaN(result.p50()) ? " | | |"
				: String.format(Locale.ROOT, " %.0f | %.0f | %.0f |", result.p50(), result.p99(), result.p999()));
	}

	private @Nullable LoadResult floor(Load load, LoadSubject subject) {
		LoadSubject floor = subject.isFloor() ? null : subject.floor();
		return (floor != null) ? of(load).get(floor) : null;
	}

	/* JDA has no zstd: it is compared as it can be had. */
	private @Nullable LoadResult jda(Load load) {
		return this.results
			.getOrDefault(new Load(load.events(), Wire.JSON_ZLIB_STREAM, load.perSecond(), load.tls()), Map.of())
			.get(LoadSubject.JDA_LIGHT);
	}

	private static String ratio(LoadResult result, @Nullable LoadResult to) {
		return (to == null || to == result) ? "" : String.format(Locale.ROOT, "%.2f", result.micros() / to.micros());
	}

	/** A chart of what came as fast as it was taken. */
	String chart() {
		BarChart chart = new BarChart("Processor time for one event, in microseconds (less is better)");
		this.results.forEach((load, subjects) -> {
			if (load.perSecond() == 0) {
				chart.group(load.title());
				subjects.forEach((subject, result) -> chart.bar(subject.title(), result.micros(), subject.isFloor()
						? BarChart.Kind.FLOOR : subject.isPeer() ? BarChart.Kind.OTHER : BarChart.Kind.OWN));
			}
		});
		return chart.svg();
	}

	/**
	 * A load.
	 *
	 * @param events the {@link LoadStream}
	 * @param wire the wire
	 * @param perSecond events in a second, or 0 for as many as are taken
	 * @param tls whether over TLS
	 */
	record Load(String events, Wire wire, int perSecond, boolean tls) implements Comparable<Load> {

		String title() {
			return String.format(Locale.ROOT, "%s, %s%s%s", this.events.equals("all") ? "large-bot mix" : this.events,
					LoadProcesses.compression(this.wire), this.tls ? ", TLS" : "",
					(this.perSecond > 0) ? String.format(Locale.ROOT, ", %,d events/s", this.perSecond) : "");
		}

		@Override
		public int compareTo(Load other) {
			return key().compareTo(other.key());
		}

		private String key() {
			return String.format(Locale.ROOT, "%b %09d %s %s", this.tls, this.perSecond,
					this.events.equals("all") ? "" : this.events, this.wire);
		}

	}

}
