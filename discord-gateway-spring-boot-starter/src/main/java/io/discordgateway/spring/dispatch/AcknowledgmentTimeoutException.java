package io.discordgateway.spring.dispatch;

import java.time.Duration;

/**
 * Says that a listener deferred an event and did not acknowledge it in time.
 */
class AcknowledgmentTimeoutException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	AcknowledgmentTimeoutException(String by, Duration timeout) {
		super("The event was deferred by " + by + " and not acknowledged within " + timeout.toMillis()
				+ " ms. Call acknowledge() or fail(...) on every path, or raise "
				+ "discord.gateway.dispatch.acknowledge-timeout");
	}

}
