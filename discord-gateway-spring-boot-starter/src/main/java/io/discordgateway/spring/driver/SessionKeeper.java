package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.KeptTotal;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.session.SharedResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.dispatch.Lane;
import io.discordgateway.spring.transport.Failures;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of the shards in a {@link ResumeStore}: up to where all is done, and
 * when sessions were started. The store has a thread of its own, so that one that is slow
 * or fails holds up nothing but itself; what could not be saved is saved later.
 * <p>
 * In a {@link SharedResumeStore} each shard's session is claimed before it is used, and
 * the claim renewed while it is (R49). Once a claim could not be renewed in time, nothing
 * is begun until it is; once it is another's, the shard's lane is frozen. Thread-safe.
 */
final class SessionKeeper {

	private static final Log logger = LogFactory.getLog(SessionKeeper.class);

	private static final Duration INTERVAL = Duration.ofMillis(250);

	private static final Duration MAX_RETRY_INTERVAL = Duration.ofSeconds(5);

	/* From then on a store that does not answer is told of. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/* Discord keeps a session for some minutes: so long a store may be away at start. */
	private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(30);

	/* How often a process looks whether the session that it waits for is free. */
	private static final Duration WAIT_INTERVAL = Duration.ofSeconds(1);

	/*
	 * The parts of a lease after which it is renewed, and by which the clocks of two
	 * hosts may differ.
	 */
	static final int RENEWALS = 3;

	private static final int MARGINS = 6;

	/*
	 * While the store is away nobody can renew. All are given this time to do so once it
	 * is back, or the first to see it would take what is others', and handle again what
	 * they could not save: a process tries again at the latest after the longest wait.
	 */
	private static final Duration RETURN = MAX_RETRY_INTERVAL.plusSeconds(1);

	private final ResumeStore store;

	private final @Nullable SharedResumeStore shared;

	private final String owner;

	private final Duration lease;

	private final InstantSource wallClock;

	private final String applicationId;

	private final GatewayThreads threads;

	private final InstantSource clock;

	private final SerialTasks tasks;

	private final Map<ShardId, Kept> shards = new ConcurrentHashMap<>();

	private final Queue<Identified> identifies = new ConcurrentLinkedQueue<>();

	/* Touched by the store's thread only. */
	private int failures;

	private volatile @Nullable String failure;

	/* Touched by the store's thread only, as is whether a question was not answered. */
	private boolean released;

	private boolean unanswered;

	/* Since when the store has failed; the store's thread's, as the next two. */
	private @Nullable Instant failingSince;

	/* The last time that it was away for so long that leases may have ended by it. */
	private @Nullable Absence absence;

	/* Whether it has ever answered: until then nobody knows for how long it was away. */
	private boolean answered;

	private volatile Runnable leaving = () -> {
	};

	private volatile boolean closed;

	/* Since when the store has not answered. */
	private volatile @Nullable Instant asked;

	/**
	 * Makes a keeper, which begins at once.
	 * @param store where sessions are kept
	 * @param applicationId the bot's application id
	 * @param threads where it runs
	 * @param clock what the shards run by
	 * @param wallClock the time as other processes have it, too
	 * @param owner stands for this keeper where others may see it: no other has it
	 * @param lease for how long a session is claimed in a shared store
	 */
	SessionKeeper(ResumeStore store, String applicationId, GatewayThreads threads, InstantSource clock,
			InstantSource wallClock, String owner, Duration lease) {
		this.store = store;
		this.shared = (store instanceof SharedResumeStore sharedStore) ? sharedStore : null;
		this.owner = owner;
		this.lease = lease;
		this.wallClock = wallClock;
		this.applicationId = applicationId;
		this.threads = threads;
		this.clock = clock;
		this.tasks = new SerialTasks(threads.of(Work.STORE), () -> {
		});
		later(INTERVAL, this::saveAndGoOn);
	}

	/**
	 * Returns why the store cannot be used.
	 * @return one clause for people, or {@code null} if it can
	 */
	@Nullable String failure() {
		Instant since = this.asked;
		Duration silence = (since != null) ? Duration.between(since, this.clock.instant()) : Duration.ZERO;
		return (silence.compareTo(PATIENCE) > 0)
				? this.store + " has not answered for " + silence.toSeconds() + " s" + doubt() : this.failure;
	}

	/** Counts an IDENTIFY, to be saved with the next resume points (R13). */
	void identified(SessionStart start) {
		this.identifies.add(new Identified(start, () -> {
		}));
	}

	/**
	 * Counts an IDENTIFY, to be saved now (R13).
	 * @param start the IDENTIFY
	 * @param saved called once it is saved, on the store's thread
	 */
	void identified(SessionStart start, Runnable saved) {
		this.identifies.add(new Identified(start, saved));
		saveSoon();
	}

	// Loading

	/**
	 * Reads what sessions were started in the last 24 h, by this process or others (R13).
	 * What was asked first is answered first: asked before the shards are loaded, this is
	 * known before the first of them starts, if the store can be read.
	 * @param now the time
	 * @param ready is told the starts, oldest first; not called while the store cannot be
	 * read
	 */
	void loadIdentifies(Instant now, Consumer<List<SessionStart>> ready) {
		later(Duration.ZERO, () -> {
			List<SessionStart> starts;
			try {
				starts = this.store.loadIdentifies(this.applicationId, now);
				succeeded();
			}
			catch (Throwable ex) {
				failed("could not be read", ex);
				later(retryInterval(), () -> loadIdentifies(now, ready));
				return;
			}
			ready.accept(starts);
		});
	}

	/**
	 * Reads what sessions were started in the last 24 h. On the store's thread only.
	 * @return the starts, with those that are not saved yet left out
	 */
	List<SessionStart> loadIdentifies() {
		return this.store.loadIdentifies(this.applicationId, this.wallClock.instant());
	}

	/**
	 * Reads what an earlier process kept of a shard, and keeps the shard from then on. A
	 * session that another process owns is waited for.
	 * @param lane the shard's lane
	 * @param shard the shard
	 * @param intents the intents that the shard asks for
	 * @param keeping is told what comes of it
	 */
	void load(Lane lane, ShardId shard, int intents, Keeping keeping) {
		Instant deadline = this.clock.instant().plus(LOAD_TIMEOUT);
		later(Duration.ZERO, () -> load(new Kept(lane, intents, keeping), shard, deadline));
	}

	// Another total

	/**
	 * Reads of which total the sessions are that an earlier process kept.
	 * @param ready is told the total, or {@code null} if none is kept, or the store could
	 * not be read for a while; on the store's thread
	 */
	void loadTotal(Consumer<@Nullable KeptTotal> ready) {
		Instant deadline = this.clock.instant().plus(LOAD_TIMEOUT);
		later(Duration.ZERO, () -> loadTotal(deadline, ready));
	}

	private void loadTotal(Instant deadline, Consumer<@Nullable KeptTotal> ready) {
		KeptTotal total = null;
		try {
			total = this.store.loadTotal(this.applicationId);
			succeeded();
		}
		catch (Throwable ex) {
			failed("could not be read", ex);
			if (this.clock.instant().isBefore(deadline)) {
				later(retryInterval(), () -> loadTotal(deadline, ready));
				return;
			}
		}
		ready.accept(total);
	}

	/**
	 * Returns whether there is a session of a total. On the store's thread only.
	 * @param total the total
	 * @return whether there is one, or the store does not answer
	 */
	boolean hasSession(int total) {
		try {
			for (int shard = 0; shard < total; shard++) {
				if (this.store.load(this.applicationId, new ShardId(shard, total)) != null) {
					return true;
				}
			}
			return false;
		}
		catch (Throwable ex) {
			failed("could not be read", ex);
			return true;
		}
	}

	/**
	 * Saves of which total the sessions are that have all events, until it is saved.
	 * @param total the total
	 * @param over the shards whose sessions nobody needs then
	 */
	void saveTotal(KeptTotal total, List<ShardId> over) {
		later(Duration.ZERO, () -> {
			try {
				this.store.saveTotal(this.applicationId, total);
				this.shards.forEach((shard, kept) -> kept.over |= over.contains(shard));
				if (!over.isEmpty() && save()) {
					this.store.save(this.applicationId, new ResumeChanges(List.of(), over, List.of()));
				}
				succeeded();
			}
			catch (Throwable ex) {
				failed("could not be written", ex);
				later(retryInterval(), () -> saveTotal(total, over));
			}
		});
	}

	// A fleet's part

	/** Runs what asks the store for something, one after the other. */
	void execute(Runnable task) {
		add(task);
	}

	/**
	 * Asks the store for something, on its thread only.
	 * @param what the question, which throws if the store does
	 * @return whether it was answered; if not, health says so
	 */
	boolean ask(Runnable what) {
		try {
			what.run();
			if (this.unanswered) {
				this.unanswered = false;
				succeeded();
			}
			return true;
		}
		catch (Throwable ex) {
			this.unanswered = true;
			failed("could not be read", ex);
			return false;
		}
	}

	/**
	 * Returns when who was to be heard of is dead, by the wall clock. Whoever was to be
	 * heard of while the store was away is not, until all had time to tell of themselves.
	 * On the store's thread only.
	 */
	Instant deadBefore() {
		Instant away = awaySince();
		Instant now = this.wallClock.instant();
		return ((away != null && away.isBefore(now)) ? away : now).minus(this.lease.dividedBy(MARGINS));
	}

	/*
	 * By the wall clock, or null if the store was not away, or is back for long enough.
	 */
	private @Nullable Instant awaySince() {
		Absence past = this.absence;
		Instant now = this.clock.instant();
		if (past != null && !now.isBefore(past.forgotten())) {
			past = null;
			this.absence = null;
		}
		Instant since = this.failingSince;
		if (since == null || !isLong(Duration.between(since, now))) {
			return (past != null) ? past.began() : null;
		}
		Instant began = began(Duration.between(since, now));
		return (past != null && past.began().isBefore(began)) ? past.began() : began;
	}

	/* Leases are renewed each third of their time, so none has ended by less. */
	private boolean isLong(Duration away) {
		return !this.answered || away.compareTo(renewalInterval()) >= 0;
	}

	private Instant began(Duration ago) {
		// Later than what was let go, which ended at 0.
		return this.answered ? this.wallClock.instant().minus(ago)
				: Instant.EPOCH.plus(this.lease).plus(this.lease.dividedBy(MARGINS));
	}

	/* The store is back after a while. */
	private void wasAway(Duration ago) {
		if (isLong(ago)) {
			Instant before = awaySince();
			Instant began = began(ago);
			Duration enough = (RETURN.compareTo(renewalInterval()) > 0) ? RETURN : renewalInterval();
			this.absence = new Absence((before != null && before.isBefore(began)) ? before : began,
					this.clock.instant().plus(enough));
		}
	}

	/** Returns until when a lease of now goes, by the wall clock. */
	Instant leaseEnd() {
		return this.wallClock.instant().plus(this.lease);
	}

	/** Returns after which time a lease is renewed. */
	Duration renewalInterval() {
		return this.lease.dividedBy(RENEWALS);
	}

	/** Returns the shards whose sessions are this process's, or were a moment ago. */
	Set<ShardId> kept() {
		return Set.copyOf(this.shards.keySet());
	}

	/**
	 * Claims a shard's session if it is free, and keeps it from then on. On the store's
	 * thread only.
	 * @param shard the shard
	 * @param candidate makes what drives the shard, once it is claimed; what it throws
	 * lets the claim go
	 * @return whether the session is this process's now
	 */
	boolean take(ShardId shard, Function<ShardId, Candidate> candidate) {
		SharedResumeStore store = Objects.requireNonNull(this.shared);
		if (this.released) {
			return false;
		}
		Held held = claim(store, shard);
		if (!held.claim().owner().equals(this.owner)) {
			return false;
		}
		try {
			Candidate made = candidate.apply(shard);
			Kept kept = new Kept(made.lane(), made.intents(), made.keeping());
			hold(kept, held);
			keep(kept, shard);
			return true;
		}
		catch (RuntimeException ex) {
			boolean unused = store.save(this.applicationId, held.claim().released(held.claim().session()));
			throw ex;
		}
	}

	/**
	 * Lets a shard's session go: nothing more is handled, or what is does not count.
	 * @param shard the shard
	 */
	void letGo(ShardId shard) {
		later(Duration.ZERO, () -> {
			Kept kept = this.shards.get(shard);
			if (kept != null) {
				kept.letGo = true;
				save();
			}
		});
	}

	/**
	 * Says what is to be done when all claims are let go, on the store's thread.
	 * @param leaving throws if the store does
	 */
	void whenReleased(Runnable leaving) {
		this.leaving = leaving;
	}

	private void load(Kept kept, ShardId shard, Instant deadline) {
		if (this.released || kept.lane.isOver()) {
			return;
		}
		try {
			boolean mine = true;
			if (this.shared != null) {
				mine = claim(this.shared, kept, shard);
			}
			else {
				kept.saved = this.store.load(this.applicationId, shard);
			}
			succeeded();
			if (!mine) {
				later(WAIT_INTERVAL, () -> load(kept, shard, deadline));
				return;
			}
		}
		catch (Throwable ex) {
			failed("could not be read", ex);
			if (this.shared != null || this.clock.instant().isBefore(deadline)) {
				later(retryInterval(), () -> load(kept, shard, deadline));
				return;
			}
			logger.error("[shard " + shard + "] The session of the earlier process could not be read for "
					+ LOAD_TIMEOUT.toSeconds() + " s: a new session is begun, and what happened meanwhile is lost");
		}
		keep(kept, shard);
	}

	private void keep(Kept kept, ShardId shard) {
		ResumePoint point = fitting(kept, shard);
		if (point != null) {
			kept.lane.session(point);
			// Written again at once: the first time is slow, and events come soon.
			kept.saved = null;
		}
		kept.lane.claimed();
		this.shards.put(shard, kept);
		kept.keeping.ready(point);
		saveSoon();
	}

	/* Returns whether the session is this process's now. */
	private boolean claim(SharedResumeStore store, Kept kept, ShardId shard) {
		Held held = claim(store, shard);
		SessionClaim claim = held.claim();
		if (!claim.owner().equals(this.owner)) {
			if (!kept.waiting) {
				kept.waiting = true;
				logger.info("[shard " + shard + "] Waiting: another process owns the session, until it lets go or its "
						+ "lease, which it renews, ends at " + claim.until());
				kept.keeping.waiting();
			}
			return false;
		}
		hold(kept, held);
		return true;
	}

	private Held claim(SharedResumeStore store, ShardId shard) {
		Instant start = this.clock.instant();
		SessionClaim claim = store.claim(this.applicationId, shard, this.owner, deadBefore(), leaseEnd());
		return new Held(claim, start.plus(this.lease), start.plus(this.lease.dividedBy(RENEWALS)));
	}

	private void hold(Kept kept, Held held) {
		kept.saved = held.claim().session();
		kept.held = held;
		kept.lane.onlyWhile(() -> isHeld(kept));
		kept.lane.epoch(held.claim().epoch());
	}

	/* By both clocks: one stands still while the host sleeps, the other may be set. */
	private boolean isHeld(Kept kept) {
		Held held = kept.held;
		return held != null && this.clock.instant().isBefore(held.until())
				&& this.wallClock.instant().isBefore(held.claim().until());
	}

	/*
	 * A session keeps its intents for ever, so that listeners of others would hear
	 * nothing.
	 */
	private static @Nullable ResumePoint fitting(Kept kept, ShardId shard) {
		KeptSession saved = kept.saved;
		if (saved == null || !saved.point().shard().equals(shard)) {
			return null;
		}
		if (saved.intents() != kept.intents) {
			logger.warn("[shard " + shard + "] The session of the earlier process has the intents " + saved.intents()
					+ ", and " + kept.intents + " are needed now: a new session is begun");
			return null;
		}
		return saved.point();
	}

	/**
	 * Does something when the store has answered what it was asked before, or could not.
	 * @param task what to do, on the store's thread; it does not block. Not done once the
	 * keeper is closed
	 */
	void afterwards(Runnable task) {
		later(Duration.ZERO, task);
	}

	// Saving

	private void saveAndGoOn() {
		save();
		later((this.failures == 0) ? INTERVAL : retryInterval(), this::saveAndGoOn);
	}

	/** Saves without waiting for the next time. */
	void saveSoon() {
		later(Duration.ZERO, this::save);
	}

	private boolean save() {
		try {
			if (this.shared != null) {
				saveClaims(this.shared, false);
			}
			else {
				saveSessions();
			}
			return true;
		}
		catch (Throwable ex) {
			failed("could not be written", ex);
			return false;
		}
	}

	private void saveSessions() {
		List<KeptSession> sessions = new ArrayList<>();
		List<ShardId> dropped = new ArrayList<>();
		List<ShardId> over = new ArrayList<>();
		this.shards.forEach((shard, kept) -> {
			// First, as nothing moves after that.
			if (kept.lane.isOver()) {
				over.add(shard);
			}
			KeptSession session = kept.session();
			if (session != null && !session.equals(kept.saved)) {
				sessions.add(session);
			}
			else if (session == null && kept.saved != null) {
				dropped.add(shard);
			}
		});
		save(sessions, dropped);
		sessions.forEach((session) -> kept(session.point().shard()).saved = session);
		dropped.forEach((shard) -> kept(shard).saved = null);
		over.forEach(this.shards::remove);
	}

	private void save(List<KeptSession> sessions, List<ShardId> dropped) {
		List<Identified> identified = List.copyOf(this.identifies);
		ResumeChanges changes = new ResumeChanges(sessions, dropped,
				identified.stream().map(Identified::start).toList());
		if (!changes.isEmpty()) {
			this.store.save(this.applicationId, changes);
			identified.forEach((each) -> this.identifies.poll());
			succeeded();
			identified.forEach((each) -> each.saved().run());
		}
	}

	private void saveClaims(SharedResumeStore store, boolean last) {
		this.shards.forEach((shard, kept) -> {
			// One of a total that is given up is let go as soon as its lane is over.
			boolean lastOfShard = last || kept.letGo || kept.lane.isOver();
			KeptSession session = kept.session();
			if (lastOfShard || !Objects.equals(session, kept.saved) || isRenewalDue(kept)) {
				save(store, shard, kept, session, lastOfShard);
			}
		});
		save(List.of(), List.of());
	}

	private boolean isRenewalDue(Kept kept) {
		return !isHeld(kept) || !this.clock.instant().isBefore(kept.held().renewal());
	}

	private void save(SharedResumeStore store, ShardId shard, Kept kept, @Nullable KeptSession session, boolean last) {
		Instant start = this.clock.instant();
		SessionClaim held = kept.held().claim();
		SessionClaim claim = last ? held.released(session) : held.renewed(session, leaseEnd());
		boolean saved = store.save(this.applicationId, claim);
		succeeded();
		if (!saved) {
			lost(shard, kept);
		}
		else if (last) {
			kept.held = null;
			this.shards.remove(shard);
			kept.keeping.released();
		}
		else {
			kept.saved = session;
			kept.held = new Held(claim, start.plus(this.lease), start.plus(this.lease.dividedBy(RENEWALS)));
			kept.lane.goOn();
		}
	}

	/* Nothing comes before the lane: its events are another process's now. */
	private void lost(ShardId shard, Kept kept) {
		kept.held = null;
		kept.lane.freeze();
		this.shards.remove(shard);
		logger.warn("[shard " + shard + "] Another process owns the session now: nothing more is handled here, and the "
				+ "shard waits until that process lets go");
		kept.keeping.lost();
	}

	private Kept kept(ShardId shard) {
		return Objects.requireNonNull(this.shards.get(shard));
	}

	private void succeeded() {
		Instant since = this.failingSince;
		if (since != null) {
			wasAway(Duration.between(since, this.clock.instant()));
			this.failingSince = null;
		}
		this.answered = true;
		if (this.failures > 0) {
			logger.info("The sessions are kept again in " + this.store);
			this.failures = 0;
			this.failure = null;
			// Not only at the next time: others wait for what is not renewed.
			saveSoon();
		}
	}

	/* An error too: the store is not this process, and may be well again later. */
	private void failed(String what, Throwable ex) {
		if (this.failingSince == null) {
			this.failingSince = this.clock.instant();
		}
		this.failure = this.store + " " + what + ": " + Failures.describe(ex) + doubt();
		if (this.failures++ == 0) {
			logger
				.warn("The sessions are not kept at the moment, and it is tried again until they are. " + this.failure);
		}
		logger.debug("The sessions " + what, ex);
	}

	private String doubt() {
		boolean inDoubt = this.shared != null && this.shards.values().stream().anyMatch((kept) -> !isHeld(kept));
		return inDoubt ? "; no event is handled until it can, as another process may have taken the session meanwhile"
				: "";
	}

	private Duration retryInterval() {
		Duration doubled = INTERVAL.multipliedBy(1L << Math.min(this.failures, 10));
		return (doubled.compareTo(MAX_RETRY_INTERVAL) < 0) ? doubled : MAX_RETRY_INTERVAL;
	}

	private void later(Duration delay, Runnable task) {
		if (delay.isZero()) {
			add(task);
		}
		else {
			Runnable unused = this.threads.later(delay, () -> add(task));
		}
	}

	private void add(Runnable task) {
		this.tasks.add(() -> {
			if (!this.closed) {
				Instant begun = this.clock.instant();
				this.asked = begun;
				try {
					task.run();
				}
				finally {
					this.asked = null;
					Duration took = Duration.between(begun, this.clock.instant());
					if (this.answered && isLong(took)) {
						wasAway(took);
					}
				}
			}
		});
	}

	/**
	 * Saves for the last time.
	 * @param deadline until when it is tried
	 * @return completes when that is done, or will not be
	 */
	CompletableFuture<Void> close(Instant deadline) {
		CompletableFuture<Boolean> saved = new CompletableFuture<>();
		add(() -> saveLast(deadline, saved));
		Runnable cancel = this.threads.later(Duration.between(this.clock.instant(), deadline),
				() -> saved.complete(false));
		return saved.thenAccept((success) -> {
			this.closed = true;
			cancel.run();
			if (!success) {
				logger.error("The sessions could not be kept when the gateway stopped: the next process gets events "
						+ "twice, or starts new sessions. "
						+ Objects.requireNonNullElse(this.failure, this.store + " did not answer in time"));
			}
		});
	}

	private void saveLast(Instant deadline, CompletableFuture<Boolean> saved) {
		if (save() && release()) {
			saved.complete(true);
		}
		else if (this.clock.instant().isBefore(deadline)) {
			later(INTERVAL, () -> saveLast(deadline, saved));
		}
		else {
			saved.complete(false);
		}
	}

	/* All is done here: whoever waits for a session goes on with it. */
	private boolean release() {
		this.released = true;
		if (this.shared == null) {
			return true;
		}
		try {
			saveClaims(this.shared, true);
			this.leaving.run();
			return true;
		}
		catch (Throwable ex) {
			failed("could not be written", ex);
			return false;
		}
	}

	/**
	 * Who is told what becomes of a shard's session, on the store's thread.
	 */
	@FunctionalInterface
	interface Keeping {

		/**
		 * The shard may begin.
		 * @param point where to resume, or {@code null} if there is no session that fits
		 */
		void ready(@Nullable ResumePoint point);

		/** Another process owns the session. */
		default void waiting() {
		}

		/** Another process has taken the session. The lane is frozen already. */
		default void lost() {
		}

		/** The session was let go, as the lane is over. */
		default void released() {
		}

	}

	/**
	 * What drives a shard.
	 *
	 * @param lane the shard's lane
	 * @param intents the intents that the shard asks for
	 * @param keeping is told what comes of it
	 */
	record Candidate(Lane lane, int intents, Keeping keeping) {
	}

	/** An IDENTIFY that is not saved. */
	private record Identified(SessionStart start, Runnable saved) {
	}

	/**
	 * A claim that is this process's, or one that another has.
	 *
	 * @param claim the claim as it was saved last
	 * @param until when it ends by the clock that never goes back
	 * @param renewal when it is to be renewed, by the same clock
	 */
	private record Held(SessionClaim claim, Instant until, Instant renewal) {
	}

	/**
	 * A time in which nobody could write.
	 *
	 * @param began when it began, by the wall clock
	 * @param forgotten when all had time to write since, by the clock that never goes
	 * back
	 */
	private record Absence(Instant began, Instant forgotten) {
	}

	/** A shard that is kept; but for what is held, touched by the store's thread only. */
	private static final class Kept {

		private final Lane lane;

		private final int intents;

		private final Keeping keeping;

		private @Nullable KeptSession saved;

		private volatile @Nullable Held held;

		private boolean waiting;

		private boolean letGo;

		/* Whether others have taken over from its session. */
		private boolean over;

		private Kept(Lane lane, int intents, Keeping keeping) {
			this.lane = lane;
			this.intents = intents;
			this.keeping = keeping;
		}

		private Held held() {
			return Objects.requireNonNull(this.held);
		}

		private @Nullable KeptSession session() {
			if (this.over) {
				return null;
			}
			ResumePoint point = this.lane.resumePoint();
			return (point != null) ? new KeptSession(point, this.intents) : null;
		}

	}

}
