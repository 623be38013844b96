package io.discordgateway.spring.autoconfigure;

import io.discordgateway.payload.GatewayIntent;

/**
 * Thrown when a listener needs a privileged intent that is not listed.
 */
class PrivilegedIntentException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String listener;

	private final String eventName;

	private final GatewayIntent intent;

	PrivilegedIntentException(String listener, String eventName, GatewayIntent intent) {
		super("The listener " + listener + " needs the privileged intent " + intent + " for " + eventName);
		this.listener = listener;
		this.eventName = eventName;
		this.intent = intent;
	}

	String listener() {
		return this.listener;
	}

	String eventName() {
		return this.eventName;
	}

	GatewayIntent intent() {
		return this.intent;
	}

}
