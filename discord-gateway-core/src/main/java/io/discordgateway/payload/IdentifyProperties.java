package io.discordgateway.payload;

/**
 * How the client describes itself in IDENTIFY (R11).
 *
 * @param os the operating system
 * @param browser the library's name
 * @param device the library's name
 * @since 0.1
 */
public record IdentifyProperties(String os, String browser, String device) {

	/** What is sent unless the application says otherwise. */
	public static final IdentifyProperties DEFAULT = new IdentifyProperties("linux", "discord-gateway",
			"discord-gateway");

}
