package io.discordgateway.spring.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import io.discordgateway.payload.GatewayIntent;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do about listeners that need a privileged intent.
 */
class PrivilegedIntentFailureAnalyzer extends AbstractFailureAnalyzer<PrivilegedIntentException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PrivilegedIntentException cause) {
		String listeners = cause.needs()
			.stream()
			.map((need) -> need.listener() + "\n        asks for " + need.eventName() + ", which needs "
					+ need.intent())
			.collect(Collectors.joining("\n    "));
		List<GatewayIntent> intents = cause.needs()
			.stream()
			.map(PrivilegedIntentException.Need::intent)
			.distinct()
			.sorted()
			.toList();
		String switches = intents.stream()
			.map(PrivilegedIntentFailureAnalyzer::portalSwitch)
			.collect(Collectors.joining(" and "));
		String names = intents.stream().map(GatewayIntent::name).collect(Collectors.joining(","));
		return new FailureAnalysis(
				"A listener asks for an event that Discord sends only with a privileged intent:\n\n    " + listeners,
				"Switch " + switches + " on in the Developer Portal (Bot > Privileged Gateway Intents) and add " + names
						+ " to the property discord.gateway.privileged-intents, or remove the listener.",
				cause);
	}

	/** Returns what the switch of an intent is called in the Developer Portal. */
	static String portalSwitch(GatewayIntent intent) {
		return switch (intent) {
			case GUILD_MEMBERS -> "'Server Members Intent'";
			case GUILD_PRESENCES -> "'Presence Intent'";
			case MESSAGE_CONTENT -> "'Message Content Intent'";
			default -> intent.name();
		};
	}

}
