package io.discordgateway.spring.test.bot;

import java.util.concurrent.atomic.AtomicInteger;

import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.test.ChaosTest;
import io.discordgateway.spring.test.DiscordGatewayTest;
import io.discordgateway.spring.test.TestDiscord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bot that works passes whatever goes wrong; one that does not is shown with the fewest
 * faults.
 */
@DiscordGatewayTest(PingHandler.class)
class ChaosTests {

	private static final String SWITCH = "forgetful.bot";

	@ChaosTest(seeds = 20)
	void everyPingIsAnsweredOnce(TestDiscord discord) {
		var general = discord.guild("Test").channel("general");
		for (int i = 0; i < 3; i++) {
			discord.user("ada").in(general).says("!ping");
		}
		discord.settle();
		assertThat(general).hasMessagesOfBot("Pong!", "Pong!", "Pong!");
	}

	@Test
	void aFailureIsReducedToTheFewestFaults() {
		System.setProperty(SWITCH, "true");
		try {
			Event failure = EngineTestKit.engine("junit-jupiter")
				.selectors(DiscoverySelectors.selectClass(OfForgetfulBot.class))
				.execute()
				.testEvents()
				.failed()
				.stream()
				.findFirst()
				.orElseThrow();
			String message = failure.getRequiredPayload(TestExecutionResult.class)
				.getThrowable()
				.orElseThrow()
				.getMessage();
			assertThat(message).containsPattern("It fails with seed \\d+ and these faults: \n- ");
			assertThat(message.lines().filter((line) -> line.startsWith("- "))).hasSize(1);
		}
		finally {
			System.clearProperty(SWITCH);
		}
	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@DiscordGatewayTest
	@Import(ForgetfulBot.class)
	static class OfForgetfulBot {

		@Autowired
		private ForgetfulBot bot;

		@ChaosTest(seeds = 10)
		void countsAllMessages(TestDiscord discord) {
			this.bot.count.set(0);
			var general = discord.guild("Test").channel("general");
			for (int i = 0; i < 4; i++) {
				discord.user("ada").in(general).says("hello");
				discord.settle();
			}
			assertThat(this.bot.count.get()).isEqualTo(4);
		}

	}

	static class ForgetfulBot {

		private final AtomicInteger count = new AtomicInteger();

		@EventListener
		void on(MessageCreate message) {
			this.count.incrementAndGet();
		}

		@EventListener
		void on(ShardResumedEvent event) {
			this.count.set(0);
		}

	}

}
