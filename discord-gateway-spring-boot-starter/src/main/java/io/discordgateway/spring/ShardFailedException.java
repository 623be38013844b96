package io.discordgateway.spring;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.shard.ShardId;

/**
 * Says that a shard has stopped for a reason that only a person can mend (R18).
 *
 * @since 0.1
 */
public class ShardFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ShardId shard;

	private final GatewayCloseCode closeCode;

	/**
	 * Makes an exception.
	 * @param shard the shard
	 * @param closeCode what Discord closed the connection with
	 * @param message what went wrong
	 */
	public ShardFailedException(ShardId shard, GatewayCloseCode closeCode, String message) {
		super(message);
		this.shard = shard;
		this.closeCode = closeCode;
	}

	/**
	 * Returns the shard that failed.
	 * @return the shard
	 */
	public ShardId getShard() {
		return this.shard;
	}

	/**
	 * Returns what Discord closed the connection with.
	 * @return the close code
	 */
	public GatewayCloseCode getCloseCode() {
		return this.closeCode;
	}

}
