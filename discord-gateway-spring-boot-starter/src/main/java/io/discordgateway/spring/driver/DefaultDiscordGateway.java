package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
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
import io.discordgateway.session.KeptSession;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.FleetState;
import io.discordgateway.spring.GuildMembers;
import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.ReshardingFailedException;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.observation.SessionStartFigures;
import io.discordgateway.spring.transport.GatewayTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The gateway as a bean with a life: it starts after, and stops before, everything that
 * its listeners may need. It can be stopped and started again. Thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class DefaultDiscordGateway implements DiscordGateway, SmartLifecycle, ExitCodeGenerator {

	/** The phase in which the gateway starts, late, and stops, early. */
	public static final int PHASE = Integer.MAX_VALUE - 100;

	private static final Duration START_TIMEOUT = Duration.ofSeconds(5);

	private static final int FATAL_EXIT_CODE = 1;

	private final GatewayOptions options;

	private final GatewayLookup lookup;

	private final GatewayTransport.Factory transports;

	private final EventDispatcher dispatcher;

	private final Supplier<Function<ShardId, ShardSettings>> settings;

	private final ConfigurableApplicationContext context;

	private final Duration stopTimeout;

	private final Map<ShardId, KeptSession> sessions = new ConcurrentHashMap<>();

	/* Kept over a stop and a start: the day goes on (R13). One run at a time uses it. */
	private final SessionStartBudget budget = new SessionStartBudget(
			Long.toString(new SplittableRandom().nextLong() >>> 24, Character.MAX_RADIX));

	/* One for all runs, as the budget's times are of this clock. */
	private final InstantSource clock;

	private final ReentrantLock lifecycle = new ReentrantLock();

	private final @Nullable GatewayTime time;

	private volatile InstantSource wallClock;

	private volatile @Nullable GatewayRun run;

	private volatile @Nullable Ending ending;

	private volatile int exitCode;

	private volatile boolean autoStartup = true;

	private volatile @Nullable Runnable onReady;

	/**
	 * Makes a gateway that is stopped.
	 * @param options how the shards are run
	 * @param lookup finds the gateway's url
	 * @param transports makes what carries bytes, for each start
	 * @param dispatcher publishes what comes
	 * @param settings asked at each start for what makes the settings of a shard, as the
	 * listeners are known only then
	 * @param context closed on a fatal failure, if that is wanted
	 * @param phaseTimeout how long a phase of the application's end may take: the gateway
	 * stops in a little less
	 * @param time what it runs by, or {@code null} for the machine's time
	 */
	public DefaultDiscordGateway(GatewayOptions options, GatewayLookup lookup, GatewayTransport.Factory transports,
			EventDispatcher dispatcher, Supplier<Function<ShardId, ShardSettings>> settings,
			ConfigurableApplicationContext context, Duration phaseTimeout, @Nullable GatewayTime time) {
		this.options = options;
		this.lookup = lookup;
		this.transports = transports;
		this.dispatcher = dispatcher;
		this.settings = settings;
		this.context = context;
		this.stopTimeout = phaseTimeout.multipliedBy(9).dividedBy(10);
		this.time = time;
		this.clock = (time != null) ? time.clock() : new MonotonicInstantSource();
		this.wallClock = (time != null) ? time.wallClock() : InstantSource.system();
		dispatcher.meters().sessionStarts(this::sessionStarts);
	}

	/**
	 * Begins to connect. Waits for the first answer of Discord's API, at most for 5 s, so
	 * that a token that the API refuses is found out here; everything else happens and is
	 * retried in the background. Waits before for a stop that is under way.
	 * @throws InvalidTokenException if the API refuses the token in that time
	 * @throws IllegalStateException if something else keeps the gateway from starting, or
	 * this thread is interrupted while it waits for the stop
	 */
	@Override
	public void start() {
		GatewayRun started = null;
		CompletableFuture<Void> answer = null;
		while (answer == null) {
			awaitEnd();
			this.lifecycle.lock();
			try {
				if (this.run != null) {
					return;
				}
				if (this.ending == null || this.ending.done().isDone()) {
					started = new GatewayRun(this, this.options, this.lookup, this.transports, this.dispatcher,
							this.settings.get(), this.sessions, this.budget, surroundings(), this::exit);
					started.onReady(this.onReady);
					this.run = started;
					answer = started.open();
				}
			}
			finally {
				this.lifecycle.unlock();
			}
		}
		awaitFirstAnswer(answer);
	}

	/* Who waits in a listener is let go, as the end waits for the listeners. */
	private void awaitEnd() {
		Ending current = this.ending;
		if (current != null && !current.done().isDone()) {
			current.letGo(Thread.currentThread());
			try {
				current.done().get();
			}
			catch (ExecutionException ex) {
				throw new IllegalStateException("The gateway could not be stopped", ex.getCause());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted before the gateway was stopped, so it is not started", ex);
			}
		}
	}

	private Surroundings surroundings() {
		int concurrency = this.options.concurrency();
		GatewayThreads threads = new PlatformThreads(concurrency, this.options.virtualThreads());
		GatewayThreads watched = (this.time != null) ? new WatchedThreads(threads, this.time, concurrency) : threads;
		return new Surroundings(watched, this.clock, this.wallClock, new SplittableRandom());
	}

	private void awaitFirstAnswer(CompletableFuture<Void> answer) {
		try {
			answer.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			stop();
			throw (ex.getCause() instanceof InvalidTokenException invalid) ? invalid
					: new IllegalStateException("The gateway could not be started", ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			// From now on nobody waits: a token that is found wrong later is only told.
			if (!answer.complete(null) && answer.isCompletedExceptionally()) {
				awaitFirstAnswer(answer);
			}
		}
	}

	private SessionStartFigures sessionStarts() {
		Instant now = this.clock.instant();
		synchronized (this.budget) {
			Instant reset = this.budget.reset(now);
			return new SessionStartFigures(this.budget.total(), this.budget.remaining(now),
					(reset != null) ? Duration.between(now, reset) : null);
		}
	}

	/**
	 * Says whether the gateway starts with the application.
	 * @param autoStartup whether it does
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Says who is told when {@link #isReady()} becomes true after a start.
	 * @param onReady told on a thread of its own
	 */
	public void onReady(Runnable onReady) {
		this.onReady = onReady;
	}

	/**
	 * Returns whether there is no shard that was never connected since the start, and
	 * does not wait for the owner of its session either.
	 * @return whether that is so; true of a gateway that is stopped
	 */
	public boolean isReady() {
		GatewayRun current = this.run;
		return current == null || current.isReady();
	}

	/**
	 * Returns whether shards wait for the day's budget of session starts (R13).
	 * @return whether they do
	 */
	public boolean awaitsSessionStarts() {
		GatewayRun current = this.run;
		return current != null && current.awaitsSessionStarts();
	}

	/** Sets the wall clock, from the next start on. */
	void setWallClock(InstantSource wallClock) {
		this.wallClock = wallClock;
	}

	private void exit() {
		this.exitCode = FATAL_EXIT_CODE;
		new FatalExit(this.context).begin();
	}

	/**
	 * Returns what the process is to end with.
	 * @return 1 if it ends because a shard has failed for good, or else 0
	 */
	@Override
	public int getExitCode() {
		return this.exitCode;
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

	/**
	 * Ends the connections and what listeners have in hand, in the time that a phase of
	 * the application's end has. A listener that calls this, or closes the application,
	 * is not waited for: its event counts as done.
	 */
	@Override
	public void stop(Runnable callback) {
		Ending current;
		this.lifecycle.lock();
		try {
			GatewayRun running = this.run;
			if (running != null) {
				this.run = null;
				this.ending = new Ending(running, running.close(this.stopTimeout));
			}
			current = this.ending;
		}
		finally {
			this.lifecycle.unlock();
		}
		if (current == null || current.done().isDone()) {
			callback.run();
			return;
		}
		current.letGo(Thread.currentThread());
		new Thread(() -> {
			try {
				current.done().join();
			}
			finally {
				callback.run();
			}
		}, "discord-stop").start();
	}

	/** Returns whether the gateway was started and is not stopped, or not yet. */
	@Override
	public boolean isRunning() {
		Ending current = this.ending;
		return this.run != null || (current != null && !current.done().isDone());
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
	public @Nullable FleetState fleet() {
		GatewayRun current = this.run;
		return (current != null) ? current.fleet() : null;
	}

	@Override
	public CompletableFuture<Void> reshard(int total) {
		if (total < 1) {
			throw new IllegalArgumentException("'total' must be positive");
		}
		GatewayRun current = this.run;
		return (current != null) ? current.reshard(total) : CompletableFuture
			.failedFuture(new ReshardingFailedException("The number of shards is not changed: the gateway is stopped"));
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
				guildsByShard
					.computeIfAbsent((long) ShardId.ofGuild(guildId, total(drivers)).id(), (id) -> new ArrayList<>())
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

	/* An instance of a fleet may have no shard, and know how many there are. */
	private int total(Map<Integer, ShardDriver> drivers) {
		if (!drivers.isEmpty()) {
			return drivers.values().iterator().next().state().shard().total();
		}
		FleetState fleet = fleet();
		return (fleet != null) ? Math.max(1, fleet.total()) : 1;
	}

	private CompletableFuture<Void> submitToGuild(Map<Integer, ShardDriver> drivers, long guildId,
			GatewayCommand command, @Nullable Duration timeout) {
		return onShardOf(drivers, guildId, (driver) -> driver.submit(command, timeout));
	}

	private <T> CompletableFuture<T> onShardOf(Map<Integer, ShardDriver> drivers, long guildId,
			Function<ShardDriver, CompletableFuture<T>> action) {
		int total = total(drivers);
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

	/**
	 * Returns how many acknowledgments listeners owe.
	 * @return the number, over all shards
	 */
	public int owed() {
		GatewayRun current = this.run;
		return (current != null) ? current.owed() : 0;
	}

	/**
	 * Returns what an operator wants to know of one shard.
	 * @param shardId the shard's number
	 * @return a snapshot, or {@code null} if that shard does not run in this process
	 */
	public @Nullable ShardDetails details(int shardId) {
		ShardDriver driver = drivers().get(shardId);
		return (driver != null) ? driver.details() : null;
	}

	/**
	 * Asks for another connection of a shard. That takes its time; a shard that is
	 * stopped or has failed does nothing.
	 * @param shardId the shard's number; one that does not run here changes nothing
	 * @param keepSession whether the session is to be resumed there, or else a new one is
	 * begun, which costs one of the day's session starts (R13)
	 */
	public void reconnect(int shardId, boolean keepSession) {
		ShardDriver driver = drivers().get(shardId);
		if (driver != null) {
			driver.reconnect(keepSession);
		}
	}

	/**
	 * Keeps a shard's socket from being read, from its next message on, or ends that.
	 * Heartbeats go on (R8). What waits for an answer of Discord's is still read.
	 * @param shardId the shard's number; one that does not run here changes nothing
	 * @param held whether nothing more is to be read
	 */
	public void hold(int shardId, boolean held) {
		ShardDriver driver = drivers().get(shardId);
		if (driver != null) {
			driver.lane().hold(held);
		}
	}

	private Map<Integer, ShardDriver> drivers() {
		GatewayRun current = this.run;
		return (current != null) ? current.drivers() : Map.of();
	}

	/**
	 * A stop that is under way, or was.
	 *
	 * @param run what is stopped
	 * @param done completes when it is
	 */
	private record Ending(GatewayRun run, CompletableFuture<Void> done) {

		void letGo(Thread caller) {
			this.run.letGo((thread) -> thread == caller);
		}

	}

}
