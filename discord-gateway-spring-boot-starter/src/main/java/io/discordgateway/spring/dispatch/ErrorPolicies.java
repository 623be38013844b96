package io.discordgateway.spring.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.discordgateway.model.DispatchType;
import io.discordgateway.spring.DispatchErrorHandler;
import io.discordgateway.spring.DispatchErrorHandler.Decision;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.UndecodablePayloadException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What may follow a listener that fails, where the application does not decide itself. An
 * event that does not decode is no listener's fault, and will not decode the next time:
 * whatever the policy, it counts as done.
 *
 * @since 0.1
 */
public final class ErrorPolicies {

	private static final Log logger = LogFactory.getLog(ErrorPolicies.class);

	private ErrorPolicies() {
	}

	/** Finds out whether a failure is that the event does not decode. */
	static @Nullable UndecodablePayloadException undecodable(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UndecodablePayloadException undecodable) {
				return undecodable;
			}
		}
		return null;
	}

	/**
	 * Logs the failure; the event counts as done.
	 * @return the handler
	 */
	public static DispatchErrorHandler log() {
		return new DecodableOnly((event, failure, attempt) -> {
			logger.error(message(event) + "; the shard goes on", failure);
			return Decision.done();
		});
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
		return new DecodableOnly((event, failure, attempt) -> {
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
		});
	}

	/**
	 * Stops the shard.
	 * @return the handler
	 */
	public static DispatchErrorHandler stop() {
		return new DecodableOnly((event, failure, attempt) -> Decision.stop());
	}

	private static String message(DispatchEvent<?> event) {
		return "[shard " + event.shard() + "] A listener failed on " + event.name() + " (sequence " + event.sequence()
				+ ")";
	}

	/**
	 * Keeps from a policy what does not decode. The first event of a name is logged, and
	 * then each tenth, hundredth and so on, with their number: such events come in
	 * series.
	 */
	private static final class DecodableOnly implements DispatchErrorHandler {

		private final DispatchErrorHandler policy;

		private final Map<String, AtomicLong> undecodable = new ConcurrentHashMap<>();

		DecodableOnly(DispatchErrorHandler policy) {
			this.policy = policy;
		}

		@Override
		public Decision handle(DispatchEvent<?> event, Throwable failure, int attempt) {
			UndecodablePayloadException undecodable = undecodable(failure);
			if (undecodable == null) {
				return this.policy.handle(event, failure, attempt);
			}
			// Names come from the peer.
			String name = (DispatchType.of(event.name()) != null) ? event.name() : "";
			long count = this.undecodable.computeIfAbsent(name, (key) -> new AtomicLong()).incrementAndGet();
			if (isPowerOfTen(count)) {
				logger.error("[shard " + event.shard() + "] " + undecodable.getMessage()
						+ ((count > 1) ? "; that makes " + count : "") + ". The event is passed over");
			}
			return Decision.done();
		}

		private static boolean isPowerOfTen(long count) {
			long rest = count;
			while (rest % 10 == 0) {
				rest /= 10;
			}
			return rest == 1;
		}

	}

}
