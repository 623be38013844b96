package io.discordgateway.spring.fleet;

import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * An instance, as others see it. That it runs a shard is said for those who look for
 * work: whose a shard is, its claim decides.
 *
 * @param id stands for this start of the gateway: no other has it
 * @param version how often it has told of itself
 * @param until when it is taken for dead unless it tells of itself, by its wall clock
 * @param total the number of shards of the bot
 * @param maxShards how many shards it takes at most; 0 once it stops
 * @param shards the shards that it runs
 * @param asked the shard that it would have from another, or {@code null}
 * @since 0.1
 */
@Internal
public record FleetMember(String id, long version, Instant until, int total, int maxShards, SortedSet<Integer> shards,
		@Nullable Integer asked) {

	public FleetMember {
		shards = new TreeSet<>(shards);
	}

	int load() {
		return this.shards.size();
	}

	boolean hasRoom() {
		return load() < this.maxShards;
	}

}
