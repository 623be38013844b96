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

import io.discordgateway.model.DispatchType;
import io.discordgateway.model.Encodable;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.ShardFaults;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.RecordedTraffic;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.Scope;
import io.discordgateway.test.discord.SimulatedWorld;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

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

	/* With sockets it is waited for what waits, as for a reconnect or a limit. */
	private static final Duration REAL_PATIENCE = Duration.ofSeconds(30);

	/* Far more than a start takes, with its waits for the turn to identify. */
	private static final Duration START = Duration.ofHours(1);

	/* So long after one test begins the next, so that what was limited is no longer. */
	private static final Duration BREAK = Duration.ofSeconds(5);

	/* What each connection of a test makes the gateway wait longer in the next (R45). */
	private static final Duration FORGIVENESS = Duration.ofMinutes(10);

	private static final long MOST_FORGIVEN = 12;

	/* More than the gateway waits before it tries something again. */
	private static final Duration HEALING = Duration.ofMinutes(10);

	/* How many lines of the transcript a failure shows. */
	private static final int SHOWN = 30;

	private final Shell discord;

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

	/* How each shard began its session, in this test or before. */
	private final Map<Integer, String> identifies = new LinkedHashMap<>();

	private Instant quietAfter = Instant.MIN;

	/* How many connections there were when the test began. */
	private long connections;

	TestDiscord(Shell discord, ObjectProvider<DiscordGateway> gateway) {
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
	 * Makes an event with plausible defaults, to be {@linkplain #dispatch(TestEvent) let
	 * happen} as it is or with fields of the test's own.
	 * @param type the record that the bot's listener takes
	 * @return the event, with the ids of things that nobody knows
	 * @throws IllegalArgumentException if the class is none of an event
	 */
	public TestEvent event(Class<? extends Encodable> type) {
		DispatchType known = DispatchType.byClass(type);
		if (known == null) {
			throw new IllegalArgumentException(type + " is not the type of an event");
		}
		return TestEvent.of(known, ask((world) -> world.nextId(now())), this.discord.botId());
	}

	/**
	 * Lets an event happen, as {@link #dispatch(String, String)} does.
	 * @param event the event
	 */
	public void dispatch(TestEvent event) {
		strike();
		dispatch(event.name(), event.json());
	}

	/**
	 * Lets as much happen as in a busy bot's day: messages, reactions, presences, members
	 * and all else, in the mix of a bot in sixteen guilds, which the bot joins. What is
	 * changed was told before. It does not wait for the bot.
	 * @param events how many events, before intents filter them
	 * @param seed where in the recording it begins: the same seed is the same traffic
	 */
	public void traffic(int events, long seed) {
		RecordedTraffic traffic = ask((world) -> RecordedTraffic.load("large-bot", world, seed));
		for (ObjectNode guild : traffic.guilds()) {
			this.discord.dispatch(Dispatch.of("GUILD_CREATE", guild));
		}
		let((world) -> traffic.skip(seed));
		for (int i = 0; i < events; i++) {
			let((world) -> traffic.next(now()));
		}
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
	 * <p>
	 * With {@code sockets} the time goes on by itself: then all shards are connected,
	 * too, and what waits, as for a rate limit, is waited for.
	 * @throws AssertionError if that is not so after 5 seconds, or 30 with sockets, with
	 * what is still busy
	 */
	public void settle() {
		settle(patience());
	}

	private Duration patience() {
		return this.discord.isRealTime() ? REAL_PATIENCE : PATIENCE;
	}

	/**
	 * Returns when all has come to rest, as {@link #settle()} does.
	 * @param patience how long that may take, in real time
	 * @throws AssertionError if that is not so by then, with what is still busy
	 */
	public void settle(Duration patience) {
		this.discord.advance(Duration.ZERO, () -> rest(patience));
		if (this.chaos != null) {
			heal();
		}
	}

	/* Goes on until nobody waits, as for a limit, and all shards are connected. */
	private void heal() {
		Instant end = now().plus(HEALING);
		Instant next = this.discord.next();
		while ((this.discord.isWaitedFor() || !shardsAreConnected()) && next != null && next.isBefore(end)) {
			this.discord.advance(Duration.between(now(), next), this::rest);
			next = this.discord.next();
		}
	}

	void rest() {
		rest(patience());
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
		if (this.discord.isRealTime() && !shardsAreDone()) {
			return "- shards that are not connected: " + states();
		}
		String way = this.discord.onItsWay();
		return (way != null) ? way : this.discord.activity().busyPool();
	}

	/* Connected, or never more. */
	private boolean shardsAreDone() {
		DiscordGateway known = this.gateway.getIfAvailable();
		return !(known instanceof DefaultDiscordGateway driven) || !driven.isRunning()
				|| (!driven.shards().isEmpty() && driven.shards()
					.stream()
					.allMatch((shard) -> shard.status() == ShardStatus.CONNECTED || shard.status() == ShardStatus.FAILED
							|| shard.status() == ShardStatus.STOPPED));
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
		this.discord.stop();
		awaitShards();
		keepIdentifies();
		this.discord.clearRecord();
		this.connections = this.discord.connections();
	}

	private void keepIdentifies() {
		this.discord.record()
			.identifies()
			.stream()
			.filter(GatewayRecord.Identify::accepted)
			.forEach((identify) -> this.identifies.put(identify.shard().id(), identify.json()));
	}

	/** The data of the IDENTIFY that a shard's session began with, or {@code null}. */
	@Nullable JsonNode identify(int shard) {
		keepIdentifies();
		String json = this.identifies.get(shard);
		return (json != null) ? JsonMapper.shared().readTree(json).path("d") : null;
	}

	private void awaitShards() {
		settle();
		Instant end = now().plus(START);
		Instant next = this.discord.next();
		while (!shardsAreConnected() && next != null && next.isBefore(end)) {
			this.discord.advance(Duration.between(now(), next), this::rest);
			next = this.discord.next();
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
		if (!this.turn.isHeldByCurrentThread()) {
			// The test has not begun: what comes before it failed.
			return;
		}
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
			this.discord.goOn();
			this.turn.unlock();
		}
	}

	private void reset() {
		try {
			settle();
		}
		finally {
			// What does not come to rest is no reason to leave the rest behind.
			recover();
			for (String guild : ask((world) -> List.copyOf(world.guildIds()))) {
				let((world) -> world.scenery().dissolve(guild));
			}
		}
		if (this.discord.isRealTime()) {
			rest();
		}
		else {
			long lost = Math.min(this.discord.connections() - this.connections, MOST_FORGIVEN);
			Instant next = now().plus(BREAK).plus(FORGIVENESS.multipliedBy(lost));
			Instant end = this.quietAfter.isAfter(next) ? this.quietAfter : next;
			this.discord.advance(Duration.between(now(), end), this::rest);
		}
		DiscordGateway known = this.gateway.getIfAvailable();
		if (known instanceof DefaultDiscordGateway driven && driven.isRunning()
				&& driven.shards().stream().anyMatch((shard) -> shard.status() == ShardStatus.FAILED)) {
			this.discord.goOn();
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
		return this.discord.sessions().stream().map((session) -> session.shard().id()).distinct().toList();
	}

	void quietUntil(Instant time) {
		this.quietAfter = time.isAfter(this.quietAfter) ? time : this.quietAfter;
	}

	// For its parts

	Shell discord() {
		return this.discord;
	}

	Instant now() {
		return this.discord.now();
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
		if (chaos != null && this.discord.isRealTime()) {
			throw new IllegalStateException("@ChaosTest moves the time, and with 'sockets' it is the machine's");
		}
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
		return this.discord.toString();
	}

}
