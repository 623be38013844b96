package io.discordgateway.spring.rest;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import io.discordgateway.Internal;
import io.discordgateway.payload.Token;
import io.discordgateway.spring.observation.DiscordMeters;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.observation.ClientRequestObservationConvention;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;

/**
 * Makes {@link RestClient}s for Discord's API: with the bot's authorisation, in keeping
 * with Discord's rate limits (Rate Limits; R48), and with JSON as Discord writes it. All
 * that one object makes share their knowledge of the limits and of refused tokens, so
 * there should be one in a process. Thread-safe.
 *
 * @since 0.1
 */
public final class DiscordRestClients {

	/**
	 * Attribute of a request: the {@link Duration} that it may wait for rate limits,
	 * instead of the client's.
	 */
	public static final String MAX_WAIT = DiscordRestClients.class.getName() + ".MAX_WAIT";

	private final ClientHttpRequestFactory requestFactory;

	private final DiscordApi api;

	private final RateLimitInterceptor limits;

	private final BotAuthorization authorization;

	/**
	 * Makes a maker of clients.
	 * @param requestFactory makes the requests; it should have time-outs and follow no
	 * redirects
	 * @param apiBaseUrl the API's url with its version, such as
	 * {@code https://discord.com/api/v10}
	 * @param token asked for the bot token when a request needs it
	 * @param maxWait how long a request may wait for rate limits, all its waits together
	 * @param requestsPerSecond the global limit: 50 for most bots
	 */
	public DiscordRestClients(ClientHttpRequestFactory requestFactory, URI apiBaseUrl, Supplier<Token> token,
			Duration maxWait, int requestsPerSecond) {
		this(requestFactory, apiBaseUrl, token, maxWait, requestsPerSecond, RateLimitTime.SYSTEM, DiscordMeters.NONE,
				null);
	}

	DiscordRestClients(ClientHttpRequestFactory requestFactory, URI apiBaseUrl, Supplier<Token> token, Duration maxWait,
			int requestsPerSecond, RateLimitTime time) {
		this(requestFactory, apiBaseUrl, token, maxWait, requestsPerSecond, time, DiscordMeters.NONE, null);
	}

	/**
	 * Makes a maker of clients that go by another time than the machine's, or share
	 * limits with other processes.
	 * @param requestFactory makes the requests
	 * @param apiBaseUrl the API's url with its version
	 * @param token asked for the bot token when a request needs it
	 * @param maxWait how long a request may wait for rate limits, all its waits together
	 * @param requestsPerSecond the global limit
	 * @param time the time that the limits go by
	 * @param meters counts what the limits do
	 * @param shared the limits that other processes keep, too, or {@code null} for none
	 */
	@Internal
	public DiscordRestClients(ClientHttpRequestFactory requestFactory, URI apiBaseUrl, Supplier<Token> token,
			Duration maxWait, int requestsPerSecond, RateLimitTime time, DiscordMeters meters,
			@Nullable SharedLimits shared) {
		this.requestFactory = requestFactory;
		this.api = DiscordApi.at(apiBaseUrl);
		this.limits = new RateLimitInterceptor(this.api, new RateLimits(time, requestsPerSecond, shared, meters),
				new RefusedTokens(), time, maxWait);
		this.authorization = new BotAuthorization(this.api, token);
	}

	/**
	 * Makes a client.
	 * @param builder what the client is made from; changed
	 * @return the client
	 */
	public RestClient create(RestClient.Builder builder) {
		return configure(builder).build();
	}

	/**
	 * Makes a client whose calls are observed in the application's own way.
	 * @param builder what the client is made from; changed
	 * @param convention names what is observed; in what it says, urls of the API are
	 * replaced by routes, as they may hold tokens
	 * @return the client
	 */
	public RestClient create(RestClient.Builder builder, ClientRequestObservationConvention convention) {
		return configure(builder).observationConvention(new RouteObservationConvention(this.api, convention)).build();
	}

	/**
	 * Makes a builder of clients.
	 * @param builder what is changed
	 * @return the builder that was given
	 */
	public RestClient.Builder configure(RestClient.Builder builder) {
		return builder.baseUrl(this.api.base())
			.requestFactory(this.requestFactory)
			.observationConvention(
					new RouteObservationConvention(this.api, new DefaultClientRequestObservationConvention()))
			.requestInterceptor(this.authorization)
			.requestInterceptor(this.limits)
			.configureMessageConverters((converters) -> converters.registerDefaults()
				.withJsonConverter(new JacksonJsonHttpMessageConverter(DiscordJson.MAPPER)));
	}

}
