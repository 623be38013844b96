package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.shard.ShardId;

/**
 * A fleet of shards in a simulated world: about an hour full of faults, some minutes to
 * heal, in virtual time. All that happens follows from one seed. The shards are the real
 * {@link io.discordgateway.protocol.ShardProtocol}, Discord and the network are
 * simulated, and after every step a list of invariants is checked. In some worlds a
 * {@link io.discordgateway.connection.DiscordConnection} and the bytes of its socket
 * stand in each shard's place.
 * <p>
 * {@code Simulation.ofSeed(42).run().assertPassed();}
 *
 * @since 0.1
 */
public final class Simulation {

	private final Setup setup;

	private Simulation(Setup setup) {
		this.setup = setup;
	}

	/**
	 * Makes a simulation of which everything follows from the seed.
	 * @param seed any number
	 * @return the simulation
	 */
	public static Simulation ofSeed(long seed) {
		return new Simulation(Setup.of(seed));
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
		return new Simulation(this.setup.withShards(shards));
	}

	/**
	 * Sets for how long faults happen, which otherwise is 58 to 75 minutes.
	 * @param duration the simulated time
	 * @return a simulation with that time
	 */
	public Simulation faultsFor(Duration duration) {
		return new Simulation(this.setup.withFaultsFor(duration.toNanos()));
	}

	/**
	 * Changes the settings of the shards. What makes them break the rules of the gateway,
	 * or take other times than the defaults, makes the invariants fail.
	 * @param customizer takes a builder that is filled by the simulation; called once for
	 * each shard and process
	 * @return a simulation with these settings
	 */
	public Simulation settings(UnaryOperator<ShardSettings.Builder> customizer) {
		return new Simulation(this.setup.withSettings(Objects.requireNonNull(customizer)));
	}

	/**
	 * Hears what the shards tell their application.
	 * @param listener called for each event, in order, on the thread that runs the
	 * simulation
	 * @return a simulation with this listener
	 */
	public Simulation listener(BiConsumer<ShardId, ShardEvent> listener) {
		return new Simulation(this.setup.withListener(Objects.requireNonNull(listener)));
	}

	/* What drives the gateway, which otherwise follows from the seed. */
	Simulation door(Client.Door door) {
		return new Simulation(this.setup.withDoor(door));
	}

	/* Somebody who makes mistakes in the shards' name. */
	Simulation saboteur(Saboteur saboteur) {
		return new Simulation(this.setup.withSaboteur(saboteur));
	}

	/**
	 * Runs the simulation. If an invariant is violated, the same is looked for with fewer
	 * faults, fewer shards and in a shorter time, and the least of it that still violates
	 * the invariant is run once more, to keep the journal.
	 * @return what happened
	 */
	public SimulationReport run() {
		SimulationReport report = runOnce();
		return report.passed() ? report : Shrinker.shrink(this.setup, report);
	}

	/**
	 * Runs the simulation and keeps the journal whatever happens.
	 * @return what happened
	 */
	public SimulationReport runWithJournal() {
		return run(this.setup, true);
	}

	SimulationReport runOnce() {
		return run(this.setup, false);
	}

	static SimulationReport run(Setup setup, boolean journaled) {
		Journal journal = new Journal(journaled);
		World world = new World(setup, journal);
		world.run();
		return new SimulationReport(setup, world, journal);
	}

}
