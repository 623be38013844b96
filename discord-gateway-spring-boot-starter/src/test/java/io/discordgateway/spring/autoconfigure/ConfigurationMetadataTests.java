package io.discordgateway.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.discordgateway.payload.GatewayIntent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an IDE is told of the properties.
 */
class ConfigurationMetadataTests {

	private static JsonNode metadata;

	@BeforeAll
	static void read() throws IOException {
		for (Resource resource : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:META-INF/spring-configuration-metadata.json")) {
			try (InputStream in = resource.getInputStream()) {
				JsonNode candidate = JsonMapper.shared().readTree(in);
				if (candidate.toString().contains("discord.gateway.token")) {
					metadata = candidate;
				}
			}
		}
	}

	@Test
	void everyPropertyHasATypeAndADescription() {
		assertThat(metadata.path("properties")).hasSizeGreaterThan(25).allSatisfy((property) -> {
			assertThat(property.path("name").asString())
				.matches("discord\\.gateway\\..+|management\\.endpoint\\.discordgateway\\..+");
			assertThat(property.path("type").asString("")).as(property.toString()).isNotEmpty();
			assertThat(property.path("description").asString("")).as(property.toString()).isNotEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "enabled", "token", "api-base-url", "url", "intents", "privileged-intents", "compression",
			"large-threshold", "sharding.total", "sharding.ids", "presence.status", "presence.activity.name",
			"presence.activity.type", "presence.activity.state", "presence.activity.url", "identify.os",
			"identify.browser", "identify.device", "dispatch.concurrency", "dispatch.queue-capacity",
			"reconnect.min-backoff", "reconnect.max-backoff", "max-payload-size", "session.keep-on-shutdown",
			"health.down-after", "ssl.bundle", "on-fatal", "transport", "proxy.type", "proxy.host", "proxy.port",
			"proxy.username", "proxy.password", "proxy.non-proxy-hosts" })
	void propertyIsThere(String name) {
		assertThat(names()).contains("discord.gateway." + name);
	}

	@Test
	void intentsAreSuggestedByName() {
		assertThat(hints("discord.gateway.intents")).containsExactlyElementsOf(Stream
			.concat(Stream.of("auto"), Arrays.stream(GatewayIntent.values()).map(ConfigurationMetadataTests::canonical))
			.toList());
		assertThat(hints("discord.gateway.privileged-intents"))
			.containsExactlyElementsOf(Arrays.stream(GatewayIntent.values())
				.filter(GatewayIntent::privileged)
				.map(ConfigurationMetadataTests::canonical)
				.toList());
	}

	private static String canonical(GatewayIntent intent) {
		return intent.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
	}

	private static List<String> names() {
		return metadata.path("properties").valueStream().map((it) -> it.path("name").asString()).toList();
	}

	private static List<String> hints(String name) {
		return metadata.path("hints")
			.valueStream()
			.filter((hint) -> hint.path("name").asString().equals(name))
			.flatMap((hint) -> hint.path("values").valueStream())
			.map((value) -> value.path("value").asString())
			.toList();
	}

}
