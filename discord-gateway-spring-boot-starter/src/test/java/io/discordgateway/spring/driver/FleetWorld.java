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
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.fleet.FleetRoster;
import io.discordgateway.spring.fleet.IdentifyTurns;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.metadata.SimpleMetadataStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fleet in virtual time: whole gateways as instances of one bot on one set of seeded
 * threads, the store that they share, and who sees to it that promises are kept.
 */
final class FleetWorld {

	static final Duration LEASE = Duration.ofSeconds(30);

	/* By so much clocks may differ. */
	private static final int MARGIN_MILLIS = 5000;

	final SeededThreads threads;

	final SplittableRandom random;

	final SimulatedGateway gateway;

	/** How many shards there are, or are to be. */
	int shards;

	final Sabotage sabotage;

	final SimpleMetadataStore engine = new SimpleMetadataStore();

	final List<Member> members = new ArrayList<>();

	final List<String> violations = new ArrayList<>();

	/** The claims that were let go for another, and when. */
	final List<Instant> moves = new ArrayList<>();

	final Set<String> sent = new HashSet<>();

	private final Map<ShardId, Member> owners = new HashMap<>();

	private final Map<Integer, Integer> numbers = new HashMap<>();

	/** How many sessions are to be begun. */
	int sessions;

	/** What total instances are set to that start. */
	int set;

	private int written;

	/** How many shards the API recommends, unless their number is set. */
	int recommended;

	/** Whether the store can be reached. */
	boolean away;

	/** How long the store takes to answer. */
	Duration slowness = Duration.ZERO;

	/** How often the store was asked for something. */
	long operations;

	FleetWorld(long seed, int shards) {
		this(seed, shards, Sabotage.NONE);
	}

	FleetWorld(long seed, int shards, Sabotage sabotage) {
		this.threads = new SeededThreads(seed);
		this.random = this.threads.random().split();
		this.gateway = new SimulatedGateway(this.threads, Duration.ofMillis(41_250));
		this.shards = shards;
		this.sessions = shards;
		this.set = shards;
		this.sabotage = sabotage;
	}

	/** Lets there be guilds, in which people write. */
	FleetWorld withGuilds() {
		for (long guild = 1; guild <= 12; guild++) {
			this.gateway.guilds.add(guild << 22);
		}
		return this;
	}

	/** Lets the shards of another total be those that are to be connected. */
	void changesTo(int total) {
		this.shards = total;
		this.sessions += total;
	}

	Member start() {
		return start(Integer.MAX_VALUE);
	}

	Member start(int maxShards) {
		Member member = new Member(this, maxShards);
		this.members.add(member);
		CompletableFuture<Void> unused = member.bot.run.open();
		return member;
	}

	/** Begins a fleet, and lets it connect. */
	List<Member> begin(int instances) {
		for (int i = 0; i < instances; i++) {
			start();
		}
		advanceUntilConnected();
		return List.copyOf(this.members);
	}

	void advance(Duration duration) {
		this.threads.advance(duration);
	}

	/** Lets time pass until each shard is connected by an instance that lives. */
	Duration advanceUntilConnected() {
		return advanceUntilConnected(Duration.ofMinutes(15));
	}

	Duration advanceUntilConnected(Duration limit) {
		Instant start = this.threads.now();
		while (!isConnected()) {
			if (Duration.between(start, this.threads.now()).compareTo(limit) >= 0) {
				throw new AssertionError("the time until all shards are connected is longer than " + limit + ": "
						+ this.members.stream().map(Member::toString).toList()
						+ this.engine.get("discord-gateway:1:fleet-total")
						+ this.engine.get("discord-gateway:1:fleet"));
			}
			this.threads.advance(Duration.ofMillis(500));
		}
		return Duration.between(start, this.threads.now());
	}

	boolean isConnected() {
		Set<Integer> connected = new HashSet<>();
		alive().forEach((member) -> member.bot.run.drivers().forEach((id, driver) -> {
			if (driver.state().isConnected() && driver.state().shard().total() == this.shards) {
				connected.add(id);
			}
		}));
		return connected.size() == this.shards;
	}

	List<Member> alive() {
		return this.members.stream().filter((member) -> !member.killed && !member.stopped).toList();
	}

	List<Integer> loads() {
		return alive().stream().map((member) -> member.bot.run.drivers().size()).sorted().toList();
	}

	/** Sends an event on each shard that has a session, or of some guild. */
	void message() {
		if (!this.gateway.guilds.isEmpty()) {
			long guild = this.gateway.guilds.get(this.random.nextInt(this.gateway.guilds.size()));
			this.sent.add("guild:" + ++this.written);
			this.gateway.dispatchToGuild(guild, "MESSAGE_CREATE",
					"{\"id\":\"" + this.written + "\",\"channel_id\":\"6\",\"guild_id\":\"" + guild + "\"}");
			return;
		}
		for (int shard = 0; shard < this.shards; shard++) {
			if (this.gateway.hasSession(shard)) {
				int number = this.numbers.merge(shard, 1, Integer::sum);
				this.sent.add(shard + ":" + number);
				this.gateway.dispatch(shard, "MESSAGE_CREATE",
						"{\"id\":\"" + number + "\",\"channel_id\":\"6\",\"guild_id\":\"7\",\"content\":\"x\"}");
			}
		}
	}

	/** Sends events for a while. */
	void underLoad(Duration duration) {
		Instant end = this.threads.now().plus(duration);
		while (this.threads.now().isBefore(end)) {
			message();
			this.threads.advance(Duration.ofMillis(this.random.nextInt(1, this.gateway.guilds.isEmpty() ? 2000 : 300)));
		}
	}

	int handledTwice() {
		List<String> all = this.members.stream().flatMap((member) -> member.begun.stream()).toList();
		return all.size() - Set.copyOf(all).size();
	}

	void assertPromises() {
		assertThat(this.violations).as("whose events are begun").isEmpty();
		assertThat(this.gateway.violations()).as("Discord's rules").isEmpty();
		assertThat(this.threads.failures()).isEmpty();
	}

	void assertNothingLost() {
		assertPromises();
		Set<String> missing = new HashSet<>(this.sent);
		this.members.forEach((member) -> missing.removeAll(member.done));
		assertThat(missing).as("events that nobody has handled").isEmpty();
		assertThat(this.gateway.sessions()).as("sessions that were begun").isEqualTo(this.sessions);
	}

	void assertEven() {
		List<Integer> loads = loads();
		assertThat(loads.get(loads.size() - 1) - loads.get(0)).as("how uneven the shares %s are", loads)
			.isLessThanOrEqualTo(1);
	}

	/** One mistake, at a seam between an instance and the world. */
	enum Sabotage {

		/** All is well. */
		NONE(""),

		/**
		 * All others are taken for dead, and claims are granted though they have them.
		 */
		GREEDY("whose events are begun"),

		/** Instances identify without asking each other. */
		IMPATIENT("Discord's rules"),

		/** All others are taken for dead; but claims decide. */
		SUSPICIOUS(""),

		/** What is let go has no session any more. */
		FORGETFUL("sessions that were begun"),

		/** What is let go counts as done further than it is. */
		AHEAD("events that nobody has handled"),

		/** Instances do not hear of what others would have. */
		DEAF("how uneven the shares"),

		/** Clocks are further apart than they may be. */
		APART("whose events are begun"),

		/** The claims of the dead are not taken. */
		SHY("the time until all shards are connected"),

		/** Shards of the old total end as soon as there is to be another (R38). */
		HASTY("events that nobody has handled");

		final String broken;

		Sabotage(String broken) {
			this.broken = broken;
		}

	}

	/** An instance, and the store as it sees it. */
	static final class Member implements SharedResumeStore, ConcurrentMetadataStore {

		final FreezableProcess process;

		final SimulatedBot bot;

		final List<String> begun = new ArrayList<>();

		final List<String> done = new ArrayList<>();

		/** The epoch of the last event of each shard. */
		final Map<Integer, Long> epochs = new HashMap<>();

		private final FleetWorld world;

		private final SharedResumeStore store;

		boolean killed;

		boolean stopped;

		private Member(FleetWorld world, int maxShards) {
			this.world = world;
			this.process = new FreezableProcess(world.threads, world.gateway);
			this.store = new MetadataStoreResumeStore(this);
			FleetRoster roster = new FleetRoster(this, "1");
			IdentifyTurns.Factory turns = (world.sabotage == Sabotage.IMPATIENT) ? NoTurns::new : roster.turns();
			SimulatedBot.Builder builder = SimulatedBot.on(world.threads);
			if (world.recommended > 0) {
				builder.auto();
			}
			this.bot = builder.process(this.process)
				.clocks(Duration.ZERO,
						Duration.ofMillis(world.random
							.nextInt((world.sabotage == Sabotage.APART) ? 30 * MARGIN_MILLIS : MARGIN_MILLIS)))
				.shards((world.recommended > 0) ? world.recommended : world.set)
				.store(this)
				.fleet(new GatewayOptions.Fleet(roster, maxShards, turns))
				.ordering(world.random.nextBoolean() ? Ordering.SHARD : Ordering.GUILD)
				.listener((event) -> {
					if (event.name().equals("MESSAGE_CREATE")) {
						int shard = event.shard().id();
						String message = (world.gateway.guilds.isEmpty() ? String.valueOf(shard) : "guild") + ":"
								+ JsonMapper.shared().readTree(event.rawJson()).path("id").asString();
						this.begun.add(message);
						this.epochs.put(shard, event.epoch());
						if (world.owners.get(event.shard()) != this) {
							world.violations.add(message + " was begun by an instance that has no claim");
						}
						this.process.pause();
						this.done.add(message);
					}
				})
				.build();
		}

		CompletableFuture<Void> stop() {
			this.stopped = true;
			this.process.wake();
			return this.bot.run.close(Duration.ofSeconds(20));
		}

		void kill() {
			this.killed = true;
			this.process.freeze();
		}

		@Override
		public String toString() {
			return (this.killed ? "killed " : "") + (this.stopped ? "stopped " : "")
					+ this.bot.run.drivers()
						.values()
						.stream()
						.map((driver) -> driver.state().shard().id() + " " + driver.state().status())
						.toList();
		}

		/* What is asked of the engine, at the price of some time. */
		private void ask() {
			this.world.operations++;
			if (this.world.away) {
				throw new IllegalStateException("on purpose");
			}
			if (!this.world.slowness.isZero()) {
				Instant end = this.world.threads.now().plus(this.world.slowness);
				Runnable unused = this.world.threads.later(this.world.slowness, () -> {
				});
				this.world.threads.await(() -> !this.world.threads.now().isBefore(end));
			}
		}

		// The sessions

		@Override
		public SessionClaim claim(String applicationId, ShardId shard, String owner, Instant now, Instant until) {
			Instant ended = switch (this.world.sabotage) {
				case GREEDY -> now.plus(LEASE).plus(LEASE);
				case SHY -> now.minus(LEASE).minus(LEASE);
				default -> now;
			};
			SessionClaim claim = this.store.claim(applicationId, shard, owner, ended, until);
			if (claim.owner().equals(owner)) {
				this.world.owners.put(shard, this);
			}
			this.process.pause();
			return claim;
		}

		@Override
		public boolean save(String applicationId, SessionClaim claim) {
			this.process.pause();
			boolean last = claim.until().equals(Instant.EPOCH);
			boolean saved = this.store.save(applicationId, last ? sabotaged(claim) : claim);
			if (saved && last) {
				this.world.owners.remove(claim.shard());
				if (!this.stopped) {
					this.world.moves.add(this.world.threads.now());
				}
			}
			this.process.pause();
			return saved;
		}

		private SessionClaim sabotaged(SessionClaim claim) {
			KeptSession session = claim.session();
			if (this.world.sabotage == Sabotage.FORGETFUL) {
				return claim.released(null);
			}
			return (this.world.sabotage == Sabotage.AHEAD && session != null) ? claim.released(
					new KeptSession(session.point().withSequence(session.point().sequence() + 1), session.intents()))
					: claim;
		}

		@Override
		public @Nullable KeptSession load(String applicationId, ShardId shard) {
			return this.store.load(applicationId, shard);
		}

		@Override
		public List<SessionStart> loadIdentifies(String applicationId, Instant now) {
			return this.store.loadIdentifies(applicationId, now);
		}

		@Override
		public void save(String applicationId, ResumeChanges changes) {
			this.store.save(applicationId, changes);
		}

		// The engine

		@Override
		public @Nullable String get(String key) {
			ask();
			return seen(key, this.world.engine.get(key));
		}

		/* What an instance makes of the list of the others. */
		private @Nullable String seen(String key, @Nullable String value) {
			if (value != null && key.endsWith(":fleet-total") && this.world.sabotage == Sabotage.HASTY) {
				return value.replace("\"held\":false", "\"held\":true");
			}
			if (value == null || !key.endsWith(":fleet")) {
				return value;
			}
			return switch (this.world.sabotage) {
				case DEAF -> value.replaceAll(",\"asks\":[0-9]+", "");
				case SUSPICIOUS, GREEDY -> value.replaceAll("\"until\":[0-9]+", "\"until\":1");
				default -> value;
			};
		}

		@Override
		public boolean replace(String key, String oldValue, String newValue) {
			ask();
			String value = this.world.engine.get(key);
			return value != null && oldValue.equals(seen(key, value))
					&& this.world.engine.replace(key, value, newValue);
		}

		@Override
		public @Nullable String putIfAbsent(String key, String value) {
			ask();
			return this.world.engine.putIfAbsent(key, value);
		}

		@Override
		public void put(String key, String value) {
			ask();
			this.world.engine.put(key, value);
		}

		@Override
		public @Nullable String remove(String key) {
			ask();
			return this.world.engine.remove(key);
		}

	}

	/** It is always everybody's turn. */
	private record NoTurns(IdentifyTurns.Setting setting) implements IdentifyTurns {

		@Override
		public CompletableFuture<Turn> take(ShardId shard, int maxConcurrency, Budget budget) {
			Instant now = this.setting.clock().instant();
			return CompletableFuture.completedFuture(new Turn(shard, now, now.plusSeconds(10)));
		}

		@Override
		public void used(Turn turn) {
		}

		@Override
		public void unused(Turn turn) {
		}

	}

}
