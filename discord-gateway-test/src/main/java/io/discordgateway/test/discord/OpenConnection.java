package io.discordgateway.test.discord;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket connection of a client, as it is at one moment.
 *
 * @param id number of the connection, from 1
 * @param format how messages are written on it
 * @param shard the shard that it identified or resumed as, {@code null} before that
 * @param session id of its session, {@code null} if it has none
 * @param stalled whether it is neither read nor written
 * @since 0.1
 */
@Internal
public record OpenConnection(long id, WireFormat format, @Nullable ShardId shard, @Nullable String session,
		boolean stalled) {
}
