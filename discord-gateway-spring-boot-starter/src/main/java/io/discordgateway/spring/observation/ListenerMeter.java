package io.discordgateway.spring.observation;

import io.discordgateway.Internal;

/**
 * What measures how long one listener takes.
 *
 * @since 0.1
 */
@Internal
public interface ListenerMeter {

	/** Measures nothing. */
	ListenerMeter NONE = new ListenerMeter() {
	};

	/**
	 * The listener is called.
	 * @return what has to be handed to {@link #stop}
	 */
	default long start() {
		return 0;
	}

	/**
	 * The listener has returned.
	 * @param started what {@link #start} returned
	 * @param success whether it has thrown nothing
	 */
	default void stop(long started, boolean success) {
	}

}
