package io.discordgateway.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Paces the identifies of one bot: one per bucket in 5 s, shards started in order
 * (Gateway &gt; Sharding &gt; Max Concurrency; R12), and none that the day's budget does
 * not give (R13). A bucket is {@code shard_id % max_concurrency}. Its clock starts when
 * IDENTIFY is sent; until then the permit is held. A permit is given shortly before its
 * time, so that its shard can open a connection meanwhile. At a concurrency of 16, shards
 * 16 to 31 wait until of 0 to 15 none waits or holds a permit; shards of different totals
 * are apart in this (R38). Not thread-safe.
 *
 * @since 0.1
 */
public final class IdentifyQueue {

	/** How long a bucket rests after an IDENTIFY. */
	public static final Duration INTERVAL = Duration.ofSeconds(5);

	/**
	 * How long before its time a permit is given: what connecting and HELLO take on a
	 * slow day.
	 */
	public static final Duration LEAD = Duration.ofSeconds(3);

	/* Discord's clock is not ours, and the network may shorten a distance. */
	private static final Duration SLACK = Duration.ofMillis(250);

	private final int maxConcurrency;

	private final @Nullable SessionStartBudget budget;

	private final TreeSet<ShardId> waiting = new TreeSet<>();

	private final Map<Integer, ShardId> holders = new HashMap<>();

	private final Map<Integer, Instant> freeAgain = new HashMap<>();

	/* Of all buckets: nobody knows any more which of them it was. */
	private @Nullable Instant freeAtFirst;

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
	 * Makes an empty queue. If the budget has counted an IDENTIFY for a queue before this
	 * one, all buckets rest as that one's does: so a queue may follow another.
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
		Instant last = (budget != null) ? budget.lastCounted() : null;
		this.freeAtFirst = (last != null) ? last.plus(INTERVAL).plus(SLACK) : null;
	}

	/**
	 * Puts a shard into the queue. Asking twice is harmless.
	 * @param shard the shard
	 */
	public void request(ShardId shard) {
		if (!holds(shard)) {
			this.waiting.add(shard);
		}
	}

	/**
	 * Takes a shard out of the queue, or its permit back.
	 * @param shard the shard
	 */
	public void cancel(ShardId shard) {
		this.waiting.remove(shard);
		this.holders.values().remove(shard);
	}

	/**
	 * Returns whether a shard has a permit that it did not use yet.
	 * @param shard the shard
	 * @return whether it may identify
	 */
	public boolean holds(ShardId shard) {
		return shard.equals(this.holders.get(bucketOf(shard)));
	}

	/**
	 * Notes that a shard has sent IDENTIFY: its bucket rests from now on, and the budget
	 * is smaller.
	 * @param shard the shard
	 * @param now the time
	 */
	public void sent(ShardId shard, Instant now) {
		cancel(shard);
		if (this.budget != null) {
			this.budget.identified(now);
		}
		this.freeAgain.put(bucketOf(shard), now.plus(INTERVAL).plus(SLACK));
	}

	/**
	 * Notes that another process has sent IDENTIFY. Of which bucket is not known, so all
	 * of them rest, and what is in the future happened just now, by a clock that is
	 * ahead.
	 * @param time when that was
	 * @param now the time
	 */
	public void sentElsewhere(Instant time, Instant now) {
		Instant free = (time.isAfter(now) ? now : time).plus(INTERVAL).plus(SLACK);
		this.freeAtFirst = later(this.freeAtFirst, free);
	}

	/**
	 * Gives out permits.
	 * @param now the time
	 * @return who may identify now or soon, lowest first
	 */
	public List<Permit> poll(Instant now) {
		this.freeAgain.values().removeIf((free) -> !free.isAfter(now));
		if (this.freeAtFirst != null && !this.freeAtFirst.isAfter(now)) {
			this.freeAtFirst = null;
		}
		this.budgetWait = null;
		List<Permit> granted = new ArrayList<>();
		for (ShardId shard : nextInOrder()) {
			int bucket = bucketOf(shard);
			Instant rests = freeAgain(bucket);
			Instant free = (rests != null) ? rests : now;
			if (!this.holders.containsKey(bucket) && !free.minus(LEAD).isAfter(now)) {
				this.budgetWait = (this.budget != null) ? this.budget.nextPermit(now, this.holders.size()) : null;
				if (this.budgetWait != null) {
					break;
				}
				this.holders.put(bucket, shard);
				this.waiting.remove(shard);
				granted.add(new Permit(shard, free));
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
		for (ShardId shard : nextInOrder()) {
			Instant free = freeAgain(bucketOf(shard));
			if (free != null && !this.holders.containsKey(bucketOf(shard)) && (next == null || free.isBefore(next))) {
				next = free;
			}
		}
		return (next != null) ? next.minus(LEAD) : null;
	}

	/**
	 * Returns until when the budget holds up shards that could start otherwise (R13).
	 * @return the time as of the last {@link #poll}, or {@code null} if it holds up none
	 */
	public @Nullable Instant budgetWait() {
		return this.waiting.isEmpty() ? null : this.budgetWait;
	}

	/*
	 * Those who wait, of the lowest round of their total that is not over: a round has
	 * each bucket once.
	 */
	private List<ShardId> nextInOrder() {
		Map<Integer, Integer> rounds = new HashMap<>();
		this.holders.values().forEach((holder) -> rounds.merge(holder.total(), roundOf(holder), Math::min));
		this.waiting.forEach((shard) -> rounds.merge(shard.total(), roundOf(shard), Math::min));
		return this.waiting.stream()
			.filter((shard) -> roundOf(shard) == rounds.getOrDefault(shard.total(), -1))
			.toList();
	}

	private @Nullable Instant freeAgain(int bucket) {
		return later(this.freeAgain.get(bucket), this.freeAtFirst);
	}

	private static @Nullable Instant later(@Nullable Instant first, @Nullable Instant second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return first.isAfter(second) ? first : second;
	}

	private int roundOf(ShardId shard) {
		return shard.id() / this.maxConcurrency;
	}

	private int bucketOf(ShardId shard) {
		return shard.identifyBucket(this.maxConcurrency);
	}

	/**
	 * A permit to identify.
	 *
	 * @param shard the shard
	 * @param notBefore from when on it is good, at most {@link #LEAD} after it was given
	 * @since 0.1
	 */
	public record Permit(ShardId shard, Instant notBefore) {
	}

}
