package io.discordgateway.test.spring;

import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedDiscordGateway}.
 */
@SpringJUnitConfig(EmbeddedDiscordGatewayTests.Config.class)
@EmbeddedDiscordGateway(eventsPerSecond = 10)
class EmbeddedDiscordGatewayTests {

	@Autowired
	private LocalGateway localGateway;

	@Autowired
	private Environment environment;

	@Test
	void propertiesPointAtTheGateway() {
		assertThat(this.environment.getProperty("discord.gateway.api-base-url"))
			.isEqualTo(this.localGateway.apiBaseUrl().toString());
		assertThat(this.environment.getProperty("discord.gateway.token")).isEqualTo(this.localGateway.token().reveal());
	}

	static class Config {

	}

}
