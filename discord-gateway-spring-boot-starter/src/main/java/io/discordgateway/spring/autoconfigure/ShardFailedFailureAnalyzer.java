package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.ShardFailedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about a shard that Discord does not let in (R18).
 */
class ShardFailedFailureAnalyzer extends AbstractFailureAnalyzer<ShardFailedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ShardFailedException cause) {
		String action = switch (cause.getCloseCode()) {
			case AUTHENTICATION_FAILED ->
				"Copy the current token from the Developer Portal (Bot > Token) to the property discord.gateway.token.";
			case DISALLOWED_INTENTS ->
				"Switch the privileged intents on in the Developer Portal (Bot > Privileged Gateway Intents), or take "
						+ "them out of discord.gateway.intents and discord.gateway.privileged-intents.";
			case INVALID_INTENTS -> "Correct the number in discord.gateway.intents, or write the names of the intents.";
			case INVALID_SHARD -> "Correct discord.gateway.sharding.ids and discord.gateway.sharding.total: ids run "
					+ "from 0 to total - 1, and very large bots need a total that Discord assigns.";
			case SHARDING_REQUIRED ->
				"Raise discord.gateway.sharding.total. With auto it was the number that Discord's API " + "recommends.";
			default -> "Update discord-gateway.";
		};
		return new FailureAnalysis("[shard " + cause.getShard() + "] " + cause.getMessage() + ".", action, cause);
	}

}
