package io.discordgateway.spring.test;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DiscordGateway;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.test.annotation.DirtiesContext;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Nothing of one test is there in the next.
 */
@AutoConfigureTestDiscord
@SpringBootTest(classes = TestApplication.class)
@Import(LeftoversTests.Stuck.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_CLASS)
class LeftoversTests {

	@Autowired
	private Stuck stuck;

	@Autowired
	private DiscordGateway gateway;

	@Test
	@Order(1)
	void aGuildThatWasWrittenByHandIsLeft(TestDiscord discord) {
		discord.dispatch("GUILD_CREATE", "{\"id\":\"41\",\"name\":\"By hand\"}");
		discord.settle();
		assertThat(guilds(discord)).contains("41");
	}

	@Test
	@Order(2)
	void itIsNotThereInTheNextTest(TestDiscord discord) {
		assertThat(guilds(discord)).isEmpty();
	}

	@Test
	@Order(3)
	void aTestThatDoesNotComeToRestLeavesNothingEither(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("stuck");
		discord.everyShard().acknowledges(false);
		discord.everyShard().delays(Duration.ofMinutes(1));
		assertThatExceptionOfType(AssertionError.class).isThrownBy(discord::end)
			.withMessageContaining("has not come to rest");
		this.stuck.gate.countDown();
		discord.begin();
		assertThat(guilds(discord)).isEmpty();
		discord.time().advance(Duration.ofMinutes(5));
		assertThat(discord.transcript()).doesNotContain("close").contains("HEARTBEAT");
	}

	@Test
	@Order(4)
	void whatHasNotBegunNeedsNoEnd(TestDiscord discord) throws InterruptedException {
		Thread other = new Thread(discord::end);
		Throwable[] failure = new Throwable[1];
		other.setUncaughtExceptionHandler((thread, ex) -> failure[0] = ex);
		other.start();
		other.join();
		assertThat(failure[0]).isNull();
	}

	@RepeatedTest(8)
	@Order(5)
	void whatWasLostInOneTestSlowsNoOtherDown(TestDiscord discord) {
		discord.everyShard().drops();
		discord.time().advance(Duration.ofSeconds(5));
		assertThat(discord).hasResumed();
		assertThat(discord.transcript()).doesNotContain("404");
	}

	@Test
	@Order(6)
	@DirtiesContext
	void aContextThatIsNotUsedAgainIsEndedAfterTheTest(TestDiscord discord) {
		assertThat(discord).hasConnectedShards(1);
		assertThat(this.gateway.shards()).hasSize(1);
	}

	private static Collection<String> guilds(TestDiscord discord) {
		return discord.ask((world) -> world.guildIds());
	}

	static class Stuck {

		private final CountDownLatch gate = new CountDownLatch(1);

		@EventListener
		void on(MessageCreate message) throws InterruptedException {
			this.gate.await();
		}

	}

}
