package io.discordgateway.spring.rest;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.discordgateway.payload.Token;
import io.discordgateway.spring.InvalidTokenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RateLimitInterceptorTests {

	private static final String LIMITED = "{\"message\": \"You are being rate limited.\", \"retry_after\": 2.5, \"global\": false}";

	private static final String LIMITED_GLOBALLY = "{\"message\": \"You are being rate limited.\", \"retry_after\": 2.5, \"global\": true}";

	private final VirtualTime time = new VirtualTime();

	private final ScriptedDiscord discord = new ScriptedDiscord(this.time);

	private final RestClient client = client(50);

	@Test
	void aBucketThatIsUsedUpIsWaitedFor() {
		this.discord.thenBucket("messages", 5, 1, 4).thenBucket("messages", 5, 0, 3.5);
		post("/channels/1/messages");
		post("/channels/1/messages");
		post("/channels/1/messages");
		assertThat(this.discord.sent()).containsExactly("0 POST /channels/1/messages", "0 POST /channels/1/messages",
				"4000 POST /channels/1/messages");
	}

	@Test
	void anotherChannelIsAnotherLimit() {
		this.discord.thenBucket("messages", 5, 0, 4);
		post("/channels/1/messages");
		post("/channels/2/messages");
		assertThat(this.time.passed()).isZero();
	}

	@Test
	void routesThatNameTheSameBucketWaitForEachOther() {
		this.discord.thenBucket("shared", 2, 1, 4).thenBucket("shared", 2, 0, 4);
		post("/channels/1/messages");
		call(HttpMethod.PATCH, "/channels/1/messages/5");
		call(HttpMethod.PATCH, "/channels/1/messages/6");
		assertThat(this.discord.sent()).last().isEqualTo("4000 PATCH /channels/1/messages/6");
	}

	@Test
	void theNextWindowIsLikeTheLastUntilAnAnswerTellsMore() {
		this.discord.thenBucket("messages", 2, 0, 1);
		for (int i = 0; i < 4; i++) {
			post("/channels/1/messages");
		}
		assertThat(this.discord.sent()).extracting((sent) -> sent.substring(0, sent.indexOf(' ')))
			.containsExactly("0", "1000", "1000", "2000");
	}

	@Test
	void answersWithoutALimitAreNotWaitedFor() {
		for (int i = 0; i < 20; i++) {
			post("/channels/1/typing");
		}
		assertThat(this.time.passed()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Remaining=0,Reset-After=4", "Bucket=messages,Reset-After=4",
			"Bucket=messages,Remaining=0", "Bucket=messages,Remaining=none,Reset-After=4" })
	void whatTellsNoBucketInFullTellsNoLimit(String headers) {
		this.discord.then(200, "{}", headers(headers));
		post("/channels/1/messages");
		post("/channels/1/messages");
		assertThat(this.time.passed()).isZero();
	}

	@Test
	void aBucketWhoseSizeIsNotToldHasOnePlace() {
		this.discord.then(200, "{}", headers("Bucket=messages,Remaining=0,Reset-After=4"));
		for (int i = 0; i < 3; i++) {
			post("/channels/1/messages");
		}
		assertThat(this.discord.sent()).extracting((sent) -> sent.substring(0, sent.indexOf(' ')))
			.containsExactly("0", "4000", "8000");
	}

	@Test
	void aRefusedPostIsSentAgainWhenDiscordSaysSo() {
		this.discord.then(429, LIMITED, "Retry-After", "3");
		assertThat(post("/channels/1/messages").value()).isEqualTo(200);
		assertThat(this.discord.sent()).containsExactly("0 POST /channels/1/messages",
				"3000 POST /channels/1/messages");
	}

	@Test
	void aRefusedAnswerToAnInteractionIsSentAgain() {
		this.discord.then(429, LIMITED).then(204, "");
		assertThat(post("/interactions/1/token/callback").value()).isEqualTo(204);
		assertThat(this.discord.sent()).containsExactly("0 POST /interactions/1/token/callback",
				"2500 POST /interactions/1/token/callback");
	}

	@Test
	void aRefusalHoldsBackItsOwnBucketOnly() {
		this.discord.then(429, "{\"retry_after\": 40, \"global\": false}");
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/1/messages"));
		post("/channels/2/messages");
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/1/messages"));
		assertThat(this.discord.sent()).containsExactly("0 POST /channels/1/messages", "0 POST /channels/2/messages");
	}

	@Test
	void aGlobalRefusalHoldsBackEverythingButInteractions() {
		this.discord.then(429, LIMITED_GLOBALLY, "X-RateLimit-Global", "true");
		post("/channels/1/messages");
		assertThat(this.time.passed()).isEqualTo(Duration.ofMillis(2500));
		this.discord.then(429, "{\"retry_after\": 40, \"global\": true}");
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/1/messages"))
			.satisfies((ex) -> assertThat(ex.isGlobal()).isTrue());
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/2/messages"))
			.satisfies((ex) -> assertThat(ex.isGlobal()).isTrue())
			.withMessageContaining("global");
		post("/interactions/1/token/callback");
		assertThat(this.discord.sent()).last().isEqualTo("2500 POST /interactions/1/token/callback");
	}

	@Test
	void aRefusalThatIsNotDiscordsHoldsBackEverything() {
		this.discord.then(429, "<html>error code: 1015</html>", "Retry-After", "600");
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/1/messages"));
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> get("/users/@me"));
		assertThatExceptionOfType(DiscordRateLimitException.class)
			.isThrownBy(() -> post("/interactions/1/token/callback"))
			.withMessageContaining("was not sent: what stands in front of Discord's API");
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/webhooks/1/token"));
		assertThat(this.discord.sent()).hasSize(1);
		this.time.sleep(Duration.ofSeconds(600));
		assertThat(post("/interactions/1/token/callback").value()).isEqualTo(200);
	}

	@Test
	void anInteractionThatIsRefusedByWhatIsNotDiscordWaitsOnce() {
		this.discord.then(429, "{\"title\": \"Error 1015\", \"status\": 429, \"retry_after\": 2}");
		post("/interactions/1/token/callback");
		assertThat(this.discord.sent()).containsExactly("0 POST /interactions/1/token/callback",
				"2000 POST /interactions/1/token/callback");
	}

	@Test
	void aSubLimitHoldsBackTheSameKindOfCallOnly() {
		this.discord.thenBucket("channels", 5, 4, 15).thenBucket("channels", 5, 3, 14);
		this.discord.then(429,
				"{\"message\": \"You are being rate limited.\", \"retry_after\": 582, \"global\": false}",
				ScriptedDiscord.bucket("channels", 5, 4, 15));
		patch("/channels/300", "{\"name\": \"a\"}");
		patch("/channels/300", "{\"name\": \"b\"}");
		assertThatExceptionOfType(DiscordRateLimitException.class)
			.isThrownBy(() -> patch("/channels/300", "{\"name\": \"c\"}"))
			.withMessageContaining("was sent and refused with 429")
			.satisfies((ex) -> assertThat(ex.isSent()).isTrue())
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(582)));
		patch("/channels/300", "{\"rate_limit_per_user\": 5}");
		patch("/channels/301", "{\"name\": \"c\"}");
		assertThat(this.discord.sent()).hasSize(5);
		assertThatExceptionOfType(DiscordRateLimitException.class)
			.isThrownBy(() -> patch("/channels/300", "{\"rate_limit_per_user\": 5, \"name\": \"d\"}"))
			.withMessageContaining(
					"was not sent: Discord's limit on calls that change the same lets it pass in 582000 ms")
			.satisfies((ex) -> assertThat(ex.isSent()).isFalse());
		assertThat(this.time.passed()).isZero();
		this.time.sleep(Duration.ofSeconds(582));
		patch("/channels/300", "{\"name\": \"d\"}");
		assertThat(this.discord.sent()).last().isEqualTo("582000 PATCH /channels/300");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bucket=channels,Remaining=0,Reset-After=1", "Bucket=channels,Reset-After=1",
			"Bucket=channels,Remaining=4", "Bucket=channels,Remaining=4,Reset-After=20" })
	void aRefusalThatIsNotClearlyASubLimitsHoldsBackTheBucket(String headers) {
		this.discord.then(429, "{\"retry_after\": 40, \"global\": false}", headers(headers));
		assertThatExceptionOfType(DiscordRateLimitException.class)
			.isThrownBy(() -> patch("/channels/300", "{\"name\": \"a\"}"));
		assertThatExceptionOfType(DiscordRateLimitException.class)
			.isThrownBy(() -> patch("/channels/300", "{\"rate_limit_per_user\": 5}"))
			.withMessageContaining("was not sent");
		assertThat(this.discord.sent()).hasSize(1);
	}

	@Test
	void theLongerOfTwoGlobalRefusalsHolds() {
		this.discord.then(429, "{\"retry_after\": 40, \"global\": true}")
			.then(429, "{\"retry_after\": 2, \"global\": true}");
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/1/messages"));
		post("/interactions/1/token/callback");
		assertThat(this.time.passed()).isEqualTo(Duration.ofSeconds(2));
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/1/messages"))
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(38)));
	}

	@Test
	void aSubLimitOfCallsWithoutABodyHoldsBackTheirRoute() {
		this.discord.then(429, "{\"retry_after\": 60, \"global\": false}", ScriptedDiscord.bucket("messages", 5, 4, 1));
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> delete("/channels/1/messages/2"));
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> delete("/channels/1/messages/3"));
		patch("/channels/1/messages/3", "{\"content\": \"x\"}");
		delete("/channels/2/messages/3");
		assertThat(this.discord.sent()).hasSize(3);
	}

	@Test
	void aSubLimitThatIsShortIsWaitedFor() {
		this.discord.then(429, "{\"retry_after\": 20, \"global\": false}", ScriptedDiscord.bucket("channels", 5, 4, 1));
		patch("/channels/300", "{\"name\": \"a\"}");
		assertThat(this.discord.sent()).containsExactly("0 PATCH /channels/300", "20000 PATCH /channels/300");
	}

	@Test
	void aRefusalIsRepeatedFiveTimesAtMostR48() {
		RestClient patient = client(50, Duration.ofHours(1));
		for (int i = 0; i < 10; i++) {
			this.discord.then(429, LIMITED);
		}
		assertThatExceptionOfType(DiscordRateLimitException.class)
			.isThrownBy(() -> patient.post().uri("/channels/1/messages").retrieve().toBodilessEntity())
			.withMessage("POST /channels/:id/messages was sent 6 times, refused with 429 each time, and is not sent "
					+ "again: Discord's rate limit lets it pass in 2500 ms")
			.satisfies((ex) -> assertThat(ex.isSent()).isTrue());
		assertThat(this.discord.sent()).hasSize(6);
	}

	@Test
	void halfOfTheInvalidRequestsThatDiscordBansForHoldEverythingBackR48() {
		for (int i = 0; i < InvalidRequests.BRAKE; i++) {
			this.discord.then(403, "{\"message\": \"Missing Access\", \"code\": 50001}");
			assertThatExceptionOfType(HttpClientErrorException.Forbidden.class)
				.isThrownBy(() -> post("/channels/1/messages"));
		}
		Duration took = this.time.passed();
		for (String path : List.of("/channels/2/messages", "/interactions/1/token/callback", "/webhooks/1/token")) {
			assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post(path))
				.withMessageContaining("was not sent: the brake at 5000")
				.satisfies((ex) -> assertThat(ex.isGlobal()).isTrue());
		}
		assertThat(this.discord.sent()).hasSize(InvalidRequests.BRAKE);
		this.time.sleep(Duration.ofSeconds(610).minus(took));
		assertThat(post("/channels/2/messages").value()).isEqualTo(200);
	}

	@Test
	void aRefusedTokenIsNotSentAgainUntilItChangesR48() {
		AtomicReference<String> token = new AtomicReference<>("old-secret");
		RestClient own = new DiscordRestClients(this.discord, URI.create("https://discord.example/api/v10"),
				() -> Token.of(token.get()), Duration.ofSeconds(30), 50, this.time)
			.create(RestClient.builder());
		this.discord.then(401, "{\"message\": \"401: Unauthorized\", \"code\": 0}");
		assertThatExceptionOfType(HttpClientErrorException.Unauthorized.class)
			.isThrownBy(() -> own.get().uri("/users/@me").retrieve().toBodilessEntity());
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> own.get().uri("/channels/1").retrieve().toBodilessEntity())
			.withMessageContaining("GET /channels/:id was not sent")
			.withMessageNotContaining("secret");
		own.post().uri("/webhooks/1/token").retrieve().toBodilessEntity();
		own.get().uri("/users/@me").header("Authorization", "Bearer other").retrieve().toBodilessEntity();
		assertThat(this.discord.sent()).hasSize(3);
		token.set("new-secret");
		own.get().uri("/channels/1").retrieve().toBodilessEntity();
		assertThat(this.discord.sent()).hasSize(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/webhooks/1/token", "/interactions/1/token/callback", "/oauth2/@me" })
	void a401ThatIsNotAboutTheBotsTokenLatchesNothing(String path) {
		this.discord.then(401, "{}");
		assertThatExceptionOfType(HttpClientErrorException.Unauthorized.class).isThrownBy(() -> post(path));
		assertThat(post("/channels/1/messages").value()).isEqualTo(200);
	}

	@Test
	void aFailureNamesTheRouteAndNotTheUrl() {
		this.discord.then(0, "");
		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> post("/webhooks/1/very-secret/messages/2"))
			.withMessage("POST /webhooks/:id/:token/messages/:id failed: Connection reset");
	}

	@Test
	void anAnswerThatBreaksOffNamesTheRouteAndNotTheUrl() {
		this.discord.thenBroken();
		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> this.client.post()
				.uri("/webhooks/1/very-secret")
				.exchange((request, response) -> response.getBody().readAllBytes()))
			.withMessage("POST /webhooks/:id/:token failed: Broken off");
	}

	@Test
	void whatWouldWaitTooLongFailsAtOnceAndClearly() {
		this.discord.thenBucket("messages", 5, 0, 31);
		post("/channels/1/messages");
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/1/messages"))
			.withMessage("POST /channels/:id/messages was not sent: Discord's rate limit lets it pass in 31000 ms, "
					+ "which is more than may be waited (discord.gateway.rest.max-wait)")
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(31)));
		assertThat(this.time.passed()).isZero();
		assertThat(this.discord.sent()).hasSize(1);
	}

	@Test
	void allWaitsOfARequestTogetherAreBounded() {
		for (int i = 0; i < 10; i++) {
			this.discord.then(429, "{\"retry_after\": 8, \"global\": false}");
		}
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> post("/channels/1/messages"));
		assertThat(this.time.passed()).isEqualTo(Duration.ofSeconds(24));
	}

	@Test
	void aRequestMayHaveItsOwnBound() {
		this.discord.thenBucket("messages", 5, 0, 5);
		post("/channels/1/messages");
		assertThatExceptionOfType(DiscordRateLimitException.class).isThrownBy(() -> this.client.post()
			.uri("/channels/1/messages")
			.attribute(DiscordRestClients.MAX_WAIT, Duration.ofSeconds(1))
			.retrieve()
			.toBodilessEntity());
	}

	@Test
	void theGlobalLimitIsKeptWithoutBeingTold() {
		RestClient slow = client(10);
		for (int i = 0; i < 25; i++) {
			slow.post().uri("/channels/{id}/typing", i).retrieve().toBodilessEntity();
		}
		assertThat(this.discord.sent().get(9)).startsWith("0 ");
		assertThat(this.discord.sent().get(10)).startsWith("1000 ");
		assertThat(this.discord.sent().get(20)).startsWith("2000 ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PATCH" })
	void whatIsNotIdempotentIsNeverRepeatedButAfter429(String method) {
		this.discord.then(503, "");
		assertThatExceptionOfType(HttpServerErrorException.class)
			.isThrownBy(() -> call(HttpMethod.valueOf(method), "/channels/1/messages"));
		this.discord.then(0, "");
		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> call(HttpMethod.valueOf(method), "/channels/1/messages"));
		assertThat(this.discord.sent()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE" })
	void whatIsIdempotentIsTriedThreeTimes(String method) {
		this.discord.then(503, "").then(0, "");
		assertThat(call(HttpMethod.valueOf(method), "/channels/1/pins/2").value()).isEqualTo(200);
		assertThat(this.discord.sent()).hasSize(3);
		this.discord.then(502, "").then(504, "").then(503, "").then(503, "");
		assertThatExceptionOfType(HttpServerErrorException.class)
			.isThrownBy(() -> call(HttpMethod.valueOf(method), "/channels/1/pins/2"));
		assertThat(this.discord.sent()).hasSize(6);
	}

	@Test
	void aFailedFirstRequestDoesNotHoldUpTheNext() {
		this.discord.then(0, "").then(500, "");
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> post("/channels/1/messages"));
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> post("/channels/1/messages"));
		assertThat(post("/channels/1/messages").value()).isEqualTo(200);
	}

	@Test
	void noTokenIsInAnyMessage() {
		this.discord.then(429, "{\"retry_after\": 60, \"global\": false}");
		assertThatExceptionOfType(DiscordRateLimitException.class)
			.isThrownBy(() -> post("/webhooks/1/very-secret/messages/2"))
			.satisfies((ex) -> assertThat(ex.getRoute()).isEqualTo("POST /webhooks/:id/:token/messages/:id"))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

	@Test
	void otherHostsAreNotLimited() {
		this.discord.then(429, LIMITED);
		assertThat(this.client.get()
			.uri("https://cdn.discord.example/api/v10/x")
			.exchangeForRequiredValue((request, response) -> response.getStatusCode())
			.value()).isEqualTo(429);
	}

	private static String[] headers(String headers) {
		return Arrays.stream(headers.split(","))
			.flatMap((header) -> Arrays.stream(("X-RateLimit-" + header).split("=")))
			.toArray(String[]::new);
	}

	private RestClient client(int requestsPerSecond) {
		return client(requestsPerSecond, Duration.ofSeconds(30));
	}

	private RestClient client(int requestsPerSecond, Duration maxWait) {
		return new DiscordRestClients(this.discord, URI.create("https://discord.example/api/v10"),
				() -> Token.of("secret"), maxWait, requestsPerSecond, this.time)
			.create(RestClient.builder());
	}

	private HttpStatusCode post(String uri) {
		return call(HttpMethod.POST, uri);
	}

	private HttpStatusCode get(String uri) {
		return call(HttpMethod.GET, uri);
	}

	private HttpStatusCode delete(String uri) {
		return this.client.delete().uri(uri).retrieve().toBodilessEntity().getStatusCode();
	}

	private HttpStatusCode patch(String uri, String body) {
		return call(HttpMethod.PATCH, uri, body);
	}

	private HttpStatusCode call(HttpMethod method, String uri) {
		return call(method, uri, "{}");
	}

	private HttpStatusCode call(HttpMethod method, String uri, String body) {
		return this.client.method(method)
			.uri(uri)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.retrieve()
			.toBodilessEntity()
			.getStatusCode();
	}

}
