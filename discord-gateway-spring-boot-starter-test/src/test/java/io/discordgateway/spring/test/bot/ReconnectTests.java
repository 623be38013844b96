package io.discordgateway.spring.test.bot;

import java.time.Duration;

import io.discordgateway.spring.test.DiscordGatewayTest;
import io.discordgateway.spring.test.TestDiscord;
import org.junit.jupiter.api.Test;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;

@DiscordGatewayTest(PingHandler.class)
class ReconnectTests {

	@Test
	void answersWhatItMissed(TestDiscord discord) {
		var general = discord.guild("Test").channel("general");
		discord.shard(0).drops();
		discord.user("ada").in(general).says("!ping");
		discord.time().advance(Duration.ofMinutes(1));
		assertThat(discord).hasResumed();
		assertThat(general).lastMessage().fromBot().hasContent("Pong!");
	}

}
