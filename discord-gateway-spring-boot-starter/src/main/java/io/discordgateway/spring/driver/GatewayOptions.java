package io.discordgateway.spring.driver;

import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How the shards of one process are run.
 *
 * @param fixedUrl where to connect without asking the API, or {@code null} to ask it
 * @param shardTotal the number of shards of the bot, or {@code null} to do as the API
 * recommends
 * @param shardIds which shards run in this process, or {@code null} for all
 * @param keepSession whether sessions stay resumable when the gateway is stopped
 * @param queueCapacity how many events of one shard may wait for listeners
 * @param concurrency on how many threads events are published
 * @param virtualThreads whether events are published on virtual threads instead
 * @param exitOnFatal whether the application is closed when a shard fails for good
 * @since 0.1
 */
public record GatewayOptions(@Nullable URI fixedUrl, @Nullable Integer shardTotal, @Nullable List<Integer> shardIds,
		boolean keepSession, int queueCapacity, int concurrency, boolean virtualThreads, boolean exitOnFatal) {

}
