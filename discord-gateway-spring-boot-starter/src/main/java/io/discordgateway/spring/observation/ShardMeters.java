package io.discordgateway.spring.observation;

import java.time.Duration;

import io.discordgateway.Internal;
import io.discordgateway.protocol.DisconnectCause;

/**
 * What counts what happens to one shard. Bytes are counted without allocation; everything
 * else is rare.
 *
 * @since 0.1
 */
@Internal
public interface ShardMeters {

	/** Counts nothing. */
	ShardMeters NONE = new ShardMeters() {
	};

	/**
	 * Bytes of messages have come.
	 * @param bytes how many, as they came
	 */
	default void bytesReceived(int bytes) {
	}

	/**
	 * Messages were read.
	 * @param bytes how long they are, after inflating
	 */
	default void bytesInflated(long bytes) {
	}

	/**
	 * A heartbeat was acknowledged (R9).
	 * @param latency how long that took
	 */
	default void heartbeat(Duration latency) {
	}

	/**
	 * A connection has ended, or was none.
	 * @param cause why
	 */
	default void disconnected(DisconnectCause cause) {
	}

	/**
	 * A RESUME was answered, or was not.
	 * @param success whether the session goes on
	 */
	default void resumed(boolean success) {
	}

	/**
	 * Events were replayed.
	 * @param events how many
	 */
	default void replayed(long events) {
	}

	/** IDENTIFY was sent. */
	default void identified() {
	}

	/**
	 * It is known what becomes of a command.
	 * @param sent whether it was sent, and not dropped
	 */
	default void command(boolean sent) {
	}

	/** Another process has taken the session (R49). */
	default void taken() {
	}

}
