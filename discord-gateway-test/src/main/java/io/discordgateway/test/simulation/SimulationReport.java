package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happened in a simulation.
 *
 * @since 0.1
 */
public final class SimulationReport {

	private static final int SHOWN = 60;

	private final long seed;

	private final Set<String> without;

	private final String climate;

	private final int shards;

	private final Duration simulated;

	private final Statistics statistics;

	private final Set<String> invariants;

	private final Set<String> knownFaults;

	private final List<Violation> violations;

	private final Journal journal;

	SimulationReport(Setup setup, World world, Journal journal) {
		this.seed = setup.seed();
		this.without = setup.without();
		this.climate = world.toString();
		this.shards = world.climate.shards();
		this.simulated = Duration.ofNanos(world.timeline.now());
		this.statistics = world.judges.statistics;
		this.invariants = world.judges.names();
		this.knownFaults = world.weather.names();
		this.violations = world.judges.violations();
		this.journal = journal;
	}

	/**
	 * Returns what brings about the same simulation again.
	 * @return the seed
	 */
	public long seed() {
		return this.seed;
	}

	/**
	 * Returns how many shards the fleet had.
	 * @return the number
	 */
	public int shards() {
		return this.shards;
	}

	/**
	 * Returns how much virtual time went by.
	 * @return the time from the fleet's start to the end
	 */
	public Duration simulated() {
		return this.simulated;
	}

	/**
	 * Returns how many inputs the shards took.
	 * @return the number
	 */
	public long inputs() {
		return this.statistics.inputs;
	}

	/**
	 * Returns how many dispatches reached the application.
	 * @return the number, replayed ones included
	 */
	public long dispatches() {
		return this.statistics.dispatches;
	}

	/**
	 * Returns how many connections were tried.
	 * @return the number
	 */
	public long connections() {
		return this.statistics.connections;
	}

	/**
	 * Returns how many sessions were resumed.
	 * @return the number
	 */
	public long resumes() {
		return this.statistics.resumes;
	}

	/**
	 * Returns how many session starts Discord counted.
	 * @return the number
	 */
	public long identifies() {
		return this.statistics.identifies;
	}

	/**
	 * Returns how many commands were sent.
	 * @return the number
	 */
	public long commands() {
		return this.statistics.commands;
	}

	/**
	 * Returns by which laws sessions were lost.
	 * @return the law, with N for numbers, and how often
	 */
	public Map<String, Integer> lostSessions() {
		return Map.copyOf(this.statistics.lost);
	}

	/**
	 * Returns why connections ended.
	 * @return the kind of {@link io.discordgateway.protocol.DisconnectCause}, and how
	 * often
	 */
	public Map<String, Integer> disconnects() {
		return Map.copyOf(this.statistics.disconnects);
	}

	/**
	 * Returns what went wrong in the world.
	 * @return the faults, and how often each came
	 */
	public Map<String, Integer> faults() {
		return Map.copyOf(this.statistics.faults);
	}

	/* All that may go wrong in a world. */
	Set<String> knownFaults() {
		return this.knownFaults;
	}

	/* The names of all invariants. */
	Set<String> invariants() {
		return this.invariants;
	}

	/**
	 * Returns what the shards took in which status.
	 * @return pairs of a status and an input
	 */
	public Set<String> pairs() {
		return Set.copyOf(this.statistics.pairs);
	}

	/**
	 * Returns which invariants did not hold.
	 * @return the violations in order, none if all is well
	 */
	public List<Violation> violations() {
		return this.violations;
	}

	/**
	 * Returns whether every invariant held.
	 * @return whether there is no violation
	 */
	public boolean passed() {
		return this.violations.isEmpty();
	}

	/**
	 * Returns what the shards took and did.
	 * @return the journal; empty if all is well and it was not asked for
	 */
	public Journal journal() {
		return this.journal;
	}

	/**
	 * Does nothing if every invariant held.
	 * @return this report
	 * @throws AssertionError if not, with seed, violations and the end of the journal
	 */
	public SimulationReport assertPassed() {
		if (!passed()) {
			throw new AssertionError(describe());
		}
		return this;
	}

	private String describe() {
		StringBuilder text = new StringBuilder(4096);
		text.append("Seed ")
			.append(this.seed)
			.append(" failed; run it again with -Dsimulation.first=")
			.append(this.seed)
			.append(" -Dsimulation.seeds=1\n")
			.append("The least of it that fails alike: ")
			.append(this.shards)
			.append(" shards, ")
			.append(this.simulated.toSeconds())
			.append(" s, without ")
			.append(this.without)
			.append('\n')
			.append(this.climate)
			.append('\n');
		this.violations.forEach((violation) -> text.append(violation).append('\n'));
		Violation first = this.violations.get(0);
		List<Journal.Entry> entries = this.journal.lives()
			.stream()
			.filter((life) -> first.shardId() < 0 || life.shard().id() == first.shardId())
			.flatMap((life) -> life.entries().stream())
			.filter((entry) -> Timeline.time(entry.now()) <= first.at().toNanos())
			.toList();
		entries.subList(Math.max(0, entries.size() - SHOWN), entries.size())
			.forEach((entry) -> text.append(entry).append('\n'));
		return text.toString();
	}

	@Override
	public String toString() {
		return "seed " + this.seed + ": " + this.shards + " shards, " + this.simulated.toMinutes() + " min, "
				+ this.statistics.inputs + " inputs, " + this.statistics.dispatches + " dispatches ("
				+ this.statistics.replayed + " replayed), " + this.statistics.connections + " connections, "
				+ this.statistics.resumes + " resumes, " + this.statistics.identifies + " identifies, "
				+ this.statistics.heartbeats + " heartbeats, " + this.statistics.commands + " commands, lost "
				+ this.statistics.lost + ", " + this.statistics.disconnects
				+ (passed() ? "" : ", " + this.violations.size() + " violations, first: " + this.violations.get(0));
	}

}
