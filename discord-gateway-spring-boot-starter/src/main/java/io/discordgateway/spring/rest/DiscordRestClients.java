package io.discordgateway.spring.rest;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import io.discordgateway.payload.Token;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;

/**
 * Makes {@link RestClient}s for Discord's API: with the bot's authorisation, in keeping
 * with Discord's rate limits (Rate Limits), and with JSON as Discord writes it.
 *
 * @since 0.1
 */
public final class DiscordRestClients {

	/**
	 * Attribute of a request: the {@link Duration} that it may wait for rate limits,
	 * instead of the client's.
	 */
	public static final String MAX_WAIT = DiscordRestClients.class.getName() + ".MAX_WAIT";

	private DiscordRestClients() {
	}

	/**
	 * Makes a client. All requests of one client share their knowledge of the rate
	 * limits, so there should be one for each token.
	 * @param builder what the client is made from; changed
	 * @param requestFactory makes the requests; it should have time-outs and follow no
	 * redirects
	 * @param apiBaseUrl the API's url with its version, such as
	 * {@code https://discord.com/api/v10}
	 * @param token asked for the bot token when a request needs it
	 * @param maxWait how long a request may wait for rate limits, all its waits together
	 * @param requestsPerSecond the global limit: 50 for most bots
	 * @return the client
	 */
	public static RestClient create(RestClient.Builder builder, ClientHttpRequestFactory requestFactory, URI apiBaseUrl,
			Supplier<Token> token, Duration maxWait, int requestsPerSecond) {
		return create(builder, requestFactory, DiscordApi.at(apiBaseUrl), token, maxWait, requestsPerSecond,
				RateLimitTime.SYSTEM);
	}

	static RestClient create(RestClient.Builder builder, ClientHttpRequestFactory requestFactory, DiscordApi api,
			Supplier<Token> token, Duration maxWait, int requestsPerSecond, RateLimitTime time) {
		RateLimits limits = new RateLimits(time, requestsPerSecond);
		return builder.baseUrl(api.base())
			.requestFactory(requestFactory)
			.requestInterceptor(new RateLimitInterceptor(api, limits, time, maxWait))
			.requestInterceptor(new BotAuthorization(api, token))
			.configureMessageConverters((converters) -> converters.registerDefaults()
				.withJsonConverter(new JacksonJsonHttpMessageConverter(DiscordJson.MAPPER)))
			.build();
	}

}
