package io.discordgateway.spring.test.bot;

import java.time.Duration;
import java.util.Map;

import io.discordgateway.model.GuildMemberAdd;
import io.discordgateway.model.InteractionCreate;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.rest.DiscordRestClients;
import io.discordgateway.spring.rest.InteractionResponder;
import io.discordgateway.spring.test.DiscordGatewayTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The five tests of the documentation fail when their handler is broken, and say why.
 */
class BrokenHandlersTests {

	private static final String SWITCH = "broken.handlers";

	@Test
	void aWrongAnswerIsShown() {
		assertThat(failureOf(OfPing.class)).contains("The message was to say \"Pong!\", but it is \"Pong?\" by")
			.contains("-> MESSAGE_CREATE")
			.contains("<- POST /api/v10/channels/");
	}

	@Test
	void anAnswerForAllIsShown() {
		assertThat(failureOf(OfSlashCommand.class)).contains("The message was to be ephemeral, but it is")
			.contains("-> INTERACTION_CREATE")
			.contains("/callback 2");
	}

	@Test
	void aMissingWelcomeIsShown() {
		assertThat(failureOf(OfWelcome.class)).contains("Nobody has written anything in #general")
			.contains("-> GUILD_MEMBER_ADD");
	}

	@Test
	void anAnswerThatIsLostWithAConnectionIsShown() {
		assertThat(failureOf(OfReconnect.class)).contains("The message was to be from the bot, but it is \"!ping\"")
			.contains("<- RESUME")
			.contains("-> RESUMED");
	}

	@Test
	void anAnswerThatIsNotTriedAgainIsShown() {
		assertThat(failureOf(OfRateLimit.class)).contains("The message was to be from the bot, but it is \"!ping\"")
			.contains(" 429 ");
	}

	@Test
	void theFiveTestsPassAgainInTheContextsThatAreThere() {
		runTheFive();
		long began = System.nanoTime();
		runTheFive();
		System.out.println("The five tests took " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
	}

	private static void runTheFive() {
		EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(PingTests.class),
					DiscoverySelectors.selectClass(SlashCommandTests.class),
					DiscoverySelectors.selectClass(WelcomeTests.class),
					DiscoverySelectors.selectClass(ReconnectTests.class),
					DiscoverySelectors.selectClass(RateLimitTests.class))
			.execute()
			.testEvents()
			.assertStatistics((count) -> count.succeeded(5));
	}

	private static String failureOf(Class<?> test) {
		System.setProperty(SWITCH, "true");
		try {
			Event failure = EngineTestKit.engine("junit-jupiter")
				.selectors(DiscoverySelectors.selectClass(test))
				.execute()
				.testEvents()
				.failed()
				.stream()
				.findFirst()
				.orElseThrow(() -> new AssertionError("It passes with a broken handler"));
			return failure.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow().getMessage();
		}
		finally {
			System.clearProperty(SWITCH);
		}
	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@DiscordGatewayTest(handlers = {})
	@Import(PingWithAnotherWord.class)
	static class OfPing extends PingTests {

	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@DiscordGatewayTest(handlers = {})
	@Import(GreetForAll.class)
	static class OfSlashCommand extends SlashCommandTests {

	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@DiscordGatewayTest(handlers = {})
	@Import(NoWelcome.class)
	static class OfWelcome extends WelcomeTests {

	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@DiscordGatewayTest(handlers = {})
	@Import(PingOnlyOnce.class)
	static class OfReconnect extends ReconnectTests {

	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@DiscordGatewayTest(handlers = {})
	@Import(ImpatientPing.class)
	static class OfRateLimit extends RateLimitTests {

	}

	static class PingWithAnotherWord {

		private final RestClient discord;

		PingWithAnotherWord(@Qualifier("discordRestClient") RestClient discord) {
			this.discord = discord;
		}

		@EventListener
		void on(MessageCreate message) {
			if (message.content().equals("!ping")) {
				write(this.discord, message, Map.of("content", "Pong?"));
			}
		}

	}

	static class GreetForAll {

		private final InteractionResponder responder;

		GreetForAll(InteractionResponder responder) {
			this.responder = responder;
		}

		@EventListener
		void on(InteractionCreate event) {
			this.responder.reply(event.interaction(), "HELLO, BOB!");
		}

	}

	static class NoWelcome {

		@EventListener
		void on(GuildMemberAdd event) {
			// Somebody forgot to write it.
		}

	}

	static class PingOnlyOnce {

		private final RestClient discord;

		PingOnlyOnce(@Qualifier("discordRestClient") RestClient discord) {
			this.discord = discord;
		}

		@EventListener
		void on(DispatchEvent<MessageCreate> event) {
			// What comes with a replay is taken for old.
			if (!event.isReplayed() && event.getPayload().content().equals("!ping")) {
				write(this.discord, event.getPayload(), Map.of("content", "Pong!"));
			}
		}

	}

	static class ImpatientPing {

		private final RestClient discord;

		ImpatientPing(@Qualifier("discordRestClient") RestClient discord) {
			this.discord = discord;
		}

		@EventListener
		void on(MessageCreate message) {
			if (message.content().equals("!ping")) {
				this.discord.post()
					.uri("/channels/{channel}/messages", message.channelId())
					.attribute(DiscordRestClients.MAX_WAIT, Duration.ZERO)
					.body(Map.of("content", "Pong!"))
					.retrieve()
					.toBodilessEntity();
			}
		}

	}

	private static void write(RestClient discord, MessageCreate message, Object body) {
		discord.post()
			.uri("/channels/{channel}/messages", message.channelId())
			.body(body)
			.retrieve()
			.toBodilessEntity();
	}

}
