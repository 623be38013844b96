package io.discordgateway.spring.driver;

import java.time.InstantSource;
import java.util.SplittableRandom;

/**
 * Time, chance and threads, which a gateway has none of its own of, so that a test can
 * bring them.
 *
 * @param threads where everything runs; ended with the gateway
 * @param clock what the shards run by: it never goes back
 * @param wallClock the time as people read it
 * @param random chance
 */
record Surroundings(GatewayThreads threads, InstantSource clock, InstantSource wallClock, SplittableRandom random) {

}
