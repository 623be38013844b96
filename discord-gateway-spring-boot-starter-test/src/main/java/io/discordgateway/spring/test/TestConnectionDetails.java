package io.discordgateway.spring.test;

import java.net.URI;

import io.discordgateway.payload.Token;
import io.discordgateway.spring.autoconfigure.DiscordConnectionDetails;

/**
 * Where the Discord in this process is.
 */
final class TestConnectionDetails implements DiscordConnectionDetails {

	@Override
	public Token token() {
		return InProcessDiscord.token();
	}

	@Override
	public URI apiBaseUrl() {
		return InProcessDiscord.API;
	}

}
