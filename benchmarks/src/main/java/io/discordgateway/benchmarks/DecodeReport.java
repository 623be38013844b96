package io.discordgateway.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Objects;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link DecodeBenchmark} and says how each event compares, per byte of JSON, with
 * the yardstick of the same run.
 */
public final class DecodeReport {

	private DecodeReport() {
	}

	/**
	 * Runs the benchmark and prints a table.
	 * @param args options of JMH, to run it longer or shorter
	 * @throws RunnerException if the benchmark fails
	 * @throws CommandLineOptionException if an option is wrong
	 */
	public static void main(String[] args) throws RunnerException, CommandLineOptionException {
		Collection<RunResult> results = new Runner(new OptionsBuilder().parent(new CommandLineOptions(args))
			.include(DecodeBenchmark.class.getSimpleName())
			.addProfiler(GCProfiler.class)
			.build()).run();
		double yardstick = results.stream()
			.filter((result) -> result.getParams().getBenchmark().endsWith("yardstick"))
			.mapToDouble(DecodeReport::bytes)
			.findFirst()
			.orElse(Double.NaN);
		System.out.printf("%n%-24s %10s %10s %10s %10s %8s%n", "", "bytes", "ns", "ns/KB", "B alloc.", "ratio");
		for (RunResult result : results) {
			String event = result.getParams().getParam("event");
			double operations = result.getPrimaryResult().getScore();
			double bytes = bytes(result);
			System.out.printf(Locale.ROOT, "%-24s %10.0f %10.0f %10.0f %10.0f %8.2f%n",
					(event != null) ? event : "yardstick", bytes / operations, 1000 / operations, 1_000_000 / bytes,
					secondary(result, "gc.alloc.rate.norm"), yardstick / bytes);
		}
	}

	private static double bytes(RunResult result) {
		return secondary(result, "bytes");
	}

	private static double secondary(RunResult result, String name) {
		return Objects.requireNonNull(result.getSecondaryResults().get(name), name).getScore();
	}

}
