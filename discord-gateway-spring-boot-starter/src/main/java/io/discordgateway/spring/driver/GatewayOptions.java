package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.List;

import io.discordgateway.Internal;
import io.discordgateway.model.Snowflake;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.ResumeStore;
import io.discordgateway.spring.dispatch.LaneOptions;
import io.discordgateway.spring.fleet.FleetRoster;
import io.discordgateway.spring.fleet.IdentifyTurns;
import org.jspecify.annotations.Nullable;

/**
 * How the shards of one process are run.
 *
 * @param fixedUrl where to connect without asking the API, or {@code null} to ask it
 * @param shardTotal the number of shards of the bot, or {@code null} to do as the API
 * recommends
 * @param shardIds which shards run in this process, or {@code null} for all
 * @param resumeStore where sessions are kept for a later process, or {@code null}
 * @param ownerLease how long a session in a store that processes share stays this
 * process's after it was last heard of
 * @param applicationId the bot's application id, under which they are kept, or what
 * stands for it where the token does not tell it
 * @param keepSession whether sessions stay resumable when the gateway is stopped
 * @param lanes how events of a shard reach the listeners
 * @param concurrency on how many threads events are published at most;
 * {@link Integer#MAX_VALUE} for no bound
 * @param virtualThreads whether those are virtual threads
 * @param exitOnFatal whether the application is closed when a shard fails for good
 * @param fleet what this process shares with others that run the same bot, or
 * {@code null} if it runs its shards alone; needs a resume store that is shared
 * @since 0.1
 */
@Internal
public record GatewayOptions(@Nullable GatewayUrl fixedUrl, @Nullable Integer shardTotal,
		@Nullable List<Integer> shardIds, @Nullable ResumeStore resumeStore, Duration ownerLease, String applicationId,
		boolean keepSession, LaneOptions lanes, int concurrency, boolean virtualThreads, boolean exitOnFatal,
		@Nullable Fleet fleet) {

	/**
	 * What instances of one bot share.
	 *
	 * @param roster who is there, or {@code null} if which shards run here is set
	 * @param maxShards how many shards run here at most
	 * @param turns makes what says who identifies when
	 * @since 0.1
	 */
	@Internal
	public record Fleet(@Nullable FleetRoster roster, int maxShards, IdentifyTurns.Factory turns) {
	}

	@Nullable Snowflake knownApplicationId() {
		return this.applicationId.matches("[0-9]{1,20}") ? Snowflake.of(this.applicationId) : null;
	}

}
