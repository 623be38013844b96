package io.discordgateway.test;

import java.time.Duration;
import java.util.Set;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.Token;
import io.discordgateway.test.discord.DiscordSettings;
import io.discordgateway.test.discord.WorldSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway was built with.
 */
record Settings(Token token, String botId, int port, Duration heartbeatInterval, int shards, int maxConcurrency,
		Duration identifyWindow, int sessionStarts, Duration resumeWindow, int replayBuffer,
		Set<GatewayIntent> privilegedIntents, Duration memberListWindow, Duration sessionStartsReset, String resumePath,
		int guildsPerShard, int shardMultiple, boolean rateLimits, int invalidRequests, @Nullable Long seed) {

	DiscordSettings discord() {
		return DiscordSettings.builder(this.token.reveal())
			.maxConcurrency(this.maxConcurrency)
			.identifyWindow(this.identifyWindow)
			.sessionStarts(this.sessionStarts, this.sessionStarts, this.sessionStartsReset)
			.resumeWindow(this.resumeWindow)
			.replayBuffer(this.replayBuffer)
			.privilegedIntents(this.privilegedIntents)
			.resumePath(this.resumePath)
			.guildsPerShard(this.guildsPerShard)
			.shardMultiple(this.shardMultiple)
			.build();
	}

	WorldSettings world() {
		return new WorldSettings(this.token, this.botId, (this.seed != null) ? this.seed : 0, this.privilegedIntents,
				this.memberListWindow, this.rateLimits, this.invalidRequests);
	}

}
