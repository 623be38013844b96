package io.discordgateway.spring;

import io.discordgateway.shard.ShardId;

import org.springframework.context.ApplicationEvent;

/**
 * Something that happened in a shard's life. It is published in order with the shard's
 * dispatches, on the thread that publishes those.
 *
 * @since 0.1
 */
public abstract sealed class ShardLifecycleEvent extends ApplicationEvent
		permits ShardConnectedEvent, ShardResumedEvent, ShardDisconnectedEvent, SessionLostEvent, ShardFailedEvent {

	private static final long serialVersionUID = 1L;

	private final ShardId shard;

	ShardLifecycleEvent(Object source, ShardId shard) {
		super(source);
		this.shard = shard;
	}

	/**
	 * Returns the shard that the event is about.
	 * @return the shard
	 */
	public ShardId shard() {
		return this.shard;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[shard " + this.shard + "]";
	}

}
