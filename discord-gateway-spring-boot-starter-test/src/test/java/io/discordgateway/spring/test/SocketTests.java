package io.discordgateway.spring.test;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.model.InteractionCreate;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.rest.InteractionReply;
import io.discordgateway.spring.rest.InteractionResponder;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.web.client.RestClient;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The same tests over sockets, in the machine's time.
 */
@DiscordGatewayTest(sockets = true)
@Import(SocketTests.Bot.class)
class SocketTests {

	@RepeatedTest(5)
	void settleWaitsForTheWholeWay(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("!ping");
		discord.settle();
		assertThat(general).lastMessage().fromBot().hasContent("Pong!");
		assertThat(general.messages()).hasSize(2);
	}

	@Test
	void commandsAreAnswered(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		TestInteraction greeting = discord.user("ada").in(general).runs("/greet");
		discord.settle();
		assertThat(greeting).reply().isEphemeral().hasContent("Hello!");
	}

	@Test
	void whatTheBotSendsOverTheGatewayHasArrived(TestDiscord discord, @Autowired DiscordGateway gateway) {
		CompletableFuture<Void> unused = gateway.submit(UpdatePresence.of(UpdatePresence.Status.IDLE,
				UpdatePresence.Activity.of(UpdatePresence.Type.PLAYING, "chess")));
		discord.settle();
		assertThat(discord).hasPresence("idle", "chess");
	}

	@Test
	void settleWaitsForTheReconnectAndWhatItBrings(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.shard(0).drops();
		discord.user("ada").in(general).says("!ping");
		discord.settle();
		assertThat(discord).hasResumed();
		assertThat(general).lastMessage().fromBot().hasContent("Pong!");
	}

	@Test
	void silenceIsCertain(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.user("ada").in(general).says("hello");
		discord.settle();
		assertThat(general).isSilent();
	}

	@Test
	void theTimeCannotBeMoved(TestDiscord discord) {
		assertThatIllegalStateException().isThrownBy(() -> discord.time().advance(Duration.ofMinutes(1)))
			.withMessage("With 'sockets' the time is the machine's, and cannot be moved by PT1M. "
					+ "Leave 'sockets' out for a test that moves it.");
		assertThatIllegalStateException().isThrownBy(() -> discord.chaos(new Chaos(1, Set.of())))
			.withMessageContaining("@ChaosTest");
	}

	@Test
	void noOtherHostIsReached(TestDiscord discord, @Autowired @Qualifier("discordRestClient") RestClient client) {
		assertThatException()
			.isThrownBy(() -> client.get().uri("https://discord.invalid/api/v10/gateway").retrieve().toBodilessEntity())
			.withStackTraceContaining("a test must not reach discord.invalid");
		discord.settle();
	}

	@Test
	void whatAStalledConnectionHoldsBackIsNotOnItsWay(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		discord.settle();
		discord.shard(0).stalls();
		discord.user("ada").in(general).says("!ping");
		discord.settle();
		assertThat(general).isSilent();
		discord.shard(0).goesOn();
		discord.settle();
		assertThat(general).lastMessage().fromBot().hasContent("Pong!");
	}

	static class Bot {

		private final RestClient discord;

		private final InteractionResponder responder;

		Bot(@Qualifier("discordRestClient") RestClient discord, InteractionResponder responder) {
			this.discord = discord;
			this.responder = responder;
		}

		@EventListener
		void on(MessageCreate message) {
			if (message.content().equals("!ping")) {
				this.discord.post()
					.uri("/channels/{channel}/messages", message.channelId())
					.body(Map.of("content", "Pong!"))
					.retrieve()
					.toBodilessEntity();
			}
		}

		@EventListener
		void on(InteractionCreate event) {
			this.responder.reply(event.interaction(), InteractionReply.of("Hello!").asEphemeral());
		}

	}

}
