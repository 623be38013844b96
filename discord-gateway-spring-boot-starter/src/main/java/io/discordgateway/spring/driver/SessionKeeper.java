package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumeChanges;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.dispatch.Lane;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sessions of the shards in a {@link ResumeStore}: up to where all is done, and
 * when sessions were started. The store has a thread of its own, so that one that is slow
 * or fails holds up nothing but itself; what could not be saved is saved later.
 * Thread-safe.
 */
final class SessionKeeper {

	private static final Log logger = LogFactory.getLog(SessionKeeper.class);

	private static final Duration INTERVAL = Duration.ofMillis(250);

	private static final Duration MAX_RETRY_INTERVAL = Duration.ofSeconds(5);

	/* Discord keeps a session for some minutes: so long a store may be away at start. */
	private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(30);

	private final ResumeStore store;

	private final String applicationId;

	private final GatewayThreads threads;

	private final InstantSource clock;

	private final SerialTasks tasks;

	private final Map<ShardId, Kept> shards = new ConcurrentHashMap<>();

	private final Queue<Instant> identifies = new ConcurrentLinkedQueue<>();

	/* Touched by the store's thread only. */
	private int failures;

	private volatile @Nullable String failure;

	private volatile boolean closed;

	SessionKeeper(ResumeStore store, String applicationId, GatewayThreads threads, InstantSource clock) {
		this.store = store;
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
		return this.failure;
	}

	/** Counts an IDENTIFY, to be saved with the next resume points (R13). */
	void identified(Instant time) {
		this.identifies.add(time);
	}

	// Loading

	/**
	 * Reads when sessions were started in the last 24 h, by this process or others (R13).
	 * What was asked first is answered first: asked before the shards are loaded, this is
	 * known before the first of them starts, if the store can be read.
	 * @param now the time
	 * @param ready is told the times, oldest first; not called while the store cannot be
	 * read
	 */
	void loadIdentifies(Instant now, Consumer<List<Instant>> ready) {
		later(Duration.ZERO, () -> {
			List<Instant> times;
			try {
				times = this.store.loadIdentifies(this.applicationId, now);
				succeeded();
			}
			catch (Throwable ex) {
				failed("could not be read", ex);
				later(retryInterval(), () -> loadIdentifies(now, ready));
				return;
			}
			ready.accept(times);
		});
	}

	/**
	 * Reads what an earlier process kept of a shard, and keeps the shard from then on.
	 * @param lane the shard's lane
	 * @param shard the shard
	 * @param intents the intents that the shard asks for
	 * @param ready is told the resume point, or {@code null} if there is none that fits
	 */
	void load(Lane lane, ShardId shard, int intents, Consumer<@Nullable ResumePoint> ready) {
		Instant deadline = this.clock.instant().plus(LOAD_TIMEOUT);
		later(Duration.ZERO, () -> load(new Kept(lane, intents), shard, deadline, ready));
	}

	private void load(Kept kept, ShardId shard, Instant deadline, Consumer<@Nullable ResumePoint> ready) {
		try {
			kept.saved = this.store.load(this.applicationId, shard);
			succeeded();
		}
		catch (Throwable ex) {
			failed("could not be read", ex);
			if (this.clock.instant().isBefore(deadline)) {
				later(retryInterval(), () -> load(kept, shard, deadline, ready));
				return;
			}
			logger.error("[shard " + shard + "] The session of the earlier process could not be read for "
					+ LOAD_TIMEOUT.toSeconds() + " s: a new session is begun, and what happened meanwhile is lost");
		}
		ResumePoint point = fitting(kept, shard);
		if (point != null) {
			kept.lane.session(point);
		}
		if (point != null) {
			// Written again at once: the first time is slow, and events come soon.
			kept.saved = null;
		}
		this.shards.put(shard, kept);
		ready.accept(point);
		saveSoon();
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
		List<KeptSession> sessions = new ArrayList<>();
		List<ShardId> dropped = new ArrayList<>();
		this.shards.forEach((shard, kept) -> {
			ResumePoint point = kept.lane.resumePoint();
			KeptSession session = (point != null) ? new KeptSession(point, kept.intents) : null;
			if (session != null && !session.equals(kept.saved)) {
				sessions.add(session);
			}
			else if (session == null && kept.saved != null) {
				dropped.add(shard);
			}
		});
		List<Instant> starts = List.copyOf(this.identifies);
		ResumeChanges changes = new ResumeChanges(sessions, dropped, starts);
		try {
			if (!changes.isEmpty()) {
				this.store.save(this.applicationId, changes);
				sessions.forEach((session) -> kept(session.point().shard()).saved = session);
				dropped.forEach((shard) -> kept(shard).saved = null);
				starts.forEach((start) -> this.identifies.poll());
				succeeded();
			}
			return true;
		}
		catch (Throwable ex) {
			failed("could not be written", ex);
			return false;
		}
	}

	private Kept kept(ShardId shard) {
		return Objects.requireNonNull(this.shards.get(shard));
	}

	private void succeeded() {
		if (this.failures > 0) {
			logger.info("The sessions are kept again in " + this.store);
			this.failures = 0;
			this.failure = null;
		}
	}

	/* An error too: the store is not this process, and may be well again later. */
	private void failed(String what, Throwable ex) {
		this.failure = this.store + " " + what + ": " + Failures.describe(ex);
		if (this.failures++ == 0) {
			logger
				.warn("The sessions are not kept at the moment, and it is tried again until they are. " + this.failure);
		}
		logger.debug("The sessions " + what, ex);
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
				task.run();
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
		if (save()) {
			saved.complete(true);
		}
		else if (this.clock.instant().isBefore(deadline)) {
			later(INTERVAL, () -> saveLast(deadline, saved));
		}
		else {
			saved.complete(false);
		}
	}

	/** A shard that is kept; touched by the store's thread only. */
	private static final class Kept {

		private final Lane lane;

		private final int intents;

		private @Nullable KeptSession saved;

		private Kept(Lane lane, int intents) {
			this.lane = lane;
			this.intents = intents;
		}

	}

}
