package io.discordgateway.spring.rest;

import java.net.URI;
import java.util.function.Supplier;

import io.discordgateway.payload.Token;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Makes {@link RestClient}s for Discord's API.
 *
 * @since 0.1
 */
public final class DiscordRestClients {

	private DiscordRestClients() {
	}

	/**
	 * Makes a client.
	 * @param builder what the client is made from; changed
	 * @param requestFactory makes the requests; it should have time-outs and follow no
	 * redirects
	 * @param apiBaseUrl the API's url with its version, such as
	 * {@code https://discord.com/api/v10}
	 * @param token asked for the bot token when a request needs it
	 * @return the client
	 */
	public static RestClient create(RestClient.Builder builder, ClientHttpRequestFactory requestFactory, URI apiBaseUrl,
			Supplier<Token> token) {
		String text = apiBaseUrl.toString();
		URI base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
		return builder.baseUrl(base)
			.requestFactory(requestFactory)
			.requestInterceptor(new BotAuthorization(base, token))
			.build();
	}

}
