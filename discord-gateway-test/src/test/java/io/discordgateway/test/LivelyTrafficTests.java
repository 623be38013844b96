package io.discordgateway.test;

import java.time.Duration;

import io.discordgateway.payload.GatewayIntent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LivelyTraffic}.
 */
class LivelyTrafficTests {

	private static final int ALL = GatewayIntent.valueOf(java.util.List.of(GatewayIntent.values()));

	@ParameterizedTest
	@EnumSource(LivelyTraffic.Mix.class)
	void guildsComeAfterReadyAndThenEventsWithoutGap(LivelyTraffic.Mix mix) {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				LivelyTraffic traffic = new LivelyTraffic(gateway, mix);
				TestClient client = TestClient.connect(gateway, "/?v=10&encoding=json&compress=zlib-stream")) {
			client.identify(gateway, ALL);
			int guilds = client.await("READY").path("d").path("guilds").size();
			assertThat(guilds).isGreaterThanOrEqualTo(6);
			traffic.start(1000);
			Awaitility.await().until(() -> client.sequences().size() > 500);
			traffic.stop();
			assertThat(client.events().subList(1, guilds + 1)).containsOnly("GUILD_CREATE");
			assertThat(client.sequences().subList(0, 500))
				.isEqualTo(java.util.stream.LongStream.rangeClosed(1, 500).boxed().toList());
		}
	}

	@ParameterizedTest
	@EnumSource(LivelyTraffic.Mix.class)
	void theBotMayAnswerWhereItIsAskedTo(LivelyTraffic.Mix mix) {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				LivelyTraffic traffic = new LivelyTraffic(gateway, mix);
				TestClient client = TestClient.connect(gateway)) {
			client.identify(gateway, ALL);
			JsonNode guild = client.await("GUILD_CREATE").path("d");
			assertThat(guild.path("channels").valueStream().filter((channel) -> channel.path("type").asInt() == 0))
				.isNotEmpty()
				.allSatisfy((channel) -> assertThat(channel.path("name").asString()).isNotEqualTo("___hidden___"))
				.first()
				.satisfies((channel) -> assertThat(TestClient
					.call(gateway, "POST", "/channels/" + channel.path("id").asString() + "/messages",
							"Bot " + gateway.token().reveal(), "{\"content\":\"x\"}")
					.statusCode()).isEqualTo(200));
		}
	}

	@Test
	void peopleAskForPongAndJoin() {
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				LivelyTraffic traffic = new LivelyTraffic(gateway, LivelyTraffic.Mix.SMALL_BOT);
				TestClient client = TestClient.connect(gateway)) {
			client.identify(gateway, ALL).await("READY");
			traffic.start(0.001);
			// An answer is taken for three seconds, so it comes before the last wait.
			JsonNode interaction = client.await("INTERACTION_CREATE").path("d");
			assertThat(TestClient
				.call(gateway, "POST",
						"/interactions/" + interaction.path("id").asString() + "/"
								+ interaction.path("token").asString() + "/callback",
						"", "{\"type\":5}")
				.statusCode()).isEqualTo(204);
			assertThat(interaction.path("data").path("name").asString()).isEqualTo("ping");
			assertThat(client.received())
				.filteredOn((payload) -> payload.path("d").path("content").asString("").equals("!ping"))
				.isNotEmpty();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> client.events().contains("GUILD_MEMBER_ADD"));
		}
	}

}
