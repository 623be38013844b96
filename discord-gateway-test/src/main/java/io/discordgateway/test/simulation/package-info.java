/**
 * A deterministic simulator: fleets of shards, a Discord that keeps its own laws and a
 * network that keeps none, all in virtual time and from one seed. {@link Simulation} is
 * the door.
 */
@NullMarked
package io.discordgateway.test.simulation;

import org.jspecify.annotations.NullMarked;
