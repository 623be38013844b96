package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.driver.GatewayLookupRefusedException;
import io.discordgateway.spring.rest.ProxyAuthenticationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do where what should be Discord's API does not know the question for the
 * gateway.
 */
class GatewayLookupRefusedFailureAnalyzer extends AbstractFailureAnalyzer<GatewayLookupRefusedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, GatewayLookupRefusedException cause) {
		if (cause.getCause() instanceof ProxyAuthenticationException proxy) {
			String action = proxy.getAction();
			return new FailureAnalysis("The gateway could not be looked up: " + cause.getMessage() + ".",
					Character.toUpperCase(action.charAt(0)) + action.substring(1) + ".", cause);
		}
		return new FailureAnalysis("The gateway could not be looked up: " + cause.getMessage(),
				"Check the property discord.gateway.api-base-url: it is the url of Discord's API with its version, "
						+ "https://discord.com/api/v10 unless set. If it is right, something in between answers "
						+ "instead, such as a proxy.",
				cause);
	}

}
