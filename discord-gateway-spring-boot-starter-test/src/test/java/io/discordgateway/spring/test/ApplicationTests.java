package io.discordgateway.spring.test;

import java.net.URI;

import io.discordgateway.payload.Token;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.autoconfigure.DiscordConnectionDetails;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A whole application is tested against the Discord in this process, and reaches no
 * other, whatever it sets.
 */
@SpringBootTest(classes = TestApplication.class,
		properties = { "discord.gateway.url=wss://gateway.discord.gg", "discord.gateway.token=secret",
				"discord.gateway.api-base-url=https://discord.com/api/v10", "discord.gateway.transport=netty" })
@AutoConfigureTestDiscord(shards = 3, maxConcurrency = 1)
@Import(ApplicationTests.OwnDetails.class)
class ApplicationTests {

	@Autowired
	private DiscordConnectionDetails details;

	@Autowired
	private DiscordGateway gateway;

	@Autowired
	@Qualifier("discordRestClient")
	private RestClient discordRestClient;

	@Test
	void theTestsDiscordComesBeforePropertiesAndBeans(TestDiscord discord) {
		assertThat(this.details.gatewayUrl()).isNull();
		assertThat(this.details.apiBaseUrl()).hasHost("discord.test");
		assertThat(discord).hasConnectedShards(3);
	}

	@Test
	void noOtherHostIsReached(TestDiscord discord) {
		assertThatExceptionOfType(ResourceAccessException.class)
			.isThrownBy(() -> this.discordRestClient.get()
				.uri(URI.create("https://discord.com/api/v10/users/@me"))
				.retrieve()
				.toBodilessEntity())
			.withStackTraceContaining("a test must not reach discord.com");
	}

	@Test
	void anEventComesOnItsShard(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		long shard = Long.parseUnsignedLong(guild.id()) >>> 22;
		assertThat(this.gateway.shards()).hasSize(3);
		discord.shard((int) (shard % 3)).drops();
		discord.settle();
		assertThat(discord).hasConnectedShards(2);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class OwnDetails {

		@Bean
		@Primary
		DiscordConnectionDetails ownDetails() {
			return new DiscordConnectionDetails() {

				@Override
				public Token token() {
					return Token.of("of the application");
				}

				@Override
				public URI gatewayUrl() {
					return URI.create("wss://gateway.discord.gg");
				}

			};
		}

	}

}
