package io.discordgateway.spring.observation;

import io.discordgateway.Internal;
import io.discordgateway.spring.ShardState;

/**
 * Where a shard stands.
 *
 * @param state its state
 * @param commands how many commands are neither sent nor dropped
 * @param owned whether its session is surely this process's (R49)
 * @since 0.1
 */
@Internal
public record ShardFigures(ShardState state, int commands, boolean owned) {
}
