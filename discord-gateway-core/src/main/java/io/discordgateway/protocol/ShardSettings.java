package io.discordgateway.protocol;

import java.time.Duration;
import java.util.Objects;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.limit.ReconnectLimits;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one shard; made once by a {@link #builder builder}.
 *
 * @param token the bot token
 * @param shard the shard's number
 * @param intents the sum of the intents asked for
 * @param identifyProperties how the client describes itself
 * @param largeThreshold from how many members on offline ones are left out of
 * GUILD_CREATE, 50 to 250, or {@code null} for Discord's default
 * @param presence the presence to start with, or {@code null}
 * @param encoding how messages are written
 * @param compression how the gateway is to compress
 * @param maxPayloadSize how large one inflated gateway message may be, in bytes (R34)
 * @param limits how much one gateway message may hold (R34)
 * @param connectTimeout how long connecting and upgrading may take together (R4)
 * @param helloTimeout how long HELLO may take (R4)
 * @param readyTimeout how long READY, or the next thing after RESUME, may take (R14, R19)
 * @param reconnectLimits how long to wait before the next connection (R13, R15, R19, R20)
 * @param closeCode what a connection is closed with whose session is to be resumed (R8)
 * @param commandQueueCapacity how many commands may wait (R24)
 * @param dispatchFilter which events the application wants
 * @since 0.1
 */
public record ShardSettings(Token token, ShardId shard, int intents, IdentifyProperties identifyProperties,
		@Nullable Integer largeThreshold, @Nullable UpdatePresence presence, Encoding encoding, Compression compression,
		int maxPayloadSize, PayloadLimits limits, Duration connectTimeout, Duration helloTimeout, Duration readyTimeout,
		ReconnectLimits reconnectLimits, int closeCode, int commandQueueCapacity, DispatchFilter dispatchFilter) {

	public ShardSettings {
		Objects.requireNonNull(token, "'token' must not be null");
		if (largeThreshold != null && (largeThreshold < 50 || largeThreshold > 250)) {
			throw new IllegalArgumentException("The large threshold is 50 to 250, not " + largeThreshold);
		}
		if (!compression.checkedWith(encoding).isAvailable()) {
			throw new IllegalArgumentException("The compression " + compression.queryValue()
					+ " needs com.github.luben:zstd-jni, which is not on the class path or has no library for this machine");
		}
		if (maxPayloadSize < 4096 || maxPayloadSize > 1 << 30) {
			throw new IllegalArgumentException(
					"The largest payload size is 4096 bytes to 1 GiB, not " + maxPayloadSize);
		}
		if (closeCode < 1002 || closeCode > 4999) {
			throw new IllegalArgumentException(
					"The close code is 1002 to 4999, as 1000 and 1001 end the session, not " + closeCode);
		}
		if (commandQueueCapacity < 1) {
			throw new IllegalArgumentException("The command queue needs room for at least one command");
		}
	}

	/**
	 * Starts a builder with the defaults of {@code gateway-rules}.
	 * @param token the bot token
	 * @param shard the shard's number
	 * @return the builder
	 */
	public static Builder builder(Token token, ShardId shard) {
		return new Builder(token, shard);
	}

	/**
	 * Returns the same settings with another filter.
	 * @param filter which events are wanted
	 * @return the settings
	 */
	public ShardSettings withDispatchFilter(DispatchFilter filter) {
		return new ShardSettings(this.token, this.shard, this.intents, this.identifyProperties, this.largeThreshold,
				this.presence, this.encoding, this.compression, this.maxPayloadSize, this.limits, this.connectTimeout,
				this.helloTimeout, this.readyTimeout, this.reconnectLimits, this.closeCode, this.commandQueueCapacity,
				filter);
	}

	/**
	 * Builder of {@link ShardSettings}. Not thread-safe.
	 *
	 * @since 0.1
	 */
	public static final class Builder {

		private final Token token;

		private final ShardId shard;

		private int intents;

		private IdentifyProperties identifyProperties = IdentifyProperties.DEFAULT;

		private @Nullable Integer largeThreshold;

		private @Nullable UpdatePresence presence;

		private Encoding encoding = Encoding.JSON;

		private Compression compression = Compression.ZLIB_STREAM;

		private int maxPayloadSize = 64 * 1024 * 1024;

		private PayloadLimits limits = PayloadLimits.DEFAULT;

		private Duration connectTimeout = Duration.ofSeconds(20);

		private Duration helloTimeout = Duration.ofSeconds(15);

		private Duration readyTimeout = Duration.ofSeconds(60);

		private ReconnectLimits reconnectLimits = ReconnectLimits.DEFAULT;

		private int closeCode = GatewayCloseCode.KEEPS_SESSION;

		private int commandQueueCapacity = 1000;

		private DispatchFilter dispatchFilter = DispatchFilter.ALL;

		private Builder(Token token, ShardId shard) {
			this.token = token;
			this.shard = shard;
		}

		/**
		 * Sets the intents. Default: none.
		 * @param intents the sum of the intents
		 * @return this builder
		 */
		public Builder intents(int intents) {
			this.intents = intents;
			return this;
		}

		/**
		 * Sets how the client describes itself.
		 * @param properties the properties
		 * @return this builder
		 */
		public Builder identifyProperties(IdentifyProperties properties) {
			this.identifyProperties = properties;
			return this;
		}

		/**
		 * Sets the large threshold. Default: Discord's.
		 * @param largeThreshold 50 to 250, or {@code null}
		 * @return this builder
		 */
		public Builder largeThreshold(@Nullable Integer largeThreshold) {
			this.largeThreshold = largeThreshold;
			return this;
		}

		/**
		 * Sets the presence to start with. Default: none.
		 * @param presence the presence, or {@code null}
		 * @return this builder
		 */
		public Builder presence(@Nullable UpdatePresence presence) {
			this.presence = presence;
			return this;
		}

		/**
		 * Sets how messages are written. Default: JSON.
		 * @param encoding the encoding
		 * @return this builder
		 */
		public Builder encoding(Encoding encoding) {
			this.encoding = encoding;
			return this;
		}

		/**
		 * Sets the compression. Default: zlib-stream.
		 * @param compression the compression
		 * @return this builder
		 */
		public Builder compression(Compression compression) {
			this.compression = compression;
			return this;
		}

		/**
		 * Sets how large one inflated message may be. Default: 64 MiB (R34).
		 * @param bytes the bound in bytes
		 * @return this builder
		 */
		public Builder maxPayloadSize(int bytes) {
			this.maxPayloadSize = bytes;
			return this;
		}

		/**
		 * Sets how much one message may hold. Default: {@link PayloadLimits#DEFAULT}
		 * (R34).
		 * @param limits the limits
		 * @return this builder
		 */
		public Builder limits(PayloadLimits limits) {
			this.limits = limits;
			return this;
		}

		/**
		 * Sets how long connecting and upgrading may take together. Default: 20 s (R4).
		 * @param timeout the bound
		 * @return this builder
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = timeout;
			return this;
		}

		/**
		 * Sets how long HELLO may take. Default: 15 s (R4).
		 * @param timeout the bound
		 * @return this builder
		 */
		public Builder helloTimeout(Duration timeout) {
			this.helloTimeout = timeout;
			return this;
		}

		/**
		 * Sets how long READY may take before there is a warning, and how long RESUME may
		 * be answered by silence. Default: 60 s (R14, R19).
		 * @param timeout the bound
		 * @return this builder
		 */
		public Builder readyTimeout(Duration timeout) {
			this.readyTimeout = timeout;
			return this;
		}

		/**
		 * Sets the bounds of the wait between attempts. Default: 1 s and 60 s (R20).
		 * @param min the first bound
		 * @param max the last bound
		 * @return this builder
		 * @throws IllegalArgumentException unless 0 &lt; min &lt;= max
		 */
		public Builder backoff(Duration min, Duration max) {
			this.reconnectLimits = this.reconnectLimits.withBackoff(min, max);
			return this;
		}

		/**
		 * Sets the bounds of the wait for a further IDENTIFY after one that brought no
		 * lasting session. Default: 5 s and 15 min (R13).
		 * @param min the first wait
		 * @param max the longest wait
		 * @return this builder
		 * @throws IllegalArgumentException unless 0 &lt; min &lt;= max
		 */
		public Builder identifyBackoff(Duration min, Duration max) {
			this.reconnectLimits = this.reconnectLimits.withIdentifyBackoff(min, max);
			return this;
		}

		/**
		 * Sets how long a session has to hold to count as lasting. Default: 1 min (R13).
		 * @param time the time since READY or RESUMED
		 * @return this builder
		 */
		public Builder stableAfter(Duration time) {
			this.reconnectLimits = this.reconnectLimits.withStableAfter(time);
			return this;
		}

		/**
		 * Sets how often in a row RESUME may fail at the resume url before the gateway's
		 * own is tried. Default: 3 (R19).
		 * @param attempts the number, at least 1
		 * @return this builder
		 * @throws IllegalArgumentException if the number is less than 1
		 */
		public Builder resumeAttempts(int attempts) {
			this.reconnectLimits = this.reconnectLimits.withResumeAttempts(attempts);
			return this;
		}

		/**
		 * Sets the bounds of the random wait after INVALID_SESSION. Default: 1 s and 5 s
		 * (R15).
		 * @param min the least wait
		 * @param max the longest wait
		 * @return this builder
		 * @throws IllegalArgumentException unless 0 &lt; min &lt;= max
		 */
		public Builder invalidSessionWait(Duration min, Duration max) {
			this.reconnectLimits = this.reconnectLimits.withInvalidSessionWait(min, max);
			return this;
		}

		/**
		 * Sets what a connection is closed with whose session is to be resumed. Default:
		 * 4900 (R8).
		 * @param code 1002 to 4999
		 * @return this builder
		 */
		public Builder closeCode(int code) {
			this.closeCode = code;
			return this;
		}

		/**
		 * Sets how many commands may wait. Default: 1,000 (R24).
		 * @param capacity the bound
		 * @return this builder
		 */
		public Builder commandQueueCapacity(int capacity) {
			this.commandQueueCapacity = capacity;
			return this;
		}

		/**
		 * Sets which events the application wants. Default: all.
		 * @param filter the filter
		 * @return this builder
		 */
		public Builder dispatchFilter(DispatchFilter filter) {
			this.dispatchFilter = filter;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of its range
		 */
		public ShardSettings build() {
			return new ShardSettings(this.token, this.shard, this.intents, this.identifyProperties, this.largeThreshold,
					this.presence, this.encoding, this.compression, this.maxPayloadSize, this.limits,
					this.connectTimeout, this.helloTimeout, this.readyTimeout, this.reconnectLimits, this.closeCode,
					this.commandQueueCapacity, this.dispatchFilter);
		}

	}

}
