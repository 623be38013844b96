package io.discordgateway.spring.observation;

import io.discordgateway.spring.DispatchEvent;
import io.micrometer.observation.Observation;

/**
 * What is known of one event while its listeners are called.
 *
 * @since 0.1
 */
public class DispatchObservationContext extends Observation.Context {

	private final DispatchEvent<?> event;

	/**
	 * Makes a context.
	 * @param event the event
	 */
	public DispatchObservationContext(DispatchEvent<?> event) {
		this.event = event;
	}

	/**
	 * Returns the event. To ask for its payload decodes it.
	 * @return the event
	 */
	public DispatchEvent<?> event() {
		return this.event;
	}

}
