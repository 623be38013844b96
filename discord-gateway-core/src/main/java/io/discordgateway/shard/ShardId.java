package io.discordgateway.shard;

/**
 * Number of a shard among all shards of a bot (Gateway &gt; Sharding; R37).
 *
 * @param id the shard's number, from 0
 * @param total the number of shards, at least 1
 * @since 0.1
 */
public record ShardId(int id, int total) implements Comparable<ShardId> {

	/** The only shard of a bot that is not sharded. */
	public static final ShardId SINGLE = new ShardId(0, 1);

	public ShardId {
		if (total < 1 || id < 0 || id >= total) {
			throw new IllegalArgumentException(
					"Shard id " + id + " of " + total + " does not exist: ids run from 0 to total - 1");
		}
	}

	/**
	 * Returns the shard that a guild's events come on.
	 * @param guildId the guild's snowflake
	 * @param total the number of shards
	 * @return the shard
	 */
	public static ShardId ofGuild(long guildId, int total) {
		return new ShardId((int) Long.remainderUnsigned(guildId >>> 22, total), total);
	}

	/**
	 * Returns the shard's bucket for starting sessions (R12).
	 * @param maxConcurrency how many sessions may be started at once, at least 1
	 * @return the bucket, from 0
	 */
	public int identifyBucket(int maxConcurrency) {
		return this.id % maxConcurrency;
	}

	@Override
	public int compareTo(ShardId other) {
		int byTotal = Integer.compare(this.total, other.total);
		return (byTotal != 0) ? byTotal : Integer.compare(this.id, other.id);
	}

	@Override
	public String toString() {
		return this.id + "/" + this.total;
	}

}
