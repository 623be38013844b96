package io.discordgateway.test.discord;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;

/**
 * Session of a shard, as it is at one moment.
 *
 * @param id the session id
 * @param shard the shard
 * @param intents the number of its intents
 * @param lastSequence the last sequence number that was given, 0 before READY
 * @param connected whether it has a connection
 * @since 0.1
 */
@Internal
public record DiscordSession(String id, ShardId shard, int intents, long lastSequence, boolean connected) {
}
