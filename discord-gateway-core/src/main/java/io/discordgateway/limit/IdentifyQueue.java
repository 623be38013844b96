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
 * Paces the identifies of one bot: one per bucket in 5 s, buckets started in order
 * (Gateway &gt; Sharding &gt; Max Concurrency; R12). A bucket is
 * {@code shard_id % max_concurrency}. Its clock starts when IDENTIFY is sent; until then
 * the permit is held. Not thread-safe.
 *
 * @since 0.1
 */
public final class IdentifyQueue {

	/** How long a bucket rests after an IDENTIFY. */
	public static final Duration INTERVAL = Duration.ofSeconds(5);

	/* Discord's clock is not ours, and the network may shorten a distance. */
	private static final Duration SLACK = Duration.ofMillis(250);

	private final int maxConcurrency;

	private final TreeSet<Integer> waiting = new TreeSet<>();

	private final Map<Integer, Integer> holders = new HashMap<>();

	private final Map<Integer, Instant> freeAgain = new HashMap<>();

	/**
	 * Makes an empty queue.
	 * @param maxConcurrency {@code session_start_limit.max_concurrency}, at least 1
	 * @throws IllegalArgumentException if the number is below 1
	 */
	public IdentifyQueue(int maxConcurrency) {
		if (maxConcurrency < 1) {
			throw new IllegalArgumentException("max_concurrency is at least 1, not " + maxConcurrency);
		}
		this.maxConcurrency = maxConcurrency;
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
	 * Notes that a shard has sent IDENTIFY: its bucket rests from now on.
	 * @param shardId the shard's number
	 * @param now the time
	 */
	public void sent(int shardId, Instant now) {
		cancel(shardId);
		this.freeAgain.put(bucketOf(shardId), now.plus(INTERVAL).plus(SLACK));
	}

	/**
	 * Gives out permits.
	 * @param now the time
	 * @return the shards that may identify now, lowest first
	 */
	public List<Integer> poll(Instant now) {
		this.freeAgain.values().removeIf((free) -> !free.isAfter(now));
		List<Integer> granted = new ArrayList<>();
		for (Integer shardId : List.copyOf(this.waiting)) {
			int bucket = bucketOf(shardId);
			if (!this.holders.containsKey(bucket) && !this.freeAgain.containsKey(bucket)) {
				this.holders.put(bucket, shardId);
				this.waiting.remove(shardId);
				granted.add(shardId);
			}
		}
		return granted;
	}

	/**
	 * Returns when {@link #poll} may have something to give.
	 * @return the time, or {@code null} if no one waits for a bucket that rests
	 */
	public @Nullable Instant nextDeadline() {
		Instant next = null;
		for (Integer shardId : this.waiting) {
			Instant free = this.freeAgain.get(bucketOf(shardId));
			if (free != null && !this.holders.containsKey(bucketOf(shardId)) && (next == null || free.isBefore(next))) {
				next = free;
			}
		}
		return next;
	}

	private int bucketOf(int shardId) {
		return shardId % this.maxConcurrency;
	}

}
