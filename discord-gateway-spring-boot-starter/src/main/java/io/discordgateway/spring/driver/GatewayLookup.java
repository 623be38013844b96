package io.discordgateway.spring.driver;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.rest.DiscordRateLimitException;
import io.discordgateway.spring.rest.DiscordRestClients;
import io.discordgateway.spring.rest.ProxyAuthenticationException;
import io.discordgateway.spring.rest.UserAgent;
import io.discordgateway.spring.transport.Failures;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Asks Discord's API where the gateway is (R1, R2). Thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class GatewayLookup {

	private static final int MAX_BODY = 64 * 1024;

	private static final JsonMapper mapper = JsonMapper.shared();

	private final RestClient client;

	private final URI url;

	private final Token token;

	/* The last gateway in clear that was warned of. */
	private volatile @Nullable GatewayUrl warnedOf;

	/**
	 * Makes a look-up.
	 * @param client the HTTP client's builder, as {@link DiscordRestClients} makes it
	 * @param apiBaseUrl the API's url with its version, such as
	 * {@code https://discord.com/api/v10}
	 * @param token the bot token, which goes into the Authorization header (R40)
	 */
	public GatewayLookup(RestClient.Builder client, URI apiBaseUrl, Token token) {
		this.client = client.build();
		String base = apiBaseUrl.toString();
		this.url = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/gateway/bot");
		this.token = token;
	}

	/**
	 * Asks once. Blocks until the answer or a time-out.
	 * @return the answer
	 * @throws InvalidTokenException if the API refuses the token: final
	 * @throws GatewayLookupRefusedException if what was asked refuses the question: final
	 * @throws GatewayLookupException for every other trouble: worth another try
	 */
	GatewayInfo find() {
		try {
			// Who asks waits by itself.
			return this.client.get()
				.uri(this.url)
				.attribute(DiscordRestClients.MAX_WAIT, Duration.ZERO)
				.headers((headers) -> {
					headers.set(HttpHeaders.AUTHORIZATION, "Bot " + this.token.reveal());
					headers.set(HttpHeaders.USER_AGENT, UserAgent.VALUE);
					headers.set(HttpHeaders.ACCEPT, "application/json");
				})
				.exchangeForRequiredValue((request, response) -> read(response));
		}
		catch (DiscordRateLimitException ex) {
			throw new GatewayLookupException(this.url + " was not asked, or refused: " + ex.getMessage(),
					ex.getRetryAfter(), ex);
		}
		catch (ResourceAccessException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			String told = this.url + " could not be reached: " + Failures.describeOnly(cause);
			if (cause instanceof ProxyAuthenticationException) {
				throw new GatewayLookupRefusedException(told, cause);
			}
			throw new GatewayLookupException(told, null, cause);
		}
	}

	private GatewayInfo read(ClientHttpResponse response) throws IOException {
		int status = response.getStatusCode().value();
		String body = new String(response.getBody().readNBytes(MAX_BODY), StandardCharsets.UTF_8);
		if (status == 401) {
			throw new InvalidTokenException("Discord's API refused the bot token: HTTP 401 from " + this.url);
		}
		if (status != 200) {
			String answer = this.url + " answered HTTP " + status
					+ (body.isBlank() ? "" : ": " + Failures.oneLine(body));
			// Redirects are not followed (R40). A time-out and "too early" pass.
			if (status >= 300 && status < 500 && status != 408 && status != 425) {
				throw new GatewayLookupRefusedException(answer);
			}
			throw new GatewayLookupException(answer, null, null);
		}
		JsonNode json = parse(body);
		if (json == null || !json.path("url").isString()) {
			throw malformed("it has no gateway url");
		}
		JsonNode limit = json.path("session_start_limit");
		return new GatewayInfo(gatewayUrl(json.path("url").asString()), Math.max(1, json.path("shards").asInt(1)),
				Math.max(1, limit.path("max_concurrency").asInt(1)), Math.max(1, limit.path("total").asInt(1000)),
				Math.max(0, limit.path("remaining").asInt(Integer.MAX_VALUE)),
				Duration.ofMillis(Math.max(0, limit.path("reset_after").asLong(0))));
	}

	/* The token goes there: in clear only if the API itself is asked in clear (R41). */
	private GatewayUrl gatewayUrl(String value) {
		GatewayUrl gateway = GatewayUrl.parse(value);
		if (gateway == null || !(gateway.secure() || "http".equalsIgnoreCase(this.url.getScheme()))) {
			throw malformed("its gateway url is not a wss url");
		}
		if (!gateway.equals(this.warnedOf)) {
			this.warnedOf = gateway;
			PlainUrls.warnOf("The gateway url that " + this.url.getHost() + " tells", gateway.uri());
		}
		return gateway;
	}

	private GatewayLookupException malformed(String reason) {
		return new GatewayLookupException("The answer of " + this.url + " is malformed: " + reason, null, null);
	}

	private static @Nullable JsonNode parse(String body) {
		try {
			return mapper.readTree(body);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
