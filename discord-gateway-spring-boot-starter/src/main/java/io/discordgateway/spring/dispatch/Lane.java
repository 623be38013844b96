package io.discordgateway.spring.dispatch;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.DispatchAcknowledgment;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchErrorHandler.Kind;
import io.discordgateway.spring.ShardDelivery;
import io.discordgateway.spring.ShardLifecycleEvent;
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
public final class Lane {

	/*
	 * Events are on tracks. With Ordering.SHARD there is one; with GUILD one per guild
	 * that has something to handle, and one for what has no guild; with NONE one per
	 * event. A barrier waits until all tracks are empty, and everything behind it waits
	 * in line until its listeners have returned.
	 *
	 * One lock guards it all. It is held for a few assignments, never while a listener or
	 * an error handler runs.
	 */

	private static final Log logger = LogFactory.getLog(Lane.class);

	/* How many events a track handles before the next has its turn. */
	private static final int TURN = 64;

	/* How many events more may wait while a listener waits for an answer to be read. */
	private static final int GRACE = 10_000;

	private final EventDispatcher dispatcher;

	private final ShardId shard;

	private final Executor executor;

	private final Delays delays;

	private final LaneOptions options;

	private final Map<Long, Track> guilds = new HashMap<>();

	private final Track whole = new Track(this, GuildIds.NONE);

	/* What waits behind a barrier, the barrier included. */
	private final Track line = new Track(this, GuildIds.NONE);

	private @Nullable LaneSession session;

	/* How many events are on tracks: not handled, or being handled. */
	private int active;

	/* How many events are not done, and the bytes of their payloads. */
	private int size;

	private long bytes;

	private int waiting;

	private int paused;

	private long pausedSince;

	private long pausedNanos;

	private long staleInteractions;

	/* The barrier that is being handled. */
	private @Nullable Delivery<?> barrier;

	private boolean closed;

	private boolean frozen;

	private @Nullable String halted;

	Lane(EventDispatcher dispatcher, ShardId shard, Executor executor, Delays delays, LaneOptions options) {
		this.dispatcher = dispatcher;
		this.shard = shard;
		this.executor = executor;
		this.delays = delays;
		this.options = options;
	}

	// What the driver brings

	/**
	 * Takes a dispatch. Never blocks and never refuses; the caller stops reading when the
	 * lane {@link #isFull() is full}.
	 * @param source the source of the event
	 * @param dispatched the dispatch
	 */
	public void add(Object source, ShardEvent.Dispatched dispatched) {
		boolean stale = this.dispatcher.isStale(dispatched);
		if (stale) {
			countStale();
			if (this.dispatcher.skipsStale()) {
				logger.debug("[shard " + this.shard + "] Skipped an interaction that came too late to be answered"
						+ " (sequence " + dispatched.sequence() + ")");
				return;
			}
		}
		add(this.dispatcher.delivery(this, source, this.shard, dispatched, stale, this.session));
	}

	private synchronized void countStale() {
		this.staleInteractions++;
	}

	/**
	 * Takes a lifecycle event.
	 * @param event the event
	 */
	public void add(ShardLifecycleEvent event) {
		add(new Delivery.OfLifecycle(this, event));
	}

	/**
	 * Hears that the shard is connected.
	 * @return whether it is for the first time since the application was started
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
			this.session = new LaneSession(point);
		}
	}

	/** Hears that the session is over. */
	public synchronized void dropSession() {
		this.session = null;
	}

	/**
	 * Hears up to where the session's events were received, and what was wanted of them
	 * added.
	 * @param sequence the number of the last event
	 */
	public void received(long sequence) {
		LaneSession current = this.session;
		if (current != null && sequence > current.received) {
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
		return (this.size >= this.options.capacity() || this.bytes >= this.options.maxBytes() || this.halted != null)
				&& !this.closed;
	}

	private boolean hasRoom() {
		return this.size <= this.options.capacity() / 2 && this.bytes <= this.options.maxBytes() / 2
				&& this.halted == null;
	}

	/**
	 * Returns whether far more is in hand than may be: for as long as reading may not
	 * pause as soon as the lane is full.
	 * @return whether reading has to stop, whatever else waits
	 */
	public synchronized boolean isOverfull() {
		return (this.size >= this.options.capacity() + GRACE || this.bytes >= 2 * this.options.maxBytes()
				|| this.halted != null) && !this.closed;
	}

	/**
	 * Waits until half of what may be in hand is done, or the lane is closed. The time is
	 * counted as paused.
	 * @param enough says whether the wait is to end; asked again after {@link #wake()}
	 * @throws InterruptedException if the thread is interrupted
	 */
	public synchronized void awaitRoom(BooleanSupplier enough) throws InterruptedException {
		if (this.paused++ == 0) {
			this.pausedSince = System.nanoTime();
		}
		this.waiting++;
		try {
			while (!hasRoom() && !this.closed && !enough.getAsBoolean()) {
				wait();
			}
		}
		finally {
			this.waiting--;
			if (--this.paused == 0) {
				this.pausedNanos += System.nanoTime() - this.pausedSince;
			}
		}
	}

	/** Lets who waits for room look again whether it has to. */
	public synchronized void wake() {
		notifyAll();
	}

	/**
	 * Returns what is in hand.
	 * @return a snapshot
	 */
	public synchronized ShardDelivery state() {
		long nanos = this.pausedNanos + ((this.paused > 0) ? System.nanoTime() - this.pausedSince : 0);
		return new ShardDelivery(this.size, this.bytes, this.paused > 0 || this.halted != null, Duration.ofNanos(nanos),
				this.halted, this.staleInteractions);
	}

	/**
	 * Waits until everything is done, or nothing more will be.
	 * @param nanos for how long at most
	 * @return whether everything is done
	 * @throws InterruptedException if the thread is interrupted
	 */
	public synchronized boolean awaitDone(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		this.waiting++;
		try {
			while (this.size > 0 && this.halted == null && !this.frozen) {
				long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
				if (left <= 0) {
					break;
				}
				wait(left);
			}
		}
		finally {
			this.waiting--;
		}
		return this.size == 0;
	}

	/** Lets go who waits for room. What is in hand is still handled. */
	public synchronized void close() {
		this.closed = true;
		notifyAll();
	}

	/**
	 * Ends all: nothing more is handled, and what is handled at this moment does not
	 * become done, as nobody could tell a listener that finished from one that was
	 * interrupted.
	 */
	public synchronized void freeze() {
		this.frozen = true;
		this.closed = true;
		notifyAll();
	}

	// Tracks

	private void add(Delivery<?> delivery) {
		long guild = (this.options.ordering() == Ordering.GUILD) ? guildOf(delivery) : GuildIds.NONE;
		Track ready;
		synchronized (this) {
			if (this.frozen) {
				return;
			}
			this.size++;
			this.bytes += delivery.data().length;
			if (delivery.session != null) {
				delivery.session.add(delivery);
			}
			if (this.barrier != null || this.line.head != null || (this.active > 0 && isBarrier(delivery))) {
				this.line.add(delivery);
				return;
			}
			ready = isBarrier(delivery) ? placeBarrier(delivery) : place(delivery, guild);
		}
		schedule(ready);
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
		int left = TURN;
		Delivery<?> delivery = begin(track);
		while (delivery != null) {
			int attempt = delivery.attempt;
			Decision decision = publish(delivery, attempt);
			left--;
			delivery = finish(track, delivery, attempt, decision, left > 0);
		}
	}

	private synchronized @Nullable Delivery<?> begin(Track track) {
		Delivery<?> delivery = track.head;
		if (delivery == null || this.frozen || this.halted != null) {
			return null;
		}
		delivery.begin();
		return delivery;
	}

	private Decision publish(Delivery<?> delivery, int attempt) {
		ShardLifecycleEvent lifecycle = delivery.lifecycle();
		if (lifecycle != null) {
			this.dispatcher.publish(lifecycle);
			return Decision.done();
		}
		Throwable failure;
		try {
			this.dispatcher.publish(delivery);
			failure = delivery.deferred ? returned(delivery) : null;
		}
		catch (UndeclaredThrowableException ex) {
			// Its message has the arguments of the listener, and so what people wrote.
			failure = (ex.getUndeclaredThrowable() != null) ? ex.getUndeclaredThrowable() : ex;
		}
		catch (Throwable ex) {
			failure = ex;
		}
		return (failure != null) ? decide(delivery, failure, attempt) : Decision.done();
	}

	private synchronized @Nullable Throwable returned(Delivery<?> delivery) {
		delivery.publishing = false;
		return delivery.failure;
	}

	private Decision decide(Delivery<?> event, Throwable failure, int attempt) {
		if (isFrozen()) {
			logger.debug("[shard " + this.shard + "] The gateway stopped before listeners were done with "
					+ event.describe() + "");
			return Decision.done();
		}
		Decision decision;
		try {
			decision = this.options.errorHandler().handle(event, failure, attempt);
		}
		catch (RuntimeException ex) {
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

	private synchronized boolean isFrozen() {
		return this.frozen;
	}

	/** Ends one publication; returns the track's next event, already begun. */
	private @Nullable Delivery<?> finish(Track track, Delivery<?> delivery, int attempt, Decision decision,
			boolean more) {
		Track ready = null;
		Delivery<?> next = null;
		synchronized (this) {
			if (this.frozen) {
				return null;
			}
			// A late failure may have begun a further attempt already.
			boolean current = delivery.attempt == attempt;
			if (current) {
				delivery.publishing = false;
			}
			switch (decision.kind()) {
				case STOP -> halt(delivery);
				case RETRY -> delivery.open = Delivery.RETRYING;
				case DONE -> {
					if (current) {
						complete(delivery);
					}
					ready = leave(track, delivery);
					next = track.head;
				}
			}
			if (next != null && this.halted == null) {
				if (more) {
					next.begin();
				}
				else {
					ready = track;
					next = null;
				}
			}
			else {
				next = null;
			}
		}
		if (decision.delay() != null) {
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
		notifyAll();
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
		if (this.waiting > 0 && (this.size == 0 || hasRoom())) {
			notifyAll();
		}
	}

	// Acknowledgments

	DispatchAcknowledgment defer(Delivery<?> delivery, String by) {
		Delivery.Acknowledgment acknowledgment;
		synchronized (this) {
			if (!delivery.publishing) {
				throw new IllegalStateException("defer() was called by " + by + " after the listeners of "
						+ delivery.describe() + " had returned. Call it in the listener, and hand on what it returns");
			}
			delivery.open++;
			delivery.deferred = true;
			acknowledgment = new Delivery.Acknowledgment(delivery);
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
				else {
					late = true;
				}
			}
		}
		if (cancelTimeout != null) {
			cancelTimeout.run();
		}
		if (late && failure != null) {
			failedLate(acknowledgment, failure);
		}
	}

	/* An acknowledgment of an earlier attempt has no say. */
	private boolean isCurrent(Delivery.Acknowledgment acknowledgment) {
		Delivery<?> delivery = acknowledgment.delivery;
		return delivery.attempt == acknowledgment.attempt && delivery.open < Delivery.RETRYING && !this.frozen;
	}

	/** The lane has gone on since: a further attempt is on a track of its own. */
	private void failedLate(Delivery.Acknowledgment acknowledgment, Throwable failure) {
		Delivery<?> delivery = acknowledgment.delivery;
		Decision decision = decide(delivery, failure, acknowledgment.attempt);
		synchronized (this) {
			if (!isCurrent(acknowledgment)) {
				return;
			}
			switch (decision.kind()) {
				case STOP -> halt(delivery);
				case RETRY -> delivery.open = Delivery.RETRYING;
				case DONE -> complete(delivery);
			}
		}
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

}
