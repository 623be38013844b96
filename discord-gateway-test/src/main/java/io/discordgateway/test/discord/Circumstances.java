package io.discordgateway.test.discord;

import java.time.Duration;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * What may differ from one connection of a {@link Discord} to the next.
 *
 * @since 0.1
 */
@Internal
public interface Circumstances {

	/**
	 * Returns where a new session is to be resumed.
	 * @param shard its shard
	 * @return the url
	 */
	String resumeUrl(ShardId shard);

	/**
	 * Returns the interval that HELLO asks for.
	 * @param connection number of the connection
	 * @return the interval, at least 1 ms
	 */
	Duration heartbeatInterval(long connection);

	/**
	 * Returns how long READY takes.
	 * @return the time, zero by default
	 */
	default Duration readyDelay() {
		return Duration.ZERO;
	}

	/**
	 * Returns how long RESUMED takes behind what was missed; events may come in between.
	 * @return the time, zero by default
	 */
	default Duration resumedDelay() {
		return Duration.ZERO;
	}

	/**
	 * Returns what a RESUME of a session that is not there is closed with.
	 * @return 4007 or 4009, or {@code null} for INVALID_SESSION, the default
	 */
	default @Nullable Integer closeForUnknownSession() {
		return null;
	}

}
