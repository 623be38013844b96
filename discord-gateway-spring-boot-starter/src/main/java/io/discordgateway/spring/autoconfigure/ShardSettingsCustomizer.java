package io.discordgateway.spring.autoconfigure;

import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.shard.ShardId;

/**
 * Changes the settings of a shard after the properties have been applied. Beans of this
 * type are called in their order, once per shard and start.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ShardSettingsCustomizer {

	/**
	 * Changes the settings of a shard.
	 * @param shard the shard
	 * @param settings the settings as far as they are made
	 */
	void customize(ShardId shard, ShardSettings.Builder settings);

}
