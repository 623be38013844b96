package io.discordgateway.spring.test;

import java.net.URI;

import io.discordgateway.payload.Token;
import io.discordgateway.spring.autoconfigure.DiscordConnectionDetails;

/**
 * Where the Discord of the test is.
 */
final class TestConnectionDetails implements DiscordConnectionDetails {

	private final Shell discord;

	TestConnectionDetails(Shell discord) {
		this.discord = discord;
	}

	@Override
	public Token token() {
		return this.discord.token();
	}

	@Override
	public URI apiBaseUrl() {
		return this.discord.api();
	}

}
