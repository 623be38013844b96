package io.discordgateway.test;

import java.time.Duration;
import java.util.Set;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.Token;

/**
 * What a gateway was built with.
 */
record Settings(Token token, int port, Duration heartbeatInterval, int shards, int maxConcurrency,
		Duration identifyWindow, int sessionStarts, Duration resumeWindow, int replayBuffer,
		Set<GatewayIntent> privilegedIntents, Duration memberListWindow) {
}
