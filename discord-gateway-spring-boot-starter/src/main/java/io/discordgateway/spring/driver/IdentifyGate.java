package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.discordgateway.limit.IdentifyQueue;
import io.discordgateway.limit.SessionStart;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.fleet.IdentifyTurns;
import io.discordgateway.spring.fleet.IdentifyTurns.Turn;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The identify queue of all shards in this process (R12) and the day's budget of session
 * starts (R13), with a clock and a timer. Where processes share the bot, a shard that has
 * its turn here takes one among all of them before its permit is handed on. Thread-safe.
 */
final class IdentifyGate {

	private static final Log logger = LogFactory.getLog(IdentifyGate.class);

	private final IdentifyQueue queue;

	private final SessionStartBudget budget;

	private final InstantSource clock;

	private final GatewayThreads threads;

	private final Granted granted;

	private final int maxConcurrency;

	private final @Nullable Shared shared;

	/* By their shards: turns that are awaited, or not used. */
	private final Map<ShardId, CompletableFuture<Turn>> turns = new HashMap<>();

	/*
	 * By the ids of starts: turns that were used, and of whose use others do not know.
	 */
	private final Map<String, Turn> used = new HashMap<>();

	/*
	 * Shards that were started and have not come to the gate yet, and those that came
	 * before shards of an earlier round did: whoever connects faster does not overtake.
	 */
	private final TreeSet<ShardId> expected = new TreeSet<>();

	private final TreeSet<ShardId> early = new TreeSet<>();

	/* What is not given up, by its shard: the number of the request. */
	private final Map<ShardId, Long> requests = new HashMap<>();

	private Instant armed = Instant.MIN;

	private @Nullable Instant sharedWait;

	private volatile @Nullable String waiting;

	/**
	 * Makes a gate of one process, or of one of several.
	 * @param maxConcurrency how many sessions may be started in 5 s (R12)
	 * @param budget the day's budget
	 * @param clock what the shards run by
	 * @param threads runs what has to wait
	 * @param granted told of permits
	 * @param shared what processes share, or {@code null}
	 */
	IdentifyGate(int maxConcurrency, SessionStartBudget budget, InstantSource clock, GatewayThreads threads,
			Granted granted, @Nullable Shared shared) {
		this.shared = shared;
		this.queue = new IdentifyQueue(maxConcurrency, budget);
		this.maxConcurrency = maxConcurrency;
		this.budget = budget;
		this.clock = clock;
		this.threads = threads;
		this.granted = granted;
	}

	/**
	 * Takes the API's figures.
	 * @param info what the API answered
	 */
	void update(GatewayInfo info) {
		synchronized (this.budget) {
			this.budget.update(info.total(), info.remaining(), info.resetAfter(), this.clock.instant());
		}
		poll();
	}

	/**
	 * Takes the starts that other processes have counted: they are a part of the day's
	 * budget (R13), and the last of them lets the buckets rest (R12).
	 * @param identifies the starts, in the time of this gate's clock
	 */
	void restore(List<SessionStart> identifies) {
		Instant now = this.clock.instant();
		synchronized (this.budget) {
			if (this.shared == null) {
				identifies.stream()
					.filter((start) -> !this.budget.counted(start))
					.forEach((start) -> this.queue.sentElsewhere(start.time(), now));
			}
			this.budget.restore(identifies);
		}
		poll();
	}

	/** Says why shards wait for the day's budget, or {@code null} if none does. */
	@Nullable String waiting() {
		return this.waiting;
	}

	/** Says that a shard was started and will ask, unless something happens to it. */
	void expect(ShardId shard) {
		synchronized (this.budget) {
			this.expected.add(shard);
		}
	}

	/** Says that something happened to a shard: nobody waits for it any more. */
	void expectNoMore(ShardId shard) {
		boolean awaited;
		synchronized (this.budget) {
			awaited = this.expected.remove(shard);
		}
		if (awaited) {
			poll();
		}
	}

	/**
	 * Takes a request, which is not put into the queue yet.
	 * @param shard who asks
	 * @param request the number of the request
	 */
	void announce(ShardId shard, long request) {
		synchronized (this.budget) {
			this.requests.put(shard, request);
		}
	}

	/**
	 * Puts a request into the queue, unless it was given up meanwhile.
	 * @param shard who asks
	 * @param request the number of the request
	 */
	void request(ShardId shard, long request) {
		synchronized (this.budget) {
			if (!Long.valueOf(request).equals(this.requests.get(shard))) {
				return;
			}
			this.expected.remove(shard);
			this.early.add(shard);
		}
		poll();
	}

	/**
	 * Takes a request back, and the permit that answered it.
	 * @param shard who asked
	 * @param request the number of the request; one that is over changes nothing
	 */
	void cancel(ShardId shard, long request) {
		CompletableFuture<Turn> turn;
		synchronized (this.budget) {
			if (!this.requests.remove(shard, request)) {
				return;
			}
			turn = takeBack(shard);
		}
		giveBack(turn);
		poll();
	}

	/**
	 * Hears that IDENTIFY is not sent, though it was to be: the permit is over.
	 * @param shard the shard
	 */
	void notSent(ShardId shard) {
		CompletableFuture<Turn> turn;
		synchronized (this.budget) {
			this.requests.remove(shard);
			turn = takeBack(shard);
		}
		giveBack(turn);
		poll();
	}

	private @Nullable CompletableFuture<Turn> takeBack(ShardId shard) {
		this.early.remove(shard);
		this.queue.cancel(shard);
		return this.turns.remove(shard);
	}

	private void giveBack(@Nullable CompletableFuture<Turn> turn) {
		if (turn != null && this.shared != null && !turn.cancel(false) && !turn.isCompletedExceptionally()) {
			this.shared.turns().unused(turn.join());
		}
	}

	/**
	 * Says whether it is a shard's turn.
	 * @param shard the shard, which has a permit
	 * @return whether it may identify at this moment: not after a turn among several
	 * processes is over
	 */
	boolean isTurnOf(ShardId shard) {
		if (this.shared == null) {
			return true;
		}
		CompletableFuture<Turn> turn;
		synchronized (this.budget) {
			turn = this.turns.get(shard);
		}
		return turn != null && turn.isDone() && !turn.isCancelled()
				&& !this.clock.instant().isAfter(turn.join().notAfter());
	}

	/**
	 * Hears that a shard has sent IDENTIFY.
	 * @param shard the shard
	 * @return how that counts
	 */
	SessionStart sent(ShardId shard) {
		SessionStart start;
		CompletableFuture<Turn> unusable;
		Instant now = this.clock.instant();
		synchronized (this.budget) {
			this.requests.remove(shard);
			this.queue.sent(shard, now);
			List<SessionStart> all = this.budget.identifies(now);
			start = all.get(all.size() - 1);
			unusable = this.turns.remove(shard);
			Turn turn = (unusable != null) ? unusable.getNow(null) : null;
			if (turn != null) {
				this.used.put(start.id(), turn);
				unusable = null;
			}
		}
		giveBack(unusable);
		poll();
		return start;
	}

	/**
	 * Hears that all processes can know of an IDENTIFY.
	 * @param start how it counts
	 */
	void saved(SessionStart start) {
		Turn turn;
		synchronized (this.budget) {
			turn = this.used.remove(start.id());
		}
		if (turn != null && this.shared != null) {
			this.shared.turns().used(turn);
		}
	}

	/* On the store's thread. */
	private @Nullable Instant waitUntil(Shared shared, int outstanding) {
		List<SessionStart> starts = shared.starts().get();
		Instant now = this.clock.instant();
		synchronized (this.budget) {
			this.budget.restore(starts);
			this.sharedWait = this.budget.nextPermit(now, outstanding);
			tellWait(now);
			return this.sharedWait;
		}
	}

	private void grant(IdentifyQueue.Permit permit, long request) {
		if (this.shared == null) {
			this.granted.accept(permit, request);
			return;
		}
		Shared among = this.shared;
		ShardId shard = permit.shard();
		CompletableFuture<Turn> turn;
		synchronized (this.budget) {
			if (!Long.valueOf(request).equals(this.requests.get(shard))) {
				return;
			}
			turn = among.turns().take(shard, this.maxConcurrency, (outstanding) -> waitUntil(among, outstanding));
			this.turns.put(shard, turn);
		}
		CompletableFuture<Void> unused = turn.thenAccept((taken) -> {
			Instant notBefore = taken.notBefore().isAfter(permit.notBefore()) ? taken.notBefore() : permit.notBefore();
			this.granted.accept(new IdentifyQueue.Permit(shard, notBefore), request);
		});
	}

	/* A timer too many only asks once more in vain. */
	private void poll() {
		Map<IdentifyQueue.Permit, Long> permits = new LinkedHashMap<>();
		Instant next;
		Instant now = this.clock.instant();
		synchronized (this.budget) {
			int round = this.expected.isEmpty() ? Integer.MAX_VALUE : roundOf(this.expected.first());
			while (!this.early.isEmpty() && roundOf(this.early.first()) <= round) {
				this.queue.request(this.early.pollFirst());
			}
			for (IdentifyQueue.Permit permit : this.queue.poll(now)) {
				permits.put(permit, this.requests.get(permit.shard()));
			}
			next = this.queue.nextDeadline();
			tellWait(now);
		}
		// First, so that whatever happens to one of those does not end the chain.
		if (next != null) {
			arm(now, next);
		}
		permits.forEach(this::grant);
	}

	private int roundOf(ShardId shard) {
		return shard.id() / this.maxConcurrency;
	}

	private void tellWait(Instant now) {
		Instant wait = (this.queue.budgetWait() != null) ? this.queue.budgetWait() : this.sharedWait;
		String before = this.waiting;
		this.waiting = (wait != null) ? "Discord lets this bot start only " + this.budget.remaining(now)
				+ " more sessions for now: the next starts at " + wait.truncatedTo(ChronoUnit.SECONDS)
				+ ", so that the bot's token is not reset" : null;
		if (this.waiting != null && !this.waiting.equals(before)) {
			logger.warn(this.waiting);
		}
	}

	private void arm(Instant now, Instant next) {
		synchronized (this.budget) {
			if (next.equals(this.armed)) {
				return;
			}
			this.armed = next;
		}
		Runnable unused = this.threads.later(Duration.between(now, next), () -> {
			synchronized (this.budget) {
				this.armed = Instant.MIN;
			}
			poll();
		});
	}

	/**
	 * What processes share that run one bot.
	 *
	 * @param turns who may identify when
	 * @param starts reads what sessions all have started, in the time of this gate's
	 * clock; may block, and throws what the store does
	 */
	record Shared(IdentifyTurns turns, Supplier<List<SessionStart>> starts) {
	}

	/** Who is told of permits. */
	@FunctionalInterface
	interface Granted {

		/**
		 * Hands a permit on.
		 * @param permit whose it is and from when on it is good
		 * @param request the number of the request that it answers
		 */
		void accept(IdentifyQueue.Permit permit, long request);

	}

}
