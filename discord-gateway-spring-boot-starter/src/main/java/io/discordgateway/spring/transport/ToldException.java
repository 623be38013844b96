package io.discordgateway.spring.transport;

import java.io.IOException;

import io.discordgateway.Internal;

/**
 * Thrown for a failure whose message says to people all that its causes do.
 *
 * @since 0.1
 */
@Internal
public final class ToldException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes one.
	 * @param message what went wrong, in one clause
	 * @param cause how that was said first
	 */
	public ToldException(String message, Throwable cause) {
		super(message, cause);
	}

}
