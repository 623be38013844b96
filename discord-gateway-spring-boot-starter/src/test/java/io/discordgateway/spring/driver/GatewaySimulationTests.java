package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.dispatch.Ordering;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole driver, its lanes and its store in virtual time: applications that do what
 * applications do, at a Discord whose connections drop and stall. Each seed is a world of
 * its own; a failure names it.
 */
class GatewaySimulationTests {

	/* More of them are run with -Ddriver.seeds=N. */
	private static final int SEEDS = Integer.getInteger("driver.seeds", 25);

	@Test
	void everyEventIsHandledAndNobodyWaitsForHimself() {
		Seeds.run(SEEDS, World::new);
	}

	private static final class World {

		private final SeededThreads threads;

		private final SplittableRandom random;

		private final int shards;

		private final SimulatedBot bot;

		private final Store store;

		/* Of each shard, the events that were done, whatever order they were in. */
		private final Map<Integer, TreeSet<Long>> done = new HashMap<>();

		private final List<CompletableFuture<?>> answers = new ArrayList<>();

		private final Duration interval = Duration.ofMillis(41_250);

		private int begun;

		private int ended;

		World(long seed) {
			this.threads = new SeededThreads(seed, 1 + (int) (seed % 3));
			this.random = this.threads.random().split();
			this.shards = 1 + this.random.nextInt(3);
			this.store = new Store();
			this.bot = SimulatedBot.on(this.threads)
				.shards(this.shards)
				.capacity(1 + this.random.nextInt(8))
				.ordering(Ordering.values()[this.random.nextInt(3)])
				.store(this.store)
				.listener(this::hear)
				.errorHandler((event, failure, attempt) -> Decision.retryAfter(Duration.ofMillis(attempt * 100L)))
				.build()
				.connect();
			int[] sent = new int[this.shards];
			for (int minute = 0; minute < 10; minute++) {
				for (int i = this.random.nextInt(30); i > 0; i--) {
					int shard = this.random.nextInt(this.shards);
					this.bot.message(shard);
					sent[shard]++;
					this.threads.advance(Duration.ofMillis(this.random.nextInt(2000)));
				}
				misfortune(this.random.nextInt(this.shards));
				this.threads.advance(Duration.ofMillis(this.random.nextInt(60_000)));
				assertPromises();
			}
			for (int shard = 0; shard < this.shards; shard++) {
				this.bot.gateway.stall(shard, false);
			}
			this.threads.advance(Duration.ofMinutes(10));
			assertPromises();
			assertThat(this.begun).as("listeners that came back").isEqualTo(this.ended);
			assertThat(this.answers).allSatisfy((answer) -> assertThat(answer).isDone());
			for (int shard = 0; shard < this.shards; shard++) {
				assertThat(messagesDone(shard)).as("shard %d", shard).isEqualTo(sent[shard]);
				assertThat(this.bot.driver(shard).state().delivery().inHand()).isZero();
				assertThat(this.bot.driver(shard).state().delivery().paused()).isFalse();
				assertThat(this.bot.driver(shard).state().isConnected()).isTrue();
			}
			Instant stop = this.threads.now();
			CompletableFuture<Void> closed = this.bot.run.close(Duration.ofSeconds(20));
			this.threads.advance(Duration.ofSeconds(20));
			assertThat(closed).isCompleted();
			assertThat(this.threads.now()).isEqualTo(stop.plusSeconds(20));
			assertThat(this.store.sessions).hasSize(this.shards);
			assertPromises();
		}

		private void misfortune(int shard) {
			switch (this.random.nextInt(4)) {
				case 0 -> this.bot.gateway.drop(shard);
				case 1 -> this.bot.gateway.stall(shard, true);
				case 2 -> this.store.failing = !this.store.failing;
				default -> this.threads.start(() -> {
					Thread.currentThread().interrupt();
					this.answers.add(this.bot.driver(shard).submit(SimulatedBot.PRESENCE, null));
				});
			}
		}

		/* What listeners are like: they return, throw, wait, ask, defer. */
		private void hear(DispatchEvent<?> event) {
			ShardDriver driver = this.bot.driver(event.shard().id());
			if (!event.name().equals("MESSAGE_CREATE")) {
				done(event);
				return;
			}
			this.begun++;
			try {
				switch (this.random.nextInt(7)) {
					case 0 -> throw new IllegalStateException("on purpose");
					case 1 -> waitFor(driver.submit(SimulatedBot.PRESENCE, null));
					case 2 -> waitFor(
							driver.requests().members(RequestGuildMembers.byName(7, "x", 1), Duration.ofSeconds(10)));
					case 3 -> sleep(this.random.nextInt(5000));
					case 4 -> {
						deferTwice(event);
						return;
					}
					default -> this.threads.pause();
				}
				done(event);
			}
			finally {
				this.ended++;
			}
		}

		private void waitFor(CompletableFuture<?> future) {
			this.answers.add(future);
			this.threads.await(future::isDone);
		}

		private void sleep(int millis) {
			Instant end = this.threads.now().plusMillis(millis);
			Runnable unused = this.threads.later(Duration.ofMillis(millis), () -> {
			});
			this.threads.await(() -> !this.threads.now().isBefore(end));
		}

		private void deferTwice(DispatchEvent<?> event) {
			int[] acknowledged = new int[1];
			for (int i = 0; i < 2; i++) {
				DispatchAcknowledgment acknowledgment = event.defer();
				boolean fails = this.random.nextInt(3) == 0;
				Consumer<DispatchAcknowledgment> end = fails
						? (it) -> it.fail(new IllegalStateException("later, on purpose")) : (it) -> {
							if (++acknowledged[0] == 2) {
								done(event);
							}
							it.acknowledge();
						};
				if (this.random.nextBoolean()) {
					this.threads.start(() -> end.accept(acknowledgment));
				}
				else {
					Runnable unused = this.threads.later(Duration.ofMillis(this.random.nextInt(3000)),
							() -> end.accept(acknowledgment));
				}
			}
		}

		private void done(DispatchEvent<?> event) {
			if (event.sequence() > 0) {
				this.done.computeIfAbsent(event.shard().id(), (id) -> new TreeSet<>()).add(event.sequence());
			}
		}

		private int messagesDone(int shard) {
			return (int) this.done.getOrDefault(shard, new TreeSet<>())
				.stream()
				.filter((sequence) -> this.bot.gateway.isMessage(shard, sequence))
				.count();
		}

		private void assertPromises() {
			assertThat(this.bot.gateway.violations()).isEmpty();
			assertThat(this.threads.failures()).isEmpty();
			assertThat(this.bot.gateway.sessions()).as("sessions").isEqualTo(this.shards);
			for (int shard = 0; shard < this.shards; shard++) {
				assertThat(this.bot.gateway.longestSilence(shard)).isLessThanOrEqualTo(this.interval);
				KeptSession kept = this.store.sessions.get(new ShardId(shard, this.shards));
				if (kept != null) {
					TreeSet<Long> doneHere = this.done.getOrDefault(shard, new TreeSet<>());
					for (long sequence = 1; sequence <= kept.point().sequence(); sequence++) {
						assertThat(doneHere.contains(sequence) || !this.bot.gateway.isMessage(shard, sequence))
							.as("shard %d: %d is kept as done", shard, sequence)
							.isTrue();
					}
				}
			}
		}

		private static final class Store implements ResumeStore {

			private final Map<ShardId, KeptSession> sessions = new HashMap<>();

			private boolean failing;

			@Override
			public @Nullable KeptSession load(String applicationId, ShardId shard) {
				return this.sessions.get(shard);
			}

			@Override
			public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
				return List.of();
			}

			@Override
			public void save(String applicationId, ResumeChanges changes) {
				if (this.failing) {
					throw new IllegalStateException("on purpose");
				}
				changes.sessions().forEach((session) -> this.sessions.put(session.point().shard(), session));
				changes.dropped().forEach(this.sessions::remove);
			}

		}

	}

}
