package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a simulation that fails as small as it goes: of what is left out nothing is
 * needed to violate the same invariant.
 */
final class Shrinker {

	/* A seed that fails is looked at by a person, who does not wait for minutes. */
	private static final int ATTEMPTS = 60;

	private final String invariant;

	private Setup setup;

	private SimulationReport report;

	private int attempts;

	private Shrinker(Setup setup, SimulationReport report) {
		this.setup = setup;
		this.report = report;
		this.invariant = report.violations().get(0).invariant();
	}

	static SimulationReport shrink(Setup setup, SimulationReport failed) {
		Shrinker shrinker = new Shrinker(setup, failed);
		shrinker.shorten();
		shrinker.leaveShardsOut();
		shrinker.leaveFaultsOut();
		shrinker.shorten();
		return Simulation.run(shrinker.setup, true);
	}

	/* Nothing that happens after the violation was needed for it. */
	private void shorten() {
		for (int percent : new int[] { 25, 50, 100 }) {
			Duration until = this.report.violations().get(0).at().multipliedBy(percent).dividedBy(100).plusMillis(1);
			if (attempt(this.setup.withFaultsFor(until.toNanos()))) {
				return;
			}
		}
	}

	private void leaveShardsOut() {
		for (int shards = 1; shards < this.report.shards(); shards *= 2) {
			if (attempt(this.setup.withShards(shards))) {
				return;
			}
		}
	}

	private void leaveFaultsOut() {
		for (String fault : new TreeSet<>(this.report.faults().keySet())) {
			Set<String> without = new TreeSet<>(this.setup.without());
			without.add(fault);
			attempt(this.setup.withoutFaults(without));
		}
	}

	private boolean attempt(Setup smaller) {
		if (++this.attempts > ATTEMPTS) {
			return false;
		}
		SimulationReport candidate = Simulation.run(smaller, false);
		boolean fails = candidate.violations()
			.stream()
			.anyMatch((violation) -> violation.invariant().equals(this.invariant));
		if (fails) {
			this.setup = smaller;
			this.report = candidate;
		}
		return fails;
	}

}
