package io.discordgateway.spring.autoconfigure;

/**
 * Thrown when the gateway is enabled and has no token.
 */
class MissingTokenException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingTokenException() {
		super("The Discord gateway has no bot token: discord.gateway.token is not set");
	}

}
