package io.discordgateway.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link ReceiveBenchmark} once and prints what it gave as one table.
 */
public final class ReceiveTable {

	private static final List<String> COLUMNS = List.of("floor", "noListener", "rawListener",
			"typedMessageCreateListener");

	private ReceiveTable() {
	}

	/**
	 * Runs.
	 * @param args names of {@link Wire wires}, all unless given
	 * @throws RunnerException if the benchmark fails
	 */
	public static void main(String[] args) throws RunnerException {
		OptionsBuilder options = new OptionsBuilder();
		options.include(ReceiveBenchmark.class.getName()).addProfiler(GCProfiler.class);
		if (args.length > 0) {
			options.param("wire", args);
		}
		Collection<RunResult> results = new Runner(options.build()).run();
		Map<String, RunResult> cells = new HashMap<>();
		for (RunResult result : results) {
			String benchmark = result.getParams().getBenchmark();
			cells.put(result.getParams().getParam("wire") + benchmark.substring(benchmark.lastIndexOf('.') + 1),
					result);
		}
		print(cells, System.out);
	}

	private static void print(Map<String, RunResult> cells, PrintStream out) {
		out.println();
		out.println("| wire | floor | no listener | of the floor | raw listener | typed MESSAGE_CREATE |");
		out.println("| --- | --- | --- | --- | --- | --- |");
		for (Wire wire : Wire.values()) {
			RunResult floor = cells.get(wire + COLUMNS.get(0));
			if (floor == null) {
				continue;
			}
			StringBuilder row = new StringBuilder("| ").append(wire.encoding.queryValue()).append(' ');
			row.append(wire.compression.name().toLowerCase(Locale.ROOT).replace('_', '-'));
			for (String column : COLUMNS) {
				RunResult cell = Objects.requireNonNull(cells.get(wire + column));
				row.append(String.format(Locale.ROOT, " | %,.0f ns, %,.0f B", time(cell), bytes(cell)));
				if (column.equals("noListener")) {
					row.append(String.format(Locale.ROOT, " | %.2f", time(cell) / time(floor)));
				}
			}
			out.println(row.append(" |"));
		}
	}

	private static double time(RunResult result) {
		return result.getPrimaryResult().getScore();
	}

	private static double bytes(RunResult result) {
		return Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore();
	}

}
