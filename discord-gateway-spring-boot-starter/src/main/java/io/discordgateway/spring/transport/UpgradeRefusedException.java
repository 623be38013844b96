package io.discordgateway.spring.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Says that a peer answered with something else than a WebSocket (R22).
 */
class UpgradeRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private final @Nullable Duration retryAfter;

	UpgradeRefusedException(String message, int status, @Nullable Duration retryAfter, Throwable cause) {
		super(message, cause);
		this.status = status;
		this.retryAfter = retryAfter;
	}

	int status() {
		return this.status;
	}

	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
