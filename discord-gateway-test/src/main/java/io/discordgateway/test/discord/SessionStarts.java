package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * The two limits on IDENTIFY: the pace of each bucket (R12), and the day's session starts
 * (R13). Times are nanoseconds.
 */
final class SessionStarts {

	private static final long DAY = Duration.ofDays(1).toNanos();

	private final DiscordSettings settings;

	private final Map<Integer, Long> buckets = new HashMap<>();

	private int left;

	private @Nullable Long reset;

	SessionStarts(DiscordSettings settings) {
		this.settings = settings;
		this.left = settings.sessionStartsLeft;
	}

	/** Takes the turn of the shard's bucket; false if it has none now. */
	boolean takeTurn(ShardId shard, long now) {
		int bucket = shard.id() % this.settings.maxConcurrency;
		@Nullable Long previous = this.buckets.get(bucket);
		if (previous != null && now - previous < this.settings.identifyWindow.toNanos()) {
			return false;
		}
		this.buckets.put(bucket, now);
		return true;
	}

	/** Spends a session start; false if none is left. */
	boolean spend(long now) {
		if (left(now) == 0) {
			return false;
		}
		this.left--;
		return true;
	}

	int left(long now) {
		if (now >= reset(now)) {
			this.left = this.settings.sessionStarts;
			this.reset = now + DAY;
		}
		return this.left;
	}

	/** When all are there again. */
	long reset(long now) {
		Long time = this.reset;
		if (time == null) {
			time = now + this.settings.sessionStartsReset.toNanos();
			this.reset = time;
		}
		return time;
	}

}
