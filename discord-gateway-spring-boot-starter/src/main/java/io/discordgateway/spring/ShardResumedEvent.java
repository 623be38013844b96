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
	 * @param first whether the shard is connected for the first time since this process
	 * has its session
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
	 * Returns whether the shard is connected for the first time since its session came
	 * from a store: when this process began, when the gateway was started again, or when
	 * another process had the session meanwhile. That one had the READY and the
	 * GUILD_CREATEs, or the events since, and this one gets none of them again, so what
	 * an application keeps of them has to come from elsewhere.
	 * @return whether what the application knows of this shard may be missing or old
	 */
	public boolean isFirst() {
		return this.first;
	}

}
