package io.discordgateway.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.discordgateway.model.Encodable;
import io.discordgateway.model.GuildMemberAdd;
import io.discordgateway.model.InteractionCreate;
import io.discordgateway.model.MessageCreate;
import io.discordgateway.model.MessageDelete;
import io.discordgateway.model.PresenceUpdate;
import io.discordgateway.model.ThreadMembersUpdate;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.spring.DispatchEvent;
import io.discordgateway.spring.dispatch.EventDispatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static io.discordgateway.payload.GatewayIntent.DIRECT_MESSAGES;
import static io.discordgateway.payload.GatewayIntent.GUILDS;
import static io.discordgateway.payload.GatewayIntent.GUILD_MEMBERS;
import static io.discordgateway.payload.GatewayIntent.GUILD_MESSAGES;
import static io.discordgateway.payload.GatewayIntent.GUILD_PRESENCES;
import static io.discordgateway.payload.GatewayIntent.MESSAGE_CONTENT;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IntentsResolver} (R39).
 */
@ExtendWith(OutputCaptureExtension.class)
class IntentsResolverTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
		.withPropertyValues("discord.gateway.token=abc", "discord.gateway.api-base-url=http://127.0.0.1:1/api/v10");

	@Test
	void leastThatListenersNeedIsAskedForAndSaid(CapturedOutput output) {
		assertThat(resolve(MessageListener.class)).containsExactly(GUILD_MESSAGES, DIRECT_MESSAGES);
		assertThat(output)
			.contains("GUILD_MESSAGES for MESSAGE_CREATE in IntentsResolverTests$MessageListener.on(MessageCreate)");
	}

	@Test
	void plainApplicationNeedsNone(CapturedOutput output) {
		assertThat(resolve()).isEmpty();
		assertThat(output).contains("Intents from listeners: none (0)");
	}

	@Test
	void springBootsOwnListenersNeedNone() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("discord.gateway.token=abc", "discord.gateway.api-base-url=http://127.0.0.1:1/api/v10")
			.run()) {
			assertThat(resolve(context)).isEmpty();
			assertThat(new EventDispatcher(context).wants("MESSAGE_CREATE")).isFalse();
		}
	}

	@Test
	void eventsThatAreAlwaysSentNeedNone() {
		assertThat(resolve(InteractionListener.class, JsonListener.class)).isEmpty();
	}

	@Test
	void listenerOfAllEventsNeedsAllThatAreNotPrivileged() {
		this.runner.withPropertyValues("discord.gateway.privileged-intents=MESSAGE_CONTENT")
			.withBean(ListenerOfAll.class)
			.run((context) -> assertThat(resolve(context.getSourceApplicationContext()))
				.contains(GUILDS, GUILD_MESSAGES, MESSAGE_CONTENT)
				.doesNotContain(GUILD_MEMBERS, GUILD_PRESENCES)
				.hasSize(19));
		assertThat(resolve(ListenerOfTheModel.class)).contains(GUILDS, GUILD_MESSAGES)
			.doesNotContain(GUILD_MEMBERS)
			.hasSize(18);
	}

	@Test
	void listenersOfWiderTypesGetWhatOthersAskForAndAskForNothing() {
		assertThat(resolve(WideListener.class)).isEmpty();
		this.runner.withBean(WideListener.class)
			.withBean(MessageListener.class)
			.run((context) -> assertThat(resolve(context.getSourceApplicationContext())).containsExactly(GUILD_MESSAGES,
					DIRECT_MESSAGES));
	}

	@Test
	void oneListenerOfSeveralEventsNeedsTheIntentsOfEach() {
		assertThat(resolve(SeveralListener.class)).contains(GUILD_MESSAGES, GatewayIntent.GUILD_MESSAGE_TYPING);
	}

	@Test
	void eventThatAPlainIntentDeliversInPartNeedsThatOne() {
		assertThat(resolve(ThreadListener.class)).containsExactly(GUILDS);
	}

	@Test
	void privilegedIntentsFailTheStartWithAnAnalysisOfAllListeners() {
		this.runner.withBean(MemberListener.class).withBean(PresenceListener.class).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new PrivilegedIntentFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("MemberListener", "GUILD_MEMBER_ADD", "GUILD_MEMBERS",
					"PresenceListener", "GUILD_PRESENCES");
			assertThat(analysis.getAction()).contains("'Server Members Intent' and 'Presence Intent'",
					"Developer Portal",
					"GUILD_MEMBERS,GUILD_PRESENCES to the property discord.gateway.privileged-intents");
		});
	}

	@Test
	void privilegedIntentThatIsListedIsAskedFor() {
		this.runner.withPropertyValues("discord.gateway.privileged-intents=GUILD_MEMBERS")
			.withBean(MemberListener.class)
			.run((context) -> assertThat(resolve(context.getSourceApplicationContext()))
				.containsExactly(GUILD_MEMBERS));
	}

	@Test
	void messageListenerWithoutMessageContentIsWarned(CapturedOutput output) {
		resolve(MessageListener.class);
		assertThat(output).contains(
				"MessageListener.on(MessageCreate) gets MESSAGE_CREATE without the intent MESSAGE_CONTENT",
				"'Message Content Intent'", "discord.gateway.privileged-intents");
	}

	@Test
	void messageListenerWithMessageContentIsNotWarned(CapturedOutput output) {
		this.runner.withPropertyValues("discord.gateway.privileged-intents=MESSAGE_CONTENT")
			.withBean(MessageListener.class)
			.run((context) -> assertThat(resolve(context.getSourceApplicationContext())).contains(MESSAGE_CONTENT));
		assertThat(output).contains("MESSAGE_CONTENT as discord.gateway.privileged-intents lists it")
			.doesNotContain("without the intent");
	}

	@Test
	void listenerWithoutContentIsNotWarned(CapturedOutput output) {
		resolve(DeleteListener.class);
		assertThat(output).doesNotContain("without the intent");
	}

	@Test
	void listenerThatConfiguredIntentsLeaveOutIsTold(CapturedOutput output) {
		this.runner.withPropertyValues("discord.gateway.intents=GUILDS")
			.withBean(MessageListener.class)
			.withBean(MemberListener.class)
			.run((context) -> assertThat(resolve(context.getSourceApplicationContext())).containsExactly(GUILDS));
		assertThat(output).contains("Intents as configured: [GUILDS] (1)",
				"MessageListener.on(MessageCreate) will not be called",
				"MemberListener.on(GuildMemberAdd) will not be called");
	}

	private List<GatewayIntent> resolve(Class<?>... listeners) {
		List<GatewayIntent> resolved = new ArrayList<>();
		ApplicationContextRunner with = this.runner;
		for (Class<?> listener : listeners) {
			with = with.withBean(listener);
		}
		with.run((context) -> {
			assertThat(context).hasNotFailed();
			resolved.addAll(resolve(context.getSourceApplicationContext()));
		});
		return resolved;
	}

	private static List<GatewayIntent> resolve(ConfigurableApplicationContext context) {
		return List.copyOf(GatewayIntent.fromValue(
				new IntentsResolver(context.getBean(DiscordGatewayProperties.class), new EventDispatcher(context))
					.resolve()));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(DiscordGatewayAutoConfiguration.class)
	static class Application {

	}

	static class MessageListener {

		@EventListener
		void on(MessageCreate message) {
		}

	}

	static class DeleteListener {

		@EventListener
		void on(DispatchEvent<MessageDelete> deleted) {
		}

	}

	static class SeveralListener {

		@EventListener({ MessageDelete.class, io.discordgateway.model.TypingStart.class })
		void on() {
		}

	}

	static class ThreadListener {

		@EventListener
		void on(ThreadMembersUpdate update) {
		}

	}

	static class MemberListener {

		@EventListener
		void on(GuildMemberAdd member) {
		}

	}

	static class PresenceListener {

		@EventListener
		void on(PresenceUpdate presence) {
		}

	}

	static class InteractionListener {

		@EventListener
		void on(InteractionCreate interaction) {
		}

	}

	static class JsonListener {

		@EventListener
		void on(JsonNode unknown) {
		}

	}

	static class ListenerOfAll {

		@EventListener
		void on(DispatchEvent<?> event) {
		}

	}

	static class ListenerOfTheModel {

		@EventListener
		void on(Encodable event) {
		}

	}

	static class WideListener {

		@EventListener
		void onObject(Object event) {
		}

		@EventListener
		void onEvent(ApplicationEvent event) {
		}

		@EventListener
		void onPayload(PayloadApplicationEvent<?> event) {
		}

	}

}
