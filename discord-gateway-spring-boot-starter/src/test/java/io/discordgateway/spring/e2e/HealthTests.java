package io.discordgateway.spring.e2e;

import java.time.Duration;

import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the gateway's health as {@code curl} sees it.
 */
@AnyWire
class HealthTests {

	private final Wire wire;

	private final RestClient http = RestClient.create();

	HealthTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@DisplayName("Health is UP, DOWN within the set time after the gateway is gone, then UP again")
	void healthFollowsTheGateway() {
		try (LocalGateway gateway = LocalGateway.builder().heartbeatInterval(Duration.ofSeconds(1)).build().start();
				Bot bot = start(gateway, "discord.gateway.health.down-after=1s")) {
			bot.awaitConnected();
			Bot.await().until(() -> shard(bot).path("details").has("latency"));
			JsonNode up = shard(bot);
			assertThat(up.path("status").asString()).isEqualTo("UP");
			JsonNode details = up.path("details");
			assertThat(details.path("shard").asString()).isEqualTo("0/1");
			assertThat(details.path("status").asString()).isEqualTo("CONNECTED");
			assertThat(details.path("latency").asString()).endsWith(" ms");
			assertThat(details.path("meanLatency").asString()).endsWith(" ms");
			assertThat(details.path("sessionAge").asString()).endsWith(" s");
			assertThat(details.path("lastHeartbeat").asString()).startsWith("20");
			assertThat(details.path("reconnects").asInt()).isZero();
			assertThat(details.has("lastDisconnect")).isFalse();

			long gone = System.nanoTime();
			gateway.stopListening();
			Bot.await().until(() -> status(bot).equals("DOWN"));
			assertThat(Duration.ofNanos(System.nanoTime() - gone)).isBetween(Duration.ofMillis(900),
					Duration.ofSeconds(8));
			Bot.await()
				.until(() -> shard(bot).path("details").path("lastDisconnect").asString().contains("CONNECT_FAILED"));

			gateway.startListening();
			Bot.await().until(() -> status(bot).equals("UP"));
			assertThat(shard(bot).path("details").path("reconnects").asInt()).isEqualTo(1);
		}
	}

	@Test
	void healthIsOutOfServiceUntilTheFirstConnection() {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			gateway.refuseUpgrades(503, null, "not yet");
			try (Bot bot = start(gateway)) {
				Bot.await().until(() -> shard(bot).path("details").has("lastDisconnect"));
				assertThat(status(bot)).isEqualTo("OUT_OF_SERVICE");
				gateway.acceptUpgrades();
				Bot.await().until(() -> status(bot).equals("UP"));
			}
		}
	}

	@Test
	@DisplayName("R2: while the API cannot be asked, health says why")
	void healthIsDownWhileTheGatewayCannotBeLookedUp() {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			gateway.refuseApiCalls(500, null, "");
			try (Bot bot = start(gateway)) {
				JsonNode lookup = health(bot).path("components")
					.path("discordGateway")
					.path("components")
					.path("lookup");
				assertThat(lookup.path("status").asString()).isEqualTo("DOWN");
				assertThat(lookup.path("details").path("reason").asString()).contains("HTTP 500");
				gateway.acceptApiCalls();
				Bot.await().until(() -> status(bot).equals("UP"));
			}
		}
	}

	private Bot start(LocalGateway gateway, String... properties) {
		String[] all = java.util.Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = "management.endpoint.health.show-details=always";
		return this.wire.start(WebApplicationType.SERVLET, gateway, all);
	}

	private JsonNode health(Bot bot) {
		Environment environment = bot.context().getEnvironment();
		return this.http.get()
			.uri("http://127.0.0.1:" + environment.getProperty("local.server.port") + "/actuator/health")
			.exchangeForRequiredValue((request, response) -> JsonMapper.shared().readTree(response.getBody()));
	}

	private JsonNode shard(Bot bot) {
		return health(bot).path("components").path("discordGateway").path("components").path("shard-0");
	}

	private String status(Bot bot) {
		return health(bot).path("components").path("discordGateway").path("status").asString();
	}

}
