package io.discordgateway.test.discord;

import java.time.Duration;

import io.discordgateway.Internal;

/**
 * What the API tells of the gateway (R1).
 *
 * @param url the url of the gateway
 * @param shards the recommended number of shards
 * @param total session starts in a day
 * @param remaining session starts that are left
 * @param resetAfter when all of them are there again
 * @param maxConcurrency how many may be started at once
 * @since 0.1
 */
@Internal
public record GatewayInfo(String url, int shards, int total, int remaining, Duration resetAfter, int maxConcurrency) {
}
