package io.discordgateway.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do without a token.
 */
class MissingTokenFailureAnalyzer extends AbstractFailureAnalyzer<MissingTokenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingTokenException cause) {
		return new FailureAnalysis("The Discord gateway is enabled, but has no bot token.", """
				Do one of these:

				- set the property discord.gateway.token, best from the environment: \
				discord.gateway.token=${DISCORD_TOKEN}. The token is in the Developer Portal under Bot > Token
				- set discord.gateway.enabled=false where no bot is to run
				- in a test, use the local gateway of discord-gateway-test, which needs no token""", cause);
	}

}
