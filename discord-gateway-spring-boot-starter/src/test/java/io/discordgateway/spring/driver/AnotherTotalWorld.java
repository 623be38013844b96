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
import java.util.function.UnaryOperator;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.dispatch.Ordering;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bot that changes its number of shards while people write, in virtual time, and who
 * sees to it that promises are kept (R38). Each guild's events come to each session that
 * has the guild, to one sooner than to another, and only once the guild has come.
 */
final class AnotherTotalWorld {

	private static final int GUILDS = 12;

	private static final Duration INTERVAL = Duration.ofMillis(41_250);

	final SeededThreads threads;

	final SplittableRandom random;

	final SimulatedGateway gateway;

	final List<SimulatedBot> bots = new ArrayList<>();

	private final Map<SimulatedBot, FreezableProcess> processes = new HashMap<>();

	/* By what was sent, when. */
	final Map<String, Instant> sent = new HashMap<>();

	final List<String> begun = new ArrayList<>();

	final List<String> done = new ArrayList<>();

	/* Of each guild, the numbers of its messages as they were first handled. */
	private final Map<Long, List<Integer>> order = new HashMap<>();

	private int number;

	/** How long a listener takes. */
	Duration pause = Duration.ZERO;

	AnotherTotalWorld(long seed) {
		this.threads = new SeededThreads(seed);
		this.random = this.threads.random().split();
		this.gateway = new SimulatedGateway(this.threads, INTERVAL);
		for (long guild = 1; guild <= GUILDS; guild++) {
			this.gateway.guilds.add(guild << 22);
		}
	}

	/** Begins a process; it is not connected yet. */
	SimulatedBot start(UnaryOperator<SimulatedBot.Builder> builder) {
		FreezableProcess process = new FreezableProcess(this.threads, this.gateway);
		SimulatedBot bot = builder
			.apply(SimulatedBot.on(this.threads)
				.process(process)
				.capacity(4 + this.random.nextInt(60))
				.ordering(this.random.nextBoolean() ? Ordering.SHARD : Ordering.GUILD)
				.listener((event) -> hear(process, event)))
			.build();
		this.bots.add(bot);
		this.processes.put(bot, process);
		CompletableFuture<Void> unused = bot.run.open();
		return bot;
	}

	SimulatedBot connect(UnaryOperator<SimulatedBot.Builder> builder) {
		SimulatedBot bot = start(builder);
		awaitConnected(bot);
		// All guilds have come.
		this.threads.advance(this.gateway.guildDelay.plusSeconds(1));
		return bot;
	}

	void awaitConnected(SimulatedBot bot) {
		for (int i = 0; i < 1200 && !bot.isConnected(); i++) {
			this.threads.advance(Duration.ofMillis(500));
		}
		assertThat(bot.isConnected()).as("connected").isTrue();
	}

	void kill(SimulatedBot bot) {
		this.processes.get(bot).freeze();
		this.gateway.connected().forEach((shard) -> {
			String[] parts = shard.split("/", -1);
			this.gateway.drop(new ShardId(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
		});
	}

	private void hear(FreezableProcess process, DispatchEvent<?> event) {
		if (!event.name().startsWith("MESSAGE_")) {
			return;
		}
		int id = Integer.parseInt(JsonMapper.shared().readTree(event.rawJson()).path("id").asString());
		String what = event.name() + " " + id;
		if (!this.begun.contains(what)) {
			this.order
				.computeIfAbsent(JsonMapper.shared().readTree(event.rawJson()).path("guild_id").asLong(),
						(guild) -> new ArrayList<>())
				.add(id);
		}
		this.begun.add(what);
		process.pause();
		if (!this.pause.isZero()) {
			Instant end = this.threads.now().plus(this.pause);
			Runnable unused = this.threads.later(this.pause, () -> {
			});
			this.threads.await(() -> !this.threads.now().isBefore(end));
		}
		this.done.add(what);
	}

	/** Lets people write, and change what they wrote, for a while. */
	void underLoad(Duration duration) {
		Instant end = this.threads.now().plus(duration);
		while (this.threads.now().isBefore(end)) {
			write();
			this.threads.advance(Duration.ofMillis(this.random.nextInt(1, 400)));
		}
	}

	/** Lets people write until something has come to its end. */
	Duration underLoadUntil(CompletableFuture<?> end, Duration limit) {
		Instant begin = this.threads.now();
		while (!end.isDone()) {
			assertThat(Duration.between(begin, this.threads.now())).as("the time it takes").isLessThan(limit);
			underLoad(Duration.ofMillis(500));
		}
		return Duration.between(begin, this.threads.now());
	}

	private void write() {
		long guild = this.gateway.guilds.get(this.random.nextInt(GUILDS));
		String name = (this.random.nextInt(3) > 0) ? "MESSAGE_CREATE" : "MESSAGE_UPDATE";
		int id = ++this.number;
		this.sent.put(name + " " + id, this.threads.now());
		this.gateway.dispatchToGuild(guild, name,
				"{\"id\":\"" + id + "\",\"channel_id\":\"6\",\"guild_id\":\"" + guild + "\",\"content\":\"x\"}");
	}

	/** What was handled more than once. */
	List<String> twice() {
		Set<String> seen = new HashSet<>();
		return this.begun.stream().filter((what) -> !seen.add(what)).toList();
	}

	void assertPromises() {
		assertThat(this.gateway.violations()).as("Discord's rules").isEmpty();
		assertThat(this.threads.failures()).isEmpty();
		assertThat(this.bots).allSatisfy((bot) -> assertThat(bot.failures).isEmpty());
		for (int shard = 0; shard < 8; shard++) {
			assertThat(this.gateway.longestSilence(shard)).as("the longest silence")
				.isLessThanOrEqualTo(INTERVAL.plusSeconds(1));
		}
	}

	void assertNothingLost() {
		assertPromises();
		Set<String> missing = new HashSet<>(this.sent.keySet());
		missing.removeAll(Set.copyOf(this.done));
		assertThat(missing).as("events that nobody has handled").isEmpty();
	}

	void assertInOrder() {
		assertThat(this.order.values()).as("the order of a guild's events")
			.allSatisfy((ids) -> assertThat(ids).isSorted());
	}

}
