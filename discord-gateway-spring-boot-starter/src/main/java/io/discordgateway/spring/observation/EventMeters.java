package io.discordgateway.spring.observation;

import io.discordgateway.Internal;

/**
 * What counts the events of one name. Telling it of one neither allocates nor looks
 * anything up.
 *
 * @since 0.1
 */
@Internal
public interface EventMeters {

	/** Counts nothing. */
	EventMeters NONE = new EventMeters() {
	};

	/** An event has come, whether anybody listens or not. */
	default void received() {
	}

	/** Nobody listens to it. */
	default void unheard() {
	}

	/** It came too late to be answered, and was left out for that (R50). */
	default void stale() {
	}

	/** It was published to its listeners. */
	default void published() {
	}

	/** It came on shards of two totals, and was left out on the second (R38). */
	default void known() {
	}

	/** Something was left out of it, as it was of another kind than documented (R46). */
	default void repaired() {
	}

	/** It did not decode. */
	default void undecodable() {
	}

	/**
	 * Returns what measures one listener with events of this name. To be asked for once,
	 * and kept.
	 * @param listener what the listener is, for people
	 * @return the meter
	 */
	default ListenerMeter listener(String listener) {
		return ListenerMeter.NONE;
	}

}
