package io.discordgateway.spring.rest;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.discordgateway.model.DispatchType;
import io.discordgateway.model.Interaction;
import io.discordgateway.model.Message;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(OutputCaptureExtension.class)
class InteractionResponderTests {

	private static final String TOKEN = "secret-of-the-interaction";

	private final LocalGateway discord = LocalGateway.builder().token("secret-of-the-bot").build().start();

	private final RestClient client = new DiscordRestClients(
			new JdkClientHttpRequestFactory(HttpClient.newHttpClient()), this.discord.apiBaseUrl(), this.discord::token,
			Duration.ofSeconds(30), 50)
		.create(RestClient.builder());

	private final InteractionResponder responder = new InteractionResponder(this.client);

	@AfterEach
	void close() {
		this.discord.close();
	}

	@Test
	void aReplyMentionsNobodyUnlessItIsToldTo() {
		this.responder.reply(interaction(), "Hello @everyone");
		assertThat(call("/callback")).isEqualTo(json("""
				{"type": 4, "data": {"content": "Hello @everyone", "allowed_mentions": {"parse": []}}}"""));
		this.responder.reply(interaction(), InteractionReply.of("Hello <@1>").withMentions("users"));
		assertThat(call("/callback").path("data").path("allowed_mentions").path("parse").path(0).asString())
			.isEqualTo("users");
	}

	@Test
	void aReplyMayBeForOnePersonAndHaveEmbedsAndComponents() {
		record Footer(String text, String iconUrl) {
		}
		record Card(Footer footer) {
		}
		this.responder.reply(interaction(),
				InteractionReply.ofEmbeds(Map.of("title", "T"), new Card(new Footer("snake", "https://example.org/i")))
					.withComponents(Map.of("type", 1, "components",
							List.of(Map.of("type", 2, "style", 1, "label", "L", "custom_id", "c"))))
					.asEphemeral());
		assertThat(call("/callback")).isEqualTo(json("""
				{"type": 4, "data": {"embeds": [{"title": "T"},
				{"footer": {"text": "snake", "icon_url": "https://example.org/i"}}],
				"components": [{"type": 1, "components": [
				{"type": 2, "style": 1, "label": "L", "custom_id": "c"}]}],
				"flags": 64, "allowed_mentions": {"parse": []}}}"""));
	}

	@Test
	void aDeferredReplyIsEditedFollowedUpAndDeleted() {
		Interaction interaction = interaction();
		this.responder.defer(interaction, true);
		assertThat(call("/callback")).isEqualTo(json("{\"type\": 5, \"data\": {\"flags\": 64}}"));
		Message edited = this.responder.edit(interaction, InteractionReply.of("done"));
		assertThat(edited.content()).isEqualTo("done");
		Message followUp = this.responder.followUp(interaction, InteractionReply.of("and more"));
		assertThat(followUp.content()).isEqualTo("and more");
		assertThat(this.responder.editFollowUp(interaction, followUp.id(), InteractionReply.of("and less")).content())
			.isEqualTo("and less");
		this.responder.deleteFollowUp(interaction, followUp.id());
		this.responder.delete(interaction);
		assertThat(this.discord.record().restCalls())
			.extracting((made) -> made.method() + " " + made.path().replaceAll("/\\d{15,}", "/ID"))
			.containsExactly("POST /api/v10/interactions/ID/" + TOKEN + "/callback",
					"PATCH /api/v10/webhooks/ID/" + TOKEN + "/messages/@original", "POST /api/v10/webhooks/ID/" + TOKEN,
					"PATCH /api/v10/webhooks/ID/" + TOKEN + "/messages/ID",
					"DELETE /api/v10/webhooks/ID/" + TOKEN + "/messages/ID",
					"DELETE /api/v10/webhooks/ID/" + TOKEN + "/messages/@original");
	}

	@Test
	void componentsAndFormsHaveTheirAnswers() {
		this.responder.deferUpdate(component());
		assertThat(call("/callback")).isEqualTo(json("{\"type\": 6}"));
		this.responder.update(component(), InteractionReply.of("new"));
		assertThat(call("/callback").path("type").asInt()).isEqualTo(7);
		this.responder.modal(interaction(), new InteractionModal("form", "A form", List.of(Map.of("type", 18))));
		assertThat(call("/callback")).isEqualTo(json("""
				{"type": 9, "data": {"custom_id": "form", "title": "A form", "components": [{"type": 18}]}}"""));
	}

	@Test
	void whatIsTooLateIsSaidClearly() {
		this.discord.refuseApiCalls(404, null, "{\"message\": \"Unknown interaction\", \"code\": 10062}");
		assertThatExceptionOfType(InteractionException.class)
			.isThrownBy(() -> this.responder.reply(interaction(), "late"))
			.withMessageContaining("too late")
			.withMessageContaining("3 s")
			.withMessageContaining("Defer")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(InteractionException.Reason.TOO_LATE));
		this.discord.acceptApiCalls();
		assertThatExceptionOfType(InteractionException.class)
			.isThrownBy(() -> this.responder.edit(interaction(), InteractionReply.of("never answered")))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(InteractionException.Reason.TOO_LATE));
	}

	@Test
	void aSecondAnswerIsToldFromALateOne() {
		Interaction interaction = interaction();
		this.responder.reply(interaction, "first");
		assertThatExceptionOfType(InteractionException.class)
			.isThrownBy(() -> this.responder.reply(interaction, "second"))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(InteractionException.Reason.ALREADY_ANSWERED))
			.satisfies((ex) -> assertThat(ex.getInteractionId()).isEqualTo(interaction.id()));
	}

	@Test
	void noAnswerWaitsForRateLimitsBeyondThreeSeconds() {
		this.discord.refuseApiCalls(429, Duration.ofSeconds(4), "{\"retry_after\": 4, \"global\": false}");
		assertThatExceptionOfType(InteractionException.class).isThrownBy(() -> this.responder.reply(interaction(), "x"))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(InteractionException.Reason.RATE_LIMITED));
		assertThat(this.discord.record().restCalls()).hasSize(1);
	}

	@Test
	void whatDiscordRefusesKeepsItsReason() {
		this.discord.refuseApiCalls(400, null, "{\"message\": \"Invalid Form Body\", \"code\": 50035}");
		assertThatExceptionOfType(InteractionException.class).isThrownBy(() -> this.responder.reply(interaction(), "x"))
			.withMessageContaining("Invalid Form Body")
			.withMessageContaining("50035")
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(InteractionException.Reason.REFUSED));
	}

	@Test
	void withoutTheApiTheTokenIsStillInNoMessage() {
		Interaction interaction = interaction();
		this.discord.close();
		assertThatExceptionOfType(InteractionException.class).isThrownBy(() -> this.responder.reply(interaction, "x"))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(InteractionException.Reason.UNREACHABLE))
			.satisfies((ex) -> assertThat(trace(ex)).doesNotContain("secret"));
	}

	@Test
	void noTokenIsLoggedAtTraceR40(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.TRACE);
		try {
			this.responder.reply(interaction(), "x");
			this.client.post().uri("/channels/7/messages").body(Map.of("content", "x")).retrieve().toBodilessEntity();
			this.discord.refuseApiCalls(404, null, "{\"message\": \"Unknown interaction\", \"code\": 10062}");
			assertThatExceptionOfType(InteractionException.class)
				.isThrownBy(() -> this.responder.reply(interaction(), "x"));
		}
		finally {
			logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
		}
		assertThat(output.getAll()).contains("TRACE").doesNotContain("secret-of-the");
	}

	@Test
	void whatDiscordWouldRefuseForItsFormIsNotMade() {
		assertThatIllegalArgumentException().isThrownBy(() -> InteractionReply.of(""));
		assertThatIllegalArgumentException().isThrownBy(() -> InteractionReply.of("x".repeat(2001)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> InteractionReply.ofEmbeds(Collections.nCopies(11, "e").toArray()));
		assertThatIllegalArgumentException().isThrownBy(() -> new InteractionModal("", "T", List.of("c")));
		assertThatIllegalArgumentException().isThrownBy(() -> new InteractionModal("i", "x".repeat(46), List.of("c")));
		assertThatIllegalArgumentException().isThrownBy(() -> new InteractionModal("i", "T", List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> new InteractionModal("x".repeat(101), "T", List.of("c")));
		assertThatIllegalArgumentException().isThrownBy(() -> new InteractionModal("i", "", List.of("c")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new InteractionModal("i", "T", Collections.nCopies(6, "c")));
		assertThat(new InteractionModal("x".repeat(100), "x".repeat(45), Collections.nCopies(5, "c")).components())
			.hasSize(5);
	}

	private Interaction interaction() {
		return interaction("\"type\": 2, \"data\": {\"id\": \"5\", \"name\": \"ping\", \"type\": 1}");
	}

	private Interaction component() {
		return interaction("""
				"type": 3, "data": {"custom_id": "c", "component_type": 2}, "message": {"id": "6", "channel_id": "7",
				"content": "old", "type": 0, "timestamp": "2026-01-01T00:00:00+00:00", "author": {"id": "1",
				"username": "bot", "discriminator": "0"}}""");
	}

	private Interaction interaction(String kind) {
		long id = (System.currentTimeMillis() - 1_420_070_400_000L) << 22;
		String json = """
				{"id": "%d", "application_id": "123456789012345678", "token": "%s", "version": 1, "channel_id": "7",
				"app_permissions": "0", "entitlements": [], "authorizing_integration_owners": {},
				"attachment_size_limit": 1, %s}""".formatted(id, TOKEN, kind);
		this.discord.dispatch(DispatchType.INTERACTION_CREATE.eventName(), json);
		return Objects.requireNonNull(DiscordJson.MAPPER.readValue(json, Interaction.class));
	}

	private JsonNode call(String path) {
		List<GatewayRecord.RestCall> calls = this.discord.record()
			.restCalls()
			.stream()
			.filter((made) -> made.path().endsWith(path))
			.toList();
		return json(calls.get(calls.size() - 1).body());
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text);
	}

	private static String trace(Throwable failure) {
		StringWriter writer = new StringWriter();
		failure.printStackTrace(new PrintWriter(writer));
		return writer.toString();
	}

}
