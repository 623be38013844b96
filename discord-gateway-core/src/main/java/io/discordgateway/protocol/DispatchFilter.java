package io.discordgateway.protocol;

/**
 * Says which events the application wants. The others move the sequence number and are
 * dropped: their content is neither looked at nor copied.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface DispatchFilter {

	/** Wants every event. */
	DispatchFilter ALL = (name) -> true;

	/**
	 * Returns whether an event is wanted. Called for each dispatch, so it has to be
	 * quick.
	 * @param eventName the event's name, for example {@code MESSAGE_CREATE}
	 * @return whether to emit it
	 */
	boolean wants(String eventName);

}
