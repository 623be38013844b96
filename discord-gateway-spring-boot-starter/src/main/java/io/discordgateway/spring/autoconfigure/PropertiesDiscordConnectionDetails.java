package io.discordgateway.spring.autoconfigure;

import java.net.URI;

import io.discordgateway.payload.Token;
import org.jspecify.annotations.Nullable;

/**
 * {@link DiscordConnectionDetails} from {@link DiscordGatewayProperties}.
 */
class PropertiesDiscordConnectionDetails implements DiscordConnectionDetails {

	private final DiscordGatewayProperties properties;

	PropertiesDiscordConnectionDetails(DiscordGatewayProperties properties) {
		this.properties = properties;
	}

	@Override
	public Token token() {
		String token = this.properties.token();
		if (token == null) {
			throw new MissingTokenException();
		}
		return Token.of(token);
	}

	@Override
	public URI apiBaseUrl() {
		return this.properties.apiBaseUrl();
	}

	@Override
	public @Nullable URI gatewayUrl() {
		return this.properties.url();
	}

}
