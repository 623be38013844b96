package io.discordgateway.spring.dispatch;

import io.discordgateway.model.LeftOut;

/**
 * Is told what is left out of events, as it was of another kind than Discord documents
 * (R46). Called on the threads of listeners, one or many at a time.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface LeftOutListener {

	/**
	 * Something was left out.
	 * @param eventName the name of an event that Discord documents
	 * @param leftOut what it was, at least one value
	 */
	void leftOut(String eventName, LeftOut leftOut);

}
