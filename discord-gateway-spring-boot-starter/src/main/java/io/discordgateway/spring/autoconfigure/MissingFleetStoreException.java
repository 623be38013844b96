package io.discordgateway.spring.autoconfigure;

import io.discordgateway.session.ResumeStore;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when instances are to divide the shards and there is no store that they share.
 */
class MissingFleetStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	MissingFleetStoreException(@Nullable ResumeStore store) {
		super("discord.gateway.fleet.enabled is true, but there is no store that instances of the bot could share"
				+ ((store != null) ? ", besides " + store + " for the sessions" : ""));
	}

}
