package io.discordgateway.spring.dispatch;

import java.time.Duration;

import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What may follow a listener that fails, where the application does not decide itself.
 *
 * @since 0.1
 */
public final class ErrorPolicies {

	private static final Log logger = LogFactory.getLog(ErrorPolicies.class);

	private ErrorPolicies() {
	}

	/**
	 * Logs the failure; the event counts as done.
	 * @return the handler
	 */
	public static DispatchErrorHandler log() {
		return (event, failure, attempt) -> {
			logger.error(message(event) + "; the shard goes on", failure);
			return Decision.done();
		};
	}

	/**
	 * Publishes the event again, after a time that doubles; after the last attempt it
	 * counts as done.
	 * @param maxAttempts how often the event is published, 1 or more
	 * @param initialDelay the first wait
	 * @param maxDelay the longest wait
	 * @return the handler
	 */
	public static DispatchErrorHandler retry(int maxAttempts, Duration initialDelay, Duration maxDelay) {
		return (event, failure, attempt) -> {
			if (attempt >= maxAttempts) {
				logger.error(message(event) + " in " + attempt + " attempts; the shard goes on", failure);
				return Decision.done();
			}
			Duration delay = initialDelay.multipliedBy(1L << Math.min(attempt - 1, 20));
			if (delay.compareTo(maxDelay) > 0) {
				delay = maxDelay;
			}
			logger.warn(message(event) + " (attempt " + attempt + " of " + maxAttempts + "); the next attempt is in "
					+ delay.toMillis() + " ms", failure);
			return Decision.retryAfter(delay);
		};
	}

	/**
	 * Stops the shard.
	 * @return the handler
	 */
	public static DispatchErrorHandler stop() {
		return (event, failure, attempt) -> Decision.stop();
	}

	private static String message(DispatchEvent<?> event) {
		return "[shard " + event.shard() + "] A listener failed on " + event.name() + " (sequence " + event.sequence()
				+ ")";
	}

}
