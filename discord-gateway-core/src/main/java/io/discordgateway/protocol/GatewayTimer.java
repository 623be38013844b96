package io.discordgateway.protocol;

/**
 * Reason to be woken. Each timer is set and cleared inside {@link ShardProtocol}.
 *
 * @since 0.1
 */
public enum GatewayTimer {

	/** When to give up on connecting and upgrading (R4). */
	CONNECT_TIMEOUT,

	/** When to give up on HELLO (R4). */
	HELLO_TIMEOUT,

	/** When READY, RESUMED or a replayed dispatch is late (R14, R19). */
	READY_TIMEOUT,

	/** When to send the next heartbeat, or to find the connection dead (R5, R8). */
	HEARTBEAT,

	/** When to connect again (R13, R20). */
	BACKOFF,

	/** When the permit to identify becomes good (R12). */
	IDENTIFY_TURN,

	/** When the command budget lets the next command out (R24). */
	COMMAND_BUDGET,

	/** When a waiting command's deadline passes (R26). */
	COMMAND_DEADLINE

}
