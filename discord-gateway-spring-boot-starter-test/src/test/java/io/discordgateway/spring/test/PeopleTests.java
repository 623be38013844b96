package io.discordgateway.spring.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.discordgateway.model.ApplicationCommandData;
import io.discordgateway.model.InteractionCallbackType;
import io.discordgateway.model.InteractionCreate;
import io.discordgateway.model.InteractionType;
import io.discordgateway.model.MessageComponentData;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.model.ModalSubmitData;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.rest.InteractionModal;
import io.discordgateway.spring.rest.InteractionReply;
import io.discordgateway.spring.rest.InteractionResponder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.web.client.RestClient;

import static io.discordgateway.spring.test.DiscordAssertions.assertThat;
import static io.discordgateway.spring.test.Option.option;
import static io.discordgateway.spring.test.Option.typing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What people can do, and what can be said of what the bot does about it.
 */
@DiscordGatewayTest
@Import(PeopleTests.Bot.class)
class PeopleTests {

	@Autowired
	private Bot bot;

	@Autowired
	private DiscordGateway gateway;

	@BeforeEach
	void forget() {
		this.bot.events.clear();
	}

	@Test
	void eventsTellWhatPeopleDo(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		TestChannel general = guild.channel("general");
		Person ada = discord.user("ada").in(general);
		TestMessage message = ada.says("hello");
		ada.edits(message, "hello again");
		ada.types();
		ada.reacts(message, "👍");
		ada.takesBack(message, "👍");
		ada.deletes(message);
		discord.settle();
		assertThat(this.bot.events).containsSubsequence("GUILD_CREATE", "MESSAGE_CREATE", "MESSAGE_UPDATE",
				"TYPING_START", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_DELETE");
		assertThat(message.now()).isNull();
	}

	@Test
	void peopleComeGoAndSpeak(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		TestUser ada = discord.user("ada");
		ada.joins(guild);
		ada.gets(guild, guild.role("friends"));
		ada.speaks(guild, guild.voiceChannel("Lounge"));
		ada.speaks(guild, null);
		assertThat(guild.has(ada)).isTrue();
		assertThat(guild.member(ada).path("roles")).hasSize(1);
		ada.leaves(guild);
		discord.settle();
		assertThat(guild.has(ada)).isFalse();
		assertThat(this.bot.events).containsSubsequence("GUILD_MEMBER_ADD", "GUILD_ROLE_CREATE", "GUILD_MEMBER_UPDATE",
				"VOICE_STATE_UPDATE", "VOICE_STATE_UPDATE", "GUILD_MEMBER_REMOVE");
	}

	@Test
	void whoWritesIsAMemberThatTheBotWasNotToldOf(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		TestUser ada = discord.user("ada");
		ada.in(guild.channel("new")).says("hello");
		discord.settle();
		assertThat(guild.has(ada)).isTrue();
		assertThat(this.bot.events).contains("CHANNEL_CREATE").doesNotContain("GUILD_MEMBER_ADD");
	}

	@Test
	void aThreadAndADirectMessageAreChannels(TestDiscord discord) {
		TestChannel thread = discord.guild("Test").channel("general").thread("ideas");
		discord.user("ada").in(thread).says("!echo in a thread");
		discord.user("bob").inDirectMessages().says("!echo in private");
		discord.settle();
		assertThat(thread).lastMessage().fromBot().hasContent("in a thread");
		assertThat(discord.user("bob").directMessages()).lastMessage().fromBot().hasContent("in private");
		assertThat(discord.guild("Test").channel("general").thread("ideas").id()).isEqualTo(thread.id());
	}

	@Test
	void aReplyRefersToItsMessage(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		Person ada = discord.user("ada").in(general);
		TestMessage first = ada.says("first");
		ada.replies(first, "second");
		assertThat(general).lastMessage().from(discord.user("ada")).repliesTo(first).contains("sec").isForAll();
	}

	@Test
	void aButtonIsClickedAndTheMessageChanges(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		Person ada = discord.user("ada").in(general);
		TestInteraction asked = ada.runs("/ask");
		discord.settle();
		assertThat(asked).reply().hasComponent("Yes").hasComponent("colour");
		TestInteraction click = ada.clicks(asked.reply(), "Yes");
		discord.settle();
		assertThat(click).isAnsweredWith(InteractionCallbackType.UPDATE_MESSAGE);
		assertThat(asked).reply().hasContent("You said yes");
	}

	@Test
	void whatIsNotThereCannotBeClicked(TestDiscord discord) {
		TestChannel general = discord.guild("Test").channel("general");
		Person ada = discord.user("ada").in(general);
		TestMessage message = ada.says("no buttons");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> ada.clicks(message, "Yes"))
			.withMessageContaining("has no component 'Yes'");
	}

	@Test
	void aMenuAFormAndSuggestionsAreUsed(TestDiscord discord) {
		Person ada = discord.user("ada").in(discord.guild("Test").channel("general"));
		TestInteraction asked = ada.runs("ask");
		discord.settle();
		TestInteraction selected = ada.selects(asked.reply(), "colour", "red");
		discord.settle();
		assertThat(selected).showsForm("Why red?");
		TestInteraction sent = ada.submits(selected, option("reason", "It is warm"));
		discord.settle();
		assertThat(sent).reply().hasContent("Because: It is warm").isEphemeral();
		TestInteraction suggested = ada.completes("/settings language set", typing("name", "de"));
		discord.settle();
		assertThat(suggested).suggests("Deutsch", "Dansk");
	}

	@Test
	void presenceIntentsAndCommandsCanBeSeen(TestDiscord discord) {
		CompletableFuture<Void> unused = this.gateway.submit(UpdatePresence.of(UpdatePresence.Status.IDLE,
				UpdatePresence.Activity.of(UpdatePresence.Type.PLAYING, "chess")));
		this.bot.register();
		discord.settle();
		assertThat(discord).hasPresence("idle", "chess")
			.hasIntents(GatewayIntent.GUILD_MESSAGES, GatewayIntent.MESSAGE_CONTENT)
			.hasCommand("ask")
			.hasConnectedShards(1);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(discord).hasResumed())
			.withMessageContaining("it has sent no RESUME");
	}

	@Test
	void anEventOfOnesOwnArrives(TestDiscord discord) {
		TestGuild guild = discord.guild("Test");
		discord.dispatch("TYPING_START", "{\"guild_id\":\"" + guild.id() + "\",\"channel_id\":\""
				+ guild.channel("general").id() + "\",\"user_id\":\"1\",\"timestamp\":1}");
		discord.settle();
		assertThat(this.bot.events).contains("TYPING_START");
	}

	@Test
	void aRouteIsAnsweredByHand(TestDiscord discord) {
		discord.route("GET", "/gateway/weather").answers(200, "{\"sun\":true}");
		assertThat(this.bot.weather()).contains("sun");
	}

	@Test
	void theNextTestBeginsWithNothing(TestDiscord discord) {
		assertThat(discord.guild("Test").channel("general").messages()).isEmpty();
		assertThat(discord.transcript()).contains("GUILD_CREATE").doesNotContain("MESSAGE_CREATE");
		assertThat(discord.violations().all()).isEmpty();
	}

	static class Bot {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final RestClient discord;

		private final InteractionResponder responder;

		private final DiscordGateway gateway;

		Bot(@Qualifier("discordRestClient") RestClient discord, InteractionResponder responder,
				DiscordGateway gateway) {
			this.discord = discord;
			this.responder = responder;
			this.gateway = gateway;
		}

		@EventListener
		void on(DispatchEvent<?> event) {
			this.events.add(event.name());
		}

		@EventListener
		void on(MessageCreate message) {
			if (message.content().startsWith("!echo ")) {
				this.discord.post()
					.uri("/channels/{channel}/messages", message.channelId())
					.body(Map.of("content", message.content().substring(6)))
					.retrieve()
					.toBodilessEntity();
			}
		}

		@EventListener
		void on(InteractionCreate event) {
			if (event.interaction().type() == InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE) {
				this.responder.respond(event.interaction(),
						InteractionCallbackType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT, Map.of("choices", List
							.of(Map.of("name", "Deutsch", "value", "de"), Map.of("name", "Dansk", "value", "da"))));
			}
			else if (event.data() instanceof ApplicationCommandData) {
				Map<String, Object> button = Map.of("type", 2, "style", 1, "label", "Yes", "custom_id", "yes");
				Map<String, Object> menu = Map.of("type", 3, "custom_id", "menu", "placeholder", "colour", "options",
						List.of(Map.of("label", "Red", "value", "red")));
				this.responder.reply(event.interaction(),
						InteractionReply.of("Well?")
							.withComponents(Map.of("type", 1, "components", List.of(button)),
									Map.of("type", 1, "components", List.of(menu))));
			}
			else if (event.data() instanceof MessageComponentData component) {
				if (component.customId().equals("yes")) {
					this.responder.update(event.interaction(), InteractionReply.of("You said yes"));
				}
				else {
					Map<String, Object> field = Map.of("type", 4, "custom_id", "reason", "label", "Reason", "style", 1);
					this.responder.modal(event.interaction(), new InteractionModal("why", "Why red?",
							List.of(Map.of("type", 1, "components", List.of(field)))));
				}
			}
			else if (event.data() instanceof ModalSubmitData form) {
				String value = JsonMapper.shared().readTree(form.toJson()).findValue("value").asString();
				this.responder.reply(event.interaction(), InteractionReply.of("Because: " + value).asEphemeral());
			}
		}

		void register() {
			this.discord.post()
				.uri("/applications/{id}/commands", this.gateway.applicationId())
				.body(Map.of("name", "ask", "type", 1, "description", "Asks"))
				.retrieve()
				.toBodilessEntity();
		}

		String weather() {
			return this.discord.get().uri("/gateway/weather").retrieve().body(String.class);
		}

	}

}
