package io.discordgateway.examples;

import java.util.Map;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;

/**
 * What the examples take from environment variables.
 *
 * @param url {@code GATEWAY_URL}, by default Discord's
 * @param token {@code DISCORD_TOKEN}
 * @param intents {@code INTENTS}, the sum of the intents, by default 513: guilds and
 * their messages
 */
record Environment(GatewayUrl url, Token token, int intents) {

	static Environment read() {
		Map<String, String> variables = System.getenv();
		String token = variables.get("DISCORD_TOKEN");
		if (token == null) {
			throw new IllegalStateException("Set DISCORD_TOKEN to the bot's token");
		}
		return new Environment(GatewayUrl.of(variables.getOrDefault("GATEWAY_URL", "wss://gateway.discord.gg")),
				Token.of(token), Integer.parseInt(variables.getOrDefault("INTENTS", "513")));
	}

}
