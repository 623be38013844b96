package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.InvalidTokenException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about a token that Discord's API refuses (R2).
 */
class InvalidTokenFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTokenException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidTokenException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Copy the current token from the Developer Portal (Bot > Token; it is shown once, after a reset) to the "
						+ "property discord.gateway.token. It is neither the application id nor the public key nor the "
						+ "client secret.",
				cause);
	}

}
