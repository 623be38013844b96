package io.discordgateway.spring.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import io.discordgateway.payload.GatewayIntent;

/**
 * Thrown when listeners need privileged intents that are not listed.
 */
class PrivilegedIntentException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Need> needs;

	PrivilegedIntentException(List<Need> needs) {
		super(needs.stream()
			.map((need) -> "The listener " + need.listener() + " needs the privileged intent " + need.intent() + " for "
					+ need.eventName())
			.collect(Collectors.joining("; ")));
		this.needs = List.copyOf(needs);
	}

	List<Need> needs() {
		return this.needs;
	}

	/**
	 * What a listener needs.
	 *
	 * @param listener what the listener is, for people
	 * @param eventName the event that it asks for
	 * @param intent the intent that delivers the event
	 */
	record Need(String listener, String eventName, GatewayIntent intent) {

	}

}
