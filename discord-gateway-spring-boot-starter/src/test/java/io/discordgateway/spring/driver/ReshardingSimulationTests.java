package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.discordgateway.session.KeptTotal;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.ReshardingFailedException;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for another number of shards while events come (R38), in one process. What
 * docs/delivery.md promises is asserted here, and by {@link AnotherTotalWorld}.
 */
class ReshardingSimulationTests {

	private static final boolean THOROUGH = Boolean.getBoolean("thorough");

	/* More of them are run with -Dresharding.seeds=N. */
	private static final int SEEDS = Integer.getInteger("resharding.seeds", THOROUGH ? 100 : 2);

	/* How many worlds there are at most to find a mistake in. */
	private static final int SABOTAGE_SEEDS = 20;

	/* Eight identify in turns of 5 s, the guilds come, the one set hands over. */
	private static final Duration LIMIT = Duration.ofMinutes(2);

	private static final UnaryOperator<SimulatedBot.Builder> FOUR = (builder) -> builder.shards(4);

	@Test
	@DisplayName("R38: from 4 to 8 under load nothing is lost, messages come once, and what comes twice is few")
	void anotherTotalTakesOverWithoutAGap() {
		Seeds.run(SEEDS, (seed) -> {
			AnotherTotalWorld world = new AnotherTotalWorld(seed);
			SimulatedBot bot = world.connect(FOUR);
			world.underLoad(Duration.ofSeconds(5));
			CompletableFuture<Void> done = bot.run.reshard(8);
			world.underLoadUntil(done, LIMIT);
			assertThat(done).isCompleted();
			assertThat(bot.run.drivers()).hasSize(8);
			world.underLoad(Duration.ofMinutes(2));
			world.threads.advance(Duration.ofSeconds(10));
			world.assertNothingLost();
			world.assertInOrder();
			assertThat(world.gateway.connected()).containsExactly("0/8", "1/8", "2/8", "3/8", "4/8", "5/8", "6/8",
					"7/8");
			assertThat(world.gateway.identified()).hasSize(12);
			assertThat(world.twice()).as("handled twice").allMatch((what) -> what.startsWith("MESSAGE_UPDATE"));
			assertThat(world.twice()).extracting(world.sent::get).allSatisfy((time) -> {
				// Those of some seconds.
				assertThat(time).isBetween(world.sent.get(world.twice().get(0)).minusSeconds(6),
						world.sent.get(world.twice().get(0)).plusSeconds(6));
			});
		});
	}

	@Test
	@DisplayName("R23, R38: connections that drop while another set takes over lose nothing")
	void connectionsThatDropLoseNothing() {
		Seeds.run(SEEDS, (seed) -> {
			AnotherTotalWorld world = new AnotherTotalWorld(seed);
			SimulatedBot bot = world.connect(FOUR);
			CompletableFuture<Void> done = bot.run.reshard(8);
			while (!done.isDone()) {
				world.underLoad(Duration.ofSeconds(1));
				if (world.random.nextInt(4) == 0) {
					List<String> connected = world.gateway.connected();
					String[] shard = connected.get(world.random.nextInt(connected.size())).split("/", -1);
					world.gateway.drop(new ShardId(Integer.parseInt(shard[0]), Integer.parseInt(shard[1])));
				}
			}
			// With drops all the time the old set may never have read all: then it stays.
			assertThat(bot.run.drivers()).hasSize(done.isCompletedExceptionally() ? 4 : 8);
			world.underLoad(Duration.ofSeconds(20));
			world.threads.advance(Duration.ofMinutes(2));
			world.assertNothingLost();
			assertThat(bot.isConnected()).isTrue();
		});
	}

	@Test
	@DisplayName("R18, R38: a new shard that fails for good ends the new set; the old one goes on, and the caller hears why")
	void failureKeepsTheOldSet() {
		Seeds.run(SEEDS, (seed) -> {
			AnotherTotalWorld world = new AnotherTotalWorld(seed);
			SimulatedBot bot = world.connect(FOUR);
			CompletableFuture<Void> done = bot.run.reshard(8);
			ShardId unlucky = new ShardId(world.random.nextInt(8), 8);
			while (!world.gateway.hasSession(unlucky)) {
				world.underLoad(Duration.ofMillis(500));
			}
			world.gateway.close(unlucky, 4014);
			world.underLoadUntil(done, Duration.ofSeconds(5));
			assertThatExceptionOfType(ReshardingFailedException.class).isThrownBy(() -> join(done))
				.withMessageContaining("stays 4")
				.withMessageContaining("Shard " + unlucky);
			world.underLoad(Duration.ofSeconds(20));
			world.threads.advance(Duration.ofSeconds(10));
			assertThat(world.gateway.connected()).containsExactly("0/4", "1/4", "2/4", "3/4");
			assertThat(bot.run.drivers()).hasSize(4);
			world.assertNothingLost();
			assertThat(world.twice()).isEmpty();
			CompletableFuture<Void> again = bot.run.reshard(6);
			world.underLoadUntil(again, LIMIT);
			assertThat(again).isCompleted();
			world.threads.advance(Duration.ofMinutes(2));
			world.assertNothingLost();
		});
	}

	@Test
	@DisplayName("R13: without enough session starts nothing is begun, and the caller hears it")
	void tooFewSessionStartsAreNotSpent() {
		AnotherTotalWorld world = new AnotherTotalWorld(1);
		SimulatedBot bot = world.connect((builder) -> builder.shards(4).auto());
		bot.remaining = 105;
		CompletableFuture<Void> done = bot.run.reshard(8);
		world.underLoadUntil(done, Duration.ofSeconds(5));
		assertThatExceptionOfType(ReshardingFailedException.class).isThrownBy(() -> join(done))
			.withMessageContaining("R13");
		assertThat(world.gateway.identified()).hasSize(4);
	}

	@Test
	void whatCannotBeDoneIsRefused() {
		AnotherTotalWorld world = new AnotherTotalWorld(1);
		SimulatedBot bot = world.connect(FOUR);
		CompletableFuture<Void> same = bot.run.reshard(4);
		world.threads.advance(Duration.ofSeconds(1));
		CompletableFuture<Void> first = bot.run.reshard(8);
		world.threads.advance(Duration.ofSeconds(1));
		CompletableFuture<Void> second = bot.run.reshard(16);
		world.threads.advance(Duration.ofSeconds(1));
		assertThatExceptionOfType(ReshardingFailedException.class).isThrownBy(() -> join(same))
			.withMessageContaining("it is 4 already");
		assertThatExceptionOfType(ReshardingFailedException.class).isThrownBy(() -> join(second))
			.withMessageContaining("it is being changed to 8");
		world.threads.advance(LIMIT);
		assertThat(first).isCompleted();
	}

	@Test
	@DisplayName("A lane that a listener has halted keeps the old set, as what it has not handled would be lost")
	void haltedLaneKeepsTheOldSet() {
		AnotherTotalWorld world = new AnotherTotalWorld(1);
		boolean[] fails = new boolean[1];
		SimulatedBot bot = world.connect((builder) -> builder.shards(4)
			.listener((event) -> failIf(fails, event.name()))
			.errorHandler((event, failure, attempt) -> Decision.stop()));
		fails[0] = true;
		world.underLoad(Duration.ofSeconds(5));
		CompletableFuture<Void> done = bot.run.reshard(8);
		world.threads.advance(Duration.ofMinutes(4));
		assertThatExceptionOfType(ReshardingFailedException.class).isThrownBy(() -> join(done));
		assertThat(bot.run.drivers()).hasSize(4);
		assertThat(world.gateway.connected()).hasSize(4);
	}

	private static void failIf(boolean[] fails, String name) {
		if (fails[0] && name.startsWith("MESSAGE_")) {
			throw new IllegalStateException("on purpose");
		}
	}

	@Test
	@DisplayName("R23, R38: whenever the process is stopped or killed meanwhile, the next one goes on without a loss")
	void processThatEndsInTheMiddleLosesNothing() {
		Seeds.run(SEEDS + 1, (seed) -> endInTheMiddle(new AnotherTotalWorld(seed),
				new MetadataStoreResumeStore(new SimpleMetadataStore()), seed % 3 == 0));
	}

	private static void endInTheMiddle(AnotherTotalWorld world, ResumeStore store, boolean stops) {
		SimulatedBot bot = world.connect((builder) -> builder.shards(4).store(store));
		world.underLoad(Duration.ofSeconds(5));
		CompletableFuture<Void> done = bot.run.reshard(8);
		// It takes some 50 s, of which the last are of most interest.
		while (world.gateway.connected().size() < 12) {
			world.underLoad(Duration.ofMillis(200));
		}
		world.underLoad(Duration.ofMillis(world.random.nextInt(12_000)));
		if (stops) {
			CompletableFuture<Void> stopped = bot.run.close(Duration.ofSeconds(20));
			world.underLoadUntil(stopped, Duration.ofSeconds(21));
		}
		else {
			for (int i = 0; i < world.random.nextInt(200); i++) {
				world.threads.step();
			}
			world.kill(bot);
			world.underLoad(Duration.ofSeconds(2));
		}
		SimulatedBot next = world.start((builder) -> builder.shards(4).store(store));
		world.underLoad(Duration.ofSeconds(45));
		world.awaitConnected(next);
		world.underLoad(Duration.ofSeconds(5));
		world.threads.advance(Duration.ofSeconds(30));
		world.assertNothingLost();
		assertThat(world.gateway.identified()).as("sessions that were begun").hasSize(12);
		KeptTotal kept = store.loadTotal("1");
		assertThat(kept).isNotNull();
		assertThat(next.run.drivers()).hasSize(kept.total());
		assertThat(done.isDone() || kept.total() == 4).isTrue();
	}

	@Test
	@DisplayName("R38: a process that starts with another total goes on with the sessions there are, and changes from them")
	void restartWithAnotherTotalLosesNothing() {
		Seeds.run(SEEDS, (seed) -> {
			AnotherTotalWorld world = new AnotherTotalWorld(seed);
			ResumeStore store = new MetadataStoreResumeStore(new SimpleMetadataStore());
			SimulatedBot bot = world.connect((builder) -> builder.shards(4).store(store));
			world.underLoad(Duration.ofSeconds(5));
			CompletableFuture<Void> stopped = bot.run.close(Duration.ofSeconds(20));
			world.underLoadUntil(stopped, Duration.ofSeconds(21));
			SimulatedBot next = world.start((builder) -> builder.shards(8).store(store));
			world.underLoad(Duration.ofMinutes(2));
			assertThat(next.run.drivers()).hasSize(8);
			world.threads.advance(Duration.ofMinutes(2));
			world.assertNothingLost();
			assertThat(world.gateway.connected()).hasSize(8).allMatch((shard) -> shard.endsWith("/8"));
			assertThat(world.gateway.identified()).hasSize(12);
			assertThat(store.loadTotal("1")).isEqualTo(new KeptTotal(8, null));
			assertThat(store.load("1", new ShardId(0, 4))).isNull();
		});
	}

	@Test
	@DisplayName("R13, R38: old sessions that are over are not begun anew before the change")
	void sessionsThatAreOverAreNotBegunAnew() {
		AnotherTotalWorld world = new AnotherTotalWorld(1);
		ResumeStore store = new MetadataStoreResumeStore(new SimpleMetadataStore());
		SimulatedBot bot = world.connect((builder) -> builder.shards(4).store(store).keepSession(true));
		CompletableFuture<Void> unused = bot.run.close(Duration.ofSeconds(20));
		world.threads.advance(Duration.ofSeconds(21));
		world.gateway.forgetSessions();
		SimulatedBot next = world.start((builder) -> builder.shards(8).store(store));
		world.threads.advance(Duration.ofMinutes(4));
		assertThat(next.run.drivers()).hasSize(8);
		assertThat(next.isConnected()).isTrue();
		assertThat(world.gateway.identified()).hasSize(12);
		world.assertPromises();
	}

	@Test
	@DisplayName("R37, R38: with auto, twice as many recommended shards are run by themselves; less than that changes nothing")
	void recommendedTotalIsRunByItself() {
		AnotherTotalWorld world = new AnotherTotalWorld(1);
		SimulatedBot bot = world.connect((builder) -> builder.shards(2).auto());
		bot.recommended = 3;
		world.threads.advance(Duration.ofMinutes(2));
		// The API is asked before a session is begun.
		world.gateway.close(0, 4009);
		world.threads.advance(Duration.ofMinutes(2));
		assertThat(bot.run.drivers()).hasSize(2);
		assertThat(world.gateway.identified()).hasSize(3);
		bot.recommended = 4;
		world.gateway.close(0, 4009);
		world.threads.advance(Duration.ofMinutes(2));
		assertThat(bot.run.drivers()).hasSize(4);
		world.underLoad(Duration.ofSeconds(10));
		world.threads.advance(Duration.ofSeconds(10));
		world.assertNothingLost();
	}

	@Test
	@DisplayName("With auto the API is asked every 8 hours")
	@EnabledIfSystemProperty(named = "thorough", matches = "true")
	void recommendationIsAskedForNowAndThen() {
		AnotherTotalWorld world = new AnotherTotalWorld(1);
		SimulatedBot bot = world.connect((builder) -> builder.shards(4).auto());
		bot.recommended = 8;
		world.threads.advance(Duration.ofHours(7));
		assertThat(bot.run.drivers()).hasSize(4);
		world.threads.advance(Duration.ofHours(2));
		assertThat(bot.run.drivers()).hasSize(8);
		world.assertPromises();
	}

	/**
	 * Judges the judge: what is wrong on purpose is found, and by the promise that it
	 * breaks.
	 */
	@ParameterizedTest
	@EnumSource
	void mistakeIsFoundByThePromiseThatItBreaks(Sabotage sabotage) {
		List<String> found = new ArrayList<>();
		for (long seed = 0; seed < SABOTAGE_SEEDS; seed++) {
			try {
				sabotage.live.accept(new AnotherTotalWorld(seed));
			}
			catch (AssertionError ex) {
				found.add(ex.getMessage());
				if (ex.getMessage().contains("events that nobody has handled")) {
					return;
				}
			}
		}
		fail("%s was not found in %d seeds, but: %s", sabotage, SABOTAGE_SEEDS, found);
	}

	private static void change(AnotherTotalWorld world, Duration pause) {
		SimulatedBot bot = world.connect((builder) -> builder.shards(4).capacity(2));
		world.pause = pause;
		CompletableFuture<Void> done = bot.run.reshard(8);
		world.underLoadUntil(done, LIMIT.plusMinutes(5));
		world.pause = Duration.ZERO;
		world.underLoad(Duration.ofSeconds(5));
		world.threads.advance(Duration.ofMinutes(2));
		world.assertNothingLost();
	}

	private static void join(CompletableFuture<Void> future) {
		assertThat(future).as("it has an outcome").isDone();
		try {
			future.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof ReshardingFailedException failed) ? failed : ex;
		}
	}

	/** One mistake, at a seam between the gateway and the world. */
	private enum Sabotage {

		/** Shards take over before their guilds have come. */
		GUILDS_NOT_AWAITED((world) -> {
			world.gateway.namesGuilds = false;
			world.gateway.guildDelay = Duration.ofSeconds(20);
			change(world, Duration.ZERO);
		}),

		/** An acknowledgment tells nothing of what was sent before. */
		ACKS_OVERTAKE((world) -> {
			world.gateway.overtakingAcks = true;
			change(world, Duration.ofMillis(2500));
		}),

		/** The store says that the new total has all events before it has. */
		TOTAL_TOO_EARLY((world) -> endInTheMiddle(world, new MetadataStoreResumeStore(new SimpleMetadataStore() {

			@Override
			public @Nullable String get(String key) {
				String value = super.get(key);
				return (value != null && key.endsWith(":total")) ? value.replace("4", "8") : value;
			}

		}), false));

		private final Consumer<AnotherTotalWorld> live;

		Sabotage(Consumer<AnotherTotalWorld> live) {
			this.live = live;
		}

	}

}
