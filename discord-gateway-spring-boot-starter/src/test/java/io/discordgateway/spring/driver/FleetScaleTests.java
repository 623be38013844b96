package io.discordgateway.spring.driver;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.discordgateway.codec.Compression;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.Token;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.spring.dispatch.ErrorPolicies;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.fleet.FleetRoster;
import io.discordgateway.spring.session.MetadataStoreResumeStore;
import io.discordgateway.spring.transport.GatewayTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.integration.metadata.SimpleMetadataStore;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A large fleet in virtual time, for the figures of docs/scale.md: whole gateways, one
 * thread, no listeners, a Discord that knows sessions, buckets and heartbeats, and a
 * store that answers at once and counts what it is asked.
 */
@EnabledIfSystemProperty(named = "thorough", matches = "true")
class FleetScaleTests {

	private static final int SHARDS = Integer.getInteger("scale.shards", 1000);

	private static final int INSTANCES = Integer.getInteger("scale.instances", 20);

	private static final int CONCURRENCY = Integer.getInteger("scale.concurrency", 16);

	private static final Duration LATENCY = Duration.ofMillis(50);

	private static final Token TOKEN = Token.of("MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.simulated");

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final Loop loop = new Loop();

	private final World discord = new World(this.loop);

	private final Engine engine = new Engine(this.loop);

	private final List<Instance> instances = new ArrayList<>();

	@Test
	void largeFleetConnectsLosesInstancesAndIsReplaced() {
		for (int i = 0; i < INSTANCES; i++) {
			start();
		}
		report("all connected", until(this::isConnected, Duration.ofHours(2)));
		assertThat(this.discord.identified).isEqualTo(SHARDS);
		report("a minute of rest", until(null, Duration.ofMinutes(1)));
		int lost = Math.max(1, INSTANCES / 10);
		for (int i = 0; i < lost; i++) {
			this.instances.get(i).kill();
		}
		Duration recovered = until(this::isConnected, Duration.ofMinutes(5));
		report(lost + " instances lost", recovered);
		assertThat(recovered).isLessThan(LEASE.plusSeconds(10));
		this.instances.subList(0, lost).clear();
		for (int i = 0; i < lost; i++) {
			start();
		}
		report("as many started: even again", until(this::isEven, Duration.ofMinutes(30)));
		this.discord.cut = true;
		this.discord.connections.forEach(Connection::drop);
		report("Discord away", until(null, Duration.ofMinutes(2)));
		this.discord.cut = false;
		report("and back", until(this::isConnected, Duration.ofMinutes(10)));
		List<Instance> old = List.copyOf(this.instances);
		Instant begin = this.loop.now;
		for (Instance each : old) {
			start();
			Duration unused = until(null, Duration.ofSeconds(10));
			each.stop();
			unused = until(null, Duration.ofSeconds(5));
		}
		report("all replaced, one after the other", Duration.between(begin, this.loop.now));
		report("and connected", until(this::isConnected, Duration.ofMinutes(5)));
		assertThat(this.discord.identified).as("IDENTIFYs").isEqualTo(SHARDS);
		int total = SHARDS * 8 / 5;
		CompletableFuture<Void> changed = this.instances.get(this.instances.size() - 1).run.reshard(total);
		report(total + " shards instead of " + SHARDS, until(changed::isDone, Duration.ofHours(4)));
		assertThat(changed).isCompleted();
		report("on all instances", until(() -> runs(total), Duration.ofMinutes(5)));
		assertThat(this.discord.identified).as("IDENTIFYs").isEqualTo(SHARDS + total);
		assertThat(this.discord.violations).isEmpty();
	}

	private void start() {
		Instance instance = new Instance(this.loop, this.discord, this.engine, this.loop.random.split());
		this.instances.add(instance);
		CompletableFuture<Void> unused = instance.run.open();
	}

	private boolean isConnected() {
		Set<Integer> connected = new HashSet<>();
		for (Instance instance : this.instances) {
			if (!instance.over) {
				instance.run.drivers().forEach((id, driver) -> {
					if (driver.state().isConnected()) {
						connected.add(id);
					}
				});
			}
		}
		return connected.size() == SHARDS;
	}

	private boolean runs(int total) {
		return this.instances.stream()
			.filter((instance) -> !instance.over)
			.flatMap((instance) -> instance.run.drivers().values().stream())
			.filter((driver) -> driver.state().isConnected() && driver.state().shard().total() == total)
			.count() == total;
	}

	private boolean isEven() {
		List<Integer> loads = this.instances.stream()
			.filter((instance) -> !instance.over)
			.map((instance) -> instance.run.drivers().size())
			.sorted()
			.toList();
		return loads.get(loads.size() - 1) - loads.get(0) <= 1 && isConnected();
	}

	private Duration until(java.util.function.@Nullable BooleanSupplier condition, Duration limit) {
		Instant start = this.loop.now;
		while (Duration.between(start, this.loop.now).compareTo(limit) < 0
				&& (condition == null || !condition.getAsBoolean())) {
			this.loop.advance(Duration.ofMillis(500));
		}
		if (condition != null) {
			assertThat(condition.getAsBoolean()).as("after %s", limit).isTrue();
		}
		return Duration.between(start, this.loop.now);
	}

	private void report(String what, Duration took) {
		Map<String, long[]> counts = this.engine.take();
		StringBuilder text = new StringBuilder();
		double seconds = Math.max(0.5, took.toMillis() / 1000.0);
		long[] all = new long[2];
		counts.forEach((kind, count) -> {
			text.append(", %s %.1f read %.1f written".formatted(kind, count[0] / seconds, count[1] / seconds));
			all[0] += count[0];
			all[1] += count[1];
		});
		System.out.printf(
				"SCALE %s: %.1f s, %d IDENTIFYs, %d RESUMEs; a second: %.0f read, %.0f written, at most %d%s%n", what,
				took.toMillis() / 1000.0, this.discord.identified, this.discord.resumed, all[0] / seconds,
				all[1] / seconds, this.engine.takeMost(), text);
	}

	/** Time, and one thread for all. */
	private static final class Loop {

		private final SplittableRandom random = new SplittableRandom(1);

		private final Queue<Runnable> ready = new ArrayDeque<>();

		private final PriorityQueue<Timer> timers = new PriorityQueue<>(
				Comparator.comparing(Timer::due).thenComparing(Timer::number));

		private Instant now = Instant.parse("2026-11-30T12:00:00Z");

		private long numbers;

		private void later(Duration delay, Timer.Task task) {
			this.timers.add(new Timer(this.now.plus(delay.isNegative() ? Duration.ZERO : delay), this.numbers++, task));
		}

		private void advance(Duration duration) {
			Instant end = this.now.plus(duration);
			settle();
			while (!this.timers.isEmpty() && !this.timers.element().due().isAfter(end)) {
				Timer timer = this.timers.remove();
				this.now = timer.due();
				timer.task().run();
				settle();
			}
			this.now = end;
		}

		private void settle() {
			Runnable task = this.ready.poll();
			while (task != null) {
				task.run();
				task = this.ready.poll();
			}
		}

	}

	private record Timer(Instant due, long number, Task task) {

		private static final class Task implements Runnable {

			private @Nullable Runnable what;

			private Task(Runnable what) {
				this.what = what;
			}

			@Override
			public void run() {
				Runnable it = this.what;
				if (it != null) {
					it.run();
				}
			}

		}

	}

	/** An instance, and its threads. */
	private static final class Instance implements GatewayThreads {

		private final Loop loop;

		private final GatewayRun run;

		private boolean over;

		private Instance(Loop loop, World discord, Engine engine, SplittableRandom random) {
			this.loop = loop;
			GenericApplicationContext context = new GenericApplicationContext();
			context.refresh();
			EventDispatcher dispatcher = new EventDispatcher(context);
			FleetRoster roster = new FleetRoster(engine, "1");
			GatewayOptions options = new GatewayOptions(null, SHARDS, null, new MetadataStoreResumeStore(engine), LEASE,
					"1", true,
					new LaneOptions(Ordering.SHARD, 100, 1_000_000, Duration.ofMinutes(5), ErrorPolicies.log()),
					Integer.MAX_VALUE, false, false,
					new GatewayOptions.Fleet(roster, Integer.MAX_VALUE, roster.turns()));
			this.run = new GatewayRun(this, options,
					new GatewayLookup(RestClient.builder().requestFactory(discord::request),
							URI.create("https://discord.example/api/v10"), TOKEN),
					(threads, clock) -> new Transport(discord, this), dispatcher,
					(shard) -> ShardSettings.builder(TOKEN, shard)
						.intents(513)
						.compression(Compression.NONE)
						.dispatchFilter(dispatcher)
						.build(),
					new ConcurrentHashMap<>(), new SessionStartBudget("b" + Math.abs(random.nextInt())),
					new Surroundings(this, () -> loop.now, () -> loop.now, random), () -> {
					});
		}

		private void kill() {
			this.over = true;
		}

		private void stop() {
			CompletableFuture<Void> unused = this.run.close(Duration.ofSeconds(20));
		}

		@Override
		public Executor of(Work work) {
			return (task) -> this.loop.ready.add(() -> {
				if (!this.over) {
					task.run();
				}
			});
		}

		@Override
		public Runnable later(Duration delay, Runnable task) {
			Timer.Task timer = new Timer.Task(() -> of(Work.DRIVE).execute(task));
			this.loop.later(delay, timer);
			return () -> timer.what = null;
		}

		@Override
		public void hold(CompletableFuture<Void> done) {
		}

		@Override
		public void letGo(Thread thread) {
		}

		@Override
		public CompletableFuture<Void> shutdown(Duration timeout) {
			this.over = true;
			return CompletableFuture.completedFuture(null);
		}

	}

	private record Transport(World discord, Instance instance) implements GatewayTransport {

		@Override
		public Connection newConnection(Listener listener) {
			return new FleetScaleTests.Connection(this.discord, this.instance, listener);
		}

		@Override
		public void close() {
		}

	}

	/** Discord, as far as a fleet's size matters to it. */
	private static final class World {

		private final Loop loop;

		private final Map<Integer, Instant> buckets = new HashMap<>();

		/* By session id, the connection that it has, or had. */
		private final Map<String, Connection> sessions = new HashMap<>();

		private final Set<Connection> connections = new HashSet<>();

		private final List<String> violations = new ArrayList<>();

		private int identified;

		private int resumed;

		private boolean cut;

		private World(Loop loop) {
			this.loop = loop;
		}

		private ClientHttpRequest request(URI url, HttpMethod method) {
			MockClientHttpRequest request = new MockClientHttpRequest(method, url);
			String answer = "{\"url\":\"wss://gateway.example\",\"shards\":%d,\"session_start_limit\":{\"total\":%d,"
				.formatted(SHARDS, 4 * SHARDS + 1000)
					+ "\"remaining\":%d,\"reset_after\":3600000,\"max_concurrency\":%d}}"
						.formatted(4 * SHARDS + 1000 - this.identified, CONCURRENCY);
			request.setResponse(new MockClientHttpResponse(answer.getBytes(StandardCharsets.UTF_8), HttpStatus.OK));
			return request;
		}

		private void received(Connection connection, byte[] payload) {
			JsonNode json = JsonMapper.shared().readTree(payload);
			switch (json.path("op").asInt()) {
				case 1 -> connection.say("{\"op\":11}");
				case 2 -> identified(connection, json.path("d").path("shard").path(0).asInt());
				case 6 -> resumed(connection, json.path("d").path("session_id").asString(),
						json.path("d").path("seq").asLong());
				default -> {
				}
			}
		}

		private void identified(Connection connection, int shard) {
			Instant free = this.buckets.put(shard % CONCURRENCY, this.loop.now.plusSeconds(5));
			if (free != null && free.isAfter(this.loop.now)) {
				this.violations.add("shard " + shard + " identified too soon");
			}
			this.identified++;
			String session = "session-" + this.identified;
			this.sessions.put(session, connection);
			connection.say("{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"v\":10,\"session_id\":\"" + session
					+ "\",\"resume_gateway_url\":\"wss://gateway.example\"}}");
		}

		private void resumed(Connection connection, String session, long sequence) {
			Connection before = this.sessions.put(session, connection);
			if (before == null) {
				this.violations.add(session + " is unknown");
			}
			else if (before != connection) {
				before.drop();
			}
			this.resumed++;
			connection.say("{\"t\":\"RESUMED\",\"s\":" + (sequence + 1) + ",\"op\":0,\"d\":{}}");
		}

	}

	private static final class Connection implements GatewayTransport.Connection {

		private final World discord;

		private final Instance instance;

		private final GatewayTransport.Listener listener;

		private boolean over;

		private Connection(World discord, Instance instance, GatewayTransport.Listener listener) {
			this.discord = discord;
			this.instance = instance;
			this.listener = listener;
		}

		private void later(Runnable task) {
			this.discord.loop.later(LATENCY, new Timer.Task(() -> {
				if (!this.over && !this.instance.over) {
					task.run();
				}
			}));
		}

		private void say(String text) {
			later(() -> {
				CompletableFuture<Void> unused = this.listener
					.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true, true);
				this.listener.caughtUp();
			});
		}

		private void drop() {
			later(() -> {
				this.over = true;
				this.listener.closed(null, "dropped");
			});
		}

		@Override
		public void open(URI url) {
			later(() -> {
				if (this.discord.cut) {
					this.over = true;
					this.listener.connectFailed("Discord is away", null, null);
					return;
				}
				this.discord.connections.removeIf((connection) -> connection.over);
				this.discord.connections.add(this);
				this.listener.opened();
				say("{\"op\":10,\"d\":{\"heartbeat_interval\":41250}}");
			});
		}

		@Override
		public void send(byte[] payload, boolean text, Consumer<@Nullable Throwable> done) {
			done.accept(null);
			later(() -> this.discord.received(this, payload));
		}

		@Override
		public void afterSends(Runnable task) {
			task.run();
		}

		@Override
		public CompletableFuture<Void> close(int code, String reason) {
			this.over = true;
			return CompletableFuture.completedFuture(null);
		}

	}

	/** A store that counts, by what is kept under a key. */
	private static final class Engine extends SimpleMetadataStore {

		private final Loop loop;

		private Map<String, long[]> counts = new java.util.TreeMap<>();

		private long second;

		private long inSecond;

		private long most;

		private Engine(Loop loop) {
			this.loop = loop;
		}

		private Map<String, long[]> take() {
			Map<String, long[]> taken = this.counts;
			this.counts = new java.util.TreeMap<>();
			return taken;
		}

		private long takeMost() {
			long taken = this.most;
			this.most = 0;
			return taken;
		}

		private void count(String key, int kind) {
			this.counts.computeIfAbsent(key.split(":")[2], (name) -> new long[2])[kind]++;
			if (this.second != this.loop.now.getEpochSecond()) {
				this.second = this.loop.now.getEpochSecond();
				this.inSecond = 0;
			}
			this.most = Math.max(this.most, ++this.inSecond);
		}

		@Override
		public @Nullable String get(String key) {
			count(key, 0);
			return super.get(key);
		}

		@Override
		public boolean replace(String key, String oldValue, String newValue) {
			count(key, 1);
			return super.replace(key, oldValue, newValue);
		}

		@Override
		public @Nullable String putIfAbsent(String key, String value) {
			count(key, 1);
			return super.putIfAbsent(key, value);
		}

	}

}
