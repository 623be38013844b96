package io.discordgateway.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.discordgateway.model.ChannelInfo;
import io.discordgateway.model.GuildMembersChunk;
import io.discordgateway.model.Snowflake;
import io.discordgateway.model.SoundboardSounds;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import org.jspecify.annotations.Nullable;

import org.springframework.context.Lifecycle;

/**
 * The gateway of one bot: the bean to inject for the state of the shards and for
 * commands. It connects when the application starts, unless
 * {@code discord.gateway.auto-startup} is false, and can be stopped and started again
 * (docs/operations.md). Events come to {@code @EventListener} methods, see
 * {@link DispatchEvent}. Thread-safe.
 *
 * @since 0.1
 */
public interface DiscordGateway extends Lifecycle {

	/** How long a request may take unless told otherwise. */
	Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);

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
	 * Returns how the fleet stands that this process is an instance of, with
	 * {@code discord.gateway.fleet.enabled}.
	 * @return a snapshot, or {@code null} where the process runs its shards alone, or the
	 * gateway is stopped
	 */
	default @Nullable FleetState fleet() {
		return null;
	}

	/**
	 * Runs another number of shards from now on, without a gap (R38): they connect beside
	 * those that run, take over at one moment, and those of before are closed. Each event
	 * is handled at least once. It takes as long as the shards take to identify (R12),
	 * and as many of the day's session starts as there are shards (R13). What comes then
	 * has another {@link DispatchEvent#shard()}; {@link #shards()} and commands go by the
	 * old number until the new shards take over.
	 * <p>
	 * It lasts until a process starts for which {@code discord.gateway.sharding.total}
	 * was changed since, where sessions are kept in a store; else until the process ends.
	 * @param total the number of shards of the bot
	 * @return completes when the shards have taken over, and what those of before had in
	 * hand was handled; fails with {@link ReshardingFailedException} if they could not,
	 * or there are not enough session starts left: then those of before go on. Cancelling
	 * it changes nothing
	 * @throws IllegalArgumentException if the number is not positive
	 */
	CompletableFuture<Void> reshard(int total);

	/**
	 * Returns the id of the bot's application, which is known before the first READY, and
	 * where a resume brings none.
	 * @return the id as the token has it: for bots made before August 2016 that of the
	 * bot's user, which is another; {@code null} if the token is of a form that has no id
	 */
	@Nullable Snowflake applicationId();

	/**
	 * Returns the mean latency over all shards.
	 * @return the mean of the shards' mean latencies, or {@code null} before the first
	 * heartbeat was acknowledged
	 */
	@Nullable Duration latency();

	/**
	 * Returns why the gateway's url could not be found out yet, or why shards wait for
	 * the bot's daily budget of session starts.
	 * @return one clause for people, or {@code null} if nothing is wrong
	 */
	@Nullable String lookupFailure();

	/**
	 * Returns why sessions cannot be kept for a later process at the moment. What is to
	 * be kept waits in memory, and it is tried again.
	 * @return one clause for people, or {@code null} if nothing is wrong
	 */
	@Nullable String sessionStoreFailure();

	/**
	 * Sends a command where it belongs: one that names a guild to the guild's shard,
	 * every other to all shards of this process. It waits until the shards are known and
	 * connected (R26).
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
	 * Sends a command on one shard. It waits until the shard is known and connected
	 * (R26).
	 * @param shardId the shard's number
	 * @param command the command
	 * @return completes when the command was sent; fails with
	 * {@link CommandDroppedException}, also if that shard does not run in this process
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
	 * {@link CommandDroppedException}, also if that shard does not run in this process
	 */
	CompletableFuture<Void> submit(int shardId, GatewayCommand command, @Nullable Duration timeout);

	/**
	 * Requests members of a guild and puts the whole answer together, within one minute.
	 * @param request what to request
	 * @return the members
	 * @see #requestGuildMembers(RequestGuildMembers, Duration)
	 */
	default CompletableFuture<GuildMembers> requestGuildMembers(RequestGuildMembers request) {
		return requestGuildMembers(request, REQUEST_TIMEOUT);
	}

	/**
	 * Requests members of a guild and puts the whole answer together (R27). It needs no
	 * listener. When Discord puts the request off with a rate limit, it is sent again
	 * after that time. A listener may wait for the answer. For a guild with more members
	 * than memory should hold there is
	 * {@link #requestGuildMembers(RequestGuildMembers, Duration, Consumer)}.
	 * @param request what to request
	 * @param timeout how long all of it may take
	 * @return the members; fails with {@link MissingIntentException} if the request needs
	 * an intent that the bot did not ask for, {@link CommandDroppedException} if it was
	 * not sent, {@link java.util.concurrent.TimeoutException} if the answer does not come
	 * in time, as for a guild that the bot is not in, and with
	 * {@link RequestFailedException} if it is known that none will come. Cancelling it
	 * gives the request up
	 * @throws IllegalArgumentException if a request with the same nonce waits already
	 */
	CompletableFuture<GuildMembers> requestGuildMembers(RequestGuildMembers request, Duration timeout);

	/**
	 * Requests members of a guild and hands them on chunk by chunk, up to 1,000 members
	 * each, as they come (R27). Few chunks wait for the consumer: when it is slow, the
	 * shard stops reading. The consumer is called by one thread at a time, which is not
	 * that of the listeners. It should not wait for another request of the same shard.
	 * @param request what to request
	 * @param timeout how long the next chunk may take; while the consumer is at work, no
	 * time runs
	 * @param chunks takes the chunks; what it throws ends the request
	 * @return completes with the number of chunks when the consumer has had all; fails as
	 * {@link #requestGuildMembers(RequestGuildMembers, Duration)} does. Cancelling it
	 * gives the request up
	 */
	CompletableFuture<Integer> requestGuildMembers(RequestGuildMembers request, Duration timeout,
			Consumer<GuildMembersChunk> chunks);

	/**
	 * Requests the soundboard sounds of a guild (R28).
	 * @param guildId the guild's snowflake
	 * @param timeout how long it may take
	 * @return the sounds; fails as
	 * {@link #requestGuildMembers(RequestGuildMembers, Duration)} does
	 */
	CompletableFuture<SoundboardSounds> requestSoundboardSounds(Snowflake guildId, Duration timeout);

	/**
	 * Requests the soundboard sounds of a guild (R28).
	 * @param guildId the guild's snowflake
	 * @param timeout how long it may take
	 * @return as {@link #requestSoundboardSounds(Snowflake, Duration)}
	 */
	default CompletableFuture<SoundboardSounds> requestSoundboardSounds(long guildId, Duration timeout) {
		return requestSoundboardSounds(Snowflake.of(guildId), timeout);
	}

	/**
	 * Requests additional information on the channels of a guild (R28).
	 * @param request what to request
	 * @param timeout how long it may take
	 * @return the information; fails as
	 * {@link #requestGuildMembers(RequestGuildMembers, Duration)} does
	 */
	CompletableFuture<ChannelInfo> requestChannelInfo(RequestChannelInfo request, Duration timeout);

}
