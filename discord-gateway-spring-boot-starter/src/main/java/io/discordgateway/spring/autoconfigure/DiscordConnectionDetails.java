package io.discordgateway.spring.autoconfigure;

import java.net.URI;

import io.discordgateway.payload.Token;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * What is needed to reach Discord, or what stands for it in a test. A bean of this type
 * comes before the properties.
 *
 * @since 0.1
 */
public interface DiscordConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the bot token.
	 * @return the token
	 */
	Token token();

	/**
	 * Returns where the API is.
	 * @return the url with the API's version
	 */
	default URI apiBaseUrl() {
		return URI.create("https://discord.com/api/v10");
	}

	/**
	 * Returns where the gateway is.
	 * @return the url, or {@code null} to ask the API for it
	 */
	default @Nullable URI gatewayUrl() {
		return null;
	}

}
