package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for processes that share a store: whole gateways on one set of seeded threads, in
 * many orders.
 */
class TakeoverTests {

	private static final int SEEDS = 30;

	/* Those of the test that takes longest. */
	private static final int LONG_SEEDS = Integer.getInteger("takeover.seeds",
			Boolean.getBoolean("thorough") ? 200 : 5);

	private static final Duration LEASE = Duration.ofSeconds(30);

	@Test
	@DisplayName("R49: a process that finds a live owner waits, starts nothing, and goes on when the owner stops")
	void secondProcessWaitsAndTakesOverWhenTheFirstStops() {
		Seeds.run(SEEDS, (seed) -> {
			World world = new World(seed, 2);
			Member first = world.start();
			first.bot.connect();
			world.message();
			Member second = world.start();
			CompletableFuture<Void> unused = second.bot.run.open();
			for (int i = 0; i < 30; i++) {
				world.message();
				world.threads.advance(Duration.ofSeconds(10));
			}
			assertThat(second.begun).isEmpty();
			assertThat(second.bot.run.drivers().values()).hasSize(2).allSatisfy((driver) -> {
				assertThat(driver.state().waitingFor()).contains("another process owns");
				assertThat(driver.state().sequence()).isNull();
			});
			CompletableFuture<Void> stopped = first.bot.run.close(Duration.ofSeconds(20));
			world.message();
			world.threads.advance(Duration.ofSeconds(20));
			assertThat(stopped).isCompleted();
			assertThat(second.bot.isConnected()).isTrue();
			assertThat(second.bot.driver(0).state().waitingFor()).isNull();
			world.message();
			world.threads.advance(Duration.ofSeconds(10));
			world.assertWell();
			assertThat(world.handledTwice()).isZero();
			assertThat(world.gateway.sessions()).as("those of the first").isEqualTo(2);
		});
	}

	@Test
	@DisplayName("R49: a process that was frozen for longer than its lease begins nothing once it is woken, and waits")
	void processThatWasFrozenBeginsNothingMore() {
		Seeds.run(SEEDS, (seed) -> {
			World world = new World(seed, 1);
			Member first = world.start();
			first.bot.connect();
			Member second = world.start();
			CompletableFuture<Void> unused = second.bot.run.open();
			for (int i = 0; i < 5; i++) {
				world.message();
			}
			for (int i = 0; i < world.random.nextInt(200); i++) {
				world.threads.step();
			}
			int inHand = first.begun.size() - first.done.size();
			first.process.freeze();
			world.message();
			world.threads.advance(LEASE.minusSeconds(1));
			assertThat(second.begun).isEmpty();
			world.threads.advance(Duration.ofSeconds(20));
			assertThat(second.bot.isConnected()).isTrue();
			int begun = first.begun.size();
			world.message();
			first.process.wake();
			world.threads.advance(Duration.ofMinutes(2));
			assertThat(first.begun).hasSize(begun);
			assertThat(first.bot.driver(0).state().waitingFor()).contains("another process owns");
			assertThat(second.bot.isConnected()).as("nobody has taken the session back").isTrue();
			CompletableFuture<Void> stopped = second.bot.run.close(Duration.ofSeconds(20));
			world.threads.advance(Duration.ofSeconds(30));
			assertThat(stopped).isCompleted();
			world.message();
			world.threads.advance(Duration.ofSeconds(10));
			assertThat(first.begun.size()).isGreaterThan(begun);
			assertThat(first.bot.resumed).as("what it knows is of before")
				.singleElement()
				.matches(ShardResumedEvent::isFirst, "is first");
			world.assertWell();
			assertThat(world.handledTwice()).isLessThanOrEqualTo(inHand + world.unsaved);
			assertThat(world.gateway.sessions()).isOne();
		});
	}

	@Test
	@DisplayName("R49: while a claim cannot be renewed nothing is begun past its end, and nothing is lost")
	void nothingIsBegunWhileTheStoreIsAwayForLongerThanTheLease() {
		Seeds.run(SEEDS, (seed) -> {
			World world = new World(seed, 1);
			Member member = world.start();
			member.bot.connect();
			world.threads.advance(Duration.ofSeconds(1));
			world.failing = true;
			world.message();
			world.threads.advance(Duration.ofSeconds(15));
			int begun = member.begun.size();
			assertThat(begun).as("the lease goes on").isOne();
			world.threads.advance(LEASE);
			world.message();
			world.threads.advance(Duration.ofMinutes(1));
			assertThat(member.begun).hasSize(begun);
			assertThat(member.bot.run.storeFailure()).contains("no event is handled until it can");
			world.failing = false;
			world.threads.advance(Duration.ofSeconds(10));
			assertThat(member.begun).hasSizeGreaterThan(begun);
			world.assertWell();
			assertThat(world.handledTwice()).isZero();
			assertThat(world.gateway.sessions()).isOne();
		});
	}

	@Test
	@DisplayName("R49, R23: processes that are started, stopped, frozen and killed at random never share a session")
	void manyProcessesHaveOneOwnerAtATime() {
		Seeds.run(LONG_SEEDS, (seed) -> {
			World world = new World(seed, 2);
			Member first = world.start();
			first.bot.connect();
			world.threads.advance(Duration.ofSeconds(1));
			for (int i = 0; i < 60; i++) {
				world.something();
				world.message();
				world.threads.advance(Duration.ofMillis(world.random.nextInt(20_000)));
			}
			world.members.forEach((member) -> {
				if (!member.killed) {
					member.process.wake();
				}
			});
			Member last = world.start();
			CompletableFuture<Void> unused = last.bot.run.open();
			world.threads.advance(Duration.ofMinutes(5));
			world.assertWell();
			assertThat(world.gateway.sessions()).as("those of the first").isEqualTo(2);
		});
	}

	/** Judges the judge. */
	@Test
	void processesThatTakeWhatAnotherOwnsAreFound() {
		World world = new World(1, 1);
		world.greedy = true;
		Member first = world.start();
		first.bot.connect();
		for (int i = 0; i < 40 && world.violations.isEmpty(); i++) {
			Member another = world.start();
			CompletableFuture<Void> unused = another.bot.run.open();
			for (int j = 0; j < world.random.nextInt(400); j++) {
				world.threads.step();
				if (j % 20 == 0) {
					world.message();
				}
			}
			world.threads.advance(Duration.ofMillis(100));
		}
		assertThat(world.violations).isNotEmpty().allMatch((it) -> it.contains("by a process that has no claim"));
	}

	@Test
	@DisplayName("R23: a lane that was halted keeps its session, though sessions are to end with the stop")
	void haltedLaneKeepsItsSession() {
		Seeds.run(SEEDS, (seed) -> {
			SeededThreads threads = new SeededThreads(seed);
			SimulatedGateway gateway = new SimulatedGateway(threads, Duration.ofMillis(41_250));
			SharedResumeStore store = new MetadataStoreResumeStore(new SimpleMetadataStore());
			SimulatedBot bot = SimulatedBot.on(threads)
				.process(new FreezableProcess(threads, gateway))
				.store(store)
				.keepSession(false)
				.listener((event) -> {
					if (event.name().equals("MESSAGE_CREATE")) {
						throw new IllegalStateException("on purpose");
					}
				})
				.errorHandler((event, failure, attempt) -> Decision.stop())
				.build()
				.connect();
			bot.message(0);
			threads.advance(Duration.ofSeconds(1));
			CompletableFuture<Void> stopped = bot.run.close(Duration.ofSeconds(20));
			threads.advance(Duration.ofSeconds(30));
			assertThat(stopped).isCompleted();
			SimulatedBot next = SimulatedBot.on(threads)
				.process(new FreezableProcess(threads, gateway))
				.store(store)
				.build()
				.connect();
			threads.advance(Duration.ofSeconds(1));
			assertThat(next.heard).contains("0:2");
			assertThat(gateway.sessions()).isOne();
		});
	}

	/** What the processes share, and who sees to it that the rules are kept. */
	private static final class World {

		private final SeededThreads threads;

		private final SplittableRandom random;

		private final SimulatedGateway gateway;

		private final int shards;

		private final SimpleMetadataStore engine = new SimpleMetadataStore();

		private final List<Member> members = new ArrayList<>();

		private final Map<ShardId, Member> owners = new HashMap<>();

		private final List<String> violations = new ArrayList<>();

		private final Set<String> sent = new HashSet<>();

		private final Map<Integer, Integer> sequences = new HashMap<>();

		/* What may be handled again though it was done: done, and not saved yet. */
		private int unsaved = 6;

		private boolean failing;

		/* Whether a claim is granted though another process has one. */
		private boolean greedy;

		private World(long seed, int shards) {
			this.threads = new SeededThreads(seed);
			this.random = this.threads.random().split();
			this.gateway = new SimulatedGateway(this.threads, Duration.ofMillis(41_250));
			this.shards = shards;
		}

		private Member start() {
			Member member = new Member(this);
			this.members.add(member);
			return member;
		}

		private void message() {
			for (int shard = 0; shard < this.shards; shard++) {
				int number = this.sequences.merge(shard, 1, Integer::sum);
				this.sent.add(shard + ":" + number);
				this.gateway.dispatch(shard, "MESSAGE_CREATE",
						"{\"id\":\"" + number + "\",\"channel_id\":\"6\",\"guild_id\":\"7\",\"content\":\"x\"}");
			}
		}

		private void something() {
			Member member = this.members.get(this.random.nextInt(this.members.size()));
			switch (this.random.nextInt(6)) {
				case 0 -> member.process.freeze();
				case 1 -> member.stop();
				case 2 -> member.kill();
				case 3 -> {
					CompletableFuture<Void> unused = start().bot.run.open();
				}
				default -> this.members.stream().filter((any) -> !any.killed).forEach((any) -> any.process.wake());
			}
		}

		private int handledTwice() {
			List<String> all = this.members.stream().flatMap((member) -> member.begun.stream()).toList();
			return all.size() - Set.copyOf(all).size();
		}

		private void assertWell() {
			Set<String> done = new HashSet<>();
			this.members.forEach((member) -> done.addAll(member.done));
			assertThat(done).containsAll(this.sent);
			assertThat(this.violations).isEmpty();
			assertThat(this.gateway.violations()).isEmpty();
			assertThat(this.threads.failures()).isEmpty();
		}

	}

	/** A process, its bot, and the store as that sees it. */
	private static final class Member implements SharedResumeStore {

		private final World world;

		private final FreezableProcess process;

		private final SharedResumeStore store;

		private final SimulatedBot bot;

		private final List<String> begun = new ArrayList<>();

		private final List<String> done = new ArrayList<>();

		private boolean killed;

		private boolean stopped;

		private Member(World world) {
			this.world = world;
			this.process = new FreezableProcess(world.threads, world.gateway);
			this.store = new MetadataStoreResumeStore(world.engine);
			this.bot = SimulatedBot.on(world.threads)
				.process(this.process)
				.shards(world.shards)
				.store(this)
				.ordering(world.random.nextBoolean() ? Ordering.SHARD : Ordering.GUILD)
				.listener((event) -> {
					if (event.name().equals("MESSAGE_CREATE")) {
						String message = event.shard().id() + ":"
								+ JsonMapper.shared().readTree(event.rawJson()).path("id").asString();
						this.begun.add(message);
						if (world.owners.get(event.shard()) != this) {
							world.violations.add(message + " was begun by a process that has no claim");
						}
						this.process.pause();
						this.done.add(message);
					}
				})
				.build();
		}

		private void stop() {
			if (!this.stopped && !this.killed) {
				this.stopped = true;
				this.process.wake();
				CompletableFuture<Void> unused = this.bot.run.close(Duration.ofSeconds(20));
			}
		}

		private void kill() {
			this.killed = true;
			this.process.freeze();
		}

		private void check() {
			if (this.world.failing) {
				throw new IllegalStateException("on purpose");
			}
		}

		@Override
		public SessionClaim claim(String applicationId, ShardId shard, String owner, Instant now, Instant until) {
			check();
			Instant ended = this.world.greedy ? now.plus(LEASE).plus(LEASE) : now;
			SessionClaim claim = this.store.claim(applicationId, shard, owner, ended, until);
			if (claim.owner().equals(owner)) {
				this.world.owners.put(shard, this);
			}
			this.process.pause();
			return claim;
		}

		@Override
		public boolean save(String applicationId, SessionClaim claim) {
			check();
			this.process.pause();
			boolean saved = this.store.save(applicationId, claim);
			if (saved && claim.until().equals(Instant.EPOCH)) {
				this.world.owners.remove(claim.shard());
			}
			this.process.pause();
			return saved;
		}

		@Override
		public @Nullable KeptSession load(String applicationId, ShardId shard) {
			return this.store.load(applicationId, shard);
		}

		@Override
		public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
			check();
			return this.store.loadIdentifies(applicationId, now);
		}

		@Override
		public void save(String applicationId, ResumeChanges changes) {
			check();
			this.store.save(applicationId, changes);
		}

	}

}
