package io.discordgateway.spring.test.bot;

import io.discordgateway.spring.test.DiscordGatewayTest;
import io.discordgateway.spring.test.TestDiscord;
import org.junit.jupiter.api.Test;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;

@DiscordGatewayTest(PingHandler.class)
class PingTests {

	@Test
	void answersPing(TestDiscord discord) {
		var general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("!ping");
		discord.settle();
		assertThat(general).lastMessage().fromBot().hasContent("Pong!");
	}

}
