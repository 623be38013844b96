package io.discordgateway.spring.dispatch;

import java.time.Duration;

import io.discordgateway.Internal;

/**
 * Runs things later, on a thread that they do not block.
 *
 * @since 0.1
 */
@FunctionalInterface
@Internal
public interface Delays {

	/**
	 * Runs a task later, unless all is over by then.
	 * @param delay how much later
	 * @param task the task; it may not block
	 * @return cancels the task if it has not begun
	 */
	Runnable runLater(Duration delay, Runnable task);

}
