package io.discordgateway.spring.driver;

import java.net.URI;
import java.time.Duration;

import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.rest.DiscordRestClients;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.test.web.client.ExpectedCount;
import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.header;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withException;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withRawStatus;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withStatus;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

/**
 * Tests for {@link GatewayLookup} (R1, R2).
 */
class GatewayLookupTests {

	private static final String SECRET = "secret-bot-token";

	private final RestClient.Builder client = new DiscordRestClients(new SimpleClientHttpRequestFactory(),
			URI.create("https://discord.test/api/v10"), () -> Token.of(SECRET), Duration.ofSeconds(30), 50)
		.configure(RestClient.builder());

	private final MockRestServiceServer server = MockRestServiceServer.bindTo(this.client).build();

	private final GatewayLookup lookup = new GatewayLookup(this.client, URI.create("https://discord.test/api/v10/"),
			Token.of(SECRET));

	@Test
	@DisplayName("R1: the request is authorized and says who asks, the answer is read")
	void answerIsRead() {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot"))
			.andExpect(header("Authorization", "Bot " + SECRET))
			.andExpect(header("User-Agent", org.hamcrest.Matchers.matchesPattern("DiscordBot \\(https://.+, .+\\)")))
			.andRespond(withSuccess("""
					{"url": "wss://gateway.discord.gg", "shards": 9, "session_start_limit":
					{"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 16}}""",
					MediaType.APPLICATION_JSON));
		assertThat(this.lookup.find()).isEqualTo(
				new GatewayInfo(GatewayUrl.of("wss://gateway.discord.gg"), 9, 16, 1000, 999, Duration.ofHours(4)));
	}

	@Test
	@DisplayName("R2: 401 is final")
	void refusedTokenIsFinalAndNotShown() {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot"))
			.andRespond(withStatus(HttpStatus.UNAUTHORIZED).body("{\"message\": \"401: Unauthorized\", \"code\": 0}"));
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(this.lookup::find)
			.withMessageContaining("401")
			.withMessageNotContaining(SECRET);
	}

	@Test
	@DisplayName("R2: 429 waits for the longer of header and body")
	void rateLimitSaysHowLong() {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot"))
			.andRespond(withStatus(HttpStatus.TOO_MANY_REQUESTS).header("Retry-After", "65")
				.body("{\"retry_after\": 64.57, \"global\": false}"));
		assertThatExceptionOfType(GatewayLookupException.class).isThrownBy(this.lookup::find)
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(65)));
		// Whoever asks sooner is not heard.
		assertThatExceptionOfType(GatewayLookupException.class).isThrownBy(this.lookup::find)
			.withMessageContaining("was not sent");
		this.server.verify();
	}

	@Test
	@DisplayName("R48: a token that was refused is not sent again")
	void refusedTokenIsNotSentAgain() {
		this.server.expect(ExpectedCount.once(), requestTo("https://discord.test/api/v10/gateway/bot"))
			.andRespond(withStatus(HttpStatus.UNAUTHORIZED));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(this.lookup::find)
				.withMessageNotContaining(SECRET);
		}
		this.server.verify();
	}

	@ParameterizedTest
	@ValueSource(ints = { 302, 400, 403, 404, 405 })
	@DisplayName("R2: what refuses the question is told with its body, and final")
	void refusedQuestionIsFinal(int status) {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot"))
			.andRespond(withRawStatus(status).body("no such\npage"));
		assertThatExceptionOfType(GatewayLookupRefusedException.class).isThrownBy(this.lookup::find)
			.withMessage("https://discord.test/api/v10/gateway/bot answered HTTP " + status + ": no such page");
	}

	@ParameterizedTest
	@ValueSource(ints = { 408, 425, 500, 503 })
	void whatPassesIsWorthAnotherTry(int status) {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot")).andRespond(withRawStatus(status));
		assertThatExceptionOfType(GatewayLookupException.class).isThrownBy(this.lookup::find)
			.isNotInstanceOf(GatewayLookupRefusedException.class);
	}

	@Test
	void serverErrorIsWorthAnotherTry() {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot"))
			.andRespond(withStatus(HttpStatus.BAD_GATEWAY).body("<html>"));
		assertThatExceptionOfType(GatewayLookupException.class).isThrownBy(this.lookup::find)
			.withMessageContaining("HTTP 502");
	}

	@Test
	void unreachableApiIsWorthAnotherTry() {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot"))
			.andRespond(withException(new java.net.ConnectException("Connection refused")));
		assertThatExceptionOfType(GatewayLookupException.class).isThrownBy(this.lookup::find)
			.withMessageContaining("could not be reached: Connection refused");
	}

	@ParameterizedTest
	@ValueSource(strings = { "not json", "{}", "{\"url\": 5}", "{\"url\": \"no url\"}" })
	void malformedBodyIsSaidToBe(String body) {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot"))
			.andRespond(withSuccess(body, MediaType.APPLICATION_JSON));
		assertThatExceptionOfType(GatewayLookupException.class).isThrownBy(this.lookup::find)
			.withMessageContaining("malformed");
	}

	@Test
	@DisplayName("R41: a gateway url in clear is refused where the API is not asked in clear")
	void plainGatewayUrlIsRefused() {
		this.server.expect(requestTo("https://discord.test/api/v10/gateway/bot"))
			.andRespond(withSuccess("{\"url\": \"ws://gateway.discord.gg\"}", MediaType.APPLICATION_JSON));
		assertThatExceptionOfType(GatewayLookupException.class).isThrownBy(this.lookup::find)
			.withMessageContaining("not a wss url");
	}

}
