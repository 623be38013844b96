package io.discordgateway.spring;

/**
 * Thrown by the start of the gateway when Discord's API refuses the bot token (R2). The
 * message never holds the token.
 *
 * @since 0.1
 */
public class InvalidTokenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes an exception.
	 * @param message what was refused, without the token
	 */
	public InvalidTokenException(String message) {
		super(message);
	}

}
