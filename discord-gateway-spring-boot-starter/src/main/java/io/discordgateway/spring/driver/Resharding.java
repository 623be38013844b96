package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.spring.ReshardingFailedException;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.dispatch.Overlap;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One change to another number of shards while events go on (R38): the new set connects
 * beside the old one, takes over at one moment, and the old one ends. Thread-safe.
 */
final class Resharding {

	/*
	 * Discord sends an event to each session that its guild belongs to. While the new set
	 * connects, the old one handles all, and what comes on the new one counts as done.
	 * When all its guilds have come, the new set holds back what comes. A while later,
	 * which covers that an event may come on one session sooner than on the other, each
	 * shard of the old set reads until Discord acknowledges a heartbeat: with that it has
	 * read all that the new set did not hold back. It closes, what it has in hand is
	 * handled, and then what was held back is. So each event comes on one of the sets at
	 * least, those of a few seconds on both, and a guild's are in order, but for these.
	 *
	 * Until the old set closes, whatever goes wrong ends the new one, and nothing else.
	 * Then there is no way back.
	 *
	 * A process that dies in the middle leaves the sessions of the old set, as they are
	 * closed so that they can be resumed, and their total in the store. That changes when
	 * all is done that came on them.
	 */

	private static final Log logger = LogFactory.getLog(Resharding.class);

	private static final Duration TICK = Duration.ofMillis(100);

	/* How much later an event may come on one session than on another. */
	private static final Duration SKEW = Duration.ofSeconds(2);

	/*
	 * How long what comes is remembered before it is held back, too: what came on the old
	 * set just before may come on the new one so much later.
	 */
	private static final Duration LEAD = SKEW.plusSeconds(1);

	/* How long the old set may take to read what has come. */
	private static final Duration FENCE_LIMIT = Duration.ofMinutes(2);

	/* How long the new set waits for what the old one has in hand. */
	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/* So much later nothing comes any more that had come before. */
	private static final Duration ECHO = Duration.ofMinutes(1);

	private final GatewayRun run;

	private final Map<Integer, ShardDriver> old;

	private final Map<Integer, ShardDriver> coming;

	private final int total;

	private final boolean keepsSessions;

	private final @Nullable Duration limit;

	private final Instant begin;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private final Overlap overlap;

	private final List<CompletableFuture<Void>> fences = new ArrayList<>();

	/* Guarded by this, as is what follows. */
	private Phase phase = Phase.CONNECTING;

	private Instant since;

	private @Nullable String failure;

	/* Whether the total was said to be in the store. */
	private boolean settled;

	private volatile boolean switched;

	/**
	 * Makes a change, which does nothing until it is begun.
	 * @param run the gateway
	 * @param old the shards that run
	 * @param coming the shards that are to take over, which stand by
	 * @param total their number
	 * @param keepsSessions whether a later process may resume the old sessions
	 * @param limit how long the new set may take to connect, or {@code null}
	 */
	Resharding(GatewayRun run, Map<Integer, ShardDriver> old, Map<Integer, ShardDriver> coming, int total,
			boolean keepsSessions, @Nullable Duration limit) {
		this.run = run;
		this.overlap = new Overlap(run.dispatcher().meters());
		this.old = old;
		this.coming = coming;
		this.total = total;
		this.keepsSessions = keepsSessions;
		this.limit = limit;
		this.begin = run.now();
		this.since = this.begin;
	}

	/** Looks again and again how far it is. */
	void begin() {
		tickLater();
	}

	/**
	 * Returns what completes when the new set has taken over, or fails with
	 * {@link ReshardingFailedException}.
	 */
	CompletableFuture<Void> done() {
		return this.done;
	}

	Map<Integer, ShardDriver> coming() {
		return this.coming;
	}

	int total() {
		return this.total;
	}

	/** Returns whether the application has the new set. */
	boolean hasSwitched() {
		return this.switched;
	}

	/** Hears that a shard of the new set cannot take over. */
	void failed(ShardDriver driver, String reason) {
		synchronized (this) {
			if (this.failure == null) {
				this.failure = "Shard " + driver.state().shard() + ": " + reason;
			}
		}
	}

	private void tickLater() {
		Runnable unused = this.run.threads().later(TICK, () -> this.run.threads().of(Work.DRIVE).execute(this::tick));
	}

	private void tick() {
		if (step()) {
			tickLater();
		}
	}

	/* Returns whether there is more to do. */
	private synchronized boolean step() {
		switch (this.phase) {
			case CONNECTING -> connecting();
			case CONNECTED -> connected();
			case HOLDING -> holding();
			case FENCING -> fencing();
			case DRAINING -> draining();
			case TAKEN_OVER -> takenOver();
			case OVER -> {
			}
		}
		return this.phase != Phase.OVER;
	}

	private void moveTo(Phase next) {
		this.phase = next;
		this.since = this.run.now();
	}

	private boolean isPast(Duration time) {
		return !this.run.now().isBefore(this.since.plus(time));
	}

	private void connecting() {
		if (this.failure != null) {
			abandon(this.failure);
		}
		else if (isReady()) {
			overlap(this.old.values(), this.overlap);
			moveTo(Phase.CONNECTED);
		}
		else if (this.limit != null && !this.run.now().isBefore(this.begin.plus(this.limit))) {
			long connected = this.coming.values().stream().filter((driver) -> driver.state().isConnected()).count();
			abandon("only " + connected + " of " + this.total + " shards were connected after "
					+ Waits.describe(this.limit));
		}
	}

	private boolean isReady() {
		return this.failure == null && this.coming.values().stream().allMatch(ShardDriver::hasArrived);
	}

	private void connected() {
		if (!isReady()) {
			overlap(this.old.values(), null);
			moveTo(Phase.CONNECTING);
		}
		else if (isPast(LEAD)) {
			this.coming.values().forEach(this::holdBack);
			moveTo(Phase.HOLDING);
		}
	}

	private void holdBack(ShardDriver driver) {
		driver.lane().overlap(this.overlap);
		driver.lane().holdBack(new ShardResumedEvent(this.run.source(), driver.state().shard(), 0, true));
	}

	private void holding() {
		if (!isWhole()) {
			return;
		}
		if (isPast(SKEW)) {
			// One that waits for the owner of its session has nothing to read.
			this.old.values()
				.stream()
				.filter((driver) -> !driver.isWaiting())
				.forEach((driver) -> this.fences.add(driver.fence()));
			moveTo(Phase.FENCING);
		}
	}

	/* What a shard loses while the old set handles all is not lost yet. */
	private boolean isWhole() {
		for (ShardDriver driver : this.coming.values()) {
			if (this.failure == null && !driver.lane().isWhole()) {
				failed(driver, "its session was lost before it took over");
			}
		}
		if (this.failure != null) {
			abandon(this.failure);
		}
		return this.failure == null;
	}

	private void fencing() {
		if (!isWhole()) {
			return;
		}
		boolean connected = this.coming.values().stream().allMatch((driver) -> driver.state().isConnected());
		if (connected && this.fences.stream().allMatch(CompletableFuture::isDone)) {
			drain();
		}
		else if (isPast(FENCE_LIMIT)) {
			abandon("the shards that run did not come to the end of what Discord has sent within "
					+ Waits.describe(FENCE_LIMIT));
		}
	}

	private void drain() {
		logger.info("All " + this.total + " shards are connected: they take over");
		moveTo(Phase.DRAINING);
		this.coming.values().forEach(ShardDriver::takeOver);
		this.switched = true;
		this.run.switchTo(this.coming);
		this.old.values().forEach((driver) -> {
			CompletableFuture<Void> unused = driver.shutdown(this.keepsSessions).thenRun(() -> {
				driver.requests().stop("the number of shards has changed");
				driver.lane().close();
			});
		});
	}

	private void draining() {
		if (isDrained() || isPast(PATIENCE)) {
			takeOver();
		}
	}

	private boolean isDrained() {
		return this.old.values().stream().allMatch((driver) -> driver.lane().isOver());
	}

	private boolean isHandled() {
		return isDrained() && this.old.values().stream().allMatch((driver) -> driver.lane().state().inHand() == 0);
	}

	private void takeOver() {
		boolean drained = isDrained();
		this.overlap.ended(isHandled());
		moveTo(Phase.TAKEN_OVER);
		this.coming.values().forEach((driver) -> driver.lane().takeOver());
		if (!drained) {
			logger.warn("Listeners have not finished in " + Waits.describe(PATIENCE)
					+ " what came on the shards of before: it goes on beside what comes now");
		}
		settle();
		this.run.threads().of(Work.ANSWER).execute(() -> this.done.complete(null));
	}

	private void takenOver() {
		settle();
		if (isPast(ECHO)) {
			end();
		}
	}

	private void end() {
		overlap(this.coming.values(), null);
		logger
			.info("The bot runs " + this.total + " shards instead of " + this.old.size() + ". " + this.overlap.leftOut()
					+ " events that came on both were handled once, and " + this.overlap.twice() + " twice");
		if (this.settled) {
			moveTo(Phase.OVER);
			this.run.reshardingOver(this);
		}
	}

	/* From now on it is these sessions that have what a later process is to get. */
	private void settle() {
		if (!this.settled && isHandled()) {
			this.settled = true;
			this.run.settle(this.total, this.old);
		}
	}

	private static void overlap(Collection<ShardDriver> drivers, @Nullable Overlap overlap) {
		drivers.forEach((driver) -> driver.lane().overlap(overlap));
	}

	private void abandon(String reason) {
		moveTo(Phase.OVER);
		overlap(this.old.values(), null);
		this.run.abandon(this.coming);
		this.run.reshardingOver(this);
		String message = "The number of shards stays " + this.old.size() + ": " + reason;
		logger.warn(message);
		this.run.threads()
			.of(Work.ANSWER)
			.execute(() -> this.done.completeExceptionally(new ReshardingFailedException(message)));
	}

	/**
	 * Hears that the gateway is stopped: what the old set has handed over is handled by
	 * the new one, and otherwise the new one ends.
	 */
	synchronized void stop() {
		switch (this.phase) {
			case CONNECTING, CONNECTED, HOLDING, FENCING -> abandon("the gateway was stopped");
			case DRAINING -> takeOver();
			case TAKEN_OVER, OVER -> {
			}
		}
	}

	/** Hears that nothing more is handled. */
	synchronized void stopped() {
		if (this.phase == Phase.TAKEN_OVER) {
			settle();
			moveTo(Phase.OVER);
		}
	}

	private enum Phase {

		/** The new set connects, and its guilds come. */
		CONNECTING,

		/** The new set is connected. What comes on the old one is remembered. */
		CONNECTED,

		/** What comes on the new set waits. */
		HOLDING,

		/** The old set reads all that Discord sent before. */
		FENCING,

		/** The old set is closed, and handles what it has in hand. */
		DRAINING,

		/** The new set handles what comes. */
		TAKEN_OVER,

		/** The change has come to its end, or was given up. */
		OVER

	}

}
