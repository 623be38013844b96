package io.discordgateway.spring.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.discordgateway.model.Encodable;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import io.discordgateway.test.ShardFaults;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.Scope;
import io.discordgateway.test.discord.SimulatedWorld;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Discord, in the process of the test. The test lets people do things in it,
 * {@linkplain #settle() waits} until the bot is done with them, and looks at what the bot
 * did. While a test runs, the time of Discord and of the bot stands still, unless the
 * test {@linkplain #time() moves it}. After each test the bot has left its guilds.
 * <p>
 * Names stand for what they name: the same name is the same user, guild or channel during
 * one test, and what is not there is made.
 *
 * @since 0.1
 */
public final class TestDiscord {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/* Far more than a start takes, with its waits for the turn to identify. */
	private static final Duration START = Duration.ofHours(1);

	/* So long after one test begins the next, so that what was limited is no longer. */
	private static final Duration BREAK = Duration.ofSeconds(5);

	/* More than the gateway waits before it tries something again. */
	private static final Duration HEALING = Duration.ofMinutes(10);

	/* How many lines of the transcript a failure shows. */
	private static final int SHOWN = 30;

	private final InProcessDiscord discord;

	private final ObjectProvider<DiscordGateway> gateway;

	private final TestTime time = new TestTime(this);

	private final ReentrantLock turn = new ReentrantLock();

	/* What has a name in this test. */
	private final Map<String, TestUser> users = new LinkedHashMap<>();

	private final Map<String, TestGuild> guilds = new LinkedHashMap<>();

	private final List<TestRoute> routes = new ArrayList<>();

	private final TestViolations violations = new TestViolations(this);

	private @Nullable TestUser bot;

	private @Nullable Chaos chaos;

	private Instant quietAfter = Instant.MIN;

	TestDiscord(InProcessDiscord discord, ObjectProvider<DiscordGateway> gateway) {
		this.discord = discord;
		this.gateway = gateway;
		discord.owed(this::owed);
	}

	// Who and what there is

	/**
	 * Returns a user.
	 * @param name the user's name
	 * @return the user, who is a new one in each test
	 */
	public TestUser user(String name) {
		return this.users.computeIfAbsent(name,
				(key) -> new TestUser(this, name, ask((world) -> world.people().user(name, now()))));
	}

	/**
	 * Returns the bot.
	 * @return its user
	 */
	public TestUser bot() {
		TestUser known = this.bot;
		if (known == null) {
			known = new TestUser(this, "the bot", this.discord.botId());
			this.bot = known;
		}
		return known;
	}

	/**
	 * Returns a guild in which the bot is. It has a text channel {@code general}.
	 * @param name the guild's name
	 * @return the guild, which is a new one in each test
	 */
	public TestGuild guild(String name) {
		return this.guilds.computeIfAbsent(name, (key) -> {
			String owner = user("owner of " + name).id();
			return new TestGuild(this, name, ask((world) -> world.people().guild(name, owner, now())));
		});
	}

	/**
	 * Returns the commands that the bot has registered for all guilds.
	 * @return the command objects
	 */
	public List<JsonNode> commands() {
		return ask((world) -> world.commands(null));
	}

	// What happens

	/**
	 * Lets an event happen that is nobody's doing here, or has fields that only the test
	 * thinks of. It goes to its shard, if the intents let it through. What it tells of is
	 * there from now on.
	 * @param event name of the event, such as {@code TYPING_START}
	 * @param json its data
	 * @throws IllegalArgumentException if the data is not JSON
	 */
	public void dispatch(String event, String json) {
		this.discord.dispatch(Dispatch.of(event, json));
	}

	/**
	 * Lets an event happen, as {@link #dispatch(String, String)} does.
	 * @param event name of the event
	 * @param data its data
	 */
	public void dispatch(String event, Encodable data) {
		dispatch(event, data.toJson());
	}

	/**
	 * Returns what can go wrong with the connection of one shard. What lasts is over with
	 * the test.
	 * @param id the shard's number
	 * @return its faults
	 */
	public ShardFaults shard(int id) {
		return new ShardFaults(Scope.shard(id), this.discord::handle);
	}

	/**
	 * Returns what can go wrong with all connections.
	 * @return their faults
	 */
	public ShardFaults everyShard() {
		return new ShardFaults(Scope.ALL, this.discord::handle);
	}

	/**
	 * Refuses the next attempts to connect (R22).
	 * @param count how many
	 * @param httpStatus the status of the answer
	 * @param retryAfter value of the header {@code Retry-After}, or {@code null} for none
	 */
	public void refuseNextUpgrades(int count, int httpStatus, @Nullable Duration retryAfter) {
		this.discord.handle(new DiscordFault.RefuseUpgrades(count,
				new Refusal(httpStatus, (retryAfter != null) ? retryAfter.toSeconds() : null, "")));
	}

	/**
	 * Names calls of Discord's API, to answer them by hand.
	 * @param method the method, {@code *} for any
	 * @param pattern the path below the version, {@code *} for any one part of it, such
	 * as {@code /channels/*}{@code /messages}
	 * @return what can be said of them
	 */
	public TestRoute route(String method, String pattern) {
		TestRoute route = new TestRoute(this, method, pattern);
		this.routes.add(route);
		return route;
	}

	// Waiting

	/**
	 * Returns when all has come to rest: nothing is on its way between Discord and the
	 * bot, no listener is at work or owes an acknowledgment, no call is open, and the
	 * executors of the application are idle. What waits for the time to go on is at rest.
	 * So what the bot has not done by then, it will not do before something else happens.
	 * @throws AssertionError if that is not so after 5 seconds, with what is still busy
	 */
	public void settle() {
		settle(PATIENCE);
	}

	/**
	 * Returns when all has come to rest, as {@link #settle()} does.
	 * @param patience how long that may take, in real time
	 * @throws AssertionError if that is not so by then, with what is still busy
	 */
	public void settle(Duration patience) {
		this.discord.virtualTime().advance(Duration.ZERO, () -> rest(patience));
		if (this.chaos != null) {
			heal();
		}
	}

	/* Goes on until nobody waits, as for a limit, and all shards are connected. */
	private void heal() {
		Instant end = now().plus(HEALING);
		Instant next = this.discord.virtualTime().next();
		while ((this.discord.virtualTime().isWaitedFor() || !shardsAreConnected()) && next != null
				&& next.isBefore(end)) {
			this.discord.virtualTime().advance(Duration.between(now(), next), this::rest);
			next = this.discord.virtualTime().next();
		}
	}

	void rest() {
		rest(PATIENCE);
	}

	private void rest(Duration patience) {
		String busy = this.discord.activity().awaitRest(patience, this::busyElsewhere);
		if (busy != null) {
			throw failure("This has not come to rest within " + patience.toMillis() + " ms:\n" + busy.stripTrailing());
		}
	}

	private @Nullable String busyElsewhere() {
		int owed = owed();
		if (owed > 0) {
			return "- " + owed + " listener(s) that owe an acknowledgment: what they returned is not complete";
		}
		return this.discord.activity().busyPool();
	}

	private int owed() {
		DiscordGateway known = this.gateway.getIfAvailable();
		return (known instanceof DefaultDiscordGateway driven) ? driven.owed() : 0;
	}

	/**
	 * Returns the time of Discord and of the bot.
	 * @return the time, to be moved
	 */
	public TestTime time() {
		return this.time;
	}

	/**
	 * Returns what the bot did against Discord's rules. A test in which it did something
	 * fails, unless it expects that.
	 * @return the violations of this test
	 */
	public TestViolations violations() {
		return this.violations;
	}

	/**
	 * Returns what Discord and the bot said to each other in this test.
	 * @return one line for each frame and call, without secrets
	 */
	public String transcript() {
		return this.discord.record().transcript();
	}

	// The life of a test

	void begin() {
		// Tests of one context share its Discord, so they run one after the other.
		this.turn.lock();
		this.discord.virtualTime().stop();
		awaitShards();
		this.discord.clearRecord();
	}

	private void awaitShards() {
		settle();
		Instant end = now().plus(START);
		Instant next = this.discord.virtualTime().next();
		while (!shardsAreConnected() && next != null && next.isBefore(end)) {
			this.discord.virtualTime().advance(Duration.between(now(), next), this::rest);
			next = this.discord.virtualTime().next();
		}
		if (!shardsAreConnected()) {
			throw failure("The bot could not connect: " + states());
		}
	}

	private boolean shardsAreConnected() {
		DiscordGateway known = this.gateway.getIfAvailable();
		if (!(known instanceof DefaultDiscordGateway driven) || !driven.isRunning()) {
			return true;
		}
		return !driven.shards().isEmpty()
				&& driven.shards().stream().allMatch((shard) -> shard.status() == ShardStatus.CONNECTED);
	}

	private String states() {
		DiscordGateway known = this.gateway.getIfAvailable();
		return (known != null) ? known.shards().stream().map(ShardState::toString).toList()
				+ ((known.lookupFailure() != null) ? ", " + known.lookupFailure() : "") : "there is no gateway";
	}

	void checkRules() {
		this.violations.check();
	}

	void end() {
		try {
			this.routes.forEach(TestRoute::forget);
			reset();
		}
		finally {
			this.routes.clear();
			this.users.clear();
			this.guilds.clear();
			this.violations.forget();
			this.quietAfter = Instant.MIN;
			this.discord.virtualTime().goOn();
			this.turn.unlock();
		}
	}

	private void reset() {
		settle();
		recover();
		this.guilds.values().forEach(TestGuild::dissolve);
		Instant next = now().plus(BREAK);
		Instant end = this.quietAfter.isAfter(next) ? this.quietAfter : next;
		this.discord.virtualTime().advance(Duration.between(now(), end), this::rest);
		DiscordGateway known = this.gateway.getIfAvailable();
		if (known instanceof DefaultDiscordGateway driven && driven.isRunning()
				&& driven.shards().stream().anyMatch((shard) -> shard.status() == ShardStatus.FAILED)) {
			this.discord.virtualTime().goOn();
			driven.stop();
			driven.start();
		}
	}

	private void recover() {
		for (Integer shard : shardIds()) {
			recover(shard(shard));
		}
		recover(everyShard());
		this.discord.handle(new DiscordFault.AcceptUpgrades());
	}

	private static void recover(ShardFaults faults) {
		faults.goesOn();
		faults.answers();
		faults.acknowledges(true);
		faults.acknowledgesAfter(Duration.ZERO);
		faults.delays(Duration.ZERO);
		faults.replaysSlowly(Duration.ZERO);
	}

	private List<Integer> shardIds() {
		return this.discord.askGateway(
				(known) -> known.snapshot().stream().map((session) -> session.shard().id()).distinct().toList());
	}

	void quietUntil(Instant time) {
		this.quietAfter = time.isAfter(this.quietAfter) ? time : this.quietAfter;
	}

	// For its parts

	InProcessDiscord discord() {
		return this.discord;
	}

	Instant now() {
		return this.discord.virtualTime().now();
	}

	<T extends @Nullable Object> T ask(Function<SimulatedWorld, T> action) {
		return this.discord.ask(action);
	}

	void let(Consumer<SimulatedWorld> action) {
		Object unused = this.<@Nullable Object>ask((world) -> {
			action.accept(world);
			return null;
		});
	}

	/** Lets people do something, and before it whatever else happens then. */
	void happen(Consumer<SimulatedWorld> action) {
		strike();
		let(action);
	}

	<T extends @Nullable Object> T make(Function<SimulatedWorld, T> action) {
		strike();
		return ask(action);
	}

	private void strike() {
		if (this.chaos != null) {
			this.chaos.beforeSomethingHappens(this);
		}
	}

	/** Sets what goes wrong from now on, or {@code null} for nothing. */
	void chaos(@Nullable Chaos chaos) {
		this.chaos = chaos;
	}

	AssertionError failure(String message) {
		String[] lines = transcript().split("\n");
		int left = Math.max(0, lines.length - SHOWN);
		StringBuilder said = new StringBuilder(message).append("\n\nWhat the bot (<-) and Discord (->) said:\n");
		if (left > 0) {
			said.append("      ... ").append(left).append(" lines before\n");
		}
		for (String line : List.of(lines).subList(left, lines.length)) {
			said.append(line).append('\n');
		}
		return new AssertionError(said);
	}

	@Override
	public String toString() {
		return "Discord in this process";
	}

}
