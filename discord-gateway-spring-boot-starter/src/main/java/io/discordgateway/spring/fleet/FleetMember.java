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
 * @param configured the number of shards that is set for it, or {@code null}
 * @param stage how far its shards are, if they are of a total that is changed to:
 * {@link #READY}, {@link #HOLDING} or neither
 * @since 0.1
 */
@Internal
public record FleetMember(String id, long version, Instant until, int total, int maxShards, SortedSet<Integer> shards,
		@Nullable Integer asked, @Nullable Integer configured, int stage) {

	/** All its shards are connected, and have their guilds. */
	public static final int READY = 1;

	/** What comes on all its shards is held back. */
	public static final int HOLDING = 2;

	/* Behind the id of an instance that runs shards of two totals, the second time. */
	private static final char NEXT = '+';

	public FleetMember {
		shards = new TreeSet<>(shards);
	}

	/**
	 * Makes an instance that is not said to be set to a total, and changes none.
	 * @param id stands for this start of the gateway
	 * @param version how often it has told of itself
	 * @param until when it is taken for dead
	 * @param total the number of shards of the bot
	 * @param maxShards how many shards it takes at most
	 * @param shards the shards that it runs
	 * @param asked the shard that it would have from another, or {@code null}
	 */
	public FleetMember(String id, long version, Instant until, int total, int maxShards, SortedSet<Integer> shards,
			@Nullable Integer asked) {
		this(id, version, until, total, maxShards, shards, asked, null, 0);
	}

	/**
	 * Returns the id under which an instance tells of its shards of the next total.
	 * @param id the instance's id
	 * @param total the next total
	 * @return the id
	 */
	public static String nextId(String id, int total) {
		return id + NEXT + total;
	}

	/**
	 * Returns the id of the instance, whichever shards this tells of.
	 * @return the id
	 */
	public String instance() {
		int end = this.id.indexOf(NEXT);
		return (end < 0) ? this.id : this.id.substring(0, end);
	}

	int load() {
		return this.shards.size();
	}

	boolean hasRoom() {
		return load() < this.maxShards;
	}

}
