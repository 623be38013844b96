package io.discordgateway.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about a listener that needs a privileged intent.
 */
class PrivilegedIntentFailureAnalyzer extends AbstractFailureAnalyzer<PrivilegedIntentException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PrivilegedIntentException cause) {
		return new FailureAnalysis(
				"A listener asks for " + cause.eventName() + ", which Discord sends only with the privileged intent "
						+ cause.intent() + ":\n\n    " + cause.listener(),
				"Switch " + cause.intent()
						+ " on in the Developer Portal (Bot > Privileged Gateway Intents) and add it "
						+ "to the property discord.gateway.privileged-intents, or remove the listener.",
				cause);
	}

}
