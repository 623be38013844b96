package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * A fleet of shards in a simulated world: about an hour full of faults, some minutes to
 * heal, in virtual time. All that happens follows from one seed. The shards are the real
 * {@link io.discordgateway.protocol.ShardProtocol}, Discord and the network are
 * simulated, and after every step a list of invariants is checked.
 * <p>
 * {@code Simulation.ofSeed(42).run().assertPassed();}
 *
 * @since 0.1
 */
public final class Simulation {

	private final long seed;

	private final @Nullable Integer shards;

	private final @Nullable Long faultsFor;

	private final UnaryOperator<ShardSettings.Builder> settings;

	private final BiConsumer<ShardId, ShardEvent> listener;

	private Simulation(long seed, @Nullable Integer shards, @Nullable Long faultsFor,
			UnaryOperator<ShardSettings.Builder> settings, BiConsumer<ShardId, ShardEvent> listener) {
		this.seed = seed;
		this.shards = shards;
		this.faultsFor = faultsFor;
		this.settings = settings;
		this.listener = listener;
	}

	/**
	 * Makes a simulation of which everything follows from the seed.
	 * @param seed any number
	 * @return the simulation
	 */
	public static Simulation ofSeed(long seed) {
		return new Simulation(seed, null, null, UnaryOperator.identity(), (shard, event) -> {
		});
	}

	/**
	 * Sets the number of shards, which otherwise follows from the seed.
	 * @param shards the number, at least 1
	 * @return a simulation with that many
	 * @throws IllegalArgumentException if the number is below 1
	 */
	public Simulation shards(int shards) {
		if (shards < 1) {
			throw new IllegalArgumentException("A fleet has at least one shard, not " + shards);
		}
		return new Simulation(this.seed, shards, this.faultsFor, this.settings, this.listener);
	}

	/**
	 * Sets for how long faults happen, which otherwise is 58 to 75 minutes.
	 * @param duration the simulated time
	 * @return a simulation with that time
	 */
	public Simulation faultsFor(Duration duration) {
		return new Simulation(this.seed, this.shards, duration.toNanos(), this.settings, this.listener);
	}

	/**
	 * Changes the settings of the shards. What makes them break the rules of the gateway,
	 * or take other times than the defaults, makes the invariants fail.
	 * @param customizer takes a builder that is filled by the simulation; called once for
	 * each shard and process
	 * @return a simulation with these settings
	 */
	public Simulation settings(UnaryOperator<ShardSettings.Builder> customizer) {
		return new Simulation(this.seed, this.shards, this.faultsFor, Objects.requireNonNull(customizer),
				this.listener);
	}

	/**
	 * Hears what the shards tell their application.
	 * @param listener called for each event, in order, on the thread that runs the
	 * simulation
	 * @return a simulation with this listener
	 */
	public Simulation listener(BiConsumer<ShardId, ShardEvent> listener) {
		return new Simulation(this.seed, this.shards, this.faultsFor, this.settings, Objects.requireNonNull(listener));
	}

	/**
	 * Runs the simulation. If an invariant is violated it is run once more, with the same
	 * outcome, to keep the journal.
	 * @return what happened
	 */
	public SimulationReport run() {
		SimulationReport report = run(false);
		return report.passed() ? report : run(true);
	}

	/**
	 * Runs the simulation and keeps the journal whatever happens.
	 * @return what happened
	 */
	public SimulationReport runWithJournal() {
		return run(true);
	}

	SimulationReport runOnce() {
		return run(false);
	}

	private SimulationReport run(boolean journaled) {
		Journal journal = new Journal(journaled);
		World world = new World(this.seed, this.shards, this.faultsFor, this.settings, this.listener, journal);
		world.run();
		return new SimulationReport(this.seed, world, journal);
	}

}
