package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.driver.InvalidShardSettingsException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do where the settings of a shard could not be made.
 */
class InvalidShardSettingsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidShardSettingsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidShardSettingsException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Correct what the beans of type ShardSettingsCustomizer set, or the properties discord.gateway.*: "
						+ "a presence (discord.gateway.presence) has to fit into a payload of 4096 bytes.",
				cause);
	}

}
