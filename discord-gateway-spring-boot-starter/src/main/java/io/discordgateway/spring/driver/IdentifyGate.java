package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntConsumer;

import io.discordgateway.limit.IdentifyQueue;
import io.discordgateway.limit.SessionStartBudget;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The identify queue of all shards in this process (R12) and the day's budget of session
 * starts (R13), with a clock and a timer. Thread-safe.
 */
final class IdentifyGate {

	private static final Log logger = LogFactory.getLog(IdentifyGate.class);

	private final IdentifyQueue queue;

	private final SessionStartBudget budget;

	private final InstantSource clock;

	private final GatewayThreads threads;

	private final IntConsumer granted;

	private final int maxConcurrency;

	/*
	 * Shards that were started and have not come to the gate yet, and those that came
	 * before shards of an earlier round did: whoever connects faster does not overtake.
	 */
	private final TreeSet<Integer> expected = new TreeSet<>();

	private final TreeSet<Integer> early = new TreeSet<>();

	private Instant armed = Instant.MIN;

	private volatile @Nullable String waiting;

	IdentifyGate(int maxConcurrency, SessionStartBudget budget, InstantSource clock, GatewayThreads threads,
			IntConsumer granted) {
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
	 * Takes the starts that earlier processes and this one have counted.
	 * @param identifies their times, oldest first
	 */
	void restore(List<Instant> identifies) {
		synchronized (this.budget) {
			this.budget.restore(identifies);
		}
		poll();
	}

	/** Says why shards wait for the day's budget, or {@code null} if none does. */
	@Nullable String waiting() {
		return this.waiting;
	}

	/** Says that a shard was started and will ask, unless something happens to it. */
	void expect(int shardId) {
		synchronized (this.budget) {
			this.expected.add(shardId);
		}
	}

	/** Says that something happened to a shard: nobody waits for it any more. */
	void expectNoMore(int shardId) {
		boolean awaited;
		synchronized (this.budget) {
			awaited = this.expected.remove(shardId);
		}
		if (awaited) {
			poll();
		}
	}

	void request(int shardId) {
		synchronized (this.budget) {
			this.expected.remove(shardId);
			this.early.add(shardId);
		}
		poll();
	}

	void cancel(int shardId) {
		synchronized (this.budget) {
			this.early.remove(shardId);
			this.queue.cancel(shardId);
		}
		poll();
	}

	boolean holds(int shardId) {
		synchronized (this.budget) {
			return this.queue.holds(shardId);
		}
	}

	void sent(int shardId) {
		synchronized (this.budget) {
			this.queue.sent(shardId, this.clock.instant());
		}
		poll();
	}

	/* A timer too many only asks once more in vain. */
	private void poll() {
		List<Integer> shardIds;
		Instant next;
		Instant now = this.clock.instant();
		synchronized (this.budget) {
			int round = this.expected.isEmpty() ? Integer.MAX_VALUE : this.expected.first() / this.maxConcurrency;
			while (!this.early.isEmpty() && this.early.first() / this.maxConcurrency <= round) {
				this.queue.request(this.early.pollFirst());
			}
			shardIds = this.queue.poll(now);
			next = this.queue.nextDeadline();
			tellWait(now);
		}
		// First, so that whatever happens to one of those does not end the chain.
		if (next != null) {
			arm(now, next);
		}
		shardIds.forEach(this.granted::accept);
	}

	private void tellWait(Instant now) {
		Instant wait = this.queue.budgetWait();
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

}
