package io.discordgateway.spring.test.bot;

import io.discordgateway.spring.test.DiscordGatewayTest;
import io.discordgateway.spring.test.TestDiscord;
import org.junit.jupiter.api.Test;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static io.discordgateway.spring.test.Option.option;

@DiscordGatewayTest(GreetHandler.class)
class SlashCommandTests {

	@Test
	void greetsWhomTheOptionsName(TestDiscord discord) {
		var general = discord.guild("Test").channel("general");
		var bob = discord.user("bob");
		var greeting = discord.user("ada").in(general).runs("/greet", option("user", bob), option("loud", true));
		discord.settle();
		assertThat(greeting).reply().isEphemeral().hasContent("HELLO, BOB!");
	}

}
