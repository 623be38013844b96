package io.discordgateway.test;

import java.net.http.HttpResponse;
import java.time.Duration;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.test.discord.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestApi}, over real sockets.
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
	void guildIsToldWithoutWhatIsInIt() {
		this.gateway.joinGuild(GUILD);
		HttpResponse<String> response = get("/guilds/1");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"id\":\"1\"}");
		assertThat(code(get("/guilds/2"))).isEqualTo(10004);
		assertThat(TestClient.call(this.gateway, "GET", "/guilds/1", "", "").statusCode()).isEqualTo(401);
	}

	@Test
	void commandsAreTakenWithNameAndDescription() {
		String path = "/applications/9/commands";
		HttpResponse<String> response = post(path, "{\"name\":\"ping\",\"description\":\"d\"}");
		assertThat(response.statusCode()).isEqualTo(201);
		assertThat(Json.read(response.body()).path("application_id").asString()).isEqualTo("9");
		assertThat(code(post(path, "{\"name\":\"ping\"}"))).isEqualTo(50035);
		assertThat(code(post(path, "["))).isEqualTo(50109);
		assertThat(TestClient.call(this.gateway, "POST", path, "", "{}").statusCode()).isEqualTo(401);
	}

	@Test
	void badMessagesAreRefusedAsDiscordDoes() {
		String path = "/channels/7/messages";
		assertThat(TestClient.call(this.gateway, "POST", path, "", "{}").statusCode()).isEqualTo(401);
		assertThat(code(post(path, "{"))).isEqualTo(50109);
		assertThat(code(post(path, "{}"))).isEqualTo(50006);
		assertThat(code(post(path, "{\"content\":\"" + "a".repeat(2001) + "\"}"))).isEqualTo(50035);
	}

	@Test
	void interactionIsAnsweredOnceAndThenFollowedUp() {
		assertThat(code(post("/interactions/5/tok/callback", "{\"type\":5}"))).isEqualTo(10062);
		this.gateway.dispatch("INTERACTION_CREATE", "{\"id\":\"5\",\"token\":\"tok\",\"channel_id\":\"7\"}");
		assertThat(code(post("/webhooks/9/tok", "{\"content\":\"x\"}"))).isEqualTo(10015);
		assertThat(code(post("/interactions/5/tok/callback", "{\"type\":4,\"data\":{}}"))).isEqualTo(50006);
		assertThat(TestClient
			.call(this.gateway, "POST", "/interactions/5/tok/callback", "",
					"{\"type\":4,\"data\":{\"content\":\"pong\"}}")
			.statusCode()).isEqualTo(204);
		assertThat(code(post("/interactions/5/tok/callback", "{\"type\":5}"))).isEqualTo(40060);
		assertThat(post("/webhooks/9/tok", "{\"content\":\"more\"}").statusCode()).isEqualTo(200);
		assertThat(
				TestClient.call(this.gateway, "PATCH", "/webhooks/9/tok/messages/@original", "", "{\"content\":\"y\"}")
					.statusCode())
			.isEqualTo(200);
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

}
