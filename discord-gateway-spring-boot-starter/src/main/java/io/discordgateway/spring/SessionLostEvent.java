package io.discordgateway.spring;

import io.discordgateway.shard.ShardId;

/**
 * Published when a session cannot be resumed any more: events may have been missed, and
 * what an application keeps in memory may be stale until the next READY.
 *
 * @since 0.1
 */
public final class SessionLostEvent extends ShardLifecycleEvent {

	private static final long serialVersionUID = 1L;

	private final String reason;

	/**
	 * Makes an event.
	 * @param source the gateway
	 * @param shard the shard
	 * @param reason one clause for people
	 */
	public SessionLostEvent(Object source, ShardId shard, String reason) {
		super(source, shard);
		this.reason = reason;
	}

	/**
	 * Returns why the session was lost.
	 * @return one clause for people
	 */
	public String reason() {
		return this.reason;
	}

}
