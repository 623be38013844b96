package io.discordgateway.spring.driver;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.discordgateway.codec.Compression;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.ShardFailedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.dispatch.Ordering;
import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.spring.transport.WebSocketClientTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;

/**
 * A whole {@link GatewayRun} and an application around it, on seeded threads.
 */
final class SimulatedBot {

	static final UpdatePresence PRESENCE = UpdatePresence.of(UpdatePresence.Status.ONLINE);

	static final Token TOKEN = Token.of("MTIzNDU2Nzg5MDEyMzQ1Njc4.secret.simulated");

	final SeededThreads threads;

	final SimulatedGateway gateway;

	final GatewayRun run;

	/** What the application's listeners heard, as shard and sequence number. */
	final List<String> heard = new ArrayList<>();

	final List<ShardFailedEvent> failures = new ArrayList<>();

	final List<ShardResumedEvent> resumed = new ArrayList<>();

	/** When the API was asked. */
	final List<Instant> lookups = new ArrayList<>();

	/** What the API answers before it is well, one after the other. */
	final Deque<MockClientHttpResponse> refusals = new ArrayDeque<>();

	/** How many shards the API recommends. */
	int recommended;

	/** How many session starts are left, as the API says. */
	int remaining = 1000;

	private SimulatedBot(Builder builder) {
		this.threads = builder.threads;
		FreezableProcess process = builder.process;
		this.gateway = (process != null) ? process.gateway()
				: new SimulatedGateway(this.threads, builder.heartbeatInterval);
		GenericApplicationContext context = new GenericApplicationContext();
		context.addApplicationListener((event) -> {
			if (event instanceof ShardFailedEvent failed) {
				this.failures.add(failed);
			}
			if (event instanceof ShardResumedEvent resumed) {
				this.resumed.add(resumed);
			}
			if (event instanceof DispatchEvent<?> dispatch) {
				builder.listener.accept(dispatch);
				this.heard.add(dispatch.shard().id() + ":" + dispatch.sequence());
			}
		});
		context.refresh();
		EventDispatcher dispatcher = new EventDispatcher(context);
		this.recommended = builder.shards;
		GatewayOptions options = new GatewayOptions(
				builder.auto ? null : GatewayUrl.of("wss://gateway.example"), builder.auto ? null : builder.shards,
				null, builder.store, builder.lease, "1", builder.keepSession, new LaneOptions(builder.ordering,
						builder.capacity, 1_000_000, Duration.ofMinutes(5), builder.errorHandler),
				builder.concurrency, false, false, builder.fleet);
		this.run = new GatewayRun(this, options,
				new GatewayLookup(RestClient.builder().requestFactory(this::request),
						URI.create("https://discord.example/api/v10"), TOKEN),
				builder.transports
					.apply(WebSocketClientTransport.factory((process != null) ? process.client() : this.gateway)),
				dispatcher,
				(shard) -> ShardSettings.builder(TOKEN, shard)
					.intents(513)
					.compression(Compression.NONE)
					.commandQueueCapacity(builder.commandCapacity)
					.dispatchFilter(dispatcher)
					.build(),
				new ConcurrentHashMap<>(), builder.budget,
				new Surroundings(builder.disguise.apply((process != null) ? process : this.threads),
						() -> this.threads.now().plus(builder.clock), () -> this.threads.now().plus(builder.wallClock),
						this.threads.random().split()),
				() -> {
				});
	}

	/* Discord's API. */
	private ClientHttpRequest request(URI url, HttpMethod method) {
		this.lookups.add(this.threads.now());
		String answer = "{\"url\":\"wss://gateway.example\",\"shards\":" + this.recommended
				+ ",\"session_start_limit\":{\"total\":1000,\"remaining\":" + this.remaining + ",\"reset_after\":"
				+ ((this.remaining < 1000) ? 3_600_000 : 0) + ",\"max_concurrency\":1}}";
		MockClientHttpRequest request = new MockClientHttpRequest(method, url);
		MockClientHttpResponse refusal = this.refusals.poll();
		request.setResponse((refusal != null) ? refusal
				: new MockClientHttpResponse(answer.getBytes(StandardCharsets.UTF_8), HttpStatus.OK));
		return request;
	}

	static Builder on(SeededThreads threads) {
		return new Builder(threads);
	}

	ShardDriver driver(int shard) {
		return this.run.drivers().get(shard);
	}

	/** Lets time pass until all shards are connected. */
	SimulatedBot connect() {
		CompletableFuture<Void> unused = this.run.open();
		for (int i = 0; i < 600 && !isConnected(); i++) {
			this.threads.advance(Duration.ofSeconds(1));
		}
		if (!isConnected()) {
			throw new AssertionError("Not connected after 10 minutes");
		}
		return this;
	}

	boolean isConnected() {
		return !this.run.drivers().isEmpty() && this.run.drivers()
			.values()
			.stream()
			.allMatch((driver) -> driver.state().status() == ShardStatus.CONNECTED);
	}

	void message(int shard) {
		this.gateway.dispatch(shard, "MESSAGE_CREATE",
				"{\"id\":\"5\",\"channel_id\":\"6\",\"guild_id\":\"7\",\"content\":\"x\"}");
	}

	/** What an application may be like. */
	static final class Builder {

		private final SeededThreads threads;

		private Duration heartbeatInterval = Duration.ofMillis(41_250);

		private int shards = 1;

		private boolean auto;

		private int capacity = 100;

		private int concurrency = 4;

		private int commandCapacity = 1000;

		private Ordering ordering = Ordering.SHARD;

		private @Nullable ResumeStore store;

		private @Nullable FreezableProcess process;

		private UnaryOperator<GatewayThreads> disguise = UnaryOperator.identity();

		private UnaryOperator<GatewayTransport.Factory> transports = UnaryOperator.identity();

		private Duration clock = Duration.ZERO;

		private Duration wallClock = Duration.ZERO;

		private boolean keepSession = true;

		private Duration lease = Duration.ofSeconds(30);

		private GatewayOptions.@Nullable Fleet fleet;

		private SessionStartBudget budget = new SessionStartBudget("bot");

		private Consumer<DispatchEvent<?>> listener = (event) -> {
		};

		private DispatchErrorHandler errorHandler = (event, failure, attempt) -> Decision.done();

		private Builder(SeededThreads threads) {
			this.threads = threads;
		}

		Builder transports(UnaryOperator<GatewayTransport.Factory> transports) {
			this.transports = transports;
			return this;
		}

		Builder shards(int shards) {
			this.shards = shards;
			return this;
		}

		/** Lets the API tell url and number of shards. */
		Builder auto() {
			this.auto = true;
			return this;
		}

		Builder capacity(int capacity) {
			this.capacity = capacity;
			return this;
		}

		Builder commandCapacity(int capacity) {
			this.commandCapacity = capacity;
			return this;
		}

		Builder ordering(Ordering ordering) {
			this.ordering = ordering;
			return this;
		}

		Builder store(ResumeStore store) {
			this.store = store;
			return this;
		}

		Builder keepSession(boolean keepSession) {
			this.keepSession = keepSession;
			return this;
		}

		/** Lets the bot be an instance of a fleet. */
		Builder fleet(GatewayOptions.Fleet fleet) {
			this.fleet = fleet;
			return this;
		}

		/** Lets the bot be one that is started again: it has this from the run before. */
		Builder budget(SessionStartBudget budget) {
			this.budget = budget;
			return this;
		}

		/** Lets the bot's two clocks be ahead of the time, or behind it. */
		Builder clocks(Duration clock, Duration wallClock) {
			this.clock = clock;
			this.wallClock = wallClock;
			return this;
		}

		/** Lets the bot run in a process of its own, beside others. */
		Builder process(FreezableProcess process) {
			this.process = process;
			return this;
		}

		/** Lets the bot have threads that are not what they seem. */
		Builder disguise(UnaryOperator<GatewayThreads> disguise) {
			this.disguise = disguise;
			return this;
		}

		Builder listener(Consumer<DispatchEvent<?>> listener) {
			this.listener = listener;
			return this;
		}

		Builder errorHandler(DispatchErrorHandler handler) {
			this.errorHandler = handler;
			return this;
		}

		SimulatedBot build() {
			return new SimulatedBot(this);
		}

	}

}
