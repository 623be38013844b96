package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.discordgateway.Internal;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.model.ChannelInfo;
import io.discordgateway.model.GuildMembersChunk;
import io.discordgateway.model.Snowflake;
import io.discordgateway.model.SoundboardSounds;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.RequestSoundboardSounds;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.GuildMembers;
import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.dispatch.EventDispatcher;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.socket.client.WebSocketClient;

/**
 * The gateway as a bean with a life: it starts after, and stops before, everything that
 * its listeners may need. It can be stopped and started again. Thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class DefaultDiscordGateway implements DiscordGateway, SmartLifecycle {

	/** The phase in which the gateway starts, late, and stops, early. */
	public static final int PHASE = Integer.MAX_VALUE - 100;

	private static final Duration START_TIMEOUT = Duration.ofSeconds(5);

	/* Less than spring.lifecycle.timeout-per-shutdown-phase is by default. */
	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

	private final GatewayOptions options;

	private final GatewayLookup lookup;

	private final WebSocketClient client;

	private final EventDispatcher dispatcher;

	private final Supplier<Function<ShardId, ShardSettings>> settings;

	private final ConfigurableApplicationContext context;

	private final Map<ShardId, ResumePoint> resumePoints = new ConcurrentHashMap<>();

	/* Kept over a stop and a start: the day goes on (R13). One run at a time uses it. */
	private final SessionStartBudget budget = new SessionStartBudget(
			Long.toString(new SplittableRandom().nextLong() >>> 24, Character.MAX_RADIX));

	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile InstantSource wallClock = InstantSource.system();

	private volatile @Nullable GatewayRun run;

	/**
	 * Makes a gateway that is stopped.
	 * @param options how the shards are run
	 * @param lookup finds the gateway's url
	 * @param client opens the WebSockets
	 * @param dispatcher publishes what comes
	 * @param settings asked at each start for what makes the settings of a shard, as the
	 * listeners are known only then
	 * @param context closed on a fatal failure, if that is wanted
	 */
	public DefaultDiscordGateway(GatewayOptions options, GatewayLookup lookup, WebSocketClient client,
			EventDispatcher dispatcher, Supplier<Function<ShardId, ShardSettings>> settings,
			ConfigurableApplicationContext context) {
		this.options = options;
		this.lookup = lookup;
		this.client = client;
		this.dispatcher = dispatcher;
		this.settings = settings;
		this.context = context;
	}

	/**
	 * Begins to connect. Waits for the first answer of Discord's API, at most for 5 s, so
	 * that a token that the API refuses is found out here; everything else happens and is
	 * retried in the background.
	 * @throws InvalidTokenException if the API refuses the token in that time
	 */
	@Override
	public void start() {
		this.lifecycle.lock();
		try {
			if (this.run == null) {
				GatewayRun started = new GatewayRun(this, this.options, this.lookup, this.client, this.dispatcher,
						this.settings.get(), this.resumePoints, this.budget, surroundings(), this::closeContext);
				this.run = started;
				awaitFirstAnswer(started, started.open());
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private Surroundings surroundings() {
		return new Surroundings(new PlatformThreads(this.options.concurrency(), this.options.virtualThreads()),
				new MonotonicInstantSource(), this.wallClock, new SplittableRandom());
	}

	private void awaitFirstAnswer(GatewayRun started, CompletableFuture<Void> answer) {
		try {
			answer.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			this.run = null;
			started.close(Duration.ZERO).join();
			throw (ex.getCause() instanceof InvalidTokenException invalid) ? invalid
					: new IllegalStateException("The gateway could not be started", ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			// From now on nobody waits: a token that is found wrong later is only told.
			if (!answer.complete(null) && answer.isCompletedExceptionally()) {
				awaitFirstAnswer(started, answer);
			}
		}
	}

	/** Sets the wall clock, from the next start on. */
	void setWallClock(InstantSource wallClock) {
		this.wallClock = wallClock;
	}

	private void closeContext() {
		Thread closer = new Thread(this.context::close, "discord-exit");
		closer.setDaemon(false);
		closer.start();
	}

	@Override
	public void stop() {
		CountDownLatch stopped = new CountDownLatch(1);
		stop(stopped::countDown);
		try {
			stopped.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void stop(Runnable callback) {
		GatewayRun stopping;
		this.lifecycle.lock();
		try {
			stopping = this.run;
			this.run = null;
		}
		finally {
			this.lifecycle.unlock();
		}
		if (stopping == null) {
			callback.run();
			return;
		}
		new Thread(() -> {
			try {
				stopping.close(STOP_TIMEOUT).join();
			}
			finally {
				callback.run();
			}
		}, "discord-stop").start();
	}

	@Override
	public boolean isRunning() {
		return this.run != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public List<ShardState> shards() {
		return drivers().values().stream().map(ShardDriver::state).toList();
	}

	@Override
	public ShardState shard(int shardId) {
		ShardDriver driver = drivers().get(shardId);
		if (driver == null) {
			throw new IllegalArgumentException("Shard " + shardId + " does not run in this process");
		}
		return driver.state();
	}

	@Override
	public @Nullable Snowflake applicationId() {
		return this.options.knownApplicationId();
	}

	@Override
	public @Nullable Duration latency() {
		List<Duration> latencies = shards().stream().map(ShardState::meanLatency).filter(Objects::nonNull).toList();
		return latencies.isEmpty() ? null
				: latencies.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(latencies.size());
	}

	@Override
	public @Nullable String lookupFailure() {
		GatewayRun current = this.run;
		return (current != null) ? current.lookupFailure() : null;
	}

	@Override
	public @Nullable String sessionStoreFailure() {
		GatewayRun current = this.run;
		return (current != null) ? current.storeFailure() : null;
	}

	@Override
	public CompletableFuture<Void> submit(int shardId, GatewayCommand command, @Nullable Duration timeout) {
		return onceKnown(timeout, (drivers, left) -> {
			ShardDriver driver = drivers.get(shardId);
			return (driver != null) ? driver.submit(command, left) : CompletableFuture
				.failedFuture(new CommandDroppedException("Shard " + shardId + " does not run in this process"));
		});
	}

	@Override
	public CompletableFuture<Void> submit(GatewayCommand command, @Nullable Duration timeout) {
		return onceKnown(timeout, (drivers, left) -> submit(drivers, command, left));
	}

	private CompletableFuture<Void> submit(Map<Integer, ShardDriver> drivers, GatewayCommand command,
			@Nullable Duration timeout) {
		int total = drivers.values().iterator().next().state().shard().total();
		if (command instanceof UpdateVoiceState voice) {
			return submitToGuild(drivers, voice.guildId(), command, timeout);
		}
		if (command instanceof RequestGuildMembers members) {
			return submitToGuild(drivers, members.guildId(), command, timeout);
		}
		if (command instanceof RequestChannelInfo channels) {
			return submitToGuild(drivers, channels.guildId(), command, timeout);
		}
		List<CompletableFuture<Void>> sent = new ArrayList<>();
		if (command instanceof RequestSoundboardSounds sounds) {
			Map<Long, List<Long>> guildsByShard = new LinkedHashMap<>();
			for (Long guildId : sounds.guildIds()) {
				guildsByShard.computeIfAbsent((long) ShardId.ofGuild(guildId, total).id(), (id) -> new ArrayList<>())
					.add(guildId);
			}
			guildsByShard.values()
				.forEach((guildIds) -> sent
					.add(submitToGuild(drivers, guildIds.get(0), new RequestSoundboardSounds(guildIds), timeout)));
		}
		else {
			drivers.values().forEach((driver) -> sent.add(driver.submit(command, timeout)));
		}
		return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
	}

	private static CompletableFuture<Void> submitToGuild(Map<Integer, ShardDriver> drivers, long guildId,
			GatewayCommand command, @Nullable Duration timeout) {
		return onShardOf(drivers, guildId, (driver) -> driver.submit(command, timeout));
	}

	private static <T> CompletableFuture<T> onShardOf(Map<Integer, ShardDriver> drivers, long guildId,
			Function<ShardDriver, CompletableFuture<T>> action) {
		int total = drivers.values().iterator().next().state().shard().total();
		int shardId = ShardId.ofGuild(guildId, total).id();
		ShardDriver driver = drivers.get(shardId);
		return (driver != null) ? action.apply(driver)
				: CompletableFuture.failedFuture(new CommandDroppedException("Guild " + Long.toUnsignedString(guildId)
						+ " is on shard " + shardId + " of " + total + ", which does not run in this process"));
	}

	private <T> CompletableFuture<T> onceKnown(@Nullable Duration timeout, EarlyCommands.Action<T> action) {
		GatewayRun current = this.run;
		if (current == null) {
			return CompletableFuture.failedFuture(new CommandDroppedException("No shard runs: the gateway is stopped"));
		}
		return current.onceKnown(timeout, action);
	}

	private <T> CompletableFuture<T> request(long guildId, Duration timeout,
			BiFunction<ShardRequests, Duration, CompletableFuture<T>> request) {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("'timeout' must be positive");
		}
		return onceKnown(timeout, (drivers, left) -> onShardOf(drivers, guildId,
				(driver) -> request.apply(driver.requests(), Objects.requireNonNull(left))));
	}

	@Override
	public CompletableFuture<GuildMembers> requestGuildMembers(RequestGuildMembers request, Duration timeout) {
		return request(request.guildId(), timeout, (requests, left) -> requests.members(request, left));
	}

	@Override
	public CompletableFuture<Integer> requestGuildMembers(RequestGuildMembers request, Duration timeout,
			Consumer<GuildMembersChunk> chunks) {
		return request(request.guildId(), timeout, (requests, left) -> requests.members(request, timeout, chunks));
	}

	@Override
	public CompletableFuture<SoundboardSounds> requestSoundboardSounds(Snowflake guildId, Duration timeout) {
		return request(guildId.value(), timeout, (requests, left) -> requests.sounds(guildId.value(), left));
	}

	@Override
	public CompletableFuture<ChannelInfo> requestChannelInfo(RequestChannelInfo request, Duration timeout) {
		return request(request.guildId(), timeout, (requests, left) -> requests.channels(request, left));
	}

	private Map<Integer, ShardDriver> drivers() {
		GatewayRun current = this.run;
		return (current != null) ? current.drivers() : Map.of();
	}

}
