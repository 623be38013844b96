package io.discordgateway.spring;

import io.discordgateway.shard.ShardId;

/**
 * Published when a shard has resumed its session on a new connection (RESUMED): nothing
 * was lost.
 *
 * @since 0.1
 */
public final class ShardResumedEvent extends ShardLifecycleEvent {

	private static final long serialVersionUID = 1L;

	private final long replayed;

	/**
	 * Makes an event.
	 * @param source the gateway
	 * @param shard the shard
	 * @param replayed how many dispatches were replayed
	 */
	public ShardResumedEvent(Object source, ShardId shard, long replayed) {
		super(source, shard);
		this.replayed = replayed;
	}

	/**
	 * Returns how many dispatches were replayed.
	 * @return the number, whether somebody listened to them or not
	 */
	public long replayed() {
		return this.replayed;
	}

}
