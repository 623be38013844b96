package io.discordgateway.spring;

/**
 * Says later that a listener is done with an event, see {@link DispatchEvent#defer()}.
 * Whichever method is called first counts; every further call does nothing. Thread-safe.
 *
 * @since 0.1
 */
public interface DispatchAcknowledgment {

	/** Says that the listener is done. */
	void acknowledge();

	/**
	 * Says that the listener failed. What follows is the same as if it had thrown, see
	 * {@link DispatchErrorHandler}.
	 * @param failure why
	 */
	void fail(Throwable failure);

}
