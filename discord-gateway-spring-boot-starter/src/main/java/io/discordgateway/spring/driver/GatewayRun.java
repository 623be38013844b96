package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.discordgateway.limit.IdentifyQueue;
import io.discordgateway.limit.SessionStart;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.KeptTotal;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.FleetState;
import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.ReshardingFailedException;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.Lane;
import io.discordgateway.spring.fleet.IdentifyTurns;
import io.discordgateway.spring.observation.ShardFigures;
import io.discordgateway.spring.rest.ProxyAuthenticationException;
import io.discordgateway.spring.transport.Failures;
import io.discordgateway.spring.transport.GatewayTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What there is between one start of the gateway and its stop: the look-up, the shards,
 * and what they share.
 */
final class GatewayRun {

	private static final Log logger = LogFactory.getLog(GatewayRun.class);

	private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);

	private static final Duration MAX_BACKOFF = Duration.ofSeconds(60);

	/* One look-up in this time is enough, however many shards cannot connect. */
	private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(5);

	/* What the last save has of the time to stop, and at most a quarter of it. */
	private static final Duration LAST_SAVE = Duration.ofSeconds(2);

	/* How often it is looked whether a listener waits for the end. */
	private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

	/* So often, at most, the shards start anew with another total (R18). */
	private static final Duration RESHARD_INTERVAL = Duration.ofMinutes(10);

	/* After this time what is set is changed to again, if it could not be. */
	private static final Duration RESHARD_RETRY = Duration.ofMinutes(1);

	/* How often the API is asked how many shards there should be. */
	private static final Duration LOOK_UP_INTERVAL = Duration.ofHours(8);

	/*
	 * Discord recommends a shard for each 1,000 guilds and takes 2,500 (R37): with this
	 * times as many recommended, they are full to 80 %.
	 */
	private static final int FULL = 2;

	/* How long it takes at most to hand a shard over to another instance. */
	private static final Duration HANDOVER_PATIENCE = Duration.ofSeconds(20);

	/* Before a session is started, the API's figures are not older than this (R13). */
	private static final Duration FIGURES_VALIDITY = Duration.ofMinutes(1);

	/* Discord's usual number, where the API is not asked. */
	private static final int USUAL_STARTS = 1000;

	private static final String NOT_GIVEN = "its session, which the store has not given yet";

	private static final String SETTINGS_ADVICE = "Correct what the ShardSettingsCustomizers and the properties set, "
			+ "and start again";

	private final Object source;

	private final GatewayOptions options;

	private final GatewayLookup lookup;

	private final GatewayTransport transport;

	private final EventDispatcher dispatcher;

	private final Function<ShardId, ShardSettings> settings;

	private final Map<ShardId, KeptSession> sessions;

	private final SessionStartBudget budget;

	private final Runnable onFatal;

	private final InstantSource clock;

	/* Guarded by itself. */
	private final SplittableRandom random;

	private final InstantSource wallClock;

	private final ClockWatch clockWatch;

	private final GatewayThreads threads;

	private final EarlyCommands early;

	private final @Nullable SessionKeeper keeper;

	private final CompletableFuture<Void> firstAnswer = new CompletableFuture<>();

	private final AtomicBoolean fatal = new AtomicBoolean();

	private volatile Map<Integer, ShardDriver> drivers = Map.of();

	private final @Nullable FleetShards fleet;

	private final IdentifyGate.@Nullable Shared shared;

	/* Those of the shards, and of shards before them that are not done yet. */
	private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();

	/* Who waits for another total, guarded by this, as is when there was one last. */
	private final List<Consumer<@Nullable Integer>> overfull = new ArrayList<>();

	private @Nullable Instant lastReshard;

	/* Guarded by this. */
	private Instant nextRecommended = Instant.MIN;

	private volatile @Nullable Resharding resharding;

	/* The shards of a fleet's next total that are here, and why one of them failed. */
	private volatile Map<Integer, ShardDriver> coming = Map.of();

	private volatile @Nullable String comingFailure;

	private volatile boolean ended;

	private volatile boolean known;

	private final AtomicBoolean ready = new AtomicBoolean();

	private volatile @Nullable Runnable onReady;

	private volatile @Nullable IdentifyGate gate;

	private volatile @Nullable GatewayUrl url;

	private volatile @Nullable String lookupFailure;

	private final Repetitions lookUpFailures = new Repetitions();

	/* Guarded by this, as is the time of its start. */
	private CompletableFuture<Void> refresh = CompletableFuture.completedFuture(null);

	private Instant lastRefresh;

	/* Guarded by this: no shard is made once it is set. */
	private boolean closed;

	GatewayRun(Object source, GatewayOptions options, GatewayLookup lookup, GatewayTransport.Factory transports,
			EventDispatcher dispatcher, Function<ShardId, ShardSettings> settings, Map<ShardId, KeptSession> sessions,
			SessionStartBudget budget, Surroundings surroundings, Runnable onFatal) {
		this.source = source;
		this.options = options;
		this.lookup = lookup;
		this.dispatcher = dispatcher;
		this.settings = settings;
		this.sessions = sessions;
		this.budget = budget;
		this.clock = surroundings.clock();
		this.wallClock = surroundings.wallClock();
		this.clockWatch = new ClockWatch(this.clock, this.wallClock);
		this.random = surroundings.random();
		this.threads = surroundings.threads();
		this.transport = transports.create(new BlockingWork(this.threads), this.clock);
		this.onFatal = onFatal;
		this.early = new EarlyCommands(this.clock, this.threads.of(Work.ANSWER), this.threads::later);
		this.lastRefresh = this.clock.instant();
		ResumeStore store = options.resumeStore();
		String owner = HexFormat.of().toHexDigits(surroundings.random().nextLong());
		this.keeper = (store != null) ? new SessionKeeper(store, options.applicationId(), this.threads, this.clock,
				this.wallClock, owner, options.ownerLease()) : null;
		GatewayOptions.Fleet shared = options.fleet();
		this.shared = (shared != null) ? shared(shared, owner) : null;
		this.fleet = (shared != null && shared.roster() != null && this.keeper != null) ? new FleetShards(this.keeper,
				shared.roster(), owner, shared.maxShards(), this.clock, newRandom(), new FleetHands(this.keeper))
				: null;
	}

	private IdentifyGate.Shared shared(GatewayOptions.Fleet fleet, String owner) {
		SessionKeeper keeper = this.keeper;
		Executor blocking = (keeper != null) ? keeper::execute : new SerialTasks(this.threads.of(Work.STORE), () -> {
		})::add;
		return new IdentifyGate.Shared(
				fleet.turns()
					.create(new IdentifyTurns.Setting(this.options.applicationId(), owner, blocking,
							this.threads::later, this.clock, this.wallClock)),
				() -> (keeper != null) ? ownTime(keeper.loadIdentifies()) : List.of());
	}

	/**
	 * Begins.
	 * @return completes with the first answer of the API, whatever it was; fails only if
	 * the token or the question was refused
	 */
	CompletableFuture<Void> open() {
		watchClocks();
		watchRecommendation();
		if (this.options.fixedUrl() != null) {
			try {
				found(new GatewayInfo(this.options.fixedUrl(), 1, 1, USUAL_STARTS, USUAL_STARTS, Duration.ZERO));
				this.firstAnswer.complete(null);
			}
			catch (InvalidShardSettingsException ex) {
				refused(ex, SETTINGS_ADVICE);
			}
		}
		else {
			this.threads.of(Work.LOOK_UP).execute(() -> lookUp(0));
		}
		return this.firstAnswer;
	}

	/**
	 * Ends: every shard is stopped, its close frame sent, and what has arrived published.
	 * A listener that waits for the end of the application is not waited for.
	 * @param timeout how long this may take
	 * @return completes then, or when the time is over
	 */
	CompletableFuture<Void> close(Duration timeout) {
		synchronized (this) {
			this.closed = true;
		}
		this.dispatcher.meters().shards(Map.of());
		if (this.fleet != null) {
			this.fleet.leave();
		}
		Resharding change = this.resharding;
		if (change != null) {
			change.stop();
		}
		this.firstAnswer.complete(null);
		this.early.close("The gateway was stopped");
		Duration lastSave = timeout.dividedBy(4);
		lastSave = (lastSave.compareTo(LAST_SAVE) < 0) ? lastSave : LAST_SAVE;
		Instant end = now().plus(timeout);
		Instant deadline = end.minus(lastSave);
		lookForClosers();
		Executor driving = this.threads.of(Work.DRIVE);
		List<ShardDriver> running = new ArrayList<>(this.drivers.values());
		// Others go on with these where they were before anything waited.
		this.coming.values().forEach((driver) -> {
			driver.lane().freeze();
			running.add(driver);
		});
		Stream<CompletableFuture<Void>> notNeeded = (change == null || change.hasSwitched()) ? Stream.empty()
				: change.coming().values().stream().map((driver) -> driver.shutdown(false));
		CompletableFuture<?>[] stopped = Stream
			.concat(notNeeded, running.stream().map((driver) -> driver.shutdown(keepsSession(driver))))
			.toArray(CompletableFuture<?>[]::new);
		List<Lane> lanes = List.copyOf(this.lanes);
		return within(deadline, CompletableFuture.allOf(stopped)).thenComposeAsync((done) -> {
			running.forEach((driver) -> driver.requests().stop("the gateway was stopped"));
			lanes.forEach(Lane::close);
			return within(deadline,
					CompletableFuture.allOf(lanes.stream().map(Lane::whenDone).toArray(CompletableFuture<?>[]::new)));
		}, driving).thenComposeAsync((done) -> {
			this.ended = true;
			lanes.forEach(Lane::freeze);
			// Those of another total would be taken for the ones to go on with.
			this.sessions.clear();
			running.forEach(this::remember);
			if (change != null) {
				change.stopped();
			}
			return (this.keeper != null) ? this.keeper.close(end) : CompletableFuture.completedFuture(null);
		}, driving)
			.exceptionally(GatewayRun::notInOrder)
			.thenRunAsync(this.transport::close, driving)
			.exceptionally(GatewayRun::notInOrder)
			.thenComposeAsync((done) -> this.threads.shutdown(Duration.between(now(), deadline)), driving);
	}

	private static @Nullable Void notInOrder(Throwable failure) {
		logger.error("The gateway could not be stopped in order", failure);
		return null;
	}

	/* What a lane was halted at comes again, whatever is set. */
	private boolean keepsSession(ShardDriver driver) {
		return this.options.keepSession() || driver.lane().state().halted() != null;
	}

	private void lookForClosers() {
		if (!this.ended) {
			letGo(Closers::isClosing);
			Runnable unused = this.threads.later(LOOK_INTERVAL, this::lookForClosers);
		}
	}

	int owed() {
		return this.lanes.stream().mapToInt(Lane::owed).sum();
	}

	/**
	 * Lets go of listeners: what they handle counts as done.
	 * @param waits says of a thread that is in a listener whether it waits for the end
	 */
	void letGo(Predicate<Thread> waits) {
		this.lanes.forEach((lane) -> lane.letGo(waits).forEach(this.threads::letGo));
	}

	/** Completes with a future or, if that takes longer, at a deadline. */
	private CompletableFuture<Void> within(Instant deadline, CompletableFuture<Void> future) {
		CompletableFuture<Void> bounded = new CompletableFuture<>();
		Runnable cancel = this.threads.later(Duration.between(now(), deadline), () -> bounded.complete(null));
		CompletableFuture<Void> unused = future.whenComplete((done, failure) -> {
			cancel.run();
			bounded.complete(null);
		});
		return bounded;
	}

	// The look-up

	private void lookUp(int failures) {
		Duration wait;
		try {
			GatewayInfo info = this.lookup.find();
			this.lookupFailure = null;
			found(info);
			this.firstAnswer.complete(null);
			return;
		}
		catch (InvalidTokenException ex) {
			refused(ex, "Copy the current token from the Developer Portal (Bot > Token) to the property "
					+ "discord.gateway.token and start again");
			return;
		}
		catch (GatewayLookupRefusedException ex) {
			refused(ex, (ex.getCause() instanceof ProxyAuthenticationException) ? "Then start again"
					: "Check the property discord.gateway.api-base-url and start again");
			return;
		}
		catch (InvalidShardSettingsException ex) {
			refused(ex, SETTINGS_ADVICE);
			return;
		}
		catch (GatewayLookupException ex) {
			wait = wait(ex, failures);
			troubled(Objects.requireNonNullElse(ex.getMessage(), "The look-up failed"), wait);
		}
		catch (Throwable ex) {
			wait = backoff(failures);
			logger.error("The look-up of the gateway failed in an unknown way", ex);
			troubled("The look-up failed: " + Failures.describe(ex), wait);
		}
		Runnable unused = this.threads.later(wait,
				() -> this.threads.of(Work.LOOK_UP).execute(() -> lookUp(failures + 1)));
	}

	private void troubled(String failure, Duration wait) {
		this.lookupFailure = failure;
		String told = this.lookUpFailures.next(failure);
		String message = "Discord's gateway could not be looked up; the next try is in " + Waits.describe(wait) + ". ";
		if (told != null) {
			logger.warn(message + told);
		}
		else {
			logger.debug(message + failure);
		}
		this.firstAnswer.complete(null);
	}

	private void refused(RuntimeException failure, String advice) {
		if (!this.firstAnswer.completeExceptionally(failure)) {
			// The start did not wait long enough to hear it.
			this.early.close(String.valueOf(failure.getMessage()));
			this.lookupFailure = failure.getMessage();
			logger.error(failure.getMessage() + ". " + advice);
			shardFailed();
		}
		else {
			this.lookupFailure = failure.getMessage();
		}
	}

	private Duration wait(GatewayLookupException failure, int failures) {
		Duration retryAfter = failure.getRetryAfter();
		Duration wait = backoff(failures);
		return (retryAfter != null && retryAfter.compareTo(wait) > 0) ? retryAfter : wait;
	}

	private Duration backoff(int failures) {
		Duration bound = (failures < 6) ? MIN_BACKOFF.multipliedBy(1L << failures) : MAX_BACKOFF;
		synchronized (this.random) {
			return Duration.ofMillis(500 + (long) (bound.toMillis() * this.random.nextDouble()));
		}
	}

	private void found(GatewayInfo info) {
		Integer configured = this.options.shardTotal();
		int total = (configured != null) ? configured : info.shards();
		if (this.keeper == null && this.options.shardIds() == null) {
			// Of a gateway that was stopped, and is started again.
			total = this.sessions.keySet().stream().map(ShardId::total).findAny().orElse(total);
		}
		if (this.fleet != null) {
			beginFleet(this.fleet, info, total);
			return;
		}
		List<Integer> ids = this.options.shardIds();
		if (ids == null) {
			ids = IntStream.range(0, total).boxed().toList();
		}
		List<ShardSettings> all = settings(ids, total);
		Map<Integer, ShardDriver> made = new TreeMap<>();
		synchronized (this) {
			if (this.closed) {
				return;
			}
			open(info);
			for (ShardSettings each : all) {
				made.put(each.shard().id(), newDriver(each));
			}
			drive(made);
		}
		expect(made);
		if (this.keeper == null || this.options.shardIds() != null) {
			if (this.keeper != null) {
				loadStarts(this.keeper);
			}
			made.values().forEach(this::begin);
			this.early.known(made);
			return;
		}
		SessionKeeper keeper = this.keeper;
		loadStarts(keeper);
		made.values().forEach((driver) -> driver.waitFor(NOT_GIVEN));
		keeper.loadTotal((kept) -> begin(keeper, made, kept));
	}

	/* Each is expected to identify, until it is known that it can resume. */
	private void expect(Map<Integer, ShardDriver> made) {
		made.values().forEach((driver) -> gate().expect(driver.state().shard()));
	}

	private void drive(Map<Integer, ShardDriver> all) {
		this.drivers = all;
		Map<Integer, Supplier<ShardFigures>> figures = new HashMap<>();
		all.forEach((id, driver) -> figures.put(id, driver::figures));
		this.dispatcher.meters().shards(figures);
		this.known = true;
		lookForReadiness();
	}

	void onReady(@Nullable Runnable onReady) {
		this.onReady = onReady;
	}

	/** Once it is, it stays so: whoever comes and goes later is told of by health. */
	boolean isReady() {
		return this.ready.get();
	}

	boolean awaitsSessionStarts() {
		IdentifyGate current = this.gate;
		return current != null && current.waiting() != null;
	}

	/** Looks whether each shard was connected, or waits for its session's owner. */
	void lookForReadiness() {
		if (this.known && !this.ready.get() && this.drivers.values().stream().allMatch(ShardDriver::isReady)
				&& this.ready.compareAndSet(false, true)) {
			Runnable listener = this.onReady;
			if (listener != null && !closed()) {
				this.threads.of(Work.ANSWER).execute(listener);
			}
		}
	}

	private synchronized boolean closed() {
		return this.closed;
	}

	private void open(GatewayInfo info) {
		this.lastRefresh = now();
		this.url = info.url();
		IdentifyGate opened = new IdentifyGate(info.maxConcurrency(), this.budget, this.clock, this.threads,
				this::identifyGranted, this.shared);
		opened.update(info);
		this.gate = opened;
	}

	private List<ShardSettings> settings(List<Integer> ids, int total) {
		return ids.stream().map((id) -> settings(new ShardId(id, total))).toList();
	}

	private ShardSettings settings(ShardId shard) {
		try {
			return this.settings.apply(shard);
		}
		catch (Throwable ex) {
			throw new InvalidShardSettingsException(shard, ex);
		}
	}

	/* What settings make together, such as IDENTIFY, is made here. */
	private ShardDriver newDriver(ShardSettings settings) {
		Lane lane = this.dispatcher.newLane(settings.shard(), this.threads.of(Work.DISPATCH), this.threads::later,
				this.clock, this.options.lanes());
		this.lanes.add(lane);
		try {
			return new ShardDriver(this, settings, lane);
		}
		catch (RuntimeException ex) {
			throw new InvalidShardSettingsException(settings.shard(), ex);
		}
	}

	private void begin(ShardDriver driver) {
		ShardId shard = driver.state().shard();
		if (this.keeper != null) {
			driver.waitFor(NOT_GIVEN);
			this.keeper.load(driver.lane(), shard, driver.intents(), new Keeping(this.keeper, driver));
		}
		else {
			begin(driver, fitting(this.sessions.get(shard), driver));
		}
	}

	/* Under the lock, so that no shard is started after it was shut down. */
	private synchronized void begin(ShardDriver driver, @Nullable ResumePoint point) {
		if (!this.closed) {
			if (point != null || driver.resumesOnly()) {
				gate().expectNoMore(driver.state().shard());
			}
			if (point == null && driver.resumesOnly()) {
				CompletableFuture<Void> unused = driver.shutdown(false);
				return;
			}
			driver.post(new ShardInput.Start(Objects.requireNonNull(this.url), point));
		}
	}

	/*
	 * The connection is closed so that the session stays resumable: it is another
	 * process's (R49). The shard begins afresh, and so waits for that process.
	 */
	private void sessionTaken(ShardDriver driver) {
		driver.meters().taken();
		Resharding current = this.resharding;
		if (current != null) {
			current.failed(driver, "another process has taken its session");
		}
		if (this.fleet != null) {
			boolean unused = remove(driver);
			gate().expectNoMore(driver.state().shard());
			CompletableFuture<Void> unusedStopped = driver.shutdown(true);
			this.fleet.lookSoon();
			return;
		}
		CompletableFuture<Void> unused = driver.shutdown(true)
			.thenRunAsync(() -> replace(driver), this.threads.of(Work.DRIVE));
	}

	private synchronized void replace(ShardDriver old) {
		int id = old.state().shard().id();
		// It may have been replaced by one of another total meanwhile.
		if (!this.closed && this.drivers.get(id) == old) {
			this.lanes.removeIf(Lane::isOver);
			ShardDriver driver = newDriver(old.settings());
			Map<Integer, ShardDriver> all = new TreeMap<>(this.drivers);
			all.put(id, driver);
			drive(all);
			this.early.known(all);
			begin(driver);
		}
	}

	/* A session keeps its intents for ever. */
	private static @Nullable ResumePoint fitting(@Nullable KeptSession session, ShardDriver driver) {
		return (session != null && session.intents() == driver.intents()) ? session.point() : null;
	}

	/* For a gateway that is started again in the same process. */
	private void remember(ShardDriver driver) {
		ResumePoint point = driver.lane().resumePoint();
		if (point != null && keepsSession(driver)) {
			this.sessions.put(point.shard(), new KeptSession(point, driver.intents()));
		}
		else {
			this.sessions.remove(driver.state().shard());
		}
	}

	// The shards of a fleet

	private void beginFleet(FleetShards fleet, GatewayInfo info, int total) {
		// What is wrong with the settings of all shards fails the start.
		Objects.requireNonNull(settings(new ShardId(0, total)));
		synchronized (this) {
			if (this.closed) {
				return;
			}
			open(info);
		}
		loadStarts(Objects.requireNonNull(this.keeper));
		fleet.begin(this.options.shardTotal(), info.shards());
	}

	/* Takes a driver from among those of this process; returns whether it was there. */
	private synchronized boolean remove(ShardDriver driver) {
		int id = driver.state().shard().id();
		if (this.coming.get(id) == driver) {
			Map<Integer, ShardDriver> all = new TreeMap<>(this.coming);
			all.remove(id);
			this.coming = all;
			this.lanes.removeIf(Lane::isOver);
			return true;
		}
		if (this.drivers.get(id) != driver) {
			return false;
		}
		Map<Integer, ShardDriver> all = new TreeMap<>(this.drivers);
		all.remove(id);
		changed(all);
		return true;
	}

	private void changed(Map<Integer, ShardDriver> all) {
		this.lanes.removeIf(Lane::isOver);
		drive(all);
		this.early.changed(all);
	}

	/** Keeps a session that has just begun; what moves later is kept now and then. */
	void sessionMoved() {
		if (this.keeper != null) {
			this.keeper.saveSoon();
		}
	}

	/**
	 * Counts an IDENTIFY for the day's budget, over restarts (R13), in a time that other
	 * processes have too: the shards' clock stands still while the host sleeps.
	 */
	void identified(SessionStart start) {
		SessionStart shared = new SessionStart(start.id(), start.time().plus(clockDistance()));
		if (this.keeper == null) {
			gate().saved(start);
		}
		else if (this.shared == null) {
			this.keeper.identified(shared);
		}
		else {
			this.keeper.identified(shared, () -> gate().saved(start));
		}
	}

	private void loadStarts(SessionKeeper keeper) {
		IdentifyGate gate = gate();
		keeper.loadIdentifies(wallTime(), (starts) -> gate.restore(ownTime(starts)));
	}

	private List<SessionStart> ownTime(List<SessionStart> starts) {
		Duration distance = clockDistance();
		return starts.stream().map((start) -> new SessionStart(start.id(), start.time().minus(distance))).toList();
	}

	/* How far the wall clock is ahead of the shards' clock. */
	private Duration clockDistance() {
		return Duration.between(now(), wallTime());
	}

	private void identifyGranted(IdentifyQueue.Permit permit, long request) {
		// Of two totals, one may have asked.
		all().filter((driver) -> driver.state().shard().equals(permit.shard()))
			.forEach((driver) -> driver.post(new ShardInput.IdentifyGranted(request, permit.notBefore())));
	}

	/**
	 * Asks for a shard's permit to identify, not without a look at the API's figures
	 * (R13).
	 */
	void requestIdentify(ShardAction.RequestIdentify action) {
		gate().announce(action.shard(), action.request());
		CompletableFuture<Void> unused = refresh(FIGURES_VALIDITY)
			.whenComplete((done, failure) -> gate().request(action.shard(), action.request()));
	}

	/** Asks the API again for the url, in case it has moved (R1). */
	void connectFailed() {
		CompletableFuture<Void> unused = refresh(REFRESH_INTERVAL);
	}

	/**
	 * Looks the gateway up once more, unless that was done a moment ago.
	 * @return completes, without failure, when what is known is new enough or as new as
	 * can be had
	 */
	private synchronized CompletableFuture<Void> refresh(Duration validity) {
		Instant now = now();
		if (this.options.fixedUrl() == null && this.refresh.isDone()
				&& Duration.between(this.lastRefresh, now).compareTo(validity) >= 0) {
			this.lastRefresh = now;
			CompletableFuture<Void> refreshed = new CompletableFuture<>();
			this.refresh = refreshed;
			this.threads.of(Work.LOOK_UP).execute(() -> {
				try {
					lookUpAgain();
				}
				finally {
					refreshed.complete(null);
				}
			});
		}
		return this.refresh;
	}

	private void lookUpAgain() {
		try {
			GatewayInfo info = this.lookup.find();
			gate().update(info);
			this.url = info.url();
			all().forEach((driver) -> driver.post(new ShardInput.GatewayUrlFound(info.url())));
			recommended(info);
		}
		catch (InvalidTokenException ex) {
			// The gateway will say so, too, and that is final.
			logger.warn(ex.getMessage());
		}
		catch (GatewayLookupException ex) {
			logger.debug("The gateway could not be looked up again: " + Failures.describe(ex));
		}
	}

	// Another total

	/**
	 * Asks the API for another total, as a shard would hold too many guilds (R18): if
	 * there is one, all shards start anew with it.
	 * @param failForGood hears the total that the API recommends, if it is the one that
	 * there is, or {@code null} if the API does not answer such questions
	 * @return whether the API is asked: not if the total is set
	 */
	boolean askForTotal(Consumer<@Nullable Integer> failForGood) {
		if (this.options.shardTotal() != null || this.options.fixedUrl() != null || this.fleet != null) {
			return false;
		}
		Duration wait;
		synchronized (this) {
			this.overfull.add(failForGood);
			if (this.overfull.size() > 1) {
				return true;
			}
			Instant last = this.lastReshard;
			wait = (last != null) ? Duration.between(now(), last.plus(RESHARD_INTERVAL)) : Duration.ZERO;
		}
		askForTotal(wait, 0);
		return true;
	}

	private void askForTotal(Duration wait, int failures) {
		Runnable unused = this.threads.later(wait,
				() -> this.threads.of(Work.LOOK_UP).execute(() -> askForTotal(failures)));
	}

	private void askForTotal(int failures) {
		try {
			GatewayInfo info = this.lookup.find();
			this.lookupFailure = null;
			if (this.drivers.values().stream().anyMatch((driver) -> driver.state().shard().total() == info.shards())) {
				failOverfull(info.shards());
			}
			else {
				reshard(info);
			}
		}
		catch (InvalidTokenException | GatewayLookupRefusedException ex) {
			logger.warn("Discord's API was asked for another number of shards: " + ex.getMessage());
			failOverfull(null);
		}
		catch (GatewayLookupException ex) {
			Duration wait = wait(ex, failures);
			troubled(Objects.requireNonNullElse(ex.getMessage(), "The look-up failed"), wait);
			askForTotal(wait, failures + 1);
		}
		catch (Throwable ex) {
			logger.error("The look-up of the gateway failed in an unknown way", ex);
			askForTotal(backoff(failures), failures + 1);
		}
	}

	private void failOverfull(@Nullable Integer recommended) {
		overfull().forEach((failForGood) -> failForGood.accept(recommended));
	}

	private synchronized List<Consumer<@Nullable Integer>> overfull() {
		List<Consumer<@Nullable Integer>> all = List.copyOf(this.overfull);
		this.overfull.clear();
		return all;
	}

	/* The shards that run go on until those of the other total are there. */
	private void reshard(GatewayInfo info) {
		synchronized (this) {
			this.lastReshard = now();
		}
		logger.warn("Discord's API recommends " + info.shards() + " shards now");
		CompletableFuture<Void> unused = reshard(info.shards(), null).whenComplete((done, failure) -> {
			if (failure != null) {
				failOverfull(null);
			}
			else {
				// Only with this another 4011 is heard of again.
				logger.debug(overfull().size() + " shards of the old number had too many guilds");
			}
		});
	}

	/* An application whose shards are nearly full has others before they are (R37). */
	private void recommended(GatewayInfo info) {
		if (this.options.shardTotal() != null || this.options.shardIds() != null || this.resharding != null) {
			return;
		}
		int running = (this.fleet != null) ? this.fleet.state().total() : this.drivers.size();
		synchronized (this) {
			if (this.closed || running == 0 || !this.overfull.isEmpty() || info.shards() < FULL * running
					|| now().isBefore(this.nextRecommended)) {
				return;
			}
			// One that fails may spend the session starts of a whole set (R13).
			this.nextRecommended = now().plus(LOOK_UP_INTERVAL.minus(REFRESH_INTERVAL));
		}
		logger.info("Discord's API recommends " + info.shards() + " shards now, and " + running + " run");
		if (this.fleet != null) {
			reshard(this.fleet, info, info.shards(), true, new CompletableFuture<>());
			return;
		}
		CompletableFuture<Void> unused = reshard(info.shards(), limit(info, info.shards()));
	}

	private void watchRecommendation() {
		if (this.options.shardTotal() == null && this.options.fixedUrl() == null) {
			Runnable unused = this.threads.later(LOOK_UP_INTERVAL, () -> {
				CompletableFuture<Void> unusedRefresh = refresh(REFRESH_INTERVAL);
				watchRecommendation();
			});
		}
	}

	/**
	 * Runs another number of shards (R38).
	 * @param total the number
	 * @return completes when those shards have taken over; fails with
	 * {@link ReshardingFailedException}, and those of before go on
	 */
	CompletableFuture<Void> reshard(int total) {
		if (this.options.shardIds() != null) {
			return refusedToReshard("this process runs the shards that discord.gateway.sharding.ids, or fleet.ordinal, "
					+ "says. Start processes with another sharding.total");
		}
		if (this.gate == null) {
			return refusedToReshard("the shards are not known yet");
		}
		CompletableFuture<Void> done = new CompletableFuture<>();
		this.threads.of(Work.LOOK_UP).execute(() -> {
			try {
				GatewayInfo info = (this.options.fixedUrl() != null) ? null : this.lookup.find();
				if (info != null) {
					gate().update(info);
				}
				if (this.fleet != null) {
					reshard(this.fleet, info, total, false, done);
				}
				else {
					pass(reshard(total, limit(info, total)), done);
				}
			}
			catch (RuntimeException ex) {
				pass(refusedToReshard(
						"Discord's API was asked for the session starts that are left: " + Failures.describe(ex)),
						done);
			}
		});
		return done;
	}

	private void reshard(FleetShards fleet, @Nullable GatewayInfo info, int total, boolean recommended,
			CompletableFuture<Void> done) {
		String obstacle = tooFewStarts(total);
		if (obstacle != null) {
			pass(refusedToReshard(obstacle), done);
			return;
		}
		fleet.reshard(total, limit(info, total), recommended, done);
	}

	private void pass(CompletableFuture<Void> from, CompletableFuture<Void> to) {
		CompletableFuture<Void> unused = from.whenComplete((done, failure) -> this.threads.of(Work.ANSWER)
			.execute((failure != null) ? () -> to.completeExceptionally(Failures.unwrap(failure))
					: () -> to.complete(null)));
	}

	private static CompletableFuture<Void> refusedToReshard(String reason) {
		return CompletableFuture
			.failedFuture(new ReshardingFailedException("The number of shards is not changed: " + reason));
	}

	/* Twice what it takes in turns of 5 s (R12), and some minutes for what goes wrong. */
	private static Duration limit(@Nullable GatewayInfo info, int total) {
		int concurrency = (info != null) ? info.maxConcurrency() : 1;
		return Duration.ofSeconds(12L * (1 + total / concurrency)).plusMinutes(5);
	}

	private CompletableFuture<Void> reshard(int total, @Nullable Duration limit) {
		Resharding begun;
		try {
			List<ShardSettings> all = settings(IntStream.range(0, total).boxed().toList(), total);
			synchronized (this) {
				String obstacle = obstacle(total, limit != null);
				if (obstacle != null) {
					return refusedToReshard(obstacle);
				}
				Map<Integer, ShardDriver> made = new TreeMap<>();
				all.forEach((each) -> made.put(each.shard().id(), newDriver(each)));
				begun = new Resharding(this, this.drivers, made, total, this.keeper != null, limit);
				this.resharding = begun;
			}
		}
		catch (InvalidShardSettingsException ex) {
			return refusedToReshard(ex.getMessage() + ". " + SETTINGS_ADVICE);
		}
		logger.info(total + " shards are started beside the " + this.drivers.size() + " that run");
		begun.coming().values().forEach((driver) -> driver.standBy((reason) -> begun.failed(driver, reason)));
		expect(begun.coming());
		begun.coming().values().forEach(this::begin);
		begun.begin();
		return begun.done();
	}

	/* What keeps the number of shards from being changed. */
	private @Nullable String obstacle(int total, boolean counting) {
		if (this.closed || this.gate == null || this.drivers.isEmpty()) {
			return this.closed ? "the gateway was stopped" : "the shards are not known yet";
		}
		if (this.resharding != null) {
			return "it is being changed to " + this.resharding.total() + " at the moment";
		}
		if (this.drivers.values().iterator().next().state().shard().total() == total) {
			return "it is " + total + " already";
		}
		return counting ? tooFewStarts(total) : null;
	}

	private @Nullable String tooFewStarts(int total) {
		Instant now = now();
		synchronized (this.budget) {
			int spared = this.budget.total() / 10;
			int left = this.budget.remaining(now) - spared;
			return (left >= total) ? null : "Discord lets this bot start only " + this.budget.remaining(now)
					+ " more sessions for now, of which " + spared + " are spared, and " + total + " are needed (R13)";
		}
	}

	/** Lets shards of another total be those that the application has. */
	synchronized void switchTo(Map<Integer, ShardDriver> coming) {
		drive(coming);
		this.early.changed(coming);
	}

	private void holdBack(ShardDriver driver) {
		if (!driver.lane().isHeldBack()) {
			driver.lane().holdBack(new ShardResumedEvent(this.source, driver.state().shard(), 0, true));
		}
	}

	/** Ends shards that were not needed. */
	void abandon(Map<Integer, ShardDriver> coming) {
		coming.values().forEach((driver) -> {
			gate().expectNoMore(driver.state().shard());
			CompletableFuture<Void> unused = driver.shutdown(false);
			driver.requests().stop("the shard was not needed");
			driver.lane().freeze();
		});
	}

	/** Says in the store of which total the sessions are that have all events. */
	void settle(int total, Map<Integer, ShardDriver> old) {
		if (this.keeper != null) {
			Integer configured = this.options.shardTotal();
			KeptTotal kept = new KeptTotal(total, (configured != null && configured != total) ? configured : null);
			this.keeper.saveTotal(kept, old.values().stream().map((driver) -> driver.state().shard()).toList());
		}
	}

	synchronized void reshardingOver(Resharding over) {
		if (this.resharding == over) {
			this.resharding = null;
		}
		this.lanes.removeIf(Lane::isOver);
	}

	/* Those that the application has, and those that are to take over. */
	private Stream<ShardDriver> all() {
		Resharding current = this.resharding;
		Map<Integer, ShardDriver> own = this.drivers;
		if (this.fleet != null) {
			return Stream.concat(own.values().stream(), this.coming.values().stream());
		}
		return (current == null || current.hasSwitched()) ? own.values().stream()
				: Stream.concat(own.values().stream(), current.coming().values().stream());
	}

	/*
	 * Whoever comes with another total goes on with the sessions that there are, and
	 * changes from them to what is set. On the store's thread.
	 */
	private void begin(SessionKeeper keeper, Map<Integer, ShardDriver> made, @Nullable KeptTotal kept) {
		Integer configured = this.options.shardTotal();
		boolean called = kept != null && kept.insteadOf() != null && kept.insteadOf().equals(configured);
		Map<Integer, ShardDriver> own = made;
		if (kept != null && kept.total() != made.size() && (called || keeper.hasSession(kept.total()))) {
			own = instead(made, kept.total());
		}
		boolean changes = own != made && configured != null && !called;
		if (own == made) {
			KeptTotal total = new KeptTotal(made.size(), called ? configured : null);
			if (!total.equals(kept)) {
				keeper.saveTotal(total, List.of());
			}
		}
		if (changes) {
			logger.info("The sessions that are kept are of " + own.size() + " shards: they are resumed, and then "
					+ configured + " shards take over");
			own.values().forEach(ShardDriver::resumeOnly);
		}
		own.values().forEach(this::begin);
		this.early.known(own);
		if (changes) {
			changeTo(made.size(), 0);
		}
	}

	/* None of those that were made was started. */
	private Map<Integer, ShardDriver> instead(Map<Integer, ShardDriver> made, int total) {
		Map<Integer, ShardDriver> others = new TreeMap<>();
		try {
			List<ShardSettings> all = settings(IntStream.range(0, total).boxed().toList(), total);
			synchronized (this) {
				if (this.closed) {
					return made;
				}
				all.forEach((each) -> others.put(each.shard().id(), newDriver(each)));
				others.values().forEach((driver) -> driver.waitFor(NOT_GIVEN));
				drive(others);
			}
		}
		catch (InvalidShardSettingsException ex) {
			logger.warn("The sessions of " + total + " shards that are kept are of no use: " + ex.getMessage());
			return made;
		}
		made.values().forEach((driver) -> {
			gate().expectNoMore(driver.state().shard());
			driver.lane().freeze();
		});
		expect(others);
		this.lanes.removeIf(Lane::isOver);
		return others;
	}

	/* Not before what another process has of the old sessions has come here. */
	private void changeTo(int total, int failures) {
		Runnable unused = this.threads.later(LOOK_INTERVAL, () -> this.threads.of(Work.LOOK_UP).execute(() -> {
			if (this.drivers.values().stream().anyMatch(ShardDriver::isWaiting)) {
				changeTo(total, failures);
				return;
			}
			CompletableFuture<Void> unusedDone = reshard(total, limit(null, total)).whenComplete((done, failure) -> {
				if (failure != null && !closed()) {
					notChanged(total, failures, failure);
				}
			});
		}));
	}

	/* Each try may spend the session starts of a whole set (R13). */
	private void notChanged(int total, int failures, Throwable failure) {
		if (this.drivers.values().stream().allMatch(ShardDriver::isOver)) {
			this.lookupFailure = Failures.unwrap(failure).getMessage();
			shardFailed();
		}
		Duration wait = RESHARD_RETRY.multipliedBy(1L << Math.min(failures, 9));
		Runnable unused = this.threads.later((wait.compareTo(LOOK_UP_INTERVAL) < 0) ? wait : LOOK_UP_INTERVAL,
				() -> changeTo(total, failures + 1));
	}

	/* A host that slept finds its connections dead (R42). */
	private void watchClocks() {
		Runnable unused = this.threads.later(ClockWatch.INTERVAL, () -> {
			try {
				lookAtClocks();
			}
			finally {
				watchClocks();
			}
		});
	}

	private void lookAtClocks() {
		Duration jump = this.clockWatch.look();
		if (!jump.isZero()) {
			logger.warn("The clocks came apart by " + Waits.describe(jump.abs())
					+ ": this host slept, or its clock was set");
			all().forEach((driver) -> driver.post(new ShardInput.ClockJumped(jump)));
		}
	}

	/** Closes the application, if that is wanted. */
	void shardFailed() {
		if (this.options.exitOnFatal() && this.fatal.compareAndSet(false, true)) {
			logger.error("discord.gateway.on-fatal is 'exit': the application is closed");
			this.onFatal.run();
		}
	}

	// What the shards share

	/** Returns chance for one of those who need some. */
	SplittableRandom newRandom() {
		synchronized (this.random) {
			return this.random.split();
		}
	}

	Instant now() {
		return this.clock.instant();
	}

	/** Returns the time as people read it, which the shards do not run by. */
	Instant wallTime() {
		return this.wallClock.instant();
	}

	/** Translates a time that the shards run by. */
	@Nullable Instant wallTime(@Nullable Instant time) {
		return (time != null) ? wallTime().plus(Duration.between(now(), time)) : null;
	}

	Object source() {
		return this.source;
	}

	EventDispatcher dispatcher() {
		return this.dispatcher;
	}

	GatewayTransport transport() {
		return this.transport;
	}

	GatewayThreads threads() {
		return this.threads;
	}

	IdentifyGate gate() {
		return Objects.requireNonNull(this.gate);
	}

	/**
	 * Does something with the shards as soon as they are known.
	 * @see EarlyCommands#submit
	 */
	<T> CompletableFuture<T> onceKnown(@Nullable Duration timeout, EarlyCommands.Action<T> action) {
		return this.early.submit(timeout, action);
	}

	Map<Integer, ShardDriver> drivers() {
		return this.drivers;
	}

	@Nullable FleetState fleet() {
		return (this.fleet != null) ? this.fleet.state() : null;
	}

	@Nullable String storeFailure() {
		return (this.keeper != null) ? this.keeper.failure() : null;
	}

	@Nullable String lookupFailure() {
		String failure = this.lookupFailure;
		IdentifyGate current = this.gate;
		return (failure == null && current != null) ? current.waiting() : failure;
	}

	/** Hears what becomes of a shard's session. */
	private final class Keeping implements SessionKeeper.Keeping {

		private final SessionKeeper keeper;

		private final ShardDriver driver;

		private boolean waited;

		private Keeping(SessionKeeper keeper, ShardDriver driver) {
			this.keeper = keeper;
			this.driver = driver;
		}

		@Override
		public void ready(@Nullable ResumePoint point) {
			this.driver.waitFor(null);
			if (GatewayRun.this.fleet != null && point != null && this.driver.isStandingBy()) {
				// Whoever had it may have held back what comes already.
				holdBack(this.driver);
			}
			if (this.waited) {
				// The other process may have started sessions meanwhile (R12, R13).
				loadStarts(this.keeper);
			}
			this.keeper.afterwards(() -> begin(this.driver, point));
		}

		@Override
		public void waiting() {
			this.waited = true;
			this.driver.waitForOwner();
			this.driver.waitFor("its session, which another process owns");
			gate().expectNoMore(this.driver.state().shard());
		}

		@Override
		public void lost() {
			sessionTaken(this.driver);
		}

		@Override
		public void released() {
			if (GatewayRun.this.fleet != null) {
				GatewayRun.this.fleet.lookSoon();
			}
		}

	}

	/** Begins and ends shards as the fleet has it. */
	private final class FleetHands implements FleetShards.Hands {

		private final SessionKeeper keeper;

		/* On the store's thread only. */
		private final Map<ShardDriver, FleetEnd> ends = new HashMap<>();

		private FleetHands(SessionKeeper keeper) {
			this.keeper = keeper;
		}

		@Override
		public SessionKeeper.Candidate take(ShardId shard, boolean standsBy, boolean held) {
			ShardSettings made = settings(shard);
			ShardDriver driver;
			synchronized (GatewayRun.this) {
				if (GatewayRun.this.closed) {
					throw new IllegalStateException("The gateway was stopped");
				}
				driver = newDriver(made);
				Map<Integer, ShardDriver> all = new TreeMap<>(
						standsBy ? GatewayRun.this.coming : GatewayRun.this.drivers);
				all.put(shard.id(), driver);
				if (standsBy) {
					driver.standBy((reason) -> GatewayRun.this.comingFailure = "Shard " + shard + ": " + reason);
					GatewayRun.this.coming = all;
				}
				else {
					changed(all);
				}
			}
			if (held) {
				GatewayRun.this.holdBack(driver);
			}
			gate().expect(shard);
			return new SessionKeeper.Candidate(driver.lane(), driver.intents(), new Keeping(this.keeper, driver));
		}

		@Override
		public @Nullable String failure() {
			return GatewayRun.this.comingFailure;
		}

		@Override
		public boolean isReady(SortedSet<Integer> shards, boolean held) {
			Map<Integer, ShardDriver> all = GatewayRun.this.coming;
			if (!held) {
				List.copyOf(all.values()).forEach(this::dropIfRenewed);
			}
			return shards.stream().allMatch((id) -> {
				ShardDriver driver = all.get(id);
				return driver != null && driver.hasArrived();
			});
		}

		/* What was to be held back from the old session on begins as any other. */
		private void dropIfRenewed(ShardDriver driver) {
			if (driver.lane().isHeldBack() && !driver.lane().isWhole() && remove(driver)) {
				gate().expectNoMore(driver.state().shard());
				CompletableFuture<Void> unused = driver.shutdown(false);
				driver.requests().stop("the shard was not needed");
				driver.lane().freeze();
				this.keeper.letGo(driver.state().shard());
			}
		}

		@Override
		public boolean isHolding() {
			return GatewayRun.this.coming.values().stream().allMatch((driver) -> driver.lane().isHeldBack());
		}

		@Override
		public boolean isWhole() {
			return GatewayRun.this.coming.values()
				.stream()
				.allMatch((driver) -> !driver.lane().isHeldBack() || driver.lane().isWhole());
		}

		@Override
		public void holdBack() {
			GatewayRun.this.coming.values()
				.stream()
				.filter(ShardDriver::isStandingBy)
				.forEach(GatewayRun.this::holdBack);
		}

		@Override
		public SortedSet<Integer> end(int total) {
			SortedSet<Integer> over = new TreeSet<>();
			GatewayRun.this.drivers.forEach((id, driver) -> {
				FleetEnd end = this.ends.computeIfAbsent(driver, (ended) -> new FleetEnd(ended, now()));
				if (end.isOver(now())) {
					over.add(id);
				}
			});
			return over;
		}

		@Override
		public void takeOver(int total) {
			Map<Integer, ShardDriver> old;
			Map<Integer, ShardDriver> all;
			synchronized (GatewayRun.this) {
				old = GatewayRun.this.drivers;
				all = GatewayRun.this.coming;
				GatewayRun.this.coming = Map.of();
				GatewayRun.this.comingFailure = null;
				this.ends.clear();
				changed(all);
			}
			logger.info("The fleet runs " + total + " shards now");
			old.values().forEach((driver) -> {
				CompletableFuture<Void> unused = driver.shutdown(true);
				driver.requests().stop("the number of shards has changed");
				driver.lane().close();
			});
			all.values().forEach((driver) -> {
				if (driver.isStandingBy() && !driver.lane().isHeldBack()) {
					GatewayRun.this.holdBack(driver);
				}
				driver.takeOver();
				driver.lane().takeOver();
			});
		}

		@Override
		public void abandon() {
			Map<Integer, ShardDriver> all;
			synchronized (GatewayRun.this) {
				all = GatewayRun.this.coming;
				GatewayRun.this.coming = Map.of();
				GatewayRun.this.comingFailure = null;
				this.ends.clear();
			}
			GatewayRun.this.abandon(all);
		}

		@Override
		public void resharded(CompletableFuture<Void> done) {
			pass(CompletableFuture.completedFuture(null), done);
		}

		@Override
		public void refusedToReshard(String reason, CompletableFuture<Void> done) {
			pass(GatewayRun.refusedToReshard(reason), done);
		}

		@Override
		public void give(ShardId shard) {
			ShardDriver driver = GatewayRun.this.drivers.get(shard.id());
			if (driver == null || !remove(driver)) {
				return;
			}
			logger.info("[shard " + shard + "] Handed over to another instance, as soon as what is in hand is done");
			gate().expectNoMore(shard);
			Instant deadline = now().plus(HANDOVER_PATIENCE);
			CompletableFuture<Void> unused = within(deadline, driver.shutdown(true)).thenCompose((done) -> {
				driver.requests().stop("the shard was handed over to another instance");
				driver.lane().close();
				return within(deadline, driver.lane().whenDone());
			}).thenRunAsync(() -> {
				driver.lane().freeze();
				this.keeper.letGo(shard);
			}, GatewayRun.this.threads.of(Work.DRIVE));
		}

		@Override
		public void refused(InvalidShardSettingsException failure) {
			GatewayRun.this.lookupFailure = failure.getMessage();
			logger.error(failure.getMessage() + ". " + SETTINGS_ADVICE, failure);
			shardFailed();
		}

		@Override
		public void begun() {
			if (!GatewayRun.this.known) {
				synchronized (GatewayRun.this) {
					drive(GatewayRun.this.drivers);
				}
			}
			GatewayRun.this.early.known(GatewayRun.this.drivers);
		}

		@Override
		public Runnable later(Duration delay, Runnable task) {
			return GatewayRun.this.threads.later(delay, task);
		}

	}

}
