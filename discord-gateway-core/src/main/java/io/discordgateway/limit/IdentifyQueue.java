package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Paces the identifies of one bot: one per bucket in 5 s, shards started in order
 * (Gateway &gt; Sharding &gt; Max Concurrency; R12), and none that the day's budget does
 * not give (R13). A bucket is {@code shard_id % max_concurrency}. Its clock starts when
 * IDENTIFY is sent; until then the permit is held. At a concurrency of 16, shards 16 to
 * 31 wait until of 0 to 15 none waits or holds a permit. Not thread-safe.
 *
 * @since 0.1
 */
public final class IdentifyQueue {

	/** How long a bucket rests after an IDENTIFY. */
	public static final Duration INTERVAL = Duration.ofSeconds(5);

	/* Discord's clock is not ours, and the network may shorten a distance. */
	private static final Duration SLACK = Duration.ofMillis(250);

	private final int maxConcurrency;

	private final @Nullable SessionStartBudget budget;

	private final TreeSet<Integer> waiting = new TreeSet<>();

	private final Map<Integer, Integer> holders = new HashMap<>();

	private final Map<Integer, Instant> freeAgain = new HashMap<>();

	private @Nullable Instant budgetWait;

	/**
	 * Makes an empty queue that no budget bounds.
	 * @param maxConcurrency {@code session_start_limit.max_concurrency}, at least 1
	 * @throws IllegalArgumentException if the number is below 1
	 */
	public IdentifyQueue(int maxConcurrency) {
		this(maxConcurrency, null);
	}

	/**
	 * Makes an empty queue.
	 * @param maxConcurrency {@code session_start_limit.max_concurrency}, at least 1
	 * @param budget asked before each permit, and told of each IDENTIFY, or {@code null}
	 * @throws IllegalArgumentException if the number is below 1
	 */
	public IdentifyQueue(int maxConcurrency, @Nullable SessionStartBudget budget) {
		if (maxConcurrency < 1) {
			throw new IllegalArgumentException("max_concurrency is at least 1, not " + maxConcurrency);
		}
		this.maxConcurrency = maxConcurrency;
		this.budget = budget;
	}

	/**
	 * Puts a shard into the queue. Asking twice is harmless.
	 * @param shardId the shard's number
	 */
	public void request(int shardId) {
		if (!this.holders.containsValue(shardId)) {
			this.waiting.add(shardId);
		}
	}

	/**
	 * Takes a shard out of the queue, or its permit back.
	 * @param shardId the shard's number
	 */
	public void cancel(int shardId) {
		this.waiting.remove(shardId);
		this.holders.values().removeIf((holder) -> holder == shardId);
	}

	/**
	 * Returns whether a shard has a permit that it did not use yet.
	 * @param shardId the shard's number
	 * @return whether it may identify now
	 */
	public boolean holds(int shardId) {
		return this.holders.containsValue(shardId);
	}

	/**
	 * Notes that a shard has sent IDENTIFY: its bucket rests from now on, and the budget
	 * is smaller.
	 * @param shardId the shard's number
	 * @param now the time
	 */
	public void sent(int shardId, Instant now) {
		cancel(shardId);
		if (this.budget != null) {
			this.budget.identified(now);
		}
		this.freeAgain.put(bucketOf(shardId), now.plus(INTERVAL).plus(SLACK));
	}

	/**
	 * Gives out permits.
	 * @param now the time
	 * @return the shards that may identify now, lowest first
	 */
	public List<Integer> poll(Instant now) {
		this.freeAgain.values().removeIf((free) -> !free.isAfter(now));
		this.budgetWait = null;
		List<Integer> granted = new ArrayList<>();
		for (Integer shardId : nextInOrder()) {
			int bucket = bucketOf(shardId);
			if (!this.holders.containsKey(bucket) && !this.freeAgain.containsKey(bucket)) {
				this.budgetWait = (this.budget != null) ? this.budget.nextPermit(now, this.holders.size()) : null;
				if (this.budgetWait != null) {
					break;
				}
				this.holders.put(bucket, shardId);
				this.waiting.remove(shardId);
				granted.add(shardId);
			}
		}
		return granted;
	}

	/**
	 * Returns when {@link #poll} may have something to give.
	 * @return the time, or {@code null} if no one waits for a bucket that rests, or for
	 * the budget
	 */
	public @Nullable Instant nextDeadline() {
		if (this.budgetWait != null && !this.waiting.isEmpty()) {
			return this.budgetWait;
		}
		Instant next = null;
		for (Integer shardId : nextInOrder()) {
			Instant free = this.freeAgain.get(bucketOf(shardId));
			if (free != null && (next == null || free.isBefore(next))) {
				next = free;
			}
		}
		return next;
	}

	/**
	 * Returns until when the budget holds up shards that could start otherwise (R13).
	 * @return the time as of the last {@link #poll}, or {@code null} if it holds up none
	 */
	public @Nullable Instant budgetWait() {
		return this.waiting.isEmpty() ? null : this.budgetWait;
	}

	/*
	 * Those who wait, of the lowest round that is not over: a round has each bucket once.
	 */
	private List<Integer> nextInOrder() {
		int round = Integer.MAX_VALUE;
		for (Integer holder : this.holders.values()) {
			round = Math.min(round, holder / this.maxConcurrency);
		}
		if (!this.waiting.isEmpty()) {
			round = Math.min(round, this.waiting.first() / this.maxConcurrency);
		}
		int current = round;
		return this.waiting.stream().filter((shardId) -> shardId / this.maxConcurrency == current).toList();
	}

	private int bucketOf(int shardId) {
		return shardId % this.maxConcurrency;
	}

}
