package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a process leaves to the next one of its session starts, where clocks
 * differ.
 */
class StoredStartsTests {

	private static final int SEEDS = 20;

	private static final Duration NO = Duration.ZERO;

	@Test
	@DisplayName("R13, R42: what is left is in the wall clock's time, though the host slept for hours")
	void startsAreKeptInWallTime() {
		Seeds.run(SEEDS, (seed) -> {
			World world = new World(seed);
			world.startAndStop("first", Duration.ofHours(-8), NO);
			assertThat(world.store.starts).singleElement()
				.satisfies((start) -> assertThat(start.time()).isBetween(world.begun, world.threads.now()));
		});
	}

	@Test
	@DisplayName("R12: the next process identifies 5 s after the last IDENTIFY of the one before")
	void nextProcessWaitsForTheBuckets() {
		Seeds.run(SEEDS, (seed) -> {
			World world = new World(seed);
			world.startAndStop("first", Duration.ofHours(-8), NO);
			world.startAndStop("second", Duration.ofHours(3), NO);
			world.startAndStop("third", NO, NO);
			assertThat(world.gateway.identified()).hasSize(3);
			assertThat(world.gateway.violations()).isEmpty();
		});
	}

	@Test
	@DisplayName("R12, R42: a wall clock that was set back by an hour costs the next process 5 s, not the hour")
	void wallClockThatWasSetBackHoldsNobodyUp() {
		Seeds.run(SEEDS, (seed) -> {
			World world = new World(seed);
			world.startAndStop("first", NO, NO);
			Instant stopped = world.threads.now();
			world.startAndStop("second", NO, Duration.ofHours(-1));
			assertThat(world.gateway.identified()).hasSize(2);
			assertThat(world.gateway.violations()).isEmpty();
			assertThat(Duration.between(stopped, world.threads.now())).isLessThan(Duration.ofSeconds(10));
		});
	}

	@Test
	@DisplayName("R12, R49: a process that has waited for the session of another waits for its IDENTIFY, too")
	void processThatWaitsForTheSessionWaitsForTheBuckets() {
		Seeds.run(SEEDS, (seed) -> {
			World world = new World(seed);
			ResumeStore shared = new MetadataStoreResumeStore(new SlowEngine(world.threads));
			SimulatedBot first = world.bot("first").store(shared).build().connect();
			SimulatedBot second = world.bot("second").store(shared).build();
			CompletableFuture<Void> opened = second.run.open();
			world.threads.advance(Duration.ofMillis(500));
			assertThat(opened).isCompleted();
			assertThat(second.driver(0).state().waitingFor()).contains("another process owns");
			assertThat(second.driver(0).figures().owned()).isFalse();
			assertThat(first.driver(0).figures().owned()).isTrue();
			world.gateway.close(0, GatewayCloseCode.SESSION_TIMED_OUT.code());
			world.threads.advance(Duration.ofSeconds(1));
			while (!first.isConnected()) {
				world.threads.advance(Duration.ofMillis(100));
			}
			CompletableFuture<Void> stopped = first.run.close(Duration.ofSeconds(20));
			world.threads.advance(Duration.ofSeconds(20));
			assertThat(stopped).isCompleted();
			assertThat(second.isConnected()).isTrue();
			assertThat(world.gateway.identified()).hasSize(3);
			assertThat(world.gateway.violations()).isEmpty();
		});
	}

	@Test
	@DisplayName("R12: a gateway that is started again waits for the last IDENTIFY of another process as before")
	void gatewayThatIsStartedAgainWaitsForTheBuckets() {
		Seeds.run(SEEDS, (seed) -> {
			World world = new World(seed);
			world.startAndStop("first", NO, NO);
			SessionStartBudget budget = new SessionStartBudget("second");
			SimulatedBot second = world.bot("second").budget(budget).build();
			CompletableFuture<Void> unused = second.run.open();
			world.threads.advance(Duration.ofMillis(500));
			CompletableFuture<Void> stopped = second.run.close(Duration.ofSeconds(20));
			world.threads.advance(Duration.ofMillis(100));
			assertThat(stopped).isCompleted();
			assertThat(world.gateway.identified()).hasSize(1);
			world.bot("second").budget(budget).build().connect();
			assertThat(world.gateway.identified()).hasSize(2);
			assertThat(world.gateway.violations()).isEmpty();
		});
	}

	private static final class World {

		private final SeededThreads threads;

		private final SimulatedGateway gateway;

		private final Store store = new Store();

		private final Instant begun;

		World(long seed) {
			this.threads = new SeededThreads(seed);
			this.gateway = new SimulatedGateway(this.threads, Duration.ofMillis(41_250));
			this.begun = this.threads.now();
		}

		void startAndStop(String process, Duration clock, Duration wallClock) {
			SimulatedBot bot = bot(process).clocks(clock, wallClock).build().connect();
			CompletableFuture<Void> stopped = bot.run.close(Duration.ofSeconds(20));
			this.threads.advance(Duration.ofSeconds(1));
			assertThat(stopped).isCompleted();
		}

		SimulatedBot.Builder bot(String process) {
			return SimulatedBot.on(this.threads)
				.process(new FreezableProcess(this.threads, this.gateway))
				.store(this.store)
				.keepSession(false)
				.budget(new SessionStartBudget(process));
		}

	}

	/** Lets others run before it answers. */
	private static final class SlowEngine extends SimpleMetadataStore {

		private final SeededThreads threads;

		private SlowEngine(SeededThreads threads) {
			this.threads = threads;
		}

		@Override
		public @Nullable String get(String key) {
			this.threads.pause();
			return super.get(key);
		}

	}

	/** Keeps the starts, and no session. */
	private static final class Store implements ResumeStore {

		private final List<SessionStart> starts = new ArrayList<>();

		@Override
		public @Nullable KeptSession load(String applicationId, ShardId shard) {
			return null;
		}

		@Override
		public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
			return List.copyOf(this.starts);
		}

		@Override
		public void save(String applicationId, ResumeChanges changes) {
			this.starts.addAll(changes.identifies());
		}

	}

}
