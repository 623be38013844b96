package io.discordgateway.spring.dispatch;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.discordgateway.Internal;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchErrorHandler.Kind;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardLifecycleEvent;
import io.discordgateway.spring.observation.ShardMdc;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Brings the events of one shard to the listeners, off the thread that received them and
 * in the order that is asked for, and knows up to which event all are done. Lanes take
 * turns on the threads that they share, so that threads do not grow with shards.
 * Thread-safe, but for what the shard's driver alone may call: {@code add},
 * {@link #session}, {@link #dropSession} and {@link #received}.
 *
 * @since 0.1
 */
@Internal
public final class Lane {

	/*
	 * Events are on tracks. With Ordering.SHARD there is one; with GUILD one per guild
	 * that has something to handle, and one for what has no guild; with NONE one per
	 * event. A barrier waits until all tracks are empty, and everything behind it waits
	 * in line until its listeners have returned.
	 *
	 * One lock guards it all. It is held for a few assignments, never while a listener or
	 * an error handler runs, or a future is completed.
	 */

	private static final Log logger = LogFactory.getLog(Lane.class);

	/* How many events a track handles before the next has its turn. */
	private static final int TURN = 64;

	/*
	 * How much more may wait while a listener waits for an answer to be read: a replay.
	 */
	private static final int GRACE = 10_000;

	private static final long GRACE_BYTES = 32 << 20;

	private final EventDispatcher dispatcher;

	private final ShardId shard;

	private final Executor executor;

	private final Delays delays;

	private final InstantSource clock;

	private final LaneOptions options;

	private final Map<Long, Track> guilds = new HashMap<>();

	private final Track whole = new Track(this, GuildIds.NONE);

	/* What waits behind a barrier, the barrier included. */
	private final Track line = new Track(this, GuildIds.NONE);

	private @Nullable LaneSession session;

	/* Which threads are in listeners, and where. */
	private final Map<Thread, Track> working = new HashMap<>();

	/* How many events are on tracks: not handled, or being handled. */
	private int active;

	/* How many events are not done, and the bytes of their payloads. */
	private int size;

	private long bytes;

	/* How many acknowledgments were asked for and are neither given nor given up. */
	private int owed;

	private final List<Waiter> waiters = new ArrayList<>();

	/* How many waiters there are; read without the lock after an event is done. */
	private volatile int waiting;

	/* How many of them keep a connection from being read. */
	private int paused;

	private Instant pausedSince = Instant.EPOCH;

	private Duration pausedTime = Duration.ZERO;

	private long staleInteractions;

	/* The barrier that is being handled. */
	private @Nullable Delivery<?> barrier;

	/* Whether an operator keeps the connection from being read. */
	private boolean held;

	private boolean closed;

	/* Written under the lock. */
	private volatile boolean frozen;

	private @Nullable String halted;

	private volatile BooleanSupplier owned = () -> true;

	private volatile long epoch;

	/* While others handle what comes, until it is held back. Written under the lock. */
	private volatile @Nullable Standby standby;

	/* Whether what comes waits until the others are done. */
	private boolean heldBack;

	/* Whether the session that is held back is another than in the beginning. */
	private boolean renewed;

	/* What comes on other shards, too; null but for the time of a change. */
	private volatile @Nullable Overlap overlap;

	/* What has its turn when the session is surely this process's again. */
	private final List<Track> parked = new ArrayList<>();

	/* What has its turn when the driver hands over. */
	private final List<Track> added = new ArrayList<>();

	Lane(EventDispatcher dispatcher, ShardId shard, Executor executor, Delays delays, InstantSource clock,
			LaneOptions options) {
		this.dispatcher = dispatcher;
		this.shard = shard;
		this.executor = executor;
		this.delays = delays;
		this.clock = clock;
		this.options = options;
	}

	// What the driver brings

	/**
	 * Takes a dispatch, which waits to be {@linkplain #handOver() handed over}. Never
	 * blocks and never refuses; the caller stops reading when the lane {@link #isFull()
	 * is full}.
	 * @param source the source of the event
	 * @param dispatched the dispatch
	 */
	public void add(Object source, ShardEvent.Dispatched dispatched) {
		if (this.standby != null && !standsBy(dispatched)) {
			return;
		}
		boolean stale = this.dispatcher.isStale(dispatched);
		if (stale) {
			countStale();
			if (this.dispatcher.skipsStale()) {
				this.dispatcher.skipped(dispatched);
				logger.debug("[shard " + this.shard + "] Skipped an interaction that came too late to be answered"
						+ " (sequence " + dispatched.sequence() + ")");
				return;
			}
		}
		add(this.dispatcher.delivery(this, source, this.shard, dispatched, stale, this.session));
	}

	/* Returns whether the event is to be handled here after all. */
	private synchronized boolean standsBy(ShardEvent.Dispatched dispatched) {
		Standby standingBy = this.standby;
		if (standingBy != null) {
			standingBy.received(dispatched, this.clock.instant());
		}
		return standingBy == null;
	}

	private synchronized void countStale() {
		this.staleInteractions++;
	}

	/**
	 * Takes a lifecycle event, and hands it over with what was added before.
	 * @param event the event
	 */
	public void add(ShardLifecycleEvent event) {
		if (this.standby != null) {
			return;
		}
		add(new Delivery.OfLifecycle(this, event));
		handOver();
	}

	/**
	 * Hands over to the listeners' threads what was added. Any thread may call this.
	 */
	public void handOver() {
		List<Track> ready;
		synchronized (this) {
			ready = List.copyOf(this.added);
			this.added.clear();
		}
		ready.forEach(this::execute);
	}

	/**
	 * Hears that the session is this process's from now on, after it was another's or may
	 * have been: what the application knows of the shard may be of before that.
	 */
	public void claimed() {
		this.dispatcher.claimed(this.shard);
	}

	/**
	 * Hears that the shard is connected.
	 * @return whether it is for the first time since the application was started, or
	 * since the session was {@link #claimed() claimed}
	 */
	public boolean connected() {
		return this.dispatcher.connected(this.shard);
	}

	/**
	 * Hears that a session began, or that this one goes on.
	 * @param point where the session stands: all before is done
	 */
	public synchronized void session(ResumePoint point) {
		if (this.session == null || !this.session.start.sessionId().equals(point.sessionId())) {
			this.renewed = true;
			this.session = new LaneSession(point);
		}
	}

	/** Hears that the session is over. */
	public synchronized void dropSession() {
		this.renewed = true;
		this.session = null;
	}

	/**
	 * Hears up to where the session's events were received, and what was wanted of them
	 * added.
	 * @param sequence the number of the last event
	 */
	public void received(long sequence) {
		LaneSession current = this.session;
		// What comes to a frozen lane is not taken, so it must not count as done.
		if (current != null && sequence > current.received && !this.frozen) {
			current.received = sequence;
		}
	}

	// What the driver asks

	/**
	 * Returns from where a later process has to resume, so that it gets all that is not
	 * done.
	 * @return the point, or {@code null} without a session
	 */
	public synchronized @Nullable ResumePoint resumePoint() {
		return (this.session != null) ? this.session.resumePoint() : null;
	}

	/**
	 * Returns whether as much is in hand as may be.
	 * @return whether reading has to stop
	 */
	public synchronized boolean isFull() {
		return (this.size >= this.options.capacity() || this.bytes >= this.options.maxBytes() || this.halted != null
				|| this.held) && !this.closed;
	}

	private boolean hasRoom() {
		return this.size <= this.options.capacity() / 2 && this.bytes <= this.options.maxBytes() / 2
				&& this.halted == null && !this.held;
	}

	/**
	 * Returns whether far more is in hand than may be: for as long as reading may not
	 * pause as soon as the lane is full.
	 * @return whether reading has to stop, whatever else waits
	 */
	public synchronized boolean isOverfull() {
		return (this.size - this.options.capacity() >= GRACE || this.bytes - this.options.maxBytes() >= GRACE_BYTES
				|| this.halted != null) && !this.closed;
	}

	/**
	 * Tells when half of what may be in hand is done, or the lane is closed. The time
	 * until then is counted as paused.
	 * @param enough says whether the wait is to end; asked again after {@link #wake()}
	 * @return completes then, on the thread that made the room: what hangs on it must be
	 * short
	 */
	public CompletableFuture<Void> whenRoom(BooleanSupplier enough) {
		return when(() -> hasRoom() || this.closed || enough.getAsBoolean(), true);
	}

	/**
	 * Tells when everything is done, or nothing more will be.
	 * @return completes then, on the thread that did the last of it: what hangs on it
	 * must be short
	 */
	public CompletableFuture<Void> whenDone() {
		return when(() -> this.size == 0 || this.halted != null || this.frozen, false);
	}

	/**
	 * Returns whether nothing more comes of this lane: it was closed, all is done or will
	 * not be, and no listener is at work.
	 * @return whether the lane may be forgotten
	 */
	public synchronized boolean isOver() {
		return this.closed && (this.size == 0 || this.frozen || this.halted != null) && this.working.isEmpty();
	}

	private synchronized CompletableFuture<Void> when(BooleanSupplier condition, boolean pauses) {
		if (condition.getAsBoolean()) {
			return CompletableFuture.completedFuture(null);
		}
		if (pauses && this.paused++ == 0) {
			this.pausedSince = this.clock.instant();
		}
		Waiter waiter = new Waiter(condition, pauses, new CompletableFuture<>());
		this.waiters.add(waiter);
		this.waiting++;
		return waiter.future();
	}

	/** Lets those go on whose wait is over. */
	public void wake() {
		if (this.waiting > 0) {
			letGo().forEach((waiter) -> waiter.future().complete(null));
		}
	}

	private synchronized List<Waiter> letGo() {
		List<Waiter> over = new ArrayList<>();
		for (Iterator<Waiter> all = this.waiters.iterator(); all.hasNext();) {
			Waiter waiter = all.next();
			if (waiter.condition().getAsBoolean()) {
				all.remove();
				over.add(waiter);
				this.waiting--;
				if (waiter.pauses() && --this.paused == 0) {
					this.pausedTime = this.pausedTime.plus(sincePaused());
				}
			}
		}
		return over;
	}

	private Duration sincePaused() {
		return Duration.between(this.pausedSince, this.clock.instant());
	}

	/**
	 * Returns what is in hand.
	 * @return a snapshot
	 */
	public synchronized ShardDelivery state() {
		Duration time = (this.paused > 0) ? this.pausedTime.plus(sincePaused()) : this.pausedTime;
		return new ShardDelivery(this.size, this.bytes, this.paused > 0 || this.halted != null, time, this.halted,
				this.staleInteractions);
	}

	/**
	 * Returns how many acknowledgments listeners owe that have returned, or will.
	 * @return the number
	 */
	public synchronized int owed() {
		return this.frozen ? 0 : this.owed;
	}

	/**
	 * Lets the lane count as full, whatever is in hand, so that with the next message
	 * reading pauses; or ends that.
	 * @param held whether nothing more is to be read
	 */
	public void hold(boolean held) {
		synchronized (this) {
			this.held = held;
		}
		wake();
	}

	/**
	 * Returns whether the lane is {@linkplain #hold held}.
	 * @return whether nothing more is to be read
	 */
	public synchronized boolean isHeld() {
		return this.held;
	}

	/**
	 * Says whose the session is: nothing is begun while it may be another process's
	 * (R49).
	 * @param owned whether the session is surely this process's; asked before each event,
	 * under a lock
	 */
	public void onlyWhile(BooleanSupplier owned) {
		this.owned = owned;
	}

	/**
	 * Returns whether the session is surely this process's.
	 * @return whether events may be begun, and the session be resumed
	 */
	public boolean isOwned() {
		return this.owned.getAsBoolean();
	}

	// Another total

	/**
	 * Lets nothing be handled of what comes: others handle it (R38).
	 */
	public synchronized void standBy() {
		this.standby = new Standby();
	}

	/**
	 * Says which events are needed while the lane {@link #standBy() stands by}, whether
	 * they have listeners or not.
	 * @param name the event's name
	 * @return whether it is one of them
	 */
	public boolean needs(String name) {
		return this.standby != null && Standby.wants(name);
	}

	/**
	 * Returns whether the guilds of the shard have come, so that their events come, too.
	 * Asked while the shard is connected and the lane {@link #standBy() stands by}.
	 * @param guildsCome whether the shard asks for guilds at all
	 * @return whether nothing more is to be waited for
	 */
	public synchronized boolean hasArrived(boolean guildsCome) {
		return this.standby == null || this.standby.hasArrived(this.clock.instant(), guildsCome);
	}

	/**
	 * Takes what comes from now on, and lets it wait until {@link #takeOver}.
	 * @param event what is handled first
	 */
	public void holdBack(ShardLifecycleEvent event) {
		synchronized (this) {
			this.heldBack = true;
			this.renewed = false;
			this.standby = null;
		}
		add(event);
	}

	/**
	 * Returns whether what is {@linkplain #holdBack held back} is all that came since: of
	 * one session.
	 * @return whether it is
	 */
	public synchronized boolean isWhole() {
		return this.heldBack && !this.renewed;
	}

	/**
	 * Remembers what comes from now on, or what of that has come on other shards.
	 * @param overlap where it is remembered, or {@code null} to end that
	 */
	public void overlap(@Nullable Overlap overlap) {
		this.overlap = overlap;
	}

	/**
	 * Returns whether what comes is {@linkplain #holdBack held back}.
	 * @return whether it is
	 */
	public synchronized boolean isHeldBack() {
		return this.heldBack;
	}

	/** Lets what was {@linkplain #holdBack held back} be handled. */
	public void takeOver() {
		synchronized (this) {
			this.heldBack = false;
		}
		goOn();
	}

	/**
	 * Says how often the session has changed hands, this time included.
	 * @param epoch the number, which the lane's events have from now on
	 */
	public void epoch(long epoch) {
		this.epoch = epoch;
	}

	long epoch() {
		return this.epoch;
	}

	/** Goes on with what was not begun while the session was in doubt. */
	public void goOn() {
		List<Track> ready;
		synchronized (this) {
			ready = List.copyOf(this.parked);
			this.parked.clear();
		}
		ready.forEach(this::execute);
	}

	/** Lets go who waits for room. What is in hand is still handled. */
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		wake();
	}

	/**
	 * Ends all: nothing more is handled, and what is handled at this moment does not
	 * become done, as nobody could tell a listener that finished from one that was
	 * interrupted.
	 */
	public void freeze() {
		synchronized (this) {
			this.frozen = true;
			this.closed = true;
		}
		wake();
	}

	/**
	 * Lets go of threads that wait, in a listener, for the gateway's own end: what they
	 * handle counts as done, and what is behind it is handled by others. What the
	 * listener does later has no say.
	 * @param waits says of a thread that is in a listener whether it waits so; asked
	 * under the lane's lock
	 * @return the threads
	 */
	public List<Thread> letGo(Predicate<Thread> waits) {
		List<Thread> threads = new ArrayList<>();
		Track ready = null;
		synchronized (this) {
			for (Map.Entry<Thread, Track> entry : List.copyOf(this.working.entrySet())) {
				Delivery<?> delivery = entry.getValue().head;
				if (delivery != null && waits.test(entry.getKey())) {
					threads.add(entry.getKey());
					Track left = letGo(entry.getKey(), entry.getValue(), delivery);
					while (left != null) {
						Track following = left.following;
						left.following = ready;
						ready = left;
						left = following;
					}
				}
			}
		}
		wake();
		schedule(ready);
		return threads;
	}

	private @Nullable Track letGo(Thread thread, Track track, Delivery<?> delivery) {
		this.working.remove(thread);
		delivery.letGo();
		complete(delivery);
		Track ready = leave(track, delivery);
		if (track.head != null) {
			track.following = ready;
			ready = track;
		}
		return ready;
	}

	// Tracks

	private void add(Delivery<?> delivery) {
		long guild = (this.options.ordering() == Ordering.GUILD) ? guildOf(delivery) : GuildIds.NONE;
		synchronized (this) {
			if (this.frozen) {
				return;
			}
			this.size++;
			this.bytes += delivery.data().length;
			if (this.overlap != null && !this.heldBack) {
				this.overlap.heard(delivery);
			}
			if (delivery.session != null) {
				delivery.session.add(delivery);
			}
			if (this.barrier != null || this.line.head != null || (this.active > 0 && isBarrier(delivery))) {
				this.line.add(delivery);
				return;
			}
			Track ready = isBarrier(delivery) ? placeBarrier(delivery) : place(delivery, guild);
			if (ready != null) {
				this.added.add(ready);
			}
		}
	}

	private static long guildOf(Delivery<?> delivery) {
		return (delivery.lifecycle() == null) ? GuildIds.of(delivery.name(), delivery.rawPayload()) : GuildIds.NONE;
	}

	/* On one track everything is in order as it is. */
	private boolean isBarrier(Delivery<?> delivery) {
		return this.options.ordering() != Ordering.SHARD && delivery.isBarrier();
	}

	/** Puts an event on its track; returns the track if it has to be scheduled. */
	private @Nullable Track place(Delivery<?> delivery, long guild) {
		Track track = switch (this.options.ordering()) {
			case SHARD -> this.whole;
			case GUILD -> this.guilds.computeIfAbsent(guild, (id) -> new Track(this, id));
			case NONE -> new Track(this, GuildIds.NONE);
		};
		boolean idle = track.head == null;
		this.active++;
		track.add(delivery);
		return idle ? track : null;
	}

	private Track placeBarrier(Delivery<?> delivery) {
		this.barrier = delivery;
		return placeAlone(delivery);
	}

	private Track placeAlone(Delivery<?> delivery) {
		Track track = new Track(this, GuildIds.NONE);
		this.active++;
		track.add(delivery);
		return track;
	}

	/** Moves the line up when all tracks are empty. */
	private @Nullable Track moveUp() {
		Track ready = null;
		Delivery<?> first = this.line.head;
		while (first != null && this.barrier == null) {
			Track track;
			if (!isBarrier(first)) {
				this.line.remove();
				track = place(first, guildOf(first));
			}
			else if (this.active == 0) {
				this.line.remove();
				track = placeBarrier(first);
			}
			else {
				break;
			}
			if (track != null) {
				track.following = ready;
				ready = track;
			}
			first = this.line.head;
		}
		return ready;
	}

	private void schedule(@Nullable Track ready) {
		Track track = ready;
		while (track != null) {
			Track following = track.following;
			track.following = null;
			execute(track);
			track = following;
		}
	}

	private void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The gateway was stopped: what is in hand stays undone.
			freeze();
		}
	}

	// What the threads do

	void run(Track track) {
		ShardMdc.in(this.shard, () -> work(track));
	}

	private void work(Track track) {
		int left = TURN;
		Delivery<?> delivery = begin(track);
		while (delivery != null) {
			Throwable failure = publish(delivery);
			Decision decision = (failure != null) ? decide(delivery, failure) : null;
			left--;
			delivery = finish(track, delivery, decision, left > 0);
		}
	}

	private synchronized @Nullable Delivery<?> begin(Track track) {
		Delivery<?> delivery = track.head;
		if (delivery == null || this.frozen || this.halted != null) {
			return null;
		}
		if (this.heldBack || !isOwned()) {
			this.parked.add(track);
			return null;
		}
		begin(track, delivery);
		return delivery;
	}

	private void begin(Track track, Delivery<?> delivery) {
		delivery.begin();
		this.working.put(Thread.currentThread(), track);
	}

	private @Nullable Throwable publish(Delivery<?> delivery) {
		ShardLifecycleEvent lifecycle = delivery.lifecycle();
		if (lifecycle != null) {
			this.dispatcher.publish(lifecycle);
			return null;
		}
		if (delivery.attempt == 1) {
			Overlap both = this.overlap;
			if (both != null && both.leavesOut(delivery)) {
				return null;
			}
			delivery.meters.published();
		}
		try {
			this.dispatcher.publish(delivery);
			return null;
		}
		catch (UndeclaredThrowableException ex) {
			// Its message has the arguments of the listener, and so what people wrote.
			return (ex.getUndeclaredThrowable() != null) ? ex.getUndeclaredThrowable() : ex;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	/* No acknowledgment has a say while it is decided what becomes of the attempt. */
	private Decision decide(Delivery<?> event, Throwable failure) {
		int attempt;
		synchronized (this) {
			event.publishing = false;
			event.deciding = true;
			attempt = event.attempt;
		}
		if (hasNoSay(event)) {
			logger.debug("[shard " + this.shard + "] The gateway stopped before listeners were done with "
					+ event.describe());
			return Decision.done();
		}
		if (ErrorPolicies.undecodable(failure) != null) {
			event.meters.undecodable();
		}
		Decision decision;
		try {
			decision = this.options.errorHandler().handle(event, failure, attempt);
		}
		catch (Throwable ex) {
			logger.error("[shard " + this.shard + "] The error handler failed on " + event.describe()
					+ ", which counts as done", ex);
			return Decision.done();
		}
		if (decision.kind() == Kind.STOP) {
			logger.error("[shard " + this.shard + "] Halted: a listener failed on " + event.describe()
					+ ". Nothing more is handled until the gateway is started again", failure);
		}
		return decision;
	}

	private synchronized boolean hasNoSay(Delivery<?> delivery) {
		return this.frozen || delivery.letGo;
	}

	/**
	 * Ends one publication.
	 * @param track the event's track
	 * @param delivery the event
	 * @param decision what was decided on a failure, or {@code null} if the listeners
	 * have returned
	 * @param more whether the track's next event may begin
	 * @return the track's next event, already begun
	 */
	private @Nullable Delivery<?> finish(Track track, Delivery<?> delivery, @Nullable Decision decision, boolean more) {
		Track ready = null;
		Delivery<?> next = null;
		Throwable failure = null;
		synchronized (this) {
			if (delivery.letGo) {
				return null;
			}
			if (decision == null) {
				failure = delivery.failure;
			}
			if (failure == null || this.frozen) {
				this.working.remove(Thread.currentThread());
			}
			if (this.frozen) {
				return null;
			}
			if (failure == null) {
				delivery.publishing = false;
				delivery.deciding = false;
				switch ((decision != null) ? decision.kind() : Kind.DONE) {
					case STOP -> halt(delivery);
					case RETRY -> delivery.open = Delivery.RETRYING;
					case DONE -> {
						complete(delivery);
						ready = leave(track, delivery);
						next = track.head;
					}
				}
				if (next != null && (this.halted != null || !more || !isOwned())) {
					ready = (this.halted == null) ? track : ready;
					next = null;
				}
				if (next != null) {
					begin(track, next);
				}
			}
		}
		if (failure != null) {
			// An acknowledgment failed before all listeners had returned.
			return finish(track, delivery, decide(delivery, failure), more);
		}
		wake();
		if (decision != null && decision.delay() != null) {
			runLater(decision.delay(), track);
		}
		schedule(ready);
		return next;
	}

	/** Takes an event off its track; returns what there is to schedule then. */
	private @Nullable Track leave(Track track, Delivery<?> delivery) {
		track.remove();
		this.active--;
		if (delivery == this.barrier) {
			this.barrier = null;
		}
		if (track.head == null) {
			this.guilds.remove(track.guild, track);
		}
		return (this.active == 0) ? moveUp() : null;
	}

	private void runLater(Duration delay, Runnable task) {
		Runnable unused = this.delays.runLater(delay, () -> execute(task));
	}

	private void halt(Delivery<?> delivery) {
		this.halted = "a listener failed on " + delivery.describe();
	}

	/** Takes one thing off that an event waits for. */
	private void complete(Delivery<?> delivery) {
		if (--delivery.open > 0) {
			return;
		}
		this.size--;
		this.bytes -= delivery.data().length;
		if (delivery.session != null) {
			delivery.session.remove(delivery);
		}
	}

	// Acknowledgments

	DispatchAcknowledgment defer(Delivery<?> delivery, String by) {
		Delivery.Acknowledgment acknowledgment;
		synchronized (this) {
			if (!delivery.publishing && !delivery.letGo) {
				throw new IllegalStateException("defer() was called by " + by + " after the listeners of "
						+ delivery.describe() + " had returned. Call it in the listener, and hand on what it returns");
			}
			acknowledgment = new Delivery.Acknowledgment(delivery);
			if (delivery.letGo) {
				acknowledgment.given = true;
				return acknowledgment;
			}
			delivery.open++;
			this.owed++;
		}
		Duration timeout = this.options.acknowledgeTimeout();
		Runnable cancel = this.delays.runLater(timeout,
				() -> execute(() -> acknowledged(acknowledgment, new AcknowledgmentTimeoutException(by, timeout))));
		synchronized (this) {
			acknowledgment.cancelTimeout = cancel;
		}
		return acknowledgment;
	}

	void acknowledged(Delivery.Acknowledgment acknowledgment, @Nullable Throwable failure) {
		Delivery<?> delivery = acknowledgment.delivery;
		boolean late = false;
		Runnable cancelTimeout;
		synchronized (this) {
			if (acknowledgment.given) {
				return;
			}
			acknowledgment.given = true;
			this.owed--;
			cancelTimeout = acknowledgment.cancelTimeout;
			if (isCurrent(acknowledgment)) {
				if (failure == null) {
					complete(delivery);
				}
				else if (delivery.publishing) {
					// The thread that publishes sees it when the listeners have returned.
					delivery.failure = failure;
					delivery.open--;
				}
				else if (delivery.deciding) {
					// The attempt has failed already.
					delivery.open--;
				}
				else {
					late = true;
					delivery.deciding = true;
				}
			}
		}
		wake();
		if (cancelTimeout != null) {
			cancelTimeout.run();
		}
		if (late && failure != null) {
			failedLate(delivery, failure);
		}
	}

	/* An acknowledgment of an earlier attempt has no say. */
	private boolean isCurrent(Delivery.Acknowledgment acknowledgment) {
		Delivery<?> delivery = acknowledgment.delivery;
		return delivery.attempt == acknowledgment.attempt && delivery.open < Delivery.RETRYING && !this.frozen
				&& !delivery.letGo;
	}

	/** The lane has gone on since: a further attempt is on a track of its own. */
	private void failedLate(Delivery<?> delivery, Throwable failure) {
		Decision decision = decide(delivery, failure);
		synchronized (this) {
			if (this.frozen) {
				return;
			}
			delivery.deciding = false;
			switch (decision.kind()) {
				case STOP -> halt(delivery);
				case RETRY -> delivery.open = Delivery.RETRYING;
				case DONE -> complete(delivery);
			}
		}
		wake();
		if (decision.delay() != null) {
			runLater(decision.delay(), () -> redeliver(delivery));
		}
	}

	private void redeliver(Delivery<?> delivery) {
		Track track;
		synchronized (this) {
			track = placeAlone(delivery);
		}
		run(track);
	}

	/**
	 * Who waits.
	 *
	 * @param condition when the wait is over; asked under the lane's lock
	 * @param pauses whether nothing is read meanwhile
	 * @param future completed then, not under the lock
	 */
	private record Waiter(BooleanSupplier condition, boolean pauses, CompletableFuture<Void> future) {
	}

}
