package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import io.discordgateway.codec.Compression;
import io.discordgateway.protocol.ShardEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Fleets in a simulated world. {@code -Dsimulation.seeds=10000 -Dsimulation.first=1} runs
 * others than the fixed ones; {@code docs/simulation.md} tells what is simulated.
 */
class SimulationTests {

	private static final int SEEDS = Boolean.getBoolean("thorough") ? 1800 : 50;

	@Test
	void seedsHold() { // R5, R8, R12, R13, R17 to R20, R23, R24, R42, R43
		long first = Long.getLong("simulation.first", 1);
		long seeds = Long.getLong("simulation.seeds", SEEDS);
		Duration simulated = run(first, seeds);
		if (seeds >= SEEDS) {
			assertThat(simulated).isGreaterThan(Duration.ofHours(seeds));
		}
	}

	@Test
	void sameSeedGivesTheSameHistory() {
		String first = Simulation.ofSeed(7).run().toString();
		assertThat(Simulation.ofSeed(7).run()).hasToString(first);
		assertThat(Simulation.ofSeed(7).runWithJournal()).hasToString(first);
		assertThat(Simulation.ofSeed(8).run().toString()).isNotEqualTo(first);
	}

	@Test
	void journalFedToFreshShardsGivesTheSameActions() {
		for (long seed = 100; seed < 110; seed++) {
			SimulationReport report = Simulation.ofSeed(seed).runWithJournal();
			assertThat(report.journal().lives()).isNotEmpty();
			assertThat(report.journal().replay()).as("seed " + seed).isNull();
		}
	}

	@Test
	void replayNamesTheFirstDifference() {
		Journal journal = Simulation.ofSeed(5).faultsFor(Duration.ofMinutes(5)).runWithJournal().journal();
		Journal.Life life = journal.lives().get(0);
		Journal.Entry entry = life.entries().get(0);
		life.entries().set(0, new Journal.Entry(entry.now(), entry.input(), List.of()));
		assertThat(journal.replay()).contains("Start[").contains(entry.actions().toString());
	}

	@Test
	void journalShowsWhatHappenedAndNoToken() { // R40
		StringBuilder text = new StringBuilder();
		Simulation.ofSeed(3).faultsFor(Duration.ofMinutes(5)).runWithJournal().journal().print(-1, text);
		assertThat(text).contains("Start[", "IdentifyGranted[", "opcode=IDENTIFY", "READY")
			.doesNotContain(SimulatedDiscord.TOKEN);
	}

	@Test
	void brokenShardFailsWithSeedViolationAndJournal() {
		SimulationReport report = LongStream.rangeClosed(1, 40)
			.mapToObj((seed) -> Simulation.ofSeed(seed)
				.settings((settings) -> settings.helloTimeout(Duration.ofMinutes(3)))
				.run())
			.filter((candidate) -> !candidate.passed())
			.findFirst()
			.orElseThrow();
		assertThat(report.violations()).extracting(Violation::invariant).contains("a dead peer is found in time");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(report::assertPassed)
			.withMessageContaining("-Dsimulation.first=" + report.seed())
			.withMessageContaining("a dead peer is found in time")
			.withMessageContaining(" -> [");
	}

	@Test
	void fleetIsAsLargeAsAskedForAndItsEventsAreHeard() {
		List<ShardEvent> heard = new ArrayList<>();
		SimulationReport report = Simulation.ofSeed(11)
			.shards(5)
			.faultsFor(Duration.ofMinutes(10))
			.settings((settings) -> settings.compression(Compression.ZLIB_STREAM))
			.listener((shard, event) -> heard.add(event))
			.run()
			.assertPassed();
		assertThat(report.shards()).isEqualTo(5);
		assertThat(report.simulated()).isGreaterThan(Duration.ofMinutes(10));
		assertThat(heard.stream().filter(ShardEvent.Dispatched.class::isInstance)).hasSize((int) report.dispatches());
	}

	private static Duration run(long first, long seeds) {
		return LongStream.range(first, first + seeds)
			.parallel()
			.mapToObj((seed) -> Simulation.ofSeed(seed).run().assertPassed().simulated())
			.reduce(Duration.ZERO, Duration::plus);
	}

}
