package io.discordgateway.spring;

import io.discordgateway.payload.GatewayIntent;

/**
 * Completes the future of a request that Discord answers only with an intent that this
 * bot did not ask for (R27). Nothing was sent.
 *
 * @since 0.1
 */
public class MissingIntentException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final GatewayIntent intent;

	/**
	 * Makes an exception.
	 * @param what what needs the intent
	 * @param intent the intent
	 */
	public MissingIntentException(String what, GatewayIntent intent) {
		super(what + " needs the intent " + intent
				+ ": switch it on in the Developer Portal (Bot > Privileged Gateway Intents) and add it to the property"
				+ " discord.gateway.privileged-intents, or to discord.gateway.intents where that is not 'auto'");
		this.intent = intent;
	}

	/**
	 * Returns the intent that is missing.
	 * @return the intent
	 */
	public GatewayIntent getIntent() {
		return this.intent;
	}

}
