package io.discordgateway.spring.test;

import io.discordgateway.spring.DiscordGateway;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A context that is stopped between two tests, as the test framework does with those that
 * it keeps for later, goes on where it was.
 */
@DiscordGatewayTest(shards = 2)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DirtiesContext
class PausedContextTests {

	@Autowired
	private ConfigurableApplicationContext context;

	@Autowired
	private DiscordGateway gateway;

	@Test
	@Order(1)
	void aContextIsStoppedAndStarted(TestDiscord discord) {
		assertThat(discord).hasConnectedShards(2);
		discord.discord().goOn();
		this.context.stop();
		assertThat(this.gateway.shards()).isEmpty();
		this.context.start();
	}

	@Test
	@Order(2)
	void itsShardsAreConnectedAgainInTheNextTest(TestDiscord discord) {
		assertThat(this.gateway.shards()).hasSize(2);
		assertThat(discord).hasConnectedShards(2);
	}

}
