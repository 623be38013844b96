package io.discordgateway.spring.driver;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.transport.GatewayTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The whole driver, its lanes and its store in virtual time: applications that do what
 * applications do, and operators what operators do, at a Discord whose connections drop
 * and stall. Each seed is a world of its own; a failure names it.
 */
class GatewaySimulationTests {

	/* More of them are run with -Ddriver.seeds=N. */
	private static final int SEEDS = Integer.getInteger("driver.seeds", 25);

	/* How many worlds there are at most to find a mistake in. */
	private static final int SABOTAGE_SEEDS = 40;

	@Test
	void everyEventIsHandledAndNobodyWaitsForHimself() {
		Seeds.run(SEEDS, (seed) -> new World(seed, Sabotage.NONE).run());
	}

	/**
	 * Judges the judge: what is wrong on purpose is found, and by the promise that it
	 * breaks.
	 */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void mistakeIsFoundByThePromiseThatItBreaks(Sabotage sabotage) {
		List<String> found = new ArrayList<>();
		for (long seed = 0; seed < SABOTAGE_SEEDS; seed++) {
			try {
				new World(seed, sabotage).run();
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

	/** One mistake, at a seam between the gateway and the world. */
	private enum Sabotage {

		/** All is well. */
		NONE(""),

		/** What is kept is a little more than what is done. */
		KEPT_AHEAD("is kept as done"),

		/** Now and then a lane gets no thread. */
		LANE_FORGOTTEN("events that were handled"),

		/** Now and then what is sent again to a lane comes to nothing. */
		RETRY_FORGOTTEN("events that were handled"),

		/** Answers come on the threads of those who wait for them. */
		ANSWERS_ON_LISTENERS("listeners that came back"),

		/** Timers are late. */
		LATE("the longest silence"),

		/** One send after the other, whoever is stalled. */
		ONE_SENDER("the longest silence"),

		/** Now and then an answer is given to nobody. */
		ANSWER_FORGOTTEN("listeners that came back"),

		/** What does not end is waited for. */
		ENDLESS_STOP("the stop"),

		/** The last state is not kept. */
		FORGETFUL_STOP("sessions that are kept"),

		/** Each misfortune ends the session, too. */
		IDENTIFIES_ANEW("sessions that were begun");

		private final String broken;

		Sabotage(String broken) {
			this.broken = broken;
		}

	}

	/** A transport that often reads some more before it says that it has caught up. */
	private record ReadingAhead(GatewayTransport transport, SeededThreads threads) implements GatewayTransport {

		@Override
		public Connection newConnection(Listener listener) {
			return this.transport.newConnection(new Listener() {

				@Override
				public void opened() {
					listener.opened();
				}

				@Override
				public void connectFailed(String reason, @Nullable Integer httpStatus, @Nullable Duration retryAfter) {
					listener.connectFailed(reason, httpStatus, retryAfter);
				}

				@Override
				public CompletableFuture<Void> received(ByteBuffer chunk, boolean text, boolean last) {
					return listener.received(chunk, text, last);
				}

				@Override
				public void caughtUp() {
					ReadingAhead.this.threads.start(listener::caughtUp);
				}

				@Override
				public void closed(@Nullable Integer code, String reason) {
					listener.closed(code, reason);
				}

			});
		}

		@Override
		public void close() {
			this.transport.close();
		}

	}

	/** Threads that make one mistake. */
	private static final class SabotagedThreads extends ThreadsAround {

		private final Sabotage sabotage;

		private final SerialTasks sends;

		private int count;

		private SabotagedThreads(GatewayThreads threads, Sabotage sabotage) {
			super(threads);
			this.sabotage = sabotage;
			this.sends = new SerialTasks(threads.of(Work.SEND), () -> {
			});
		}

		@Override
		public Executor of(Work work) {
			if (work == Work.DISPATCH && this.sabotage == Sabotage.LANE_FORGOTTEN) {
				return nowAndThenNot(work);
			}
			if (work == Work.ANSWER && this.sabotage == Sabotage.ANSWER_FORGOTTEN) {
				return nowAndThenNot(work);
			}
			if (work == Work.ANSWER && this.sabotage == Sabotage.ANSWERS_ON_LISTENERS) {
				return super.of(Work.DISPATCH);
			}
			if (work == Work.SEND && this.sabotage == Sabotage.ONE_SENDER) {
				return this.sends::add;
			}
			return super.of(work);
		}

		private Executor nowAndThenNot(Work work) {
			Executor executor = super.of(work);
			return (task) -> {
				if (++this.count % 20 != 0) {
					executor.execute(task);
				}
			};
		}

		@Override
		public Runnable later(Duration delay, Runnable task) {
			// Only a lane waits for tenths of a second; see the error handler.
			if (this.sabotage == Sabotage.RETRY_FORGOTTEN && delay.equals(Duration.ofMillis(100))) {
				return () -> {
				};
			}
			return super.later((this.sabotage == Sabotage.LATE) ? delay.plusSeconds(3) : delay, task);
		}

		@Override
		public CompletableFuture<Void> shutdown(Duration timeout) {
			CompletableFuture<Void> over = super.shutdown(timeout);
			return (this.sabotage == Sabotage.ENDLESS_STOP) ? new CompletableFuture<>() : over;
		}

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

		private final Sabotage sabotage;

		private int begun;

		private int ended;

		World(long seed, Sabotage sabotage) {
			this.sabotage = sabotage;
			this.threads = new SeededThreads(seed, 1 + (int) (seed % 3));
			this.random = this.threads.random().split();
			this.shards = 1 + this.random.nextInt(3);
			this.store = new Store(sabotage);
			this.bot = SimulatedBot.on(this.threads)
				.shards(this.shards)
				.capacity(1 + this.random.nextInt(8))
				.ordering(Ordering.values()[this.random.nextInt(3)])
				.store(this.store)
				.listener(this::hear)
				.errorHandler((event, failure, attempt) -> Decision.retryAfter(Duration.ofMillis(attempt * 100L)))
				.disguise((threads) -> new SabotagedThreads(threads, sabotage))
				.transports((factory) -> (blocking, clock) -> new ReadingAhead(factory.create(blocking, clock),
						this.threads))
				.build();
		}

		void run() {
			this.bot.connect();
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
				this.bot.driver(shard).lane().hold(false);
			}
			this.threads.advance(Duration.ofMinutes(10));
			assertPromises();
			assertThat(this.begun).as("listeners that came back").isEqualTo(this.ended);
			assertThat(this.answers).as("answers").allSatisfy((answer) -> assertThat(answer).isDone());
			for (int shard = 0; shard < this.shards; shard++) {
				assertThat(messagesDone(shard)).as("events that were handled of shard %d", shard)
					.isEqualTo(sent[shard]);
				assertThat(this.bot.driver(shard).state().delivery().inHand()).isZero();
				assertThat(this.bot.driver(shard).state().delivery().paused()).isFalse();
				assertThat(this.bot.driver(shard).state().isConnected()).isTrue();
			}
			Instant stop = this.threads.now();
			CompletableFuture<Void> closed = this.bot.run.close(Duration.ofSeconds(20));
			this.threads.advance(Duration.ofSeconds(20));
			assertThat(closed).as("the stop").isCompleted();
			assertThat(this.threads.now()).isEqualTo(stop.plusSeconds(20));
			assertThat(this.store.sessions).as("sessions that are kept").hasSize(this.shards);
			assertPromises();
		}

		private void misfortune(int shard) {
			if (this.sabotage == Sabotage.IDENTIFIES_ANEW) {
				this.bot.gateway.close(shard, 4009);
				return;
			}
			switch (this.random.nextInt(6)) {
				case 0 -> this.bot.gateway.drop(shard);
				case 1 -> this.bot.gateway.stall(shard, true);
				case 2 -> this.store.failing = !this.store.failing;
				case 3 -> this.bot.driver(shard).reconnect(true);
				case 4 -> this.bot.driver(shard).lane().hold(this.random.nextBoolean());
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
			assertThat(this.bot.gateway.sessions()).as("sessions that were begun").isEqualTo(this.shards);
			for (int shard = 0; shard < this.shards; shard++) {
				assertThat(this.bot.gateway.longestSilence(shard)).as("the longest silence of shard %d", shard)
					.isLessThanOrEqualTo(this.interval);
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

			private final Sabotage sabotage;

			private boolean failing;

			private Store(Sabotage sabotage) {
				this.sabotage = sabotage;
			}

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
				if (this.sabotage != Sabotage.FORGETFUL_STOP) {
					changes.sessions().forEach((session) -> this.sessions.put(session.point().shard(), kept(session)));
				}
				changes.dropped().forEach(this.sessions::remove);
			}

			private KeptSession kept(KeptSession session) {
				ResumePoint point = session.point();
				return (this.sabotage == Sabotage.KEPT_AHEAD)
						? new KeptSession(point.withSequence(point.sequence() + 1), session.intents()) : session;
			}

		}

	}

}
