package io.discordgateway.spring.rest;

import io.discordgateway.Internal;

/**
 * How this library names itself to Discord (R1).
 *
 * @since 0.1
 */
@Internal
public final class UserAgent {

	/** The value of the header. */
	public static final String VALUE = "DiscordBot (https://github.com/discord-gateway/discord-gateway, " + version()
			+ ")";

	private UserAgent() {
	}

	private static String version() {
		String version = UserAgent.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "development";
	}

}
