package io.discordgateway.test.discord;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interactions and how they are answered.
 */
class InteractionTests {

	private static final String PONG = "{\"type\":4,\"data\":{\"content\":\"pong\"}}";

	private final Planet planet = new Planet();

	private void ping() {
		this.planet.world.people().run(this.planet.ada, this.planet.general, "ping", null, this.planet.now);
	}

	private Planet.Reply answer(String json) {
		return this.planet.anonymous("POST", this.planet.callback(), json);
	}

	@Test
	void commandComesWithGuildChannelAndMember() {
		ping();
		JsonNode event = this.planet.last("INTERACTION_CREATE");
		assertThat(Json.id(event.path("guild"))).isEqualTo(this.planet.guild);
		assertThat(event.path("channel").path("name").asString()).isEqualTo("general");
		assertThat(event.path("channel").propertyNames()).contains("type", "permissions", "guild_id", "topic");
		assertThat(Json.id(event.path("member").path("user"))).isEqualTo(this.planet.ada);
		assertThat(event.path("member").path("permissions").isString()).isTrue();
		assertThat(Json.text(event, "application_id")).isEqualTo(Planet.BOT);
	}

	@Test
	void answerIsAMessageThatSaysWhereItComesFrom() {
		ping();
		assertThat(answer(PONG).status()).isEqualTo(204);
		JsonNode message = this.planet.last("MESSAGE_CREATE");
		assertThat(message.path("type").asInt()).isEqualTo(20);
		assertThat(Json.text(message, "webhook_id")).isEqualTo(Planet.BOT);
		assertThat(Json.text(message, "application_id")).isEqualTo(Planet.BOT);
		assertThat(Json.id(message.path("interaction_metadata").path("user"))).isEqualTo(this.planet.ada);
		assertThat(Json.text(message.path("interaction_metadata"), "id"))
			.isEqualTo(Json.id(this.planet.last("INTERACTION_CREATE")));
		assertThat(Json.text(message, "guild_id")).isEqualTo(this.planet.guild);
	}

	@Test
	void responseComesWhereItIsAskedFor() {
		ping();
		Planet.Reply reply = this.planet.anonymous("POST", this.planet.callback() + "?with_response=true", PONG);
		assertThat(reply.status()).isEqualTo(200);
		String id = Json.id(this.planet.last("MESSAGE_CREATE"));
		assertThat(reply.json().path("interaction").path("response_message_id").asString()).isEqualTo(id);
		assertThat(reply.json().path("interaction").path("response_message_ephemeral").asBoolean(true)).isFalse();
		assertThat(reply.json().path("resource").path("type").asInt()).isEqualTo(4);
		assertThat(Json.id(reply.json().path("resource").path("message"))).isEqualTo(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "@original", "%40original" })
	void originalIsOneMessageHoweverItIsWritten(String original) {
		ping();
		answer(PONG);
		String path = this.planet.followUps() + "/messages/" + original;
		String id = Json.id(this.planet.last("MESSAGE_CREATE"));
		assertThat(this.planet.anonymous("GET", path, "").id()).isEqualTo(id);
		assertThat(this.planet.anonymous("PATCH", path, "{\"content\":\"Pong!\"}").id()).isEqualTo(id);
		assertThat(Json.text(this.planet.last("MESSAGE_UPDATE"), "content")).isEqualTo("Pong!");
		assertThat(this.planet.anonymous("DELETE", path, "").status()).isEqualTo(204);
		assertThat(Json.id(this.planet.last("MESSAGE_DELETE"))).isEqualTo(id);
		assertThat(this.planet.anonymous("GET", path, "").code()).isEqualTo(10008);
	}

	@Test
	void deferredAnswerIsAMessageThatIsFilledLater() {
		ping();
		assertThat(answer("{\"type\":5}").status()).isEqualTo(204);
		JsonNode loading = this.planet.last("MESSAGE_CREATE");
		assertThat(loading.path("flags").asInt()).isEqualTo(128);
		this.planet.pass(Duration.ofMinutes(14));
		JsonNode edited = this.planet
			.anonymous("PATCH", this.planet.followUps() + "/messages/@original", "{\"content\":\"done\"}")
			.json();
		assertThat(Json.id(edited)).isEqualTo(Json.id(loading));
		assertThat(edited.path("flags").asInt(-1)).isZero();
		assertThat(Json.text(this.planet.last("MESSAGE_UPDATE"), "content")).isEqualTo("done");
	}

	@Test
	void firstFollowUpFillsAnAnswerThatWaits() {
		ping();
		answer("{\"type\":5}");
		String original = Json.id(this.planet.last("MESSAGE_CREATE"));
		assertThat(this.planet.anonymous("POST", this.planet.followUps(), "{\"content\":\"one\"}").id())
			.isEqualTo(original);
		Planet.Reply second = this.planet.anonymous("POST", this.planet.followUps(), "{\"content\":\"two\"}");
		assertThat(second.id()).isNotEqualTo(original);
		assertThat(second.json().path("message_reference").path("message_id").asString()).isEqualTo(original);
		assertThat(second.json().path("interaction_metadata").path("original_response_message_id").asString())
			.isEqualTo(original);
		String path = this.planet.followUps() + "/messages/" + second.id();
		assertThat(this.planet.anonymous("PATCH", path, "{\"content\":\"2\"}").id()).isEqualTo(second.id());
		assertThat(this.planet.anonymous("DELETE", path, "").status()).isEqualTo(204);
		assertThat(this.planet.anonymous("GET", path, "").code()).isEqualTo(10008);
	}

	@Test
	void ephemeralAnswerIsSeenByNobodyElse() {
		ping();
		answer("{\"type\":4,\"data\":{\"content\":\"psst\",\"flags\":64}}");
		assertThat(this.planet.names()).doesNotContain("MESSAGE_CREATE");
		Planet.Reply original = this.planet.anonymous("GET", this.planet.followUps() + "/messages/@original", "");
		assertThat(original.json().path("flags").asInt()).isEqualTo(64);
		String messages = "/channels/" + this.planet.general + "/messages";
		assertThat(this.planet.call("GET", messages).json()).isEmpty();
		assertThat(this.planet.call("GET", messages + "/" + original.id()).code()).isEqualTo(10008);
		this.planet.anonymous("PATCH", this.planet.followUps() + "/messages/@original", "{\"content\":\"still\"}");
		this.planet.anonymous("DELETE", this.planet.followUps() + "/messages/@original", "");
		assertThat(this.planet.names()).containsExactly("INTERACTION_CREATE");
	}

	@Test
	void onlyOneAnswerIsTakenAndOnlyInTime() {
		ping();
		String first = this.planet.callback();
		assertThat(this.planet
			.anonymous("POST", "/webhooks/" + Planet.BOT + "/" + first.split("/")[3], "{\"content\":\"x\"}")
			.code()).isEqualTo(10015);
		answer(PONG);
		assertThat(answer(PONG).code()).isEqualTo(40060);
		ping();
		this.planet.pass(Duration.ofMillis(3001));
		assertThat(answer(PONG).code()).isEqualTo(10062);
		assertThat(this.planet.anonymous("POST", first.replaceFirst("/\\d+/", "/9/"), PONG).code()).isEqualTo(10062);
	}

	@Test
	void tokenLivesFifteenMinutes() {
		ping();
		answer(PONG);
		this.planet.pass(Duration.ofMinutes(15));
		assertThat(this.planet.anonymous("POST", this.planet.followUps(), "{\"content\":\"x\"}").status())
			.isEqualTo(200);
		this.planet.pass(Duration.ofMillis(1));
		Planet.Reply late = this.planet.anonymous("POST", this.planet.followUps(), "{\"content\":\"x\"}");
		assertThat(late.status()).isEqualTo(401);
		assertThat(late.code()).isEqualTo(50027);
	}

	@Test
	void componentUpdatesItsMessage() {
		String id = this.planet.call("POST", "/channels/" + this.planet.general + "/messages", """
				{"content": "?", "components": [{"type": 1, "components": [
				{"type": 2, "style": 1, "label": "Yes", "custom_id": "yes"}]}]}""").id();
		use(id);
		JsonNode event = this.planet.last("INTERACTION_CREATE");
		assertThat(event.path("data").toString()).isEqualTo("{\"custom_id\":\"yes\",\"component_type\":2}");
		assertThat(Json.id(event.path("message"))).isEqualTo(id);
		assertThat(answer("{\"type\":7,\"data\":{\"content\":\"!\",\"components\":[]}}").status()).isEqualTo(204);
		JsonNode updated = this.planet.last("MESSAGE_UPDATE");
		assertThat(Json.id(updated)).isEqualTo(id);
		assertThat(updated.path("components")).isEmpty();
		use(id);
		answer("{\"type\":6}");
		assertThat(this.planet
			.anonymous("PATCH", this.planet.followUps() + "/messages/@original", "{\"content\":\"later\"}")
			.id()).isEqualTo(id);
		use(id);
		answer(PONG);
		assertThat(this.planet.last("MESSAGE_CREATE").path("message_reference").path("message_id").asString())
			.isEqualTo(id);
	}

	private void use(String messageId) {
		this.planet.world.people().use(this.planet.ada, this.planet.general, messageId, "yes", null, this.planet.now);
	}

	@Test
	void answersFitWhatWasAsked() {
		ping();
		assertThat(answer("{\"type\":7,\"data\":{}}").code()).isEqualTo(50035);
		assertThat(answer("{\"type\":8,\"data\":{\"choices\":[]}}").code()).isEqualTo(50035);
		assertThat(answer("{\"type\":99}").code()).isEqualTo(50035);
		assertThat(answer("{}").code()).isEqualTo(50035);
		assertThat(answer("{\"type\":4,\"data\":{}}").code()).isEqualTo(50006);
		assertThat(answer(PONG).status()).isEqualTo(204);
	}

	@Test
	void optionsAreCompleted() {
		this.planet.world.people()
			.complete(this.planet.ada, this.planet.general, "find", Json.read("[{\"name\":\"q\",\"value\":\"a\"}]"),
					this.planet.now);
		assertThat(this.planet.last("INTERACTION_CREATE").path("type").asInt()).isEqualTo(4);
		assertThat(answer(PONG).code()).isEqualTo(50035);
		assertThat(answer("{\"type\":8,\"data\":{\"choices\":[{\"name\":\"A\"}]}}").code()).isEqualTo(50035);
		assertThat(answer("{\"type\":8,\"data\":{\"choices\":[{\"name\":\"A\",\"value\":\"a\"}]}}").status())
			.isEqualTo(204);
	}

	@Test
	void formIsShownAndSentOff() {
		ping();
		String asked = Json.id(this.planet.last("INTERACTION_CREATE"));
		String modal = """
				{"type": 9, "data": {"custom_id": "form", "title": "%s", "components": [{"type": 18, "label": "L",
				"component": {"type": 4, "custom_id": "t", "style": 1}}]}}""";
		assertThat(answer(modal.formatted("x".repeat(46))).code()).isEqualTo(50035);
		assertThat(answer(modal.formatted("A form")).status()).isEqualTo(204);
		this.planet.world.people()
			.submit(this.planet.ada, asked, Json.read("[{\"type\":18,\"component\":{\"type\":4,\"value\":\"v\"}}]"),
					this.planet.now);
		JsonNode event = this.planet.last("INTERACTION_CREATE");
		assertThat(event.path("type").asInt()).isEqualTo(5);
		assertThat(event.path("data").path("custom_id").asString()).isEqualTo("form");
		JsonNode label = event.path("data").path("components").get(0);
		assertThat(label.path("id").asInt()).isEqualTo(1);
		assertThat(label.path("component").path("id").asInt()).isEqualTo(2);
		assertThat(answer(modal.formatted("Another")).code()).isEqualTo(50035);
		assertThat(answer(PONG).status()).isEqualTo(204);
	}

	@Test
	void interactionInADirectChannelHasAUserAndNoGuild() {
		String channel = this.planet.world.people().directChannel(this.planet.ada, this.planet.now);
		this.planet.world.people().run(this.planet.ada, channel, "ping", null, this.planet.now);
		JsonNode event = this.planet.last("INTERACTION_CREATE");
		assertThat(Json.id(event.path("user"))).isEqualTo(this.planet.ada);
		assertThat(event.has("guild_id")).isFalse();
		assertThat(event.path("channel").path("type").asInt()).isEqualTo(1);
		answer(PONG);
		assertThat(this.planet.last("MESSAGE_CREATE").has("guild_id")).isFalse();
	}

	@Test
	void interactionThatWasWrittenByHandCanBeAnswered() {
		this.planet.happens("INTERACTION_CREATE", """
				{"id": "5", "token": "tok", "channel_id": "77", "guild_id": "88", "application_id": "9", "type": 3,
				"message": {"id": "6", "content": "?", "author": {"id": "1", "username": "x"}}}""");
		assertThat(this.planet
			.anonymous("POST", "/interactions/5/tok/callback", "{\"type\":7,\"data\":{\"content\":\"!\"}}")
			.status()).isEqualTo(204);
		assertThat(Json.text(this.planet.last("MESSAGE_UPDATE"), "content")).isEqualTo("!");
		assertThat(this.planet.anonymous("POST", "/webhooks/9/tok", "{\"content\":\"more\"}").status()).isEqualTo(200);
		assertThat(Json.text(this.planet.last("MESSAGE_CREATE"), "guild_id")).isEqualTo("88");
	}

	@Test
	void webhooksWriteUnderTheirOwnName() {
		this.planet.owned();
		Planet.Reply made = this.planet.call("POST", "/channels/" + this.planet.general + "/webhooks",
				"{\"name\":\"News\"}");
		assertThat(this.planet.names()).containsExactly("WEBHOOKS_UPDATE");
		String path = "/webhooks/" + made.id() + "/" + Json.text(made.json(), "token");
		assertThat(this.planet.anonymous("POST", path, "{\"content\":\"x\"}").status()).isEqualTo(204);
		JsonNode written = this.planet
			.anonymous("POST", path + "?wait=true", "{\"content\":\"y\",\"username\":\"Herald\"}")
			.json();
		assertThat(Json.text(written.path("author"), "username")).isEqualTo("Herald");
		assertThat(Json.text(written, "webhook_id")).isEqualTo(made.id());
		assertThat(
				this.planet.anonymous("PATCH", path + "/messages/" + Json.id(written), "{\"content\":\"z\"}").status())
			.isEqualTo(200);
		assertThat(this.planet.anonymous("POST", "/webhooks/" + made.id() + "/wrong", "{\"content\":\"x\"}").code())
			.isEqualTo(50027);
	}

}
