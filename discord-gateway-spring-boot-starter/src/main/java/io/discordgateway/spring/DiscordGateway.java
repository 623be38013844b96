package io.discordgateway.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.payload.GatewayCommand;
import org.jspecify.annotations.Nullable;

/**
 * The gateway of one bot: the bean to inject for the state of the shards and for
 * commands. Events come to {@code @EventListener} methods, see {@link DispatchEvent}.
 * Thread-safe.
 *
 * @since 0.1
 */
public interface DiscordGateway {

	/**
	 * Returns the shards that run in this process.
	 * @return a snapshot, ordered by number; empty until the number of shards is known
	 */
	List<ShardState> shards();

	/**
	 * Returns the state of one shard.
	 * @param shardId the shard's number
	 * @return a snapshot
	 * @throws IllegalArgumentException if that shard does not run in this process
	 */
	ShardState shard(int shardId);

	/**
	 * Returns the mean latency over all shards.
	 * @return the mean of the shards' mean latencies, or {@code null} before the first
	 * heartbeat was acknowledged
	 */
	@Nullable Duration latency();

	/**
	 * Returns why the gateway's url could not be found out yet.
	 * @return one clause for people, or {@code null} if nothing is wrong
	 */
	@Nullable String lookupFailure();

	/**
	 * Sends a command where it belongs: one that names a guild to the guild's shard,
	 * every other to all shards of this process. It waits until the shard is connected
	 * (R26).
	 * @param command the command
	 * @return completes when the command was sent to all of them; fails with
	 * {@link CommandDroppedException}
	 */
	default CompletableFuture<Void> submit(GatewayCommand command) {
		return submit(command, null);
	}

	/**
	 * Sends a command where it belongs, or gives it up after some time.
	 * @param command the command
	 * @param timeout how long the command may wait, or {@code null} for no bound
	 * @return completes when the command was sent to all of them; fails with
	 * {@link CommandDroppedException}
	 */
	CompletableFuture<Void> submit(GatewayCommand command, @Nullable Duration timeout);

	/**
	 * Sends a command on one shard. It waits until the shard is connected (R26).
	 * @param shardId the shard's number
	 * @param command the command
	 * @return completes when the command was sent; fails with
	 * {@link CommandDroppedException}
	 * @throws IllegalArgumentException if that shard does not run in this process
	 */
	default CompletableFuture<Void> submit(int shardId, GatewayCommand command) {
		return submit(shardId, command, null);
	}

	/**
	 * Sends a command on one shard, or gives it up after some time.
	 * @param shardId the shard's number
	 * @param command the command
	 * @param timeout how long the command may wait, or {@code null} for no bound
	 * @return completes when the command was sent; fails with
	 * {@link CommandDroppedException}
	 * @throws IllegalArgumentException if that shard does not run in this process
	 */
	CompletableFuture<Void> submit(int shardId, GatewayCommand command, @Nullable Duration timeout);

}
