package io.discordgateway.spring.dispatch;

import io.discordgateway.Internal;

/**
 * In which order listeners see the events of a shard.
 *
 * @since 0.1
 */
@Internal
public enum Ordering {

	/** One event of the shard after the other. */
	SHARD,

	/** One event of a guild after the other; guilds in parallel. */
	GUILD,

	/** In parallel. */
	NONE

}
