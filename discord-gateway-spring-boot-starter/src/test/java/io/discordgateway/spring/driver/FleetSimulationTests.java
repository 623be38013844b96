package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.FleetState;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.driver.FleetWorld.Member;
import io.discordgateway.spring.driver.FleetWorld.Sabotage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for instances of one bot that divide its shards among themselves. What
 * docs/fleet.md promises is asserted here, and by {@link FleetWorld}.
 */
class FleetSimulationTests {

	private static final boolean THOROUGH = Boolean.getBoolean("thorough");

	/* More of them are run with -Dfleet.seeds=N. */
	private static final int SEEDS = Integer.getInteger("fleet.seeds", THOROUGH ? 50 : 3);

	/* A change of the total takes longer than the rest. */
	private static final int CHANGES = Math.max(1, SEEDS / 3);

	/* How many worlds there are at most to find a mistake in. */
	private static final int SABOTAGE_SEEDS = 20;

	private static final Duration LEASE = FleetWorld.LEASE;

	/* What the store may take longer to tell, and the shards to resume. */
	private static final Duration SLACK = Duration.ofSeconds(10);

	@Test
	void instancesThatStartTogetherShareEvenly() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 7);
			for (int i = 0; i < 3; i++) {
				world.start();
				world.advance(Duration.ofMillis(world.random.nextInt(800)));
			}
			world.advance(Duration.ofSeconds(10));
			assertThat(world.loads()).containsExactly(2, 2, 3);
			assertThat(world.moves).as("shards that changed hands").isEmpty();
			world.advanceUntilConnected();
			assertThat(world.loads()).containsExactly(2, 2, 3);
			world.underLoad(Duration.ofSeconds(10));
			world.advance(Duration.ofSeconds(2));
			world.assertNothingLost();
			assertThat(world.handledTwice()).isZero();
			assertThat(world.members).allSatisfy((member) -> {
				assertThat(member.bot.run.fleet()).isEqualTo(new FleetState(3, 7, 0));
				assertThat(member.epochs.values()).containsOnly(1L);
			});
		});
	}

	@Test
	void instanceTakesNoMoreThanItMay() {
		FleetWorld world = new FleetWorld(1, 5);
		Member first = world.start(2);
		Member second = world.start(2);
		world.advance(Duration.ofMinutes(2));
		assertThat(world.loads()).containsExactly(2, 2);
		assertThat(first.bot.run.fleet()).isEqualTo(new FleetState(2, 5, 1));
		assertThat(second.bot.run.fleet()).isEqualTo(new FleetState(2, 5, 1));
		world.start();
		world.advanceUntilConnected();
		assertThat(world.loads()).containsExactly(1, 2, 2);
		world.assertPromises();
	}

	@Test
	@DisplayName("R38: a newcomer runs as many shards as the others do, whatever Discord recommends by now")
	void totalIsThatOfTheInstancesThatAreThere() {
		FleetWorld world = new FleetWorld(1, 4);
		world.recommended = 4;
		world.begin(1);
		world.recommended = 6;
		Member newcomer = world.start();
		world.advance(Duration.ofMinutes(2));
		world.advanceUntilConnected();
		assertThat(world.loads()).containsExactly(2, 2);
		assertThat(newcomer.bot.run.fleet()).isEqualTo(new FleetState(2, 4, 0));
		world.assertPromises();
	}

	@Test
	@DisplayName("A newcomer gets its part one by one, every shard resumed, and nothing is lost")
	void newcomerGetsItsPart() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 6);
			world.begin(2);
			world.moves.clear();
			Member newcomer = world.start();
			Instant start = world.threads.now();
			world.underLoad(Duration.ofSeconds(40));
			assertThat(newcomer.bot.run.drivers()).hasSize(2);
			world.assertEven();
			assertThat(world.moves).hasSize(2);
			assertThat(Duration.between(start, world.moves.get(1))).isLessThan(Duration.ofSeconds(15));
			assertThat(Duration.between(world.moves.get(0), world.moves.get(1)))
				.isGreaterThanOrEqualTo(FleetShards.MOVE_INTERVAL);
			assertThat(newcomer.epochs.values()).containsOnly(2L);
			world.advanceUntilConnected();
			world.advance(Duration.ofSeconds(5));
			world.assertNothingLost();
			assertThat(world.handledTwice()).isZero();
		});
	}

	@Test
	@DisplayName("R23, R49: a dead instance's shards are resumed elsewhere within the lease and 10 s")
	void deadInstancesShardsAreResumedElsewhere() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 6);
			die(world);
			world.assertEven();
			world.underLoad(Duration.ofSeconds(5));
			world.advance(Duration.ofSeconds(5));
			world.assertNothingLost();
		});
	}

	@Test
	@DisplayName("While the leases of a dead instance go on, they are looked at once a second, however many they are")
	void leasesOfTheDeadAreNotHammered() {
		FleetWorld world = new FleetWorld(1, 36);
		world.begin(1);
		Member second = world.start();
		world.advance(Duration.ofMinutes(2));
		assertThat(world.loads()).containsExactly(18, 18);
		second.kill();
		long before = world.operations;
		Duration took = world.advanceUntilConnected(LEASE.plus(SLACK));
		// Looks, renewals, and at most one question for each of the 18 in each second.
		assertThat(world.operations - before).isLessThan((5 + 12 + 18) * took.toSeconds());
		world.assertPromises();
	}

	private static void die(FleetWorld world) {
		List<Member> members = world.begin(3);
		world.underLoad(Duration.ofSeconds(5));
		members.get(world.random.nextInt(3)).kill();
		world.message();
		world.advanceUntilConnected(LEASE.plus(SLACK));
	}

	@Test
	@DisplayName("R49: what instances think of each other decides nothing: who takes all others for dead takes nothing")
	void claimsDecide() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 4, Sabotage.SUSPICIOUS);
			world.begin(2);
			world.start();
			world.underLoad(Duration.ofSeconds(20));
			world.advance(Duration.ofSeconds(5));
			assertThat(world.loads().stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
			world.assertNothingLost();
			assertThat(world.handledTwice()).isZero();
		});
	}

	@Test
	void eventOfABotThatRunsAloneHasNoEpoch() {
		SeededThreads threads = new SeededThreads(1);
		List<Long> epochs = new ArrayList<>();
		SimulatedBot bot = SimulatedBot.on(threads).listener((event) -> epochs.add(event.epoch())).build().connect();
		bot.message(0);
		threads.advance(Duration.ofSeconds(1));
		assertThat(epochs).isNotEmpty().containsOnly(0L);
	}

	@Test
	@DisplayName("R23: what a stopping instance runs is resumed elsewhere at once, and twice comes nothing")
	void stoppingInstanceHandsOverAtOnce() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 6);
			List<Member> members = world.begin(3);
			world.underLoad(Duration.ofSeconds(5));
			CompletableFuture<Void> stopped = members.get(world.random.nextInt(3)).stop();
			world.message();
			world.advanceUntilConnected(Duration.ofSeconds(5));
			world.underLoad(Duration.ofSeconds(5));
			world.advance(Duration.ofSeconds(20));
			assertThat(stopped).isCompleted();
			world.assertEven();
			world.assertNothingLost();
			assertThat(world.handledTwice()).isZero();
		});
	}

	@Test
	@DisplayName("Rolling deploy: all instances are replaced, no event is lost or comes twice, and no IDENTIFY is spent")
	void rollingDeployLosesNothing() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 4);
			List<Member> old = world.begin(2);
			int identified = world.gateway.identified().size();
			for (Member member : old) {
				world.start();
				world.underLoad(Duration.ofSeconds(15));
				CompletableFuture<Void> stopped = member.stop();
				world.underLoad(Duration.ofSeconds(25));
				assertThat(stopped).isCompleted();
			}
			world.advance(Duration.ofSeconds(10));
			world.assertEven();
			world.assertNothingLost();
			assertThat(world.handledTwice()).isZero();
			assertThat(world.gateway.identified()).hasSize(identified);
		});
	}

	@Test
	@DisplayName("R49: an instance that was frozen for longer than its lease begins nothing, and gets its part again")
	void frozenInstanceBeginsNothing() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 4);
			Member frozen = world.begin(2).get(0);
			world.underLoad(Duration.ofSeconds(5));
			for (int i = 0; i < world.random.nextInt(200); i++) {
				world.threads.step();
			}
			int inHand = frozen.begun.size() - frozen.done.size();
			frozen.process.freeze();
			int begun = frozen.begun.size();
			world.message();
			world.advance(LEASE.plus(SLACK));
			world.message();
			world.advance(Duration.ofSeconds(2));
			frozen.process.wake();
			world.advance(Duration.ofMillis(200));
			assertThat(frozen.begun).hasSize(begun);
			world.advance(Duration.ofSeconds(40));
			world.advanceUntilConnected();
			world.assertEven();
			world.underLoad(Duration.ofSeconds(5));
			world.advance(Duration.ofSeconds(5));
			world.assertNothingLost();
			// Those in hand, and those that were done and not saved yet.
			assertThat(world.handledTwice()).isLessThanOrEqualTo(inHand + 4);
			assertThat(frozen.begun).hasSizeGreaterThan(begun);
		});
	}

	@Test
	@DisplayName("While the store is away nobody identifies, dispatching pauses after the lease, connections stay")
	void storeThatIsAwayCostsNoConnection() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 4);
			List<Member> members = world.begin(2);
			world.advance(Duration.ofSeconds(1));
			int connections = world.gateway.connections();
			world.away = true;
			world.message();
			world.advance(Duration.ofSeconds(15));
			assertThat(world.sent).as("the leases go on")
				.allMatch((message) -> members.stream().anyMatch((member) -> member.done.contains(message)));
			// One session is lost, and one connection: that one is resumed.
			world.gateway.close(0, 4009);
			world.gateway.drop(1);
			world.advance(Duration.ofSeconds(10));
			assertThat(world.gateway.isConnected(1)).as("resumed meanwhile").isTrue();
			assertThat(world.gateway.isConnected(0)).isFalse();
			world.advance(LEASE);
			int begun = members.stream().mapToInt((member) -> member.begun.size()).sum();
			for (int shard = 1; shard < 4; shard++) {
				world.gateway.dispatch(shard, "MESSAGE_CREATE", "{\"id\":\"late\",\"guild_id\":\"7\"}");
				world.sent.add(shard + ":late");
			}
			world.advance(Duration.ofMinutes(1));
			assertThat(members.stream().mapToInt((member) -> member.begun.size()).sum()).isEqualTo(begun);
			assertThat(world.gateway.identified()).hasSize(4);
			assertThat(world.gateway.connections()).as("those of before, and the resumed one")
				.isEqualTo(connections + 1);
			world.gateway.drop(2);
			world.advance(Duration.ofMinutes(3));
			world.away = false;
			world.advanceUntilConnected(Duration.ofMinutes(2));
			world.advance(Duration.ofSeconds(10));
			assertThat(world.gateway.identified()).hasSize(5);
			assertThat(world.sent)
				.allMatch((message) -> members.stream().anyMatch((member) -> member.done.contains(message)));
			world.assertPromises();
			assertThat(members).allSatisfy((member) -> assertThat(member.bot.run.storeFailure()).isNull());
		});
	}

	@Test
	@DisplayName("R49: what could not be renewed as the store was away is its owner's when it is back, and comes once")
	void storeThatIsBackCostsNoShard() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 6);
			List<Member> members = world.begin(3);
			world.underLoad(Duration.ofSeconds(5));
			world.away = true;
			world.underLoad(LEASE.plusSeconds(world.random.nextInt(5, 120)));
			world.away = false;
			world.underLoad(Duration.ofSeconds(30));
			world.advance(Duration.ofSeconds(5));
			assertThat(members).allSatisfy((member) -> assertThat(member.epochs.values()).containsOnly(1L));
			world.assertNothingLost();
			assertThat(world.handledTwice()).isZero();
		});
	}

	@Test
	@DisplayName("R23, R49: who died while the store was away is known for dead within 10 s after it is back")
	void instanceThatDiedMeanwhileIsResumedElsewhere() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 6);
			List<Member> members = world.begin(3);
			world.underLoad(Duration.ofSeconds(5));
			world.away = true;
			world.underLoad(Duration.ofSeconds(world.random.nextInt(20)));
			members.get(0).kill();
			world.underLoad(LEASE.multipliedBy(2));
			world.away = false;
			world.message();
			world.advanceUntilConnected(LEASE.dividedBy(3).plus(SLACK));
			world.underLoad(Duration.ofSeconds(5));
			world.advance(Duration.ofSeconds(5));
			world.assertNothingLost();
		});
	}

	@Test
	@DisplayName("R12: a store that is slower than a turn lasts lets nobody identify")
	void storeThatIsSlowLetsNobodyIdentify() {
		FleetWorld world = new FleetWorld(1, 2);
		world.start();
		world.advance(Duration.ofSeconds(2));
		world.slowness = Duration.ofSeconds(12);
		world.advance(Duration.ofMinutes(5));
		assertThat(world.gateway.identified()).isEmpty();
		world.slowness = Duration.ofMillis(20);
		world.advanceUntilConnected(Duration.ofMinutes(2));
		world.assertPromises();
	}

	@Test
	@DisplayName("R12: instances that come at the same time identify one after the other, 5 s apart")
	void instancesTakeTurns() {
		Seeds.run(SEEDS, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 6);
			for (int i = 0; i < 6; i++) {
				world.start();
			}
			Duration took = world.advanceUntilConnected();
			world.assertPromises();
			assertThat(world.loads()).containsOnly(1);
			// 5.25 s each, the time to connect, and up to half a second until it is seen.
			assertThat(took).isLessThan(Duration.ofSeconds(45));
		});
	}

	@Test
	void instanceWithoutShardSaysThatItIsWell() {
		FleetWorld world = new FleetWorld(1, 1);
		world.begin(2);
		Member idle = world.members.stream()
			.filter((member) -> member.bot.run.drivers().isEmpty())
			.findFirst()
			.orElseThrow();
		assertThat(idle.bot.run.fleet()).isEqualTo(new FleetState(2, 1, 0));
		assertThat(idle.bot.run.storeFailure()).isNull();
		assertThat(world.members).filteredOn((member) -> member != idle)
			.singleElement()
			.satisfies((member) -> assertThat(member.bot.driver(0).state()).matches(ShardState::isConnected));
	}

	@Test
	@DisplayName("Instances that are started, stopped, frozen and killed at random lose nothing")
	void whateverHappensNothingIsLost() {
		Seeds.run(SEEDS, (seed) -> live(new FleetWorld(seed, 4)));
	}

	/* What a long day brings. */
	private static void live(FleetWorld world) {
		world.begin(3);
		for (int i = 0; i < 12; i++) {
			something(world);
			world.underLoad(Duration.ofMillis(world.random.nextInt(20_000)));
			world.assertPromises();
		}
		world.away = false;
		world.members.stream().filter((member) -> !member.killed).forEach((member) -> member.process.wake());
		world.start();
		world.advanceUntilConnected(Duration.ofMinutes(2));
		world.advance(Duration.ofMinutes(1));
		world.assertEven();
		world.assertNothingLost();
	}

	private static void something(FleetWorld world) {
		List<Member> alive = world.alive();
		Member member = alive.isEmpty() ? world.start() : alive.get(world.random.nextInt(alive.size()));
		switch (world.random.nextInt(7)) {
			case 0 -> member.process.freeze();
			case 1 -> {
				CompletableFuture<Void> unused = member.stop();
			}
			case 2 -> member.kill();
			case 3 -> world.away = !world.away;
			case 4 -> world.start();
			default -> alive.forEach((any) -> any.process.wake());
		}
	}

	@Test
	@DisplayName("R38: from 4 to 8 by a call on one instance, under load: nothing is lost, and what comes twice is few")
	void fleetChangesItsTotalWithoutAGap() {
		Seeds.run(CHANGES, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 4).withGuilds();
			List<Member> members = world.begin(3);
			world.advance(Duration.ofSeconds(5));
			world.underLoad(Duration.ofSeconds(5));
			CompletableFuture<Void> done = members.get(world.random.nextInt(3)).bot.run.reshard(8);
			world.changesTo(8);
			Instant start = world.threads.now();
			while (!done.isDone()) {
				world.underLoad(Duration.ofSeconds(1));
				assertThat(Duration.between(start, world.threads.now())).isLessThan(Duration.ofMinutes(3));
			}
			assertThat(done).isCompleted();
			world.underLoad(Duration.ofSeconds(10));
			world.advance(Duration.ofSeconds(10));
			assertEightRun(world);
			assertThat(world.handledTwice()).as("handled twice, of some 6 a second").isLessThan(60);
			assertThat(world.loads()).containsExactly(2, 3, 3);
			// A newcomer that is set to what was, does not change it back.
			Member newcomer = world.start();
			world.underLoad(Duration.ofSeconds(30));
			world.advance(Duration.ofSeconds(10));
			assertThat(newcomer.bot.run.drivers()).hasSize(2);
			assertEightRun(world);
		});
	}

	@Test
	@DisplayName("R38: a rolling restart from 4 to 8 changes the total once, when the last instance is set to it, and loses nothing")
	void rollingRestartChangesTheTotal() {
		Seeds.run(CHANGES, (seed) -> {
			FleetWorld world = new FleetWorld(seed, 4).withGuilds();
			List<Member> old = world.begin(2);
			world.advance(Duration.ofSeconds(5));
			for (Member member : old) {
				world.set = 8;
				world.start();
				world.underLoad(Duration.ofSeconds(15));
				assertThat(world.gateway.identified()).hasSize(4);
				CompletableFuture<Void> stopped = member.stop();
				world.underLoad(Duration.ofSeconds(10));
				assertThat(stopped).isCompleted();
			}
			world.changesTo(8);
			world.underLoad(Duration.ofSeconds(30));
			world.advanceUntilConnected(Duration.ofMinutes(3));
			world.underLoad(Duration.ofSeconds(10));
			world.advance(Duration.ofSeconds(10));
			assertEightRun(world);
		});
	}

	@Test
	@DisplayName("R38: an instance that is killed while the total changes holds nobody up, and nothing is lost")
	void instanceThatDiesWhileTheTotalChangesHoldsNobodyUp() {
		Seeds.run(2 * CHANGES, (seed) -> change(new FleetWorld(seed, 4), true));
	}

	/* From 4 to 8, and somewhere in it an instance dies or not. */
	private static void change(FleetWorld world, boolean dies) {
		List<Member> members = world.withGuilds().begin(3);
		world.advance(Duration.ofSeconds(5));
		CompletableFuture<Void> done = members.get(0).bot.run.reshard(8);
		world.changesTo(8);
		if (dies) {
			if (world.random.nextInt(3) > 0) {
				// The last moments are of most interest.
				while (world.gateway.connected().size() < 12) {
					world.underLoad(Duration.ofMillis(500));
				}
			}
			world.underLoad(Duration.ofMillis(world.random.nextInt(12_000)));
			members.get(1 + world.random.nextInt(2)).kill();
		}
		Instant start = world.threads.now();
		while (!done.isDone()) {
			world.underLoad(Duration.ofSeconds(1));
			assertThat(Duration.between(start, world.threads.now())).isLessThan(Duration.ofMinutes(5));
		}
		assertThat(done).isCompleted();
		world.advanceUntilConnected(Duration.ofMinutes(3));
		world.underLoad(Duration.ofSeconds(10));
		world.advance(Duration.ofMinutes(1));
		assertEightRun(world);
	}

	@Test
	@DisplayName("R38: a shard of the next total that fails for good ends the change in all instances, and the caller hears why")
	void failureEndsTheChangeEverywhere() {
		FleetWorld world = new FleetWorld(1, 4).withGuilds();
		List<Member> members = world.begin(2);
		world.advance(Duration.ofSeconds(5));
		CompletableFuture<Void> done = members.get(0).bot.run.reshard(8);
		ShardId unlucky = new ShardId(5, 8);
		while (!world.gateway.hasSession(unlucky)) {
			world.underLoad(Duration.ofMillis(500));
		}
		world.gateway.close(unlucky, 4014);
		world.underLoad(Duration.ofSeconds(10));
		assertThat(done).isCompletedExceptionally();
		assertThat(world.gateway.connected()).containsExactly("0/4", "1/4", "2/4", "3/4");
		assertThat(world.loads()).containsExactly(2, 2);
		world.advance(Duration.ofSeconds(5));
		world.sessions = world.gateway.sessions();
		world.assertNothingLost();
		assertThat(world.handledTwice()).isZero();
	}

	private static void assertEightRun(FleetWorld world) {
		assertThat(world.gateway.connected()).hasSize(8).allMatch((shard) -> shard.endsWith("/8"));
		assertThat(world.alive()).allSatisfy((member) -> {
			assertThat(member.bot.run.fleet().total()).isEqualTo(8);
			assertThat(member.bot.run.drivers().values()).allMatch((driver) -> driver.state().shard().total() == 8);
		});
		world.assertNothingLost();
	}

	/**
	 * Judges the judge: what is wrong on purpose is found, and by the promise that it
	 * breaks.
	 */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "NONE", "SUSPICIOUS" })
	void mistakeIsFoundByThePromiseThatItBreaks(Sabotage sabotage) {
		List<String> found = new ArrayList<>();
		for (long seed = 0; seed < SABOTAGE_SEEDS; seed++) {
			try {
				FleetWorld world = new FleetWorld(seed, 4, sabotage);
				if (sabotage == Sabotage.SHY) {
					die(world);
				}
				else if (sabotage == Sabotage.HASTY) {
					change(world, false);
				}
				else {
					live(world);
				}
			}
			catch (AssertionError ex) {
				found.add(ex.getMessage());
				if (ex.getMessage().contains(sabotage.broken)) {
					return;
				}
			}
		}
		fail("%s was not found as '%s' in %d seeds, but: %s", sabotage, sabotage.broken, SABOTAGE_SEEDS, found);
	}

}
