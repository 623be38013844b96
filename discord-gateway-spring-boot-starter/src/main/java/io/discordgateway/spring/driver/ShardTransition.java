package io.discordgateway.spring.driver;

import java.time.Instant;

import io.discordgateway.Internal;
import io.discordgateway.protocol.ShardStatus;
import org.jspecify.annotations.Nullable;

/**
 * A shard's step from one status to the next.
 *
 * @param time when
 * @param from the status before
 * @param to the status after
 * @param cause one clause for people, without a secret, or {@code null} if the step is
 * the usual next one
 * @since 0.1
 */
@Internal
public record ShardTransition(Instant time, ShardStatus from, ShardStatus to, @Nullable String cause) {
}
