package io.discordgateway.spring.test.bot;

import java.time.Duration;

import io.discordgateway.spring.test.DiscordGatewayTest;
import io.discordgateway.spring.test.TestDiscord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand tests of one context take less than half a minute. What is measured is from
 * the first test to the last, with all that is between two tests.
 */
@DiscordGatewayTest(PingHandler.class)
class ManyPingTests {

	private static final int MANY = 1000;

	private static final int FEW = 50;

	private static final Duration BOUND = Duration.ofSeconds(30);

	private static long first;

	private static int count;

	@RepeatedTest(MANY)
	@EnabledIfSystemProperty(named = "thorough", matches = "true")
	void manyPings(TestDiscord discord) {
		ping(discord);
	}

	@RepeatedTest(FEW)
	@DisabledIfSystemProperty(named = "thorough", matches = "true")
	void pings(TestDiscord discord) {
		ping(discord);
	}

	private static void ping(TestDiscord discord) {
		if (count++ == 0) {
			first = System.nanoTime();
		}
		var general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("!ping");
		discord.settle();
		assertThat(general).lastMessage().fromBot().hasContent("Pong!");
		assertThat(general.messages()).hasSize(2);
	}

	@AfterAll
	static void theyWereQuick() {
		Duration taken = Duration.ofNanos(System.nanoTime() - first);
		System.out.println(count + " tests took " + taken.toMillis() + " ms");
		assertThat(taken).isLessThan(BOUND);
	}

}
