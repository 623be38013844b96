package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayIntent;

/**
 * What a {@link Discord} is like.
 *
 * @since 0.1
 */
@Internal
public final class DiscordSettings {

	final String token;

	final int maxConcurrency;

	final Duration identifyWindow;

	final int sessionStarts;

	final int sessionStartsLeft;

	final Duration sessionStartsReset;

	final Duration resumeWindow;

	final int replayBuffer;

	final int replayOverlap;

	final boolean resumedNumbered;

	final boolean resumedKept;

	final Set<GatewayIntent> privilegedIntents;

	final Duration heartbeatGrace;

	final Duration reconnectPatience;

	final String resumePath;

	final int guildsPerShard;

	final int shardMultiple;

	private DiscordSettings(Builder builder) {
		this.token = builder.token;
		this.maxConcurrency = builder.maxConcurrency;
		this.identifyWindow = builder.identifyWindow;
		this.sessionStarts = builder.sessionStarts;
		this.sessionStartsLeft = Math.min(builder.sessionStartsLeft, builder.sessionStarts);
		this.sessionStartsReset = builder.sessionStartsReset;
		this.resumeWindow = builder.resumeWindow;
		this.replayBuffer = builder.replayBuffer;
		this.replayOverlap = builder.replayOverlap;
		this.resumedNumbered = builder.resumedNumbered;
		this.resumedKept = builder.resumedKept;
		this.privilegedIntents = builder.privilegedIntents;
		this.heartbeatGrace = builder.heartbeatGrace;
		this.reconnectPatience = builder.reconnectPatience;
		this.resumePath = builder.resumePath;
		this.guildsPerShard = builder.guildsPerShard;
		this.shardMultiple = builder.shardMultiple;
	}

	/**
	 * Starts to describe a Discord.
	 * @param token the token that is right
	 * @return a builder with defaults for everything else
	 */
	public static Builder builder(String token) {
		return new Builder(token);
	}

	/** Application &gt; Application Flags, those of privileged intents. */
	int applicationFlags() {
		return applicationFlags(this.privilegedIntents);
	}

	static int applicationFlags(Set<GatewayIntent> privileged) {
		int flags = 0;
		flags |= privileged.contains(GatewayIntent.GUILD_PRESENCES) ? 1 << 13 : 0;
		flags |= privileged.contains(GatewayIntent.GUILD_MEMBERS) ? 1 << 15 : 0;
		flags |= privileged.contains(GatewayIntent.MESSAGE_CONTENT) ? 1 << 19 : 0;
		return flags;
	}

	/* It holds the token. */
	@Override
	public String toString() {
		return "DiscordSettings";
	}

	/**
	 * Builder for {@link DiscordSettings}.
	 */
	public static final class Builder {

		private final String token;

		private int maxConcurrency = 1;

		private Duration identifyWindow = Duration.ofSeconds(5);

		private int sessionStarts = 1000;

		private int sessionStartsLeft = Integer.MAX_VALUE;

		private Duration sessionStartsReset = Duration.ofDays(1);

		private Duration resumeWindow = Duration.ofMinutes(3);

		private int replayBuffer = 100_000;

		private int replayOverlap;

		private boolean resumedNumbered = true;

		private boolean resumedKept;

		private Set<GatewayIntent> privilegedIntents = EnumSet.of(GatewayIntent.GUILD_MEMBERS,
				GatewayIntent.GUILD_PRESENCES, GatewayIntent.MESSAGE_CONTENT);

		private Duration heartbeatGrace = Duration.ZERO;

		private Duration reconnectPatience = Duration.ofSeconds(10);

		private String resumePath = "";

		private int guildsPerShard = Integer.MAX_VALUE;

		private int shardMultiple = 1;

		private Builder(String token) {
			this.token = token;
		}

		/**
		 * Sets how many sessions may be started at once (R12).
		 * @param maxConcurrency the number
		 * @return this builder
		 */
		public Builder maxConcurrency(int maxConcurrency) {
			this.maxConcurrency = maxConcurrency;
			return this;
		}

		/**
		 * Sets the time in which a bucket may identify once (R12).
		 * @param identifyWindow the time
		 * @return this builder
		 */
		public Builder identifyWindow(Duration identifyWindow) {
			this.identifyWindow = identifyWindow;
			return this;
		}

		/**
		 * Sets the budget of session starts (R13).
		 * @param total how many there are each time
		 * @param left how many are left at first, at most all
		 * @param reset how long it takes until all are there again for the first time;
		 * later it is a day
		 * @return this builder
		 */
		public Builder sessionStarts(int total, int left, Duration reset) {
			this.sessionStarts = total;
			this.sessionStartsLeft = left;
			this.sessionStartsReset = reset;
			return this;
		}

		/**
		 * Sets how long a session without a connection can be resumed.
		 * @param resumeWindow the time
		 * @return this builder
		 */
		public Builder resumeWindow(Duration resumeWindow) {
			this.resumeWindow = resumeWindow;
			return this;
		}

		/**
		 * Sets how many events a session keeps for a replay.
		 * @param replayBuffer the number
		 * @return this builder
		 */
		public Builder replayBuffer(int replayBuffer) {
			this.replayBuffer = replayBuffer;
			return this;
		}

		/**
		 * Sets how many events are replayed that were received already (R44).
		 * @param replayOverlap the number
		 * @return this builder
		 */
		public Builder replayOverlap(int replayOverlap) {
			this.replayOverlap = replayOverlap;
			return this;
		}

		/**
		 * Sets what RESUMED is like.
		 * @param numbered whether it takes a sequence number of its own, else it repeats
		 * the last one
		 * @param kept whether later replays have it too
		 * @return this builder
		 */
		public Builder resumed(boolean numbered, boolean kept) {
			this.resumedNumbered = numbered;
			this.resumedKept = kept;
			return this;
		}

		/**
		 * Sets the privileged intents that are enabled for the application (R39).
		 * @param privilegedIntents the intents
		 * @return this builder
		 */
		public Builder privilegedIntents(Set<GatewayIntent> privilegedIntents) {
			this.privilegedIntents = Set.copyOf(privilegedIntents);
			return this;
		}

		/**
		 * Sets how much longer than one and a half intervals Discord waits for a
		 * heartbeat.
		 * @param heartbeatGrace the time
		 * @return this builder
		 */
		public Builder heartbeatGrace(Duration heartbeatGrace) {
			this.heartbeatGrace = heartbeatGrace;
			return this;
		}

		/**
		 * Sets how long Discord waits after RECONNECT until it closes (R16).
		 * @param reconnectPatience the time
		 * @return this builder
		 */
		public Builder reconnectPatience(Duration reconnectPatience) {
			this.reconnectPatience = reconnectPatience;
			return this;
		}

		/**
		 * Sets the path of the url at which sessions are resumed.
		 * @param resumePath the path, which begins with a slash, or empty
		 * @return this builder
		 */
		public Builder resumePath(String resumePath) {
			this.resumePath = resumePath;
			return this;
		}

		/**
		 * Sets how many guilds a shard may have; more close with 4011 (R37).
		 * @param guildsPerShard the number; Discord's is 2,500
		 * @return this builder
		 */
		public Builder guildsPerShard(int guildsPerShard) {
			this.guildsPerShard = guildsPerShard;
			return this;
		}

		/**
		 * Sets of what number every total of shards is a multiple, as for bots in more
		 * than 150,000 guilds; others are closed with 4010 (R37).
		 * @param shardMultiple the number, 1 by default
		 * @return this builder
		 */
		public Builder shardMultiple(int shardMultiple) {
			this.shardMultiple = shardMultiple;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 */
		public DiscordSettings build() {
			return new DiscordSettings(this);
		}

	}

}
