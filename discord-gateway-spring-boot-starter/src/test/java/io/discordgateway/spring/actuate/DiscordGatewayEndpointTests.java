package io.discordgateway.spring.actuate;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DiscordGatewayEndpoint}, over HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DiscordGatewayEndpointTests {

	private final LocalGateway discord = LocalGateway.builder()
		.shards(2)
		.maxConcurrency(2)
		.heartbeatInterval(Duration.ofMillis(700))
		.identifyWindow(Duration.ofMillis(1))
		.build()
		.start();

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		this.context = new SpringApplicationBuilder(Bot.class)
			.properties("server.port=0", "discord.gateway.token=" + this.discord.token().reveal(),
					"discord.gateway.api-base-url=" + this.discord.apiBaseUrl(),
					"discord.gateway.reconnect.min-backoff=20ms", "discord.gateway.reconnect.max-backoff=200ms",
					"spring.jmx.enabled=false", "other.token=Bot " + this.discord.token().reveal(),
					"management.endpoints.web.exposure.include=discordgateway,env,configprops",
					"management.endpoint.env.show-values=always", "management.endpoint.configprops.show-values=always",
					"spring.main.banner-mode=off")
			.run();
		// Told on a thread of its own, after the status has changed.
		await(() -> heard(ShardConnectedEvent.class) == 2);
	}

	@BeforeEach
	void connect() {
		await(() -> connected() == 2);
		this.context.getBean(Bot.class).heard.clear();
	}

	@AfterAll
	void stop() {
		this.context.close();
		this.discord.close();
	}

	@Test
	void allShardsAreListed() throws Exception {
		JsonNode all = json(get("/actuator/discordgateway"));
		assertThat(all.path("running").asBoolean()).isTrue();
		assertThat(all.path("shards")).hasSize(2).allSatisfy((shard) -> {
			assertThat(shard.path("status").asString()).isEqualTo("CONNECTED");
			assertThat(shard.path("inHand").isInt()).isTrue();
		});
	}

	@Test
	void oneShardIsToldWithItsHistory() throws Exception {
		await(() -> !shard(1).path("latenciesMillis").isEmpty());
		JsonNode shard = shard(1);
		assertThat(shard.path("total").asInt()).isEqualTo(2);
		assertThat(shard.path("sessionAgeSeconds").isNumber()).isTrue();
		assertThat(shard.path("sequence").asLong()).isPositive();
		assertThat(shard.path("owned").asBoolean()).isTrue();
		assertThat(shard.path("lane").path("held").asBoolean()).isFalse();
		List<String> steps = shard.path("transitions").valueStream().map((step) -> step.path("to").asString()).toList();
		assertThat(steps).hasSizeBetween(4, 10).contains("CONNECTING", "AWAITING_HELLO").endsWith("CONNECTED");
	}

	@Test
	void shardThatIsNotHereIsNotFound() throws Exception {
		assertThat(get("/actuator/discordgateway/7").statusCode()).isEqualTo(404);
		assertThat(post("/actuator/discordgateway/7", "resume").statusCode()).isEqualTo(400);
	}

	@Test
	@Order(1)
	void resumeKeepsTheSessionOfOneShard() throws Exception {
		assertThat(post("/actuator/discordgateway/1", "resume").statusCode()).isEqualTo(204);
		await(() -> heard(ShardResumedEvent.class) == 1);
		assertThat(heard(ShardConnectedEvent.class)).isZero();
		assertThat(shard(1).path("lastDisconnect").asString()).contains("the application asked for another connection");
		assertThat(shard(1).path("transitions").toString()).contains("APPLICATION_ASKED");
		assertThat(shard(0).path("transitions").toString()).doesNotContain("APPLICATION_ASKED");
	}

	@Test
	void shardThatIsNotHereIsLeftAlone() {
		DefaultDiscordGateway gateway = this.context.getBean(DefaultDiscordGateway.class);
		gateway.reconnect(7, true);
		gateway.hold(7, true);
		assertThat(gateway.details(7)).isNull();
		assertThat(gateway.isReady()).isTrue();
		assertThat(gateway.awaitsSessionStarts()).isFalse();
		assertThat(gateway.shards()).allMatch(ShardState::isConnected);
	}

	/* The last, as a session that is begun so soon after the one before waits (R13). */
	@Test
	@Order(Integer.MAX_VALUE)
	void reconnectGivesTheSessionsUp() throws Exception {
		assertThat(post("/actuator/discordgateway", "reconnect").statusCode()).isEqualTo(204);
		await(() -> heard(SessionLostEvent.class) == 2);
		assertThat(json(get("/actuator/discordgateway")).path("shards").valueStream())
			.allSatisfy((shard) -> assertThat(shard.path("status").asString()).isNotEqualTo("CONNECTED"));
	}

	@Test
	void readingPausesAndGoesOn() throws Exception {
		assertThat(post("/actuator/discordgateway/0", "pause-reading").statusCode()).isEqualTo(204);
		await(() -> shard(0).path("lane").path("paused").asBoolean());
		assertThat(shard(0).path("lane").path("held").asBoolean()).isTrue();
		assertThat(shard(1).path("lane").path("held").asBoolean()).isFalse();
		assertThat(post("/actuator/discordgateway/0", "resume-reading").statusCode()).isEqualTo(204);
		await(() -> !shard(0).path("lane").path("paused").asBoolean());
		assertThat(shard(0).path("status").asString()).isEqualTo("CONNECTED");
	}

	@Test
	void noSecretIsTold() throws Exception { // R40
		List<String> secrets = Stream.concat(Stream.of(this.discord.token().reveal()),
				this.discord.sessions().stream().flatMap((session) -> Stream.of(session.id(), "resume_gateway_url")))
			.toList();
		assertThat(secrets).hasSizeGreaterThan(2);
		post("/actuator/discordgateway", "resume");
		await(() -> heard(ShardResumedEvent.class) == 2);
		for (String path : List.of("/actuator/discordgateway", "/actuator/discordgateway/0", "/actuator/env",
				"/actuator/env/discord.gateway.token", "/actuator/env/other.token", "/actuator/configprops")) {
			assertThat(get(path).body()).as(path).doesNotContain(secrets);
		}
		assertThat(get("/actuator/env").body()).contains("other.token");
		assertThat(get("/actuator/discordgateway/0").body()).doesNotContain("ws://", "resumeUrl");
	}

	private long connected() {
		return this.context.getBean(DiscordGateway.class)
			.shards()
			.stream()
			.filter((shard) -> shard.isConnected())
			.count();
	}

	private long heard(Class<?> event) {
		return this.context.getBean(Bot.class).heard.stream().filter(event::isInstance).count();
	}

	private JsonNode shard(int id) {
		return json(get("/actuator/discordgateway/" + id));
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	private HttpResponse<String> get(String path) {
		return send(path, null);
	}

	private HttpResponse<String> post(String path, String action) {
		return send(path, "{\"action\":\"" + action + "\"}");
	}

	private HttpResponse<String> send(String path, @Nullable String body) {
		URI url = URI
			.create("http://localhost:" + this.context.getEnvironment().getProperty("local.server.port") + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(url);
		if (body != null) {
			request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
		}
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(condition);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Bot {

		private final List<Object> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void on(ShardConnectedEvent event) {
			this.heard.add(event);
		}

		@EventListener
		void on(SessionLostEvent event) {
			this.heard.add(event);
		}

		@EventListener
		void on(ShardResumedEvent event) {
			this.heard.add(event);
		}

	}

}
