package io.discordgateway.spring;

import java.time.Duration;
import java.time.Instant;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard stood when it was asked. It holds no secret.
 *
 * @param shard the shard
 * @param status the status
 * @param since since when the shard has had this status
 * @param latency time from the last heartbeat to its acknowledgement (R9), or
 * {@code null} before the first
 * @param meanLatency mean of the last five latencies, or {@code null} before the first
 * @param lastHeartbeat when a heartbeat was last acknowledged, or {@code null}
 * @param sessionStarted when the session began, or {@code null} if there is none
 * @param disconnectedSince since when the shard has been away from a session that it had,
 * or {@code null} if it is connected or never was
 * @param reconnects how often the shard came back after it had lost its connection
 * @param lastDisconnect why the last connection ended, or {@code null} if none has
 * @param failure why the shard has stopped for good, or {@code null} if it has not
 * @param delivery what there was between the socket and the listeners
 * @since 0.1
 */
public record ShardState(ShardId shard, ShardStatus status, Instant since, @Nullable Duration latency,
		@Nullable Duration meanLatency, @Nullable Instant lastHeartbeat, @Nullable Instant sessionStarted,
		@Nullable Instant disconnectedSince, long reconnects, @Nullable String lastDisconnect, @Nullable String failure,
		ShardDelivery delivery) {

	/**
	 * Makes a state with nothing in hand.
	 * @param shard the shard
	 * @param status the status
	 * @param since since when the shard has had this status
	 * @param latency the last latency, or {@code null}
	 * @param meanLatency the mean latency, or {@code null}
	 * @param lastHeartbeat when a heartbeat was last acknowledged, or {@code null}
	 * @param sessionStarted when the session began, or {@code null}
	 * @param disconnectedSince since when the shard has been away, or {@code null}
	 * @param reconnects how often the shard came back
	 * @param lastDisconnect why the last connection ended, or {@code null}
	 * @param failure why the shard has stopped for good, or {@code null}
	 */
	public ShardState(ShardId shard, ShardStatus status, Instant since, @Nullable Duration latency,
			@Nullable Duration meanLatency, @Nullable Instant lastHeartbeat, @Nullable Instant sessionStarted,
			@Nullable Instant disconnectedSince, long reconnects, @Nullable String lastDisconnect,
			@Nullable String failure) {
		this(shard, status, since, latency, meanLatency, lastHeartbeat, sessionStarted, disconnectedSince, reconnects,
				lastDisconnect, failure, ShardDelivery.IDLE);
	}

	/**
	 * Returns the same state with what there is in hand.
	 * @param delivery what there is between the socket and the listeners
	 * @return the state
	 */
	public ShardState withDelivery(ShardDelivery delivery) {
		return new ShardState(this.shard, this.status, this.since, this.latency, this.meanLatency, this.lastHeartbeat,
				this.sessionStarted, this.disconnectedSince, this.reconnects, this.lastDisconnect, this.failure,
				delivery);
	}

	/**
	 * Returns whether the shard has a live session.
	 * @return whether the status is {@link ShardStatus#CONNECTED}
	 */
	public boolean isConnected() {
		return this.status == ShardStatus.CONNECTED;
	}

}
