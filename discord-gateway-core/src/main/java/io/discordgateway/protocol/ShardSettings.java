package io.discordgateway.protocol;

import java.time.Duration;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.limit.ReconnectLimits;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one shard. They do not change while it runs.
 *
 * @since 0.1
 */
public final class ShardSettings {

	private final Builder values;

	private final @Nullable Identify identify;

	private ShardSettings(Builder builder) {
		this.values = new Builder(builder);
		this.identify = builder.buildIdentify();
	}

	/**
	 * Starts a builder with the defaults of the rules that its methods name.
	 * @param token the bot token
	 * @param shard the shard's number
	 * @return the builder
	 */
	public static Builder builder(Token token, ShardId shard) {
		return new Builder(token, shard);
	}

	/**
	 * Starts a builder for a driver that begins sessions by hand: the shard connects when
	 * it is told to ({@link ShardInput.ConnectNow}) and waits after HELLO for
	 * {@link ShardInput.BeginSession} or {@link ShardInput.ResumeSession}, which bring
	 * the token. What IDENTIFY says is not among the settings then.
	 * @param shard the shard's number
	 * @return the builder
	 */
	public static Builder builder(ShardId shard) {
		return new Builder(null, shard);
	}

	/**
	 * Starts a builder with these settings.
	 * @return the builder
	 */
	public Builder toBuilder() {
		return new Builder(this.values);
	}

	/**
	 * Returns what IDENTIFY says (R11).
	 * @return the contents, or {@code null} if sessions are begun by hand
	 */
	public @Nullable Identify identify() {
		return this.identify;
	}

	/**
	 * Returns the shard's number.
	 * @return the shard
	 */
	public ShardId shard() {
		return this.values.shard;
	}

	/**
	 * Returns how messages are written.
	 * @return the encoding
	 */
	public Encoding encoding() {
		return this.values.encoding;
	}

	/**
	 * Returns how the gateway is to compress.
	 * @return the compression
	 */
	public Compression compression() {
		return this.values.compression;
	}

	/**
	 * Returns how large one inflated gateway message may be (R34).
	 * @return the bound in bytes
	 */
	public int maxPayloadSize() {
		return this.values.maxPayloadSize;
	}

	/**
	 * Returns how much one gateway message may hold (R34).
	 * @return the limits
	 */
	public PayloadLimits limits() {
		return this.values.limits;
	}

	/**
	 * Returns how long connecting and upgrading may take together (R4).
	 * @return the time
	 */
	public Duration connectTimeout() {
		return this.values.connectTimeout;
	}

	/**
	 * Returns how long HELLO may take (R4).
	 * @return the time
	 */
	public Duration helloTimeout() {
		return this.values.helloTimeout;
	}

	/**
	 * Returns how long READY, or the next thing after RESUME, may take (R14, R19).
	 * @return the time
	 */
	public Duration readyTimeout() {
		return this.values.readyTimeout;
	}

	/**
	 * Returns how long to wait before the next connection (R13, R15, R19, R20).
	 * @return the limits
	 */
	public ReconnectLimits reconnectLimits() {
		return this.values.reconnectLimits;
	}

	/**
	 * Returns what a connection is closed with whose session is to be resumed (R8).
	 * @return the code
	 */
	public CloseCode closeCode() {
		return this.values.closeCode;
	}

	/**
	 * Returns how many commands may wait (R24).
	 * @return the bound
	 */
	public int commandQueueCapacity() {
		return this.values.commandQueueCapacity;
	}

	/**
	 * Returns which events the application wants.
	 * @return the filter
	 */
	public DispatchFilter dispatchFilter() {
		return this.values.dispatchFilter;
	}

	/**
	 * Returns whether the first missing acknowledgment ends a connection on which other
	 * things come (R47).
	 * @return whether it does
	 */
	public boolean strictHeartbeats() {
		return this.values.strictHeartbeats;
	}

	/**
	 * Returns whether sessions are resumed at the gateway's url instead of at the one
	 * that READY names.
	 * @return whether they are
	 */
	public boolean resumeAtGatewayUrl() {
		return this.values.resumeAtGatewayUrl;
	}

	/**
	 * Returns whether payloads that are no dispatches are told, too.
	 * @return whether {@link ShardEvent.ControlReceived} comes
	 */
	public boolean controlEvents() {
		return this.values.controlEvents;
	}

	/**
	 * Builder of {@link ShardSettings}. Not thread-safe.
	 *
	 * @since 0.1
	 */
	public static final class Builder {

		private final @Nullable Token token;

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

		private CloseCode closeCode = CloseCode.KEEPS_SESSION;

		private int commandQueueCapacity = 1000;

		private DispatchFilter dispatchFilter = DispatchFilter.ALL;

		private @Nullable Integer capabilities;

		private boolean strictHeartbeats;

		private boolean controlEvents;

		private boolean resumeAtGatewayUrl;

		private Builder(@Nullable Token token, ShardId shard) {
			this.token = token;
			this.shard = shard;
		}

		private Builder(Builder other) {
			this.token = other.token;
			this.shard = other.shard;
			this.intents = other.intents;
			this.identifyProperties = other.identifyProperties;
			this.largeThreshold = other.largeThreshold;
			this.presence = other.presence;
			this.encoding = other.encoding;
			this.compression = other.compression;
			this.maxPayloadSize = other.maxPayloadSize;
			this.limits = other.limits;
			this.connectTimeout = other.connectTimeout;
			this.helloTimeout = other.helloTimeout;
			this.readyTimeout = other.readyTimeout;
			this.reconnectLimits = other.reconnectLimits;
			this.closeCode = other.closeCode;
			this.commandQueueCapacity = other.commandQueueCapacity;
			this.dispatchFilter = other.dispatchFilter;
			this.capabilities = other.capabilities;
			this.strictHeartbeats = other.strictHeartbeats;
			this.controlEvents = other.controlEvents;
			this.resumeAtGatewayUrl = other.resumeAtGatewayUrl;
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
		 * @param timeout the bound, above 0
		 * @return this builder
		 * @throws IllegalArgumentException if it is 0 or less
		 */
		public Builder connectTimeout(Duration timeout) {
			this.connectTimeout = positive(timeout, "connecting");
			return this;
		}

		/**
		 * Sets how long HELLO may take. Default: 15 s (R4).
		 * @param timeout the bound, above 0
		 * @return this builder
		 * @throws IllegalArgumentException if it is 0 or less
		 */
		public Builder helloTimeout(Duration timeout) {
			this.helloTimeout = positive(timeout, "HELLO");
			return this;
		}

		/**
		 * Sets how long READY may take before there is a warning, and how long RESUME may
		 * be answered by silence. Default: 60 s (R14, R19).
		 * @param timeout the bound, above 0
		 * @return this builder
		 * @throws IllegalArgumentException if it is 0 or less
		 */
		public Builder readyTimeout(Duration timeout) {
			this.readyTimeout = positive(timeout, "READY");
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
		 * Sets the bounds of the wait that each IDENTIFY adds for the next one, until
		 * sessions that hold forgive it. Default: 5 s and 15 min (R13, R45).
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
		 * Sets all waits before the next connection at once. Default:
		 * {@link ReconnectLimits#DEFAULT}.
		 * @param limits the limits
		 * @return this builder
		 */
		public Builder reconnectLimits(ReconnectLimits limits) {
			this.reconnectLimits = limits;
			return this;
		}

		/**
		 * Sets what a connection is closed with whose session is to be resumed. Default:
		 * 4900 (R8).
		 * @param code a code that does not end the session
		 * @return this builder
		 * @throws IllegalArgumentException if the code ends the session
		 */
		public Builder closeCode(CloseCode code) {
			if (code.endsSession()) {
				throw new IllegalArgumentException(
						"A close with " + code + " ends the session: choose another code, such as 4900");
			}
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
		 * Sets what the client can take beyond the documented default, such as hidden
		 * channels (R51: {@code 1 << 15}). Default: nothing is said.
		 * @param capabilities the sum of the bits, or {@code null}
		 * @return this builder
		 */
		public Builder capabilities(@Nullable Integer capabilities) {
			this.capabilities = capabilities;
			return this;
		}

		/**
		 * Sets whether the first missing acknowledgment ends a connection on which other
		 * things come. Default: no, three in a row do (R47).
		 * @param strict whether it does
		 * @return this builder
		 */
		public Builder strictHeartbeats(boolean strict) {
			this.strictHeartbeats = strict;
			return this;
		}

		/**
		 * Sets whether payloads that are no dispatches are told, too. Default: no.
		 * @param controlEvents whether {@link ShardEvent.ControlReceived} comes
		 * @return this builder
		 */
		public Builder controlEvents(boolean controlEvents) {
			this.controlEvents = controlEvents;
			return this;
		}

		/**
		 * Sets whether sessions are resumed at the gateway's url instead of at the one
		 * that READY names, as a proxy of the gateway wants it that does not write its
		 * own url there. Default: no (R17).
		 * @param resumeAtGatewayUrl whether they are
		 * @return this builder
		 */
		public Builder resumeAtGatewayUrl(boolean resumeAtGatewayUrl) {
			this.resumeAtGatewayUrl = resumeAtGatewayUrl;
			return this;
		}

		private static Duration positive(Duration timeout, String what) {
			if (timeout.isNegative() || timeout.isZero()) {
				throw new IllegalArgumentException("The time for " + what + " must be above 0, not " + timeout);
			}
			return timeout;
		}

		private @Nullable Identify buildIdentify() {
			return (this.token != null) ? new Identify(this.token, this.intents, this.identifyProperties,
					this.largeThreshold, this.presence, this.capabilities) : null;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of its range
		 */
		public ShardSettings build() {
			if (!this.compression.checkedWith(this.encoding).isAvailable()) {
				throw new IllegalArgumentException("The compression " + this.compression.queryValue()
						+ " needs com.github.luben:zstd-jni, which is not on the class path or has no library for this machine");
			}
			if (this.maxPayloadSize < 4096 || this.maxPayloadSize > 1 << 30) {
				throw new IllegalArgumentException(
						"The largest payload size is 4096 bytes to 1 GiB, not " + this.maxPayloadSize);
			}
			if (this.commandQueueCapacity < 1) {
				throw new IllegalArgumentException("The command queue needs room for at least one command");
			}
			return new ShardSettings(this);
		}

	}

}
