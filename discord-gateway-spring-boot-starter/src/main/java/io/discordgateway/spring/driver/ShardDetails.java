package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.List;

import io.discordgateway.Internal;
import io.discordgateway.spring.ShardState;

/**
 * What an operator wants to know of one shard. It holds no secret.
 *
 * @param state where it stands
 * @param transitions its last steps, oldest first
 * @param latencies its last latencies, oldest first
 * @param commands how many commands are neither sent nor dropped
 * @param owned whether its session is surely this process's (R49)
 * @param held whether an operator keeps its socket from being read
 * @since 0.1
 */
@Internal
public record ShardDetails(ShardState state, List<ShardTransition> transitions, List<Duration> latencies, int commands,
		boolean owned, boolean held) {
}
