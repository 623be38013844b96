package io.discordgateway.test;

import io.discordgateway.payload.GatewayIntent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What commands are answered with (R27, R28).
 */
class CommandAnswersTests {

	private static final String GUILD = """
			{"id": "1", "members": [{"user": {"id": "3", "username": "ann"}}, {"user": {"id": "4", "username": "bob"}}],
			"presences": [{"user": {"id": "4"}, "status": "idle"}],
			"channels": [{"id": "5", "status": "cooking", "name": "kitchen"}, {"id": "6"}],
			"soundboard_sounds": [{"sound_id": "7", "name": "horn"}]}""";

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	void idsAreFoundOrNamed() {
		try (TestClient client = connect(0)) {
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\",\"user_ids\":[\"4\",\"99\"],\"nonce\":\"n\"}}");
			JsonNode chunk = client.await("GUILD_MEMBERS_CHUNK").path("d");
			assertThat(chunk.path("members").findValuesAsString("username")).containsExactly("bob");
			assertThat(chunk.path("not_found").get(0).asString()).isEqualTo("99");
			assertThat(chunk.path("nonce").asString()).isEqualTo("n");
			assertThat(chunk.has("presences")).isFalse();
		}
	}

	@Test
	void presencesComeWithTheirIntent() {
		try (TestClient client = connect(GatewayIntent.GUILD_PRESENCES.value())) {
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\",\"query\":\"\",\"limit\":9,\"presences\":true}}");
			JsonNode chunk = client.await("GUILD_MEMBERS_CHUNK").path("d");
			assertThat(chunk.path("members")).hasSize(2);
			assertThat(chunk.path("presences")).hasSize(1);
		}
	}

	@Test
	void wholeListIsGivenOnceIn30Seconds() {
		try (TestClient client = connect(GatewayIntent.GUILD_MEMBERS.value())) {
			String all = "{\"op\":8,\"d\":{\"guild_id\":\"1\",\"query\":\"\",\"limit\":0,\"nonce\":\"n\"}}";
			client.send(all).await("GUILD_MEMBERS_CHUNK");
			client.send(all);
			JsonNode limited = client.await("RATE_LIMITED").path("d");
			assertThat(limited.path("opcode").asInt()).isEqualTo(8);
			assertThat(limited.path("retry_after").asDouble()).isBetween(1.0, 30.0);
			assertThat(limited.path("meta").path("guild_id").asString()).isEqualTo("1");
			assertThat(limited.path("meta").path("nonce").asString()).isEqualTo("n");
		}
	}

	@Test
	void whatNeedsAnIntentIsNotAnsweredWithoutIt() {
		try (TestClient client = connect(0)) {
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\",\"query\":\"\",\"limit\":0}}");
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\",\"query\":\"a\",\"limit\":1,\"presences\":true}}");
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"1\"}}");
			client.send("{\"op\":8,\"d\":{\"guild_id\":\"2\",\"query\":\"a\",\"limit\":1}}");
			await().until(() -> this.gateway.record().violations().size() == 4);
			assertThat(this.gateway.record().violations()).extracting(GatewayRecord.Violation::what)
				.satisfiesExactly((what) -> assertThat(what).contains("GUILD_MEMBERS"),
						(what) -> assertThat(what).contains("GUILD_PRESENCES"),
						(what) -> assertThat(what).contains("query and user_ids"),
						(what) -> assertThat(what).contains("not in"));
			client.heartbeat().await(11);
			assertThat(client.events()).doesNotContain("GUILD_MEMBERS_CHUNK");
		}
	}

	@Test
	void soundsAndChannelsComeFromTheGuild() {
		try (TestClient client = connect(0)) {
			client.send("{\"op\":31,\"d\":{\"guild_ids\":[\"1\",\"2\"]}}");
			assertThat(client.await("SOUNDBOARD_SOUNDS").path("d").path("soundboard_sounds")).hasSize(1);
			client.send("{\"op\":43,\"d\":{\"guild_id\":\"1\",\"fields\":[\"status\"]}}");
			JsonNode channels = client.await("CHANNEL_INFO").path("d").path("channels");
			assertThat(channels).hasSize(1);
			assertThat(channels.get(0).toString()).isEqualTo("{\"id\":\"5\",\"status\":\"cooking\"}");
		}
	}

	private TestClient connect(int intents) {
		this.gateway.joinGuild(GUILD);
		TestClient client = TestClient.connect(this.gateway);
		client.identify(this.gateway, intents).await("READY");
		return client;
	}

}
