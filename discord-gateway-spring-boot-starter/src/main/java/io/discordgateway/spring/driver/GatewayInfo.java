package io.discordgateway.spring.driver;

import java.time.Duration;

import io.discordgateway.payload.GatewayUrl;

/**
 * What {@code GET /gateway/bot} answered (R1).
 *
 * @param url the gateway's url
 * @param shards the recommended number of shards
 * @param maxConcurrency how many sessions may be started in 5 s (R12)
 * @param total how many sessions may be started a day (R13)
 * @param remaining how many of them are left
 * @param resetAfter after what time that number starts anew
 */
record GatewayInfo(GatewayUrl url, int shards, int maxConcurrency, int total, int remaining, Duration resetAfter) {

}
