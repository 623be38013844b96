package io.discordgateway.spring.driver;

/**
 * How this library names itself to Discord (R1).
 */
final class UserAgent {

	static final String VALUE = "DiscordBot (https://github.com/discord-gateway/discord-gateway, " + version() + ")";

	private UserAgent() {
	}

	private static String version() {
		String version = UserAgent.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "development";
	}

}
