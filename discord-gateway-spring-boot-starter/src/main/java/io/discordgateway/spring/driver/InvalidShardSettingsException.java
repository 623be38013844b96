package io.discordgateway.spring.driver;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.transport.Failures;

/**
 * Says that the settings of a shard could not be made: a customizer failed, or what is
 * set does not fit. Final, as it would fail again.
 *
 * @since 0.1
 */
@Internal
public class InvalidShardSettingsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidShardSettingsException(ShardId shard, Throwable cause) {
		super("The settings of shard " + shard + " could not be made: " + Failures.describeOnly(cause), cause);
	}

}
