package io.discordgateway.test.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

import io.discordgateway.codec.Compression;
import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.ShardEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Fleets in a simulated world. {@code -Dsimulation.seeds=10000 -Dsimulation.first=1} runs
 * others than the fixed ones; {@code docs/simulation.md} tells what is simulated.
 */
class SimulationTests {

	private static final int FEW = 50;

	private static final int MANY = 1800;

	private static final int FRESH = 10;

	private static final boolean THOROUGH = Boolean.getBoolean("thorough");

	/* What comes in which status in every few worlds, and what only in many. */
	private static final String OFTEN = """
			STOPPED: Start
			BACKING_OFF: ClockJumped, GatewayUrlFound, IdentifyGranted, Shutdown, TimerFired
			CONNECTING: ConnectFailed, GatewayUrlFound, Opened, TimerFired
			AWAITING_HELLO: Closed, HELLO, INVALID_SESSION, RECONNECT, part
			AWAITING_IDENTIFY: HEARTBEAT_ACK, TimerFired
			IDENTIFYING: Closed, HEARTBEAT_ACK, READY, TimerFired, part
			RESUMING: Closed, EVENT, HEARTBEAT_ACK, INVALID_SESSION, RESUMED, TimerFired, part
			CONNECTED: ClockJumped, Closed, EVENT, HEARTBEAT, HEARTBEAT_ACK, INVALID_SESSION, RECONNECT
			CONNECTED: Reconnect, Shutdown, Submit, TimerFired, garbage, part
			""";

	private static final String SELDOM = """
			STOPPED: ClockJumped, Shutdown, Submit, of an old connection
			FAILED: ClockJumped, Shutdown, Start
			BACKING_OFF: Submit, of an old connection
			CONNECTING: ClockJumped, Closed, IdentifyGranted, Shutdown, Submit, of an old connection
			AWAITING_HELLO: ClockJumped, HEARTBEAT, HEARTBEAT_ACK, Shutdown, TimerFired, of an old connection
			AWAITING_IDENTIFY: ClockJumped, Closed, HEARTBEAT, INVALID_SESSION, RECONNECT, Shutdown, part
			IDENTIFYING: ClockJumped, HEARTBEAT, INVALID_SESSION, RECONNECT, Shutdown, garbage
			RESUMING: ClockJumped, GatewayUrlFound, HEARTBEAT, RECONNECT, ReadingPaused, ReadingResumed
			RESUMING: Shutdown, garbage, of an old connection
			CONNECTED: GatewayUrlFound, HELLO, OTHER, RESUMED, ReadingPaused, ReadingResumed, SendFailed
			CONNECTED: of an old connection
			""";

	@Test
	void seedsHold() { // R5, R8, R12, R13, R17 to R20, R22 to R24, R42 to R45, R47
		long first = Long.getLong("simulation.first", 1);
		long seeds = Long.getLong("simulation.seeds", THOROUGH ? MANY : FEW);
		List<SimulationReport> reports = run(first, seeds);
		if (seeds == MANY) {
			assertThat(reports.stream().map(SimulationReport::simulated).reduce(Duration.ZERO, Duration::plus))
				.isGreaterThan(Duration.ofHours(2000));
		}
		if (seeds >= FEW) {
			everythingOccurred(reports, (seeds >= MANY) ? OFTEN + SELDOM : OFTEN);
		}
	}

	/* A world in which nothing goes wrong proves nothing. */
	private static void everythingOccurred(List<SimulationReport> reports, String expected) {
		Set<String> faults = new TreeSet<>();
		Set<String> disconnects = new TreeSet<>();
		Set<String> pairs = new TreeSet<>();
		for (SimulationReport report : reports) {
			faults.addAll(report.faults().keySet());
			disconnects.addAll(report.disconnects().keySet());
			pairs.addAll(report.pairs());
		}
		assertThat(faults).as("faults").containsAll(reports.get(0).knownFaults());
		assertThat(disconnects).as("disconnects")
			.containsAll(Arrays.stream(DisconnectCause.Kind.values())
				.filter((kind) -> kind != DisconnectCause.Kind.STOPPED)
				.map(Enum::name)
				.toList());
		assertThat(pairs).as("what came in which status").containsAll(pairs(expected));
	}

	private static Set<String> pairs(String lines) {
		Set<String> pairs = new TreeSet<>();
		lines.lines().forEach((line) -> {
			String[] parts = line.split(": ");
			for (String input : parts[1].split(", ")) {
				pairs.add(parts[0] + " " + input);
			}
		});
		return pairs;
	}

	@Test
	@EnabledIfSystemProperty(named = "thorough", matches = "true", disabledReason = "a build is not to fail by chance")
	void freshSeedsHold() {
		long first = ThreadLocalRandom.current().nextLong(1_000_000, Integer.MAX_VALUE);
		System.out
			.println("Fresh seeds of the simulation: -Dsimulation.first=" + first + " -Dsimulation.seeds=" + FRESH);
		run(first, FRESH);
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
	void bytesOfASocketGoThroughTheSameWorlds() {
		for (long seed = 200; seed < 210; seed++) {
			SimulationReport report = Simulation.ofSeed(seed).door(Client.Door.BYTES).runWithJournal().assertPassed();
			assertThat(report.dispatches()).isPositive();
			assertThat(report.journal().lives()).allMatch(Journal.Life::bytes);
			assertThat(report.journal().replay()).as("seed " + seed).isNull();
		}
	}

	@Test
	void whatFailsIsMadeAsSmallAsItGoes() {
		Simulation broken = Sabotage.LOST_DISPATCH.of(2).shards(8);
		SimulationReport report = broken.run();
		assertThat(report.violations()).extracting(Violation::invariant).contains(Sabotage.LOST_DISPATCH.invariant);
		assertThat(report.shards()).isLessThan(8);
		assertThat(report.simulated()).isLessThan(broken.runOnce().simulated());
		assertThatExceptionOfType(AssertionError.class).isThrownBy(report::assertPassed)
			.withMessageContaining("The least of it that fails alike: 1 shards");
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

	private static List<SimulationReport> run(long first, long seeds) {
		return LongStream.range(first, first + seeds)
			.parallel()
			.mapToObj((seed) -> Simulation.ofSeed(seed).run().assertPassed())
			.toList();
	}

}
