package io.discordgateway.spring;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.shard.ShardId;

/**
 * Published when a shard has stopped for a reason that only a person can mend (R18).
 *
 * @since 0.1
 */
public final class ShardFailedEvent extends ShardLifecycleEvent {

	private static final long serialVersionUID = 1L;

	private final GatewayCloseCode closeCode;

	private final String reason;

	/**
	 * Makes an event.
	 * @param source the gateway
	 * @param shard the shard
	 * @param closeCode what Discord closed the connection with
	 * @param reason what went wrong and what to do
	 */
	public ShardFailedEvent(Object source, ShardId shard, GatewayCloseCode closeCode, String reason) {
		super(source, shard);
		this.closeCode = closeCode;
		this.reason = reason;
	}

	/**
	 * Returns what Discord closed the connection with.
	 * @return the close code
	 */
	public GatewayCloseCode closeCode() {
		return this.closeCode;
	}

	/**
	 * Returns what went wrong and what to do.
	 * @return one or two sentences for people
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Returns the failure as an exception, for an application that wants to fail with it:
	 * Spring Boot then prints what to do.
	 * @return a new exception
	 */
	public ShardFailedException toException() {
		return new ShardFailedException(shard(), this.closeCode, this.reason);
	}

}
