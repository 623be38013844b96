package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.discordgateway.payload.GatewayIntent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages, reactions and pins.
 */
class MessageTests {

	private final Planet planet = new Planet().owned();

	private String messages;

	@BeforeEach
	void path() {
		this.messages = "/channels/" + this.planet.general + "/messages";
	}

	private String post(String json) {
		Planet.Reply reply = this.planet.call("POST", this.messages, json);
		assertThat(reply.status()).as(reply.response().text()).isEqualTo(200);
		return reply.id();
	}

	@Test
	void postedMessageIsAnsweredToldAndKept() {
		Planet.Reply reply = this.planet.call("POST", this.messages,
				"{\"content\":\"Hello <@" + this.planet.ada + ">\"}");
		JsonNode message = reply.json();
		assertThat(message.has("guild_id")).isFalse();
		assertThat(message.has("member")).isFalse();
		assertThat(message.path("mentions").path(0).has("member")).isFalse();
		JsonNode event = this.planet.last("MESSAGE_CREATE");
		assertThat(Json.id(event)).isEqualTo(reply.id());
		assertThat(Json.text(event, "guild_id")).isEqualTo(this.planet.guild);
		assertThat(event.path("member").path("roles").isArray()).isTrue();
		assertThat(event.path("member").has("user")).isFalse();
		assertThat(event.path("mentions").path(0).path("member").path("joined_at").isString()).isTrue();
		assertThat(Json.id(event.path("author"))).isEqualTo(Planet.BOT);
		assertThat(this.planet.call("GET", this.messages + "/" + reply.id()).json()).isEqualTo(message);
	}

	@Test
	void timesHaveMicrosecondsAndAnOffset() {
		post("{\"content\":\"x\"}");
		assertThat(Json.text(this.planet.last("MESSAGE_CREATE"), "timestamp"))
			.isEqualTo("2026-11-30T12:00:00.123456+00:00");
	}

	@Test
	void nullsOfARequestAreNotCopied() {
		JsonNode message = this.planet.call("POST", this.messages, """
				{"content": "x", "embeds": null, "components": null, "flags": null, "tts": null, "nonce": null,
				"message_reference": null, "allowed_mentions": null, "attachments": null, "poll": null}""").json();
		assertThat(message.path("embeds").isArray()).isTrue();
		assertThat(message.path("flags").asInt(-1)).isZero();
		assertThat(message.path("tts").isBoolean()).isTrue();
		assertThat(message.propertyNames()).doesNotContain("nonce", "message_reference", "poll", "allowed_mentions");
	}

	@Test
	void embedsHaveAType() {
		JsonNode embed = this.planet.call("POST", this.messages, """
				{"embeds": [{"title": "T", "description": null, "image": {"url": "https://example.org/a.png"}}]}""")
			.json()
			.path("embeds")
			.path(0);
		assertThat(embed.toString()).isEqualTo("""
				{"type":"rich","title":"T","image":{"url":"https://example.org/a.png",\
				"proxy_url":"https://example.org/a.png"}}""");
	}

	@Test
	void componentsGetNumbersAndMayNotRepeatAnId() {
		JsonNode row = this.planet.call("POST", this.messages,
				"""
						{"content": "x", "components": [{"type": 1, "components": [
						{"type": 2, "style": 1, "label": "A", "custom_id": "a"}, {"type": 2, "style": 5, "url": "https://x.org"}]}]}""")
			.json()
			.path("components")
			.path(0);
		assertThat(row.path("id").asInt()).isEqualTo(1);
		assertThat(row.path("components").findValuesAsString("id")).containsExactly("2", "3");
		Planet.Reply twice = this.planet.call("POST", this.messages, """
				{"content": "x", "components": [{"type": 1, "components": [
				{"type": 2, "style": 1, "custom_id": "a"}, {"type": 2, "style": 1, "custom_id": "a"}]}]}""");
		assertThat(twice.response().text()).contains("COMPONENT_CUSTOM_ID_DUPLICATED");
	}

	@Test
	void replyShowsWhatItAnswers() {
		String question = this.planet.write(this.planet.ada, "Who?");
		JsonNode reply = this.planet
			.call("POST", this.messages,
					"{\"content\":\"Me\",\"message_reference\":{\"message_id\":\"" + question + "\"}}")
			.json();
		assertThat(reply.path("type").asInt()).isEqualTo(19);
		assertThat(reply.path("message_reference"))
			.isEqualTo(Json.read("{\"type\":0,\"channel_id\":\"%s\",\"message_id\":\"%s\",\"guild_id\":\"%s\"}"
				.formatted(this.planet.general, question, this.planet.guild)));
		assertThat(Json.text(reply.path("referenced_message"), "content")).isEqualTo("Who?");
		assertThat(Json.id(reply.path("mentions").path(0))).isEqualTo(this.planet.ada);
		String unknown = "{\"content\":\"x\",\"message_reference\":{\"message_id\":\"9\"%s}}";
		assertThat(this.planet.call("POST", this.messages, unknown.formatted("")).response().text()).contains("50035",
				"REPLIES_UNKNOWN_MESSAGE");
		JsonNode anyway = this.planet.call("POST", this.messages, unknown.formatted(",\"fail_if_not_exists\":false"))
			.json();
		assertThat(anyway.path("type").asInt()).isZero();
	}

	@Test
	void allowedMentionsDecideWhoIsMentioned() {
		String ada = this.planet.ada;
		String nobody = "{\"content\":\"<@" + ada + ">\",\"allowed_mentions\":{\"parse\":[]}}";
		assertThat(this.planet.call("POST", this.messages, nobody).json().path("mentions")).isEmpty();
		String one = "{\"content\":\"<@" + ada + "> <@" + this.planet.owner + ">\",\"allowed_mentions\":{\"users\":[\""
				+ ada + "\"]}}";
		assertThat(this.planet.call("POST", this.messages, one).json().path("mentions").findValuesAsString("id"))
			.containsExactly(ada);
	}

	@Test
	void filesBecomeAttachments() {
		String body = """
				--XX
				Content-Disposition: form-data; name="payload_json"
				Content-Type: application/json

				{"content":"see","embeds":[{"image":{"url":"attachment://a_b.png"}}],
				"attachments":[{"id":0,"description":"A picture"}]}
				--XX
				Content-Disposition: form-data; name="files[0]"; filename="a b.png"

				PNG
				--XX--
				""".replace("\n", "\r\n");
		Planet.Reply reply = this.planet.send("POST", this.messages,
				Map.of("Authorization", "Bot " + Planet.TOKEN, "Content-Type", "multipart/form-data; boundary=XX"),
				body.getBytes(StandardCharsets.UTF_8));
		assertThat(reply.status()).as(reply.response().text()).isEqualTo(200);
		JsonNode attachment = reply.json().path("attachments").path(0);
		assertThat(Json.text(attachment, "filename")).isEqualTo("a_b.png");
		assertThat(attachment.path("size").asInt()).isEqualTo(3);
		assertThat(Json.text(attachment, "description")).isEqualTo("A picture");
		assertThat(Json.text(attachment, "content_type")).isEqualTo("image/png");
		assertThat(reply.json().path("embeds").path(0).path("image").path("url")).isEqualTo(attachment.path("url"));
		String keep = "{\"content\":\"less\",\"attachments\":[]}";
		assertThat(this.planet.call("PATCH", this.messages + "/" + reply.id(), keep).json().path("attachments"))
			.isEmpty();
	}

	@Test
	void editIsToldWithTheWholeMessage() {
		String id = post("{\"content\":\"old\",\"embeds\":[{\"title\":\"T\"}]}");
		this.planet.pass(Duration.ofSeconds(1));
		JsonNode edited = this.planet.call("PATCH", this.messages + "/" + id, "{\"content\":\"new\"}").json();
		assertThat(Json.text(edited, "content")).isEqualTo("new");
		assertThat(edited.path("embeds")).hasSize(1);
		assertThat(Json.text(edited, "edited_timestamp")).isEqualTo("2026-11-30T12:00:01.123456+00:00");
		JsonNode event = this.planet.last("MESSAGE_UPDATE");
		assertThat(Json.id(event)).isEqualTo(id);
		assertThat(Json.text(event, "content")).isEqualTo("new");
		assertThat(Json.text(event, "guild_id")).isEqualTo(this.planet.guild);
		assertThat(event.path("author").path("id").asString()).isEqualTo(Planet.BOT);
		assertThat(this.planet.call("PATCH", this.messages + "/" + id, "{\"content\":\"\",\"embeds\":[]}").code())
			.isEqualTo(50006);
	}

	@Test
	void othersMessagesCanBeDeletedAndNotEdited() {
		String id = this.planet.write(this.planet.ada, "mine");
		assertThat(this.planet.call("PATCH", this.messages + "/" + id, "{\"content\":\"yours\"}").code())
			.isEqualTo(50005);
		assertThat(this.planet.call("DELETE", this.messages + "/" + id).status()).isEqualTo(204);
		assertThat(this.planet.last("MESSAGE_DELETE").toString()).isEqualTo("{\"id\":\"" + id + "\",\"channel_id\":\""
				+ this.planet.general + "\",\"guild_id\":\"" + this.planet.guild + "\"}");
		assertThat(this.planet.call("GET", this.messages + "/" + id).code()).isEqualTo(10008);
	}

	@Test
	void pagesGoBackAndForth() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			ids.add(this.planet.write(this.planet.ada, "m" + i));
		}
		assertThat(list("?limit=3")).containsExactly(ids.get(9), ids.get(8), ids.get(7));
		assertThat(list("?limit=2&before=" + ids.get(5))).containsExactly(ids.get(4), ids.get(3));
		assertThat(list("?limit=2&after=" + ids.get(5))).containsExactly(ids.get(7), ids.get(6));
		assertThat(list("?limit=2&around=" + ids.get(5))).containsExactly(ids.get(6), ids.get(5), ids.get(4));
	}

	private List<String> list(String query) {
		return this.planet.call("GET", this.messages + query).json().valueStream().map(Json::id).toList();
	}

	@Test
	void manyAreDeletedAtOnceUnlessTheyAreOld() {
		String first = this.planet.write(this.planet.ada, "1");
		String second = this.planet.write(this.planet.ada, "2");
		String bulk = this.messages + "/bulk-delete";
		assertThat(this.planet.call("POST", bulk, "{\"messages\":[\"" + first + "\"]}").code()).isEqualTo(50016);
		String both = "{\"messages\":[\"" + first + "\",\"" + second + "\"]}";
		assertThat(this.planet.call("POST", bulk, both).status()).isEqualTo(204);
		assertThat(this.planet.last("MESSAGE_DELETE_BULK").path("ids").valueStream().map(JsonNode::asString))
			.containsExactly(first, second);
		this.planet.pass(Duration.ofDays(15));
		assertThat(this.planet.call("POST", bulk, both).code()).isEqualTo(50034);
	}

	@Test
	void reactionsAreCountedAndTold() {
		String id = this.planet.write(this.planet.ada, "nice");
		String reactions = this.messages + "/" + id + "/reactions";
		assertThat(this.planet.call("PUT", reactions + "/%F0%9F%91%8D/@me").status()).isEqualTo(204);
		JsonNode event = this.planet.last("MESSAGE_REACTION_ADD");
		assertThat(event.path("emoji").toString()).isEqualTo("{\"id\":null,\"name\":\"👍\"}");
		assertThat(Json.text(event, "user_id")).isEqualTo(Planet.BOT);
		assertThat(Json.text(event, "message_author_id")).isEqualTo(this.planet.ada);
		assertThat(Json.id(event.path("member").path("user"))).isEqualTo(Planet.BOT);
		this.planet.world.people().react(this.planet.ada, this.planet.general, id, "👍", true);
		JsonNode counted = this.planet.call("GET", this.messages + "/" + id).json().path("reactions").path(0);
		assertThat(counted.path("count").asInt()).isEqualTo(2);
		assertThat(counted.path("me").asBoolean()).isTrue();
		assertThat(this.planet.call("GET", reactions + "/%F0%9F%91%8D").json()).hasSize(2);
		this.planet.call("DELETE", reactions + "/%F0%9F%91%8D/@me");
		assertThat(Json.text(this.planet.last("MESSAGE_REACTION_REMOVE"), "user_id")).isEqualTo(Planet.BOT);
		assertThat(this.planet.call("DELETE", reactions + "/%F0%9F%91%8D").status()).isEqualTo(204);
		assertThat(this.planet.names()).endsWith("MESSAGE_REACTION_REMOVE_EMOJI");
		assertThat(this.planet.call("GET", this.messages + "/" + id).json().has("reactions")).isFalse();
		assertThat(this.planet.call("PUT", reactions + "/blob%3A123/@me").status()).isEqualTo(204);
		assertThat(this.planet.call("PUT", reactions + "/notanemoji/@me").code()).isEqualTo(10014);
		this.planet.call("DELETE", reactions);
		assertThat(this.planet.names()).endsWith("MESSAGE_REACTION_REMOVE_ALL");
	}

	@Test
	void pinningIsToldThreeWays() {
		String id = this.planet.write(this.planet.ada, "important");
		this.planet.events.clear();
		assertThat(this.planet.call("PUT", this.messages + "/pins/" + id).status()).isEqualTo(204);
		assertThat(this.planet.names()).containsExactly("MESSAGE_UPDATE", "CHANNEL_PINS_UPDATE", "MESSAGE_CREATE");
		assertThat(this.planet.last("MESSAGE_CREATE").path("type").asInt()).isEqualTo(6);
		assertThat(
				Json.id(this.planet.call("GET", this.messages + "/pins").json().path("items").path(0).path("message")))
			.isEqualTo(id);
		assertThat(this.planet.call("GET", "/channels/" + this.planet.general + "/pins").json()).hasSize(1);
		this.planet.call("DELETE", this.messages + "/pins/" + id);
		assertThat(this.planet.last("CHANNEL_PINS_UPDATE").path("last_pin_timestamp").isNull()).isTrue();
	}

	@Test
	void typingIsTold() {
		assertThat(this.planet.call("POST", "/channels/" + this.planet.general + "/typing").status()).isEqualTo(204);
		JsonNode event = this.planet.last("TYPING_START");
		assertThat(event.path("timestamp").asLong()).isEqualTo(this.planet.now.getEpochSecond());
		assertThat(Json.text(event, "guild_id")).isEqualTo(this.planet.guild);
	}

	@Test
	void directMessagesHaveNoGuild() {
		Planet.Reply opened = this.planet.call("POST", "/users/@me/channels",
				"{\"recipient_id\":\"" + this.planet.ada + "\"}");
		assertThat(opened.json().path("type").asInt()).isEqualTo(1);
		assertThat(
				this.planet.call("POST", "/users/@me/channels", "{\"recipient_id\":\"" + this.planet.ada + "\"}").id())
			.isEqualTo(opened.id());
		this.planet.call("POST", "/channels/" + opened.id() + "/messages", "{\"content\":\"psst\"}");
		assertThat(this.planet.last("MESSAGE_CREATE").has("guild_id")).isFalse();
		assertThat(this.planet.last("MESSAGE_CREATE").path("channel_type").asInt()).isEqualTo(1);
		assertThat(this.planet.call("POST", "/users/@me/channels", "{\"recipient_id\":\"" + Planet.BOT + "\"}").code())
			.isEqualTo(50033);
	}

	@Test
	void contentOfOthersIsWithheldWhereItIsNotEnabled() {
		Planet planet = new Planet(EnumSet.of(GatewayIntent.GUILD_MEMBERS), false, 10_000);
		String id = planet.write(planet.ada, "secret");
		String mention = planet.write(planet.ada, "<@" + Planet.BOT + ">");
		String path = "/channels/" + planet.general + "/messages/";
		assertThat(Json.text(planet.call("GET", path + id).json(), "content")).isEmpty();
		assertThat(Json.text(planet.call("GET", path + mention).json(), "content")).startsWith("<@");
	}

	@Test
	void contentOfTheAnsweredMessageIsWithheldToo() {
		String question = this.planet.write(this.planet.ada, "secret");
		this.planet.call("POST", this.messages,
				"{\"content\":\"mine\",\"message_reference\":{\"message_id\":\"" + question + "\"}}");
		Dispatch event = this.planet.events.get(this.planet.events.size() - 1);
		int without = GatewayIntent.GUILD_MESSAGES.value();
		JsonNode shown = Json.read(Objects.requireNonNull(event.dataFor(without, Planet.BOT)));
		assertThat(Json.text(shown, "content")).isEqualTo("mine");
		assertThat(Json.text(shown.path("referenced_message"), "content")).isEmpty();
		int with = without | GatewayIntent.MESSAGE_CONTENT.value();
		assertThat(
				Json.text(Json.read(Objects.requireNonNull(event.dataFor(with, Planet.BOT))).path("referenced_message"),
						"content"))
			.isEqualTo("secret");
	}

	@Test
	void mediaOfComponentsGetTheirCopy() {
		JsonNode gallery = this.planet.call("POST", this.messages, """
				{"flags": 32768, "components": [{"type": 12, "items": [{"media": {"url": "https://x.org/a.png"}}]}]}""")
			.json()
			.path("components")
			.path(0);
		assertThat(Json.text(gallery.path("items").path(0).path("media"), "proxy_url"))
			.isEqualTo("https://x.org/a.png");
		assertThat(this.planet.call("POST", this.messages, """
				{"flags": 32768, "content": "x", "components": [{"type": 10, "content": "y"}]}""").code())
			.isEqualTo(50035);
	}

	@Test
	void onlyInteractionsWriteForOnePerson() {
		String id = post("{\"content\":\"x\",\"flags\":64}");
		assertThat(this.planet.call("GET", this.messages + "/" + id).json().path("flags").asInt(-1)).isZero();
	}

}
