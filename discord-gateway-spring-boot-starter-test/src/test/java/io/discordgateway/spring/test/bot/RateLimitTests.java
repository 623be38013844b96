package io.discordgateway.spring.test.bot;

import java.time.Duration;

import io.discordgateway.spring.test.DiscordGatewayTest;
import io.discordgateway.spring.test.TestDiscord;
import org.junit.jupiter.api.Test;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;

@DiscordGatewayTest(PingHandler.class)
class RateLimitTests {

	@Test
	void answersWhenItMay(TestDiscord discord) {
		var general = discord.guild("Test").channel("general");
		discord.route("POST", "/channels/*/messages").next(1).refuses(429, Duration.ofSeconds(20));
		discord.user("ada").in(general).says("!ping");
		discord.settle();
		assertThat(general).isSilent();
		discord.time().advance(Duration.ofSeconds(20));
		assertThat(general).lastMessage().fromBot().hasContent("Pong!");
	}

}
