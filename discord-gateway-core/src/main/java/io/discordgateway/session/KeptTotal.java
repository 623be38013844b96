package io.discordgateway.session;

import org.jspecify.annotations.Nullable;

/**
 * The number of shards that a bot runs, as it is kept for a later process: sessions of
 * this total are those that have all events, whatever others there are (R38).
 *
 * @param total the number of shards
 * @param insteadOf the number that was set when another was asked for in the running
 * process, so that whoever comes with it still set goes on with {@code total}; or
 * {@code null}
 * @since 0.1
 */
public record KeptTotal(int total, @Nullable Integer insteadOf) {

	public KeptTotal {
		if (total < 1) {
			throw new IllegalArgumentException("'total' must be positive");
		}
	}

}
