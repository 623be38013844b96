package io.discordgateway.processes;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.discordgateway.spring.engine.Loss;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sample as a fleet of real processes on real engines, under traffic whose
 * messages have numbers. What the listeners begin is in journals, which show what is lost
 * and what comes twice; what docs/fleet.md promises is asserted.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class FleetOfProcessesTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	/* What a short form has: the shortest that may be set. */
	private static final Duration SHORT_LEASE = Duration.ofSeconds(6);

	/* What docs/fleet.md allows beside the lease. */
	private static final Duration SLACK = Duration.ofSeconds(10);

	/* What is done is saved every 250 ms; a host that is busy may take longer. */
	private static final Duration UNSAVED = Duration.ofSeconds(2);

	private static final int PER_SECOND = Integer.getInteger("fleet.rate", 200);

	/* So many listeners may be between their look at the lease and their first line. */
	private static final int ABOUT_TO_BEGIN = 4;

	@TempDir
	private Path folder;

	@Test
	@DisplayName("R23, R49: a fleet that loses one instance to SIGKILL and the other to a deploy loses no event")
	void shortLife() throws Exception {
		try (Fleet fleet = new Fleet(FleetStore.REDIS, this.folder, SHORT_LEASE, PER_SECOND)) {
			List<Sample> first = fleet.begin(2);
			Killed killed = kill(fleet, first.get(0));
			Sample next = fleet.start();
			fleet.await("the next instance", () -> next.instances() == 2);
			Duration handedOver = replace(fleet, first.get(1));
			Report report = fleet.end();
			print("short life", FleetStore.REDIS,
					killed + "; handed over within " + handedOver.toMillis() + " ms; " + report);
			assertWell(fleet, report);
			killed.assertTwiceOnlyWhatWasUnsaved(report);
			assertThat(killed.resumedAfter).isLessThan(SHORT_LEASE.plus(SLACK));
		}
	}

	@ParameterizedTest
	@EnumSource
	@EnabledIfSystemProperty(named = "thorough", matches = "true", disabledReason = "runs with -Pthorough")
	@DisplayName("R23, R49: an instance that is killed is resumed elsewhere within the lease and 10 s, and loses nothing")
	void killedInstanceIsResumedElsewhere(FleetStore store) throws Exception {
		try (Fleet fleet = new Fleet(store, this.folder, LEASE, PER_SECOND)) {
			List<Sample> three = fleet.begin(3);
			fleet.awaitSent(5 * PER_SECOND);
			Killed killed = kill(fleet, three.get(0));
			fleet.awaitEven(three.subList(1, 3));
			Report report = fleet.end();
			print("SIGKILL", store, killed + "; " + report);
			assertWell(fleet, report);
			killed.assertTwiceOnlyWhatWasUnsaved(report);
			assertThat(killed.resumedAfter).isLessThan(LEASE.plus(SLACK));
		}
	}

	@ParameterizedTest
	@EnumSource
	@EnabledIfSystemProperty(named = "thorough", matches = "true", disabledReason = "runs with -Pthorough")
	@DisplayName("R49: an instance that is frozen for longer than its lease begins nothing once it is woken")
	void frozenInstanceBeginsNothing(FleetStore store) throws Exception {
		try (Fleet fleet = new Fleet(store, this.folder, LEASE, PER_SECOND)) {
			List<Sample> three = fleet.begin(3);
			fleet.awaitSent(5 * PER_SECOND);
			Sample frozen = three.get(0);
			Set<Integer> its = fleet.shardsOf(frozen);
			Instant since = Instant.now();
			frozen.freeze();
			Duration resumedAfter = fleet.awaitResumed(its, since);
			fleet.awaitSent(5 * PER_SECOND);
			frozen.thaw();
			// It gets a part again, and with that it has heard of all that it lost.
			fleet.awaitEven(three);
			fleet.awaitSent(5 * PER_SECOND);
			Report report = fleet.end();
			Killed as = new Killed(frozen, since, its.size(), resumedAfter);
			print("SIGSTOP", store, as + "; " + report);
			assertWell(fleet, report, ABOUT_TO_BEGIN);
			as.assertTwiceOnlyWhatWasUnsaved(report);
			assertThat(resumedAfter).isLessThan(LEASE.plus(SLACK));
			assertThat(frozen.journal()).anyMatch((begun) -> begun.at() > since.plus(LEASE).toEpochMilli());
		}
	}

	@ParameterizedTest
	@CsvSource({ "REDIS, KILLED", "POSTGRES, SILENT" })
	@EnabledIfSystemProperty(named = "thorough", matches = "true", disabledReason = "runs with -Pthorough")
	@DisplayName("R12, R49: while the engine is away for a minute nobody identifies, dispatching pauses, nothing is lost")
	void engineIsAway(FleetStore store, Loss loss) throws Exception {
		try (Fleet fleet = new Fleet(store, this.folder, LEASE, PER_SECOND)) {
			List<Sample> three = fleet.begin(3);
			fleet.awaitSent(5 * PER_SECOND);
			int connections = fleet.record().connections().size();
			loss.begin(fleet.engine());
			fleet.awaitSent(60 * PER_SECOND);
			assertThat(fleet.isConnected()).isTrue();
			assertThat(fleet.record().connections()).hasSize(connections);
			Instant back = Instant.now();
			loss.end(fleet.engine());
			fleet.awaitSent(10 * PER_SECOND);
			fleet.awaitEven(three);
			assertThat(fleet.record().connections()).as("no shard has moved").hasSize(connections);
			Report report = fleet.end();
			print("engine away, " + loss, store,
					"going on after " + goingOn(three, back).toMillis() + " ms; " + report);
			assertWell(fleet, report);
			assertThat(report.twice()).isEmpty();
		}
	}

	private static Duration goingOn(List<Sample> instances, Instant back) throws Exception {
		long last = 0;
		for (Sample instance : instances) {
			last = Math.max(last,
					instance.journal()
						.stream()
						.mapToLong(Journal.Begun::at)
						.filter((at) -> at > back.toEpochMilli())
						.min()
						.orElse(0));
		}
		return Duration.ofMillis(last - back.toEpochMilli());
	}

	@ParameterizedTest
	@CsvSource({ "REDIS, 2", "REDIS, 3", "POSTGRES, 2", "POSTGRES, 3" })
	@EnabledIfSystemProperty(named = "thorough", matches = "true", disabledReason = "runs with -Pthorough")
	@DisplayName("A rolling deploy replaces all instances, and loses no event, repeats none, and spends no IDENTIFY")
	void rollingDeployLosesNothing(FleetStore store, int instances) throws Exception {
		try (Fleet fleet = new Fleet(store, this.folder, LEASE, PER_SECOND)) {
			List<Sample> old = fleet.begin(instances);
			List<Sample> next = new ArrayList<>();
			Instant begun = Instant.now();
			Duration longest = Duration.ZERO;
			for (Sample instance : old) {
				Sample newcomer = fleet.start();
				next.add(newcomer);
				fleet.await("the next instance", () -> newcomer.instances() == instances + 1);
				Duration handedOver = replace(fleet, instance);
				longest = (handedOver.compareTo(longest) > 0) ? handedOver : longest;
			}
			Duration took = Duration.between(begun, Instant.now());
			fleet.awaitEven(next);
			Report report = fleet.end();
			print("rolling deploy of " + instances, store, "in " + took.toSeconds() + " s, a shard handed over within "
					+ longest.toMillis() + " ms; " + report);
			assertWell(fleet, report);
			assertThat(report.twice()).isEmpty();
		}
	}

	/* Kills an instance, and waits until its shards are elsewhere. */
	private static Killed kill(Fleet fleet, Sample instance) throws Exception {
		Set<Integer> its = fleet.shardsOf(instance);
		Instant since = Instant.now();
		instance.kill();
		return new Killed(instance, since, its.size(), fleet.awaitResumed(its, since));
	}

	/* Returns how long after the signal the last of its shards was resumed elsewhere. */
	private static Duration replace(Fleet fleet, Sample instance) throws Exception {
		Set<Integer> its = fleet.shardsOf(instance);
		Instant since = Instant.now();
		instance.terminate(Duration.ofSeconds(30));
		assertThat(instance.exitCode()).as(instance.log()).isEqualTo(Sample.TERMINATED);
		return fleet.awaitResumed(its, since);
	}

	private static void assertWell(Fleet fleet, Report report) {
		assertWell(fleet, report, 0);
	}

	private static void assertWell(Fleet fleet, Report report, int aboutToBegin) {
		assertThat(report.lost()).as(report.toString()).isZero();
		assertThat(report.outOfOrder()).isEmpty();
		assertThat(report.late()).hasSizeLessThanOrEqualTo(aboutToBegin);
		assertThat(fleet.identified()).isZero();
	}

	private static void print(String what, FleetStore store, String result) {
		System.out.println(what + ", " + store + ", " + PER_SECOND + "/s: " + result);
	}

	/**
	 * An instance that was killed or frozen.
	 *
	 * @param instance which
	 * @param at when
	 * @param shards how many shards it had
	 * @param resumedAfter how long it took until all of them were resumed elsewhere
	 */
	private record Killed(Sample instance, Instant at, int shards, Duration resumedAfter) {

		void assertTwiceOnlyWhatWasUnsaved(Report report) {
			long earliest = this.at.minus(UNSAVED).toEpochMilli();
			assertThat(report.twice()).allSatisfy((twice) -> {
				assertThat(twice.first().instance()).isEqualTo(this.instance.name());
				assertThat(twice.first().at()).isGreaterThan(earliest);
			});
		}

		@Override
		public String toString() {
			return this.shards + " shards resumed elsewhere within " + this.resumedAfter.toMillis() + " ms";
		}

	}

}
