package io.discordgateway.protocol;

/**
 * Says which events the application wants. The others are counted and dropped before
 * their content is copied.
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
