package io.discordgateway.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.test.discord.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The HTTP API, and what it has to do with the gateway, over real sockets.
 */
class RestApiTests {

	private static final String GUILD = "{\"id\":\"1\",\"members\":[],\"channels\":[{\"id\":\"7\"}]}";

	private final LocalGateway gateway = LocalGateway.builder().identifyWindow(Duration.ofMillis(1)).build().start();

	@AfterEach
	void close() {
		this.gateway.close();
	}

	private HttpResponse<String> post(String path, String body) {
		return TestClient.call(this.gateway, "POST", path, "Bot " + this.gateway.token().reveal(), body);
	}

	private HttpResponse<String> get(String path) {
		return TestClient.call(this.gateway, "GET", path, "Bot " + this.gateway.token().reveal(), "");
	}

	private static int code(HttpResponse<String> response) {
		return Json.read(response.body()).path("code").asInt();
	}

	@Test
	void createdMessageIsAnsweredDispatchedAndRecorded() {
		this.gateway.joinGuild(GUILD);
		try (TestClient client = TestClient.connect(this.gateway)) {
			client.identify(this.gateway, GatewayIntent.GUILD_MESSAGES.value()).await("READY");
			HttpResponse<String> response = post("/channels/7/messages", "{\"content\":\"pong\"}");
			assertThat(response.statusCode()).isEqualTo(200);
			JsonNode event = client.await("MESSAGE_CREATE").path("d");
			assertThat(event.path("id")).isEqualTo(Json.read(response.body()).path("id"));
			assertThat(event.path("content").asString()).isEqualTo("pong");
			assertThat(event.path("guild_id").asString()).isEqualTo("1");
			assertThat(event.path("author").path("id").asString()).isEqualTo(this.gateway.botId());
			assertThat(this.gateway.record().restCalls()).singleElement()
				.satisfies((call) -> assertThat(call.body()).isEqualTo("{\"content\":\"pong\"}"));
		}
	}

	@Test
	void filesComeThroughAndPathsAreDecoded() {
		this.gateway.joinGuild(GUILD);
		String body = "--X\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.txt\"\r\n\r\n"
				+ "x".repeat(2_000_000) + "\r\n--X--\r\n";
		HttpResponse<String> response = TestClient.upload(this.gateway, "/channels/7/messages", "X", body);
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode message = Json.read(response.body());
		assertThat(message.path("attachments").path(0).path("size").asInt()).isEqualTo(2_000_000);
		String path = "/channels/7/messages/" + message.path("id").asString() + "/reactions/%E2%9C%85/%40me";
		assertThat(TestClient.call(this.gateway, "PUT", path, "Bot " + this.gateway.token().reveal(), "").statusCode())
			.isEqualTo(204);
	}

	@Test
	void answersHaveTheHeadersOfDiscord() {
		this.gateway.joinGuild(GUILD);
		HttpResponse<String> response = post("/channels/7/messages", "{\"content\":\"x\"}");
		assertThat(response.headers().firstValue("X-RateLimit-Limit")).hasValue("5");
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
	}

	@Test
	void tokenNamesTheBot() {
		assertThat(this.gateway.botId()).isEqualTo("1400000000000000001");
		assertThat(this.gateway.token().applicationId()).isEqualTo(this.gateway.botId());
		assertThat(Json.read(get("/users/@me").body()).path("id").asString()).isEqualTo(this.gateway.botId());
		try (LocalGateway simple = LocalGateway.builder().token("simple").build();
				LocalGateway named = LocalGateway.builder().botId("42").build();
				LocalGateway both = LocalGateway.builder().token("simple").botId("43").build();
				LocalGateway own = LocalGateway.builder().token("MTIzNDU2Nzg5.a.b").build()) {
			assertThat(simple.botId()).isEqualTo("1400000000000000001");
			assertThat(named.token().applicationId()).isEqualTo("42");
			assertThat(both.botId()).isEqualTo("43");
			assertThat(own.botId()).isEqualTo("123456789");
		}
	}

	@Test
	void routesAreAnsweredByHand() {
		LocalRoute messages = this.gateway.route("POST", "/channels/*/messages");
		messages.refuse(429, Duration.ofMillis(1500), "{\"retry_after\":1.5,\"global\":false}");
		HttpResponse<String> refused = post("/channels/7/messages", "{\"content\":\"x\"}");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
		messages.restore();
		assertThat(code(post("/channels/7/messages", "{\"content\":\"x\"}"))).isEqualTo(10003);
		this.gateway.route("GET", "/lobbies/*").answer(1, 200, "{\"code\":5}");
		assertThat(code(get("/lobbies/1"))).isEqualTo(5);
		assertThat(get("/lobbies/1").statusCode()).isEqualTo(404);
	}

	@Test
	void userAgentThatIsNotABotsIsAViolation() {
		assertThat(get("/users/@me").statusCode()).isEqualTo(200);
		assertThat(this.gateway.record().violations()).isEmpty();
		HttpClient client = HttpClient.newHttpClient();
		client
			.sendAsync(HttpRequest.newBuilder(URI.create(this.gateway.apiBaseUrl() + "/gateway")).build(),
					HttpResponse.BodyHandlers.discarding())
			.join();
		assertThat(this.gateway.record().violations()).singleElement()
			.satisfies((violation) -> assertThat(violation.what()).contains("User-Agent"));
	}

	@Test
	void channelOfAnEventCanBeAnsweredIn() {
		this.gateway.dispatch("MESSAGE_CREATE",
				"{\"id\":\"1\",\"channel_id\":\"70\",\"guild_id\":\"60\",\"author\":{\"id\":\"42\"}}");
		assertThat(post("/channels/70/messages", "{\"content\":\"x\"}").statusCode()).isEqualTo(200);
	}

	@Test
	void requestedMembersComeAsChunk() {
		// R27
		this.gateway.joinGuild("{\"id\":\"1\",\"members\":[{\"user\":{\"id\":\"3\",\"username\":\"ann\"}},"
				+ "{\"user\":{\"id\":\"4\",\"username\":\"bob\"}}]}");
		try (TestClient client = TestClient.connect(this.gateway)) {
			client.identify(this.gateway, 0).await("READY");
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\",\"query\":\"b\",\"limit\":5,\"nonce\":\"n\"}}");
			JsonNode chunk = client.await("GUILD_MEMBERS_CHUNK").path("d");
			assertThat(chunk.path("members")).hasSize(1);
			assertThat(chunk.path("nonce").asString()).isEqualTo("n");
		}
	}

	@Test
	void whatNeedsAnIntentIsNotAnsweredWithoutIt() {
		this.gateway.joinGuild(GUILD);
		try (TestClient client = TestClient.connect(this.gateway)) {
			client.identify(this.gateway, 0).await("READY");
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\",\"query\":\"\",\"limit\":0}}");
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\",\"query\":\"a\",\"limit\":1,\"presences\":true}}");
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\"}}");
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"2\",\"query\":\"a\",\"limit\":1}}");
			Awaitility.await().until(() -> this.gateway.record().violations().size() == 4);
			assertThat(this.gateway.record().violations()).extracting(GatewayRecord.Violation::what)
				.satisfiesExactly((what) -> assertThat(what).contains("GUILD_MEMBERS"),
						(what) -> assertThat(what).contains("GUILD_PRESENCES"),
						(what) -> assertThat(what).contains("query and user_ids"),
						(what) -> assertThat(what).contains("not in"));
			client.heartbeat().await(11);
			assertThat(client.events()).doesNotContain("GUILD_MEMBERS_CHUNK");
		}
	}

}
