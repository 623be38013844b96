package io.discordgateway.protocol;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a shard is in its life. The table of legal transitions is here, and only here:
 * {@link ShardProtocol} refuses every other, and the diagram in
 * {@code docs/shard-life.md} is drawn from it.
 *
 * @since 0.1
 */
public enum ShardStatus {

	/** Not started, or stopped by the application. */
	STOPPED,

	/** A connection is being opened. */
	CONNECTING,

	/** The connection is open; HELLO has not come yet (R4). */
	AWAITING_HELLO,

	/** HELLO has come; the shard waits until it may identify (R12), or is told to. */
	AWAITING_IDENTIFY,

	/** IDENTIFY was sent; READY has not come yet (R14). */
	IDENTIFYING,

	/** RESUME was sent; missed dispatches are being replayed (R17). */
	RESUMING,

	/** The session is live. */
	CONNECTED,

	/** Waiting for the next attempt (R13, R20), or for the turn to identify (R12). */
	BACKING_OFF,

	/** Ended for a reason that only a person can mend (R18). */
	FAILED;

	private Set<ShardStatus> successors = Set.of();

	static {
		STOPPED.to(CONNECTING, BACKING_OFF);
		CONNECTING.to(AWAITING_HELLO, CONNECTING, BACKING_OFF, STOPPED, FAILED);
		AWAITING_HELLO.to(AWAITING_IDENTIFY, RESUMING, CONNECTING, BACKING_OFF, STOPPED, FAILED);
		AWAITING_IDENTIFY.to(IDENTIFYING, RESUMING, CONNECTING, BACKING_OFF, STOPPED, FAILED);
		IDENTIFYING.to(CONNECTED, CONNECTING, BACKING_OFF, STOPPED, FAILED);
		RESUMING.to(CONNECTED, CONNECTING, BACKING_OFF, STOPPED, FAILED);
		CONNECTED.to(CONNECTING, BACKING_OFF, STOPPED, FAILED);
		BACKING_OFF.to(CONNECTING, STOPPED);
		FAILED.to(STOPPED, CONNECTING, BACKING_OFF);
	}

	private void to(ShardStatus first, ShardStatus... rest) {
		this.successors = Set.copyOf(EnumSet.of(first, rest));
	}

	/**
	 * Returns what may come next.
	 * @return the statuses that can follow this one
	 */
	public Set<ShardStatus> successors() {
		return this.successors;
	}

	/**
	 * Returns whether a status may follow this one.
	 * @param next the next status
	 * @return whether the transition is in the table
	 */
	public boolean canBecome(ShardStatus next) {
		return this.successors.contains(next);
	}

	/**
	 * Returns whether the shard has, or may have, an open connection.
	 * @return whether a WebSocket is open in this status
	 */
	public boolean isOpen() {
		return switch (this) {
			case AWAITING_HELLO, AWAITING_IDENTIFY, IDENTIFYING, RESUMING, CONNECTED -> true;
			case STOPPED, CONNECTING, BACKING_OFF, FAILED -> false;
		};
	}

}
