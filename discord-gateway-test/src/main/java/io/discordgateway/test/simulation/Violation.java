package io.discordgateway.test.simulation;

import java.time.Duration;

/**
 * An invariant that did not hold.
 *
 * @param invariant the invariant's name
 * @param at when, since the beginning of the simulation
 * @param shardId the shard's number, or -1 if it is about the whole fleet
 * @param message what was expected and what happened
 * @since 0.1
 */
public record Violation(String invariant, Duration at, int shardId, String message) {

	@Override
	public String toString() {
		return Timeline.text(this.at.toNanos()) + ((this.shardId >= 0) ? " shard " + this.shardId : "") + ": "
				+ this.invariant + ": " + this.message;
	}

}
