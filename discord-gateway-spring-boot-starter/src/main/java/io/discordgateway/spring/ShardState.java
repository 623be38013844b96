package io.discordgateway.spring;

import java.time.Duration;
import java.time.Instant;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard stood when it was asked. It holds no secret. Immutable.
 *
 * @since 0.1
 */
public final class ShardState {

	private final ShardId shard;

	private final ShardStatus status;

	private final Instant since;

	private final @Nullable Long sequence;

	private final long received;

	private final @Nullable Duration latency;

	private final @Nullable Duration meanLatency;

	private final @Nullable Instant lastHeartbeat;

	private final @Nullable Instant sessionStarted;

	private final @Nullable Instant disconnectedSince;

	private final long reconnects;

	private final @Nullable String lastDisconnect;

	private final @Nullable String failure;

	private final @Nullable String waitingFor;

	private final ShardDelivery delivery;

	private ShardState(Builder builder) {
		this.shard = builder.shard;
		this.status = builder.status;
		this.since = builder.since;
		this.sequence = builder.sequence;
		this.received = builder.received;
		this.latency = builder.latency;
		this.meanLatency = builder.meanLatency;
		this.lastHeartbeat = builder.lastHeartbeat;
		this.sessionStarted = builder.sessionStarted;
		this.disconnectedSince = builder.disconnectedSince;
		this.reconnects = builder.reconnects;
		this.lastDisconnect = builder.lastDisconnect;
		this.failure = builder.failure;
		this.waitingFor = builder.waitingFor;
		this.delivery = builder.delivery;
	}

	/**
	 * Begins the state of a shard that nothing is known of but its status.
	 * @param shard the shard
	 * @param status the status
	 * @param since since when the shard has had this status
	 * @return a builder
	 */
	public static Builder builder(ShardId shard, ShardStatus status, Instant since) {
		return new Builder(shard, status, since);
	}

	/**
	 * Begins a state that differs from this one.
	 * @return a builder with what this state says
	 */
	public Builder mutate() {
		Builder builder = new Builder(this.shard, this.status, this.since);
		builder.sequence = this.sequence;
		builder.received = this.received;
		builder.latency = this.latency;
		builder.meanLatency = this.meanLatency;
		builder.lastHeartbeat = this.lastHeartbeat;
		builder.sessionStarted = this.sessionStarted;
		builder.disconnectedSince = this.disconnectedSince;
		builder.reconnects = this.reconnects;
		builder.lastDisconnect = this.lastDisconnect;
		builder.failure = this.failure;
		builder.waitingFor = this.waitingFor;
		builder.delivery = this.delivery;
		return builder;
	}

	/**
	 * Returns the shard.
	 * @return number and total
	 */
	public ShardId shard() {
		return this.shard;
	}

	/**
	 * Returns the status.
	 * @return the status
	 */
	public ShardStatus status() {
		return this.status;
	}

	/**
	 * Returns whether the shard has a live session.
	 * @return whether the status is {@link ShardStatus#CONNECTED}
	 */
	public boolean isConnected() {
		return this.status == ShardStatus.CONNECTED;
	}

	/**
	 * Returns since when the shard has had this status.
	 * @return the time
	 */
	public Instant since() {
		return this.since;
	}

	/**
	 * Returns the number of the session's last event that was received, whether there is
	 * a listener for it or not.
	 * @return the sequence number, or {@code null} without a session
	 */
	public @Nullable Long sequence() {
		return this.sequence;
	}

	/**
	 * Returns how many events the shard has received since the gateway was started,
	 * whether there is a listener for them or not.
	 * @return the number, over all sessions
	 */
	public long received() {
		return this.received;
	}

	/**
	 * Returns the time from the last heartbeat to its acknowledgement (R9).
	 * @return the time, or {@code null} before the first
	 */
	public @Nullable Duration latency() {
		return this.latency;
	}

	/**
	 * Returns the mean of the last five latencies.
	 * @return the time, or {@code null} before the first
	 */
	public @Nullable Duration meanLatency() {
		return this.meanLatency;
	}

	/**
	 * Returns when a heartbeat was last acknowledged.
	 * @return the time, or {@code null} before the first
	 */
	public @Nullable Instant lastHeartbeat() {
		return this.lastHeartbeat;
	}

	/**
	 * Returns when the session began.
	 * @return the time, or {@code null} if there is no session, or one of an earlier
	 * process
	 */
	public @Nullable Instant sessionStarted() {
		return this.sessionStarted;
	}

	/**
	 * Returns since when the shard has been away from a session that it had.
	 * @return the time, or {@code null} if it is connected or never was
	 */
	public @Nullable Instant disconnectedSince() {
		return this.disconnectedSince;
	}

	/**
	 * Returns how often the shard came back after it had lost its connection.
	 * @return the number
	 */
	public long reconnects() {
		return this.reconnects;
	}

	/**
	 * Returns why the last connection ended.
	 * @return one clause for people, or {@code null} if none has
	 */
	public @Nullable String lastDisconnect() {
		return this.lastDisconnect;
	}

	/**
	 * Returns why the shard has stopped for good.
	 * @return one clause for people, or {@code null} if it has not
	 */
	public @Nullable String failure() {
		return this.failure;
	}

	/**
	 * Returns what the shard waits for before it is started: another process that owns
	 * its session (R49).
	 * @return one clause for people, or {@code null} if it does not wait
	 */
	public @Nullable String waitingFor() {
		return this.waitingFor;
	}

	/**
	 * Returns what there was between the socket and the listeners.
	 * @return what there was
	 */
	public ShardDelivery delivery() {
		return this.delivery;
	}

	@Override
	public String toString() {
		return "ShardState[shard " + this.shard + ", " + this.status + " since " + this.since + "]";
	}

	/**
	 * Makes a state. What is not said is not known, or has not happened.
	 */
	public static final class Builder {

		private final ShardId shard;

		private ShardStatus status;

		private Instant since;

		private @Nullable Long sequence;

		private long received;

		private @Nullable Duration latency;

		private @Nullable Duration meanLatency;

		private @Nullable Instant lastHeartbeat;

		private @Nullable Instant sessionStarted;

		private @Nullable Instant disconnectedSince;

		private long reconnects;

		private @Nullable String lastDisconnect;

		private @Nullable String failure;

		private @Nullable String waitingFor;

		private ShardDelivery delivery = ShardDelivery.IDLE;

		private Builder(ShardId shard, ShardStatus status, Instant since) {
			this.shard = shard;
			this.status = status;
			this.since = since;
		}

		/**
		 * Says the status.
		 * @param status the status
		 * @param since since when the shard has had it
		 * @return this builder
		 */
		public Builder status(ShardStatus status, Instant since) {
			this.status = status;
			this.since = since;
			return this;
		}

		/**
		 * Says what was received.
		 * @param sequence the number of the session's last event, or {@code null}
		 * @param received the number of events over all sessions
		 * @return this builder
		 */
		public Builder received(@Nullable Long sequence, long received) {
			this.sequence = sequence;
			this.received = received;
			return this;
		}

		/**
		 * Says how long heartbeats take.
		 * @param latency the last latency, or {@code null}
		 * @param meanLatency the mean of the last five, or {@code null}
		 * @param lastHeartbeat when the last was acknowledged, or {@code null}
		 * @return this builder
		 */
		public Builder heartbeat(@Nullable Duration latency, @Nullable Duration meanLatency,
				@Nullable Instant lastHeartbeat) {
			this.latency = latency;
			this.meanLatency = meanLatency;
			this.lastHeartbeat = lastHeartbeat;
			return this;
		}

		/**
		 * Says when the session began.
		 * @param sessionStarted the time, or {@code null}
		 * @return this builder
		 */
		public Builder sessionStarted(@Nullable Instant sessionStarted) {
			this.sessionStarted = sessionStarted;
			return this;
		}

		/**
		 * Says since when the shard has been away.
		 * @param disconnectedSince the time, or {@code null}
		 * @return this builder
		 */
		public Builder disconnectedSince(@Nullable Instant disconnectedSince) {
			this.disconnectedSince = disconnectedSince;
			return this;
		}

		/**
		 * Says how often the shard came back.
		 * @param reconnects the number
		 * @return this builder
		 */
		public Builder reconnects(long reconnects) {
			this.reconnects = reconnects;
			return this;
		}

		/**
		 * Says why the last connection ended.
		 * @param lastDisconnect one clause for people, or {@code null}
		 * @return this builder
		 */
		public Builder lastDisconnect(@Nullable String lastDisconnect) {
			this.lastDisconnect = lastDisconnect;
			return this;
		}

		/**
		 * Says why the shard has stopped for good.
		 * @param failure one clause for people, or {@code null}
		 * @return this builder
		 */
		public Builder failure(@Nullable String failure) {
			this.failure = failure;
			return this;
		}

		/**
		 * Says what the shard waits for before it is started.
		 * @param waitingFor one clause for people, or {@code null}
		 * @return this builder
		 */
		public Builder waitingFor(@Nullable String waitingFor) {
			this.waitingFor = waitingFor;
			return this;
		}

		/**
		 * Says what there is between the socket and the listeners.
		 * @param delivery what there is
		 * @return this builder
		 */
		public Builder delivery(ShardDelivery delivery) {
			this.delivery = delivery;
			return this;
		}

		/**
		 * Makes the state.
		 * @return the state
		 */
		public ShardState build() {
			return new ShardState(this);
		}

	}

}
