package io.discordgateway.sample;

import java.time.Instant;

import io.discordgateway.model.Permission;
import io.discordgateway.spring.test.AutoConfigureTestDiscord;
import io.discordgateway.spring.test.TestChannel;
import io.discordgateway.spring.test.TestDiscord;
import io.discordgateway.spring.test.TestGuild;
import io.discordgateway.spring.test.TestInteraction;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the bot does about what people do, seen from the other side.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@AutoConfigureTestDiscord
class BotTests {

	@Autowired
	private BotStatistics statistics;

	@Test
	void pingIsAnsweredInItsChannel(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("!ping");
		discord.settle();
		assertThat(general).lastMessage().fromBot().contains("Pong!");
	}

	@Test
	void otherMessagesAndBotsAreNotAnswered(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		TestChannel general = guild.channel("general");
		discord.user("ada").in(general).says("hello");
		discord.dispatch("MESSAGE_CREATE", """
				{"id": "1", "type": 0, "channel_id": "%s", "guild_id": "%s", "content": "!ping",
				"author": {"id": "43", "username": "other", "discriminator": "1", "bot": true},
				"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": null, "tts": false, "pinned": false,
				"mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
				"components": [], "flags": 0}""".formatted(general.id(), guild.id()));
		discord.settle();
		assertThat(general).isSilent();
	}

	@Test
	void messagesThatAreNotForTheBotTakeNoPlaceInTheLineOfThoseThatAre(TestDiscord discord,
			@Autowired ThreadPoolTaskExecutor executor) {
		TestGuild guild = discord.guild("Test");
		discord.user("ada").in(guild.channel("general")).says("!ping");
		discord.settle();
		long answers = executor.getThreadPoolExecutor().getTaskCount();
		for (int i = 0; i < 10; i++) {
			discord.user("ada").in(guild.channel("general")).says("hello");
		}
		discord.settle();
		assertThat(executor.getThreadPoolExecutor().getTaskCount()).isEqualTo(answers);
	}

	@Test
	void theCommandIsRegisteredAndAnswered(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		TestInteraction ping = discord.user("ada").in(general).runs("/ping");
		discord.settle();
		assertThat(discord).hasCommand("ping");
		assertThat(ping).reply().contains("Pong!");
	}

	@Test
	void aNewMemberIsWelcomedInTheSystemChannelWithoutMentioningAnybody(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		discord.user("Ada @everyone").joins(guild);
		discord.settle();
		assertThat(guild.channel("general")).lastMessage()
			.fromBot()
			.hasContent("Welcome, Ada \\@everyone!")
			.satisfiesJson((message) -> assertThat(message.path("mention_everyone").asBoolean()).isFalse());
	}

	@Test
	void nothingIsWrittenWhereTheBotMayNot(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		TestChannel closed = guild.channel("closed");
		TestChannel open = guild.channel("open");
		closed.forbids(Permission.SEND_MESSAGES);
		long failed = failed();
		discord.user("ada").in(closed).says("!ping");
		discord.user("ada").in(open).says("!ping");
		discord.settle();
		assertThat(closed).isSilent();
		assertThat(open).lastMessage().fromBot().contains("Pong!");
		assertThat(failed()).isEqualTo(failed + 1);
		assertThat(discord.transcript()).doesNotContain("<- POST /api/v10/channels/" + closed.id());
	}

	@Test
	void whatTheApiRefusesIsCountedAndTold(TestDiscord discord) {
		long failed = failed();
		discord.route("POST", "/channels/*/messages").refuses(403, null);
		discord.user("ada").in(discord.guild("Test").channel("general")).says("!ping");
		discord.settle();
		assertThat(failed()).isEqualTo(failed + 1);
	}

	private long failed() {
		return this.statistics.totals(Instant.now()).failed();
	}

}
