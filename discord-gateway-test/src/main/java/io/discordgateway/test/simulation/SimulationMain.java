package io.discordgateway.test.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Runs any number of seeds: {@code -Dsimulation.seeds=10000 -Dsimulation.first=1}. A seed
 * that fails is printed with its violations, and its journal is written to
 * {@code simulation-SEED.journal}; the exit code is 1 then.
 *
 * @since 0.1
 */
public final class SimulationMain {

	private SimulationMain() {
	}

	/**
	 * Runs the seeds.
	 * @param args nothing
	 */
	public static void main(String[] args) {
		long first = Long.getLong("simulation.first", 1);
		long seeds = Long.getLong("simulation.seeds", 100);
		boolean verbose = Boolean.getBoolean("simulation.verbose");
		if (run(first, seeds, verbose, System.out) > 0) {
			System.exit(1);
		}
	}

	private static long run(long first, long seeds, boolean verbose, PrintStream out) {
		long start = System.nanoTime();
		Totals totals = new Totals();
		LongStream.range(first, first + seeds).parallel().forEach((seed) -> {
			Simulation simulation = Simulation.ofSeed(seed);
			SimulationReport report = simulation.runOnce();
			if (!report.passed() && totals.wantsJournal()) {
				report = simulation.runWithJournal();
			}
			totals.add(report, verbose, out);
		});
		totals.print(Duration.ofNanos(System.nanoTime() - start), out);
		return totals.failed;
	}

	private static final class Totals {

		private static final int JOURNALS = 5;

		private long seeds;

		private long failed;

		private Duration simulated = Duration.ZERO;

		private long shardMinutes;

		private long inputs;

		private long dispatches;

		private long resumes;

		private long identifies;

		private final Map<String, Integer> lost = new TreeMap<>();

		private final Map<String, Integer> violated = new TreeMap<>();

		private final Map<String, Integer> disconnects = new TreeMap<>();

		private final Map<String, Integer> faults = new TreeMap<>();

		private final Set<String> unknownFaults = new TreeSet<>();

		private final Map<String, Integer> pairs = new TreeMap<>();

		private synchronized boolean wantsJournal() {
			return this.failed < JOURNALS;
		}

		private synchronized void add(SimulationReport report, boolean verbose, PrintStream out) {
			this.seeds++;
			this.simulated = this.simulated.plus(report.simulated());
			this.shardMinutes += report.simulated().toMinutes() * report.shards();
			this.inputs += report.inputs();
			this.dispatches += report.dispatches();
			this.resumes += report.resumes();
			this.identifies += report.identifies();
			report.lostSessions().forEach((law, count) -> this.lost.merge(law, count, Integer::sum));
			report.disconnects().forEach((kind, count) -> this.disconnects.merge(kind, count, Integer::sum));
			report.faults().forEach((fault, count) -> this.faults.merge(fault, count, Integer::sum));
			report.pairs().forEach((pair) -> this.pairs.merge(pair, 1, Integer::sum));
			this.unknownFaults.addAll(report.knownFaults());
			report.violations()
				.stream()
				.map(Violation::invariant)
				.distinct()
				.forEach((invariant) -> this.violated.merge(invariant, 1, Integer::sum));
			if (verbose || !report.passed()) {
				out.println(report);
			}
			if (!report.passed()) {
				this.failed++;
				if (!report.journal().lives().isEmpty()) {
					report.violations().forEach((violation) -> out.println("  " + violation));
					write(report, out);
				}
			}
		}

		private static void write(SimulationReport report, PrintStream out) {
			Path file = Path.of("simulation-" + report.seed() + ".journal");
			try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
				report.journal().print(-1, writer);
				out.println("  the journal is in " + file.toAbsolutePath());
			}
			catch (IOException ex) {
				out.println("  the journal could not be written: " + ex);
			}
		}

		private void print(Duration took, PrintStream out) {
			out.printf(
					"%d seeds, %d failed, in %d s: %d fleet hours, %d shard hours, %d inputs, %d dispatches,"
							+ " %d resumes, %d session starts%n",
					this.seeds, this.failed, took.toSeconds(), this.simulated.toHours(), this.shardMinutes / 60,
					this.inputs, this.dispatches, this.resumes, this.identifies);
			this.unknownFaults.removeAll(this.faults.keySet());
			out.println("  disconnects: " + this.disconnects);
			out.println("  faults: " + this.faults);
			out.println("  faults that never came: " + this.unknownFaults);
			out.println("  seeds in which something came in a status: " + this.pairs);
			this.lost.forEach((law, count) -> out.println("  lost " + count + " sessions: " + law));
			this.violated.forEach((invariant, count) -> out.println("  violated in " + count + " seeds: " + invariant));
		}

	}

}
