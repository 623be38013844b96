package io.discordgateway.spring.autoconfigure;

/**
 * Thrown when sessions are to be kept in a store that is not there.
 */
class MissingResumeStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingResumeStoreException(DiscordGatewayProperties.Session.Store store) {
		super("discord.gateway.session.store is " + store + ", but there is no such store");
	}

}
