package io.discordgateway.spring;

import io.discordgateway.shard.ShardId;

/**
 * Published when a shard has started a new session (READY). What happened before is not
 * replayed.
 *
 * @since 0.1
 */
public final class ShardConnectedEvent extends ShardLifecycleEvent {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes an event.
	 * @param source the gateway
	 * @param shard the shard
	 */
	public ShardConnectedEvent(Object source, ShardId shard) {
		super(source, shard);
	}

}
