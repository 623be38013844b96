package io.discordgateway.spring.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.GuildMembers;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test in which the bot breaks Discord's rules fails, unless it means it.
 */
class RulesTests {

	private static final String SWITCH = "rule.breakers";

	@Test
	void aBrokenRuleFailsTheTestThatDoesNotMeanIt() {
		System.setProperty(SWITCH, "true");
		try {
			EngineTestKit.engine("junit-jupiter")
				.selectors(DiscoverySelectors.selectClass(RuleBreakers.class))
				.execute()
				.testEvents()
				.assertStatistics((statistics) -> statistics.started(3).succeeded(1).failed(2))
				.failed()
				.assertEventsMatchLooselyInOrder(
						EventConditions.event(EventConditions.test("breaksARule"),
								EventConditions
									.finishedWithFailure(TestExecutionResultConditions.message((message) -> message
										.contains("The bot broke Discord's rules: "
												+ "Members were requested of a guild that the bot is not in")
											&& message.contains("<- REQUEST_GUILD_MEMBERS")))),
						EventConditions.event(EventConditions.test("isExpectedToBreakARule"),
								EventConditions.finishedWithFailure(TestExecutionResultConditions.message(
										(message) -> message.contains("was to break Discord's rules, and did not")))));
		}
		finally {
			System.clearProperty(SWITCH);
		}
	}

	@EnabledIfSystemProperty(named = SWITCH, matches = "true")
	@DiscordGatewayTest(properties = "discord.gateway.intents=guilds")
	@TestMethodOrder(MethodOrderer.MethodName.class)
	static class RuleBreakers {

		@Autowired
		private DiscordGateway gateway;

		@Test
		void breaksARule(TestDiscord discord) {
			requestMembersOfAnotherGuild();
			discord.settle();
		}

		@Test
		void isExpectedToBreakARule(TestDiscord discord) {
			discord.violations().expect("Members were requested");
		}

		@Test
		void meansToBreakARule(TestDiscord discord) {
			discord.violations().expect("Members were requested of a guild that the bot is not in");
			requestMembersOfAnotherGuild();
			discord.settle();
			assertThat(discord.violations().all()).hasSize(1);
		}

		private void requestMembersOfAnotherGuild() {
			CompletableFuture<GuildMembers> unused = this.gateway
				.requestGuildMembers(RequestGuildMembers.byName(42, "a", 1), Duration.ofSeconds(1));
		}

	}

}
