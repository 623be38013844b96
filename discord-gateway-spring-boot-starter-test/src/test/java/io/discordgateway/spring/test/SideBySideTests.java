package io.discordgateway.spring.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import io.discordgateway.model.MessageCreate;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.web.client.RestClient;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two contexts at the same time have nothing of each other: neither what is said, nor the
 * time.
 */
class SideBySideTests {

	private static final String SWITCH = "side.by.side";

	private static final int TIMES = 10;

	/* Each test meets one of the other context. */
	private static CyclicBarrier meeting = new CyclicBarrier(2);

	@Test
	void twoContextsRunAtTheSameTime() {
		System.setProperty(SWITCH, "true");
		meeting = new CyclicBarrier(2);
		try {
			EngineTestKit.engine("junit-jupiter")
				.selectors(DiscoverySelectors.selectClass(One.class), DiscoverySelectors.selectClass(Another.class))
				.configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
				.configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
				.configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
				.execute()
				.testEvents()
				.assertStatistics((statistics) -> statistics.started(2 * TIMES).succeeded(2 * TIMES));
		}
		finally {
			System.clearProperty(SWITCH);
		}
	}

	private static void meet() throws Exception {
		int unused = meeting.await(30, TimeUnit.SECONDS);
	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@Execution(ExecutionMode.CONCURRENT)
	@DiscordGatewayTest(properties = { "echo=one", "discord.gateway.privileged-intents=message_content" })
	@Import(Echo.class)
	static class One {

		@RepeatedTest(TIMES)
		@Execution(ExecutionMode.SAME_THREAD)
		void says(TestDiscord discord) throws Exception {
			talk(discord, "one", Duration.ofHours(1));
		}

	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@Execution(ExecutionMode.CONCURRENT)
	@DiscordGatewayTest(shards = 2,
			properties = { "echo=another", "discord.gateway.privileged-intents=message_content" })
	@Import(Echo.class)
	static class Another {

		@RepeatedTest(TIMES)
		@Execution(ExecutionMode.SAME_THREAD)
		void says(TestDiscord discord) throws Exception {
			talk(discord, "another", Duration.ofMinutes(1));
		}

	}

	private static void talk(TestDiscord discord, String word, Duration time) throws Exception {
		meet();
		Instant before = discord.time().now();
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("hello");
		discord.settle();
		assertThat(general).hasMessagesOfBot(word);
		meet();
		discord.everyShard().drops();
		discord.user("ada").in(general).says("hello again");
		discord.time().advance(time);
		assertThat(general).hasMessagesOfBot(word, word);
		assertThat(discord.time().now()).isEqualTo(before.plus(time));
		meet();
		assertThat(List.of(discord.transcript().split("\n"))).noneMatch((line) -> line.contains("!!"));
	}

	static class Echo {

		private final RestClient discord;

		private final String word;

		Echo(@Qualifier("discordRestClient") RestClient discord, @Value("${echo}") String word) {
			this.discord = discord;
			this.word = word;
		}

		@EventListener
		void on(MessageCreate message) {
			if (message.content().startsWith("hello")) {
				this.discord.post()
					.uri("/channels/{channel}/messages", message.channelId())
					.body(Map.of("content", this.word))
					.retrieve()
					.toBodilessEntity();
			}
		}

	}

}
