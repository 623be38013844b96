package io.discordgateway.spring;

import io.discordgateway.shard.ShardId;

/**
 * Published when a shard has resumed its session on a new connection (RESUMED): nothing
 * was lost. A process that begins so gets no READY and no GUILD_CREATE, see
 * {@link #isFirst()}.
 *
 * @since 0.1
 */
public final class ShardResumedEvent extends ShardLifecycleEvent {

	private static final long serialVersionUID = 1L;

	private final long replayed;

	private final boolean first;

	/**
	 * Makes an event of a shard that was connected before.
	 * @param source the gateway
	 * @param shard the shard
	 * @param replayed how many dispatches were replayed
	 */
	public ShardResumedEvent(Object source, ShardId shard, long replayed) {
		this(source, shard, replayed, false);
	}

	/**
	 * Makes an event.
	 * @param source the gateway
	 * @param shard the shard
	 * @param replayed how many dispatches were replayed
	 * @param first whether the shard is connected for the first time in this process
	 */
	public ShardResumedEvent(Object source, ShardId shard, long replayed, boolean first) {
		super(source, shard);
		this.replayed = replayed;
		this.first = first;
	}

	/**
	 * Returns how many dispatches were replayed.
	 * @return the number, whether somebody listened to them or not
	 */
	public long replayed() {
		return this.replayed;
	}

	/**
	 * Returns whether the shard is connected for the first time since the application was
	 * started: an earlier process had its READY and its GUILD_CREATEs, and this one gets
	 * none, so what an application keeps of them has to come from elsewhere.
	 * @return whether the application has had no READY of this shard
	 */
	public boolean isFirst() {
		return this.first;
	}

}
