package io.discordgateway.spring.test.bot;

import io.discordgateway.spring.test.DiscordGatewayTest;
import io.discordgateway.spring.test.TestDiscord;
import org.junit.jupiter.api.Test;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;

@DiscordGatewayTest(WelcomeHandler.class)
class WelcomeTests {

	@Test
	void welcomesWhoJoins(TestDiscord discord) {
		var guild = discord.guild("Test");
		discord.user("ada").joins(guild);
		discord.settle();
		assertThat(guild.channel("general")).lastMessage().fromBot().hasContent("Welcome, ada!");
	}

}
