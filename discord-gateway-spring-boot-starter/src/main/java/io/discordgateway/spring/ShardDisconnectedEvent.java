package io.discordgateway.spring;

import java.time.Instant;

import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Published when a shard has lost its connection, or could not open one.
 *
 * @since 0.1
 */
public final class ShardDisconnectedEvent extends ShardLifecycleEvent {

	private static final long serialVersionUID = 1L;

	private final @Nullable Integer code;

	private final String reason;

	private final boolean willResume;

	private final @Nullable Instant nextAttempt;

	/**
	 * Makes an event.
	 * @param source the gateway
	 * @param shard the shard
	 * @param code the close code, or {@code null} if there was none
	 * @param reason one clause for people
	 * @param willResume whether the session will be resumed
	 * @param nextAttempt when the shard connects again, or {@code null} if never
	 */
	public ShardDisconnectedEvent(Object source, ShardId shard, @Nullable Integer code, String reason,
			boolean willResume, @Nullable Instant nextAttempt) {
		super(source, shard);
		this.code = code;
		this.reason = reason;
		this.willResume = willResume;
		this.nextAttempt = nextAttempt;
	}

	/**
	 * Returns the close code, received or sent.
	 * @return the code, or {@code null} if the connection ended without one
	 */
	public @Nullable Integer code() {
		return this.code;
	}

	/**
	 * Returns why the connection ended.
	 * @return one clause for people
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Returns whether the session will be resumed, so that nothing is lost.
	 * @return whether the session will be resumed
	 */
	public boolean willResume() {
		return this.willResume;
	}

	/**
	 * Returns when the shard connects again.
	 * @return the time, or {@code null} if it never will
	 */
	public @Nullable Instant nextAttempt() {
		return this.nextAttempt;
	}

}
