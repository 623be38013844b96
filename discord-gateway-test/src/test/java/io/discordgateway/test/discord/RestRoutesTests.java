package io.discordgateway.test.discord;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the API answers to whom, apart from what single routes do.
 */
class RestRoutesTests {

	private final Planet planet = new Planet().owned();

	@Test
	void botsLogInWithWhatTheyAskForFirst() {
		JsonNode self = this.planet.call("GET", "/users/@me").json();
		assertThat(Json.id(self)).isEqualTo(Planet.BOT);
		assertThat(self.path("bot").asBoolean()).isTrue();
		assertThat(self.propertyNames()).contains("verified", "mfa_enabled", "flags", "email", "global_name");
		for (String path : new String[] { "/oauth2/applications/@me", "/applications/@me" }) {
			JsonNode application = this.planet.call("GET", path).json();
			assertThat(Json.id(application)).isEqualTo(Planet.BOT);
			assertThat(application.path("flags").asInt()).isEqualTo(565248);
			assertThat(application.path("owner").path("username").isString()).isTrue();
		}
	}

	@Test
	void gatewayIsToldWithItsLimits() {
		JsonNode gateway = this.planet.call("GET", "/gateway/bot").json();
		assertThat(gateway.toString()).isEqualTo("""
				{"url":"ws://gateway.example","shards":3,"session_start_limit":\
				{"total":1000,"remaining":997,"reset_after":18000000,"max_concurrency":16}}""");
		assertThat(this.planet.anonymous("GET", "/gateway", "").json().toString())
			.isEqualTo("{\"url\":\"ws://gateway.example\"}");
		assertThat(this.planet.anonymous("GET", "/gateway/bot", "").status()).isEqualTo(401);
	}

	@Test
	void whoHasNotTheTokenIsNotLetIn() {
		Map<String, String> bare = Map.of("Authorization", Planet.TOKEN);
		assertThat(this.planet.send("GET", "/users/@me", bare, new byte[0]).status()).isEqualTo(401);
		assertThat(this.planet.anonymous("GET", "/users/@me", "").json().toString())
			.isEqualTo("{\"message\":\"401: Unauthorized\",\"code\":0}");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /channels/9, 404, 10003", "GET, /guilds/9, 404, 10004", "GET, /guilds/G/members/9, 404, 10007",
			"GET, /channels/C/messages/9, 404, 10008", "GET, /guilds/G/roles/9, 404, 10011",
			"GET, /users/9, 404, 10013", "GET, /webhooks/9, 404, 10015", "GET, /guilds/G/bans/9, 404, 10026",
			"POST, /interactions/9/tok/callback, 404, 10062", "GET, /applications/A/commands/9, 404, 10063",
			"GET, /guilds/G/voice-states/@me, 404, 10065", "GET, /applications/9/commands, 403, 20012",
			"GET, /invites/nothing, 404, 10006", "GET, /guilds/G/emojis/9, 404, 10014",
			"GET, /webhooks/9/tok, 404, 10015", "DELETE, /channels/C/permissions/9, 404, 10009" })
	void unknownIdsAreDiscordsErrors(String method, String path, int status, int code) {
		Planet.Reply reply = this.planet.call(method,
				path.replace("G", this.planet.guild).replace("C", this.planet.general).replace("A", Planet.BOT), "{}");
		assertThat(reply.status()).isEqualTo(status);
		assertThat(reply.code()).isEqualTo(code);
		assertThat(reply.json().path("message").asString()).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/gateway", "/users/@me", "/users/@me/guilds", "/guilds/G", "/guilds/G/channels",
			"/guilds/G/members?limit=10", "/guilds/G/members/search?query=a", "/guilds/G/roles", "/guilds/G/bans",
			"/guilds/G/emojis", "/guilds/G/stickers", "/guilds/G/scheduled-events", "/guilds/G/soundboard-sounds",
			"/guilds/G/invites", "/guilds/G/integrations", "/guilds/G/auto-moderation/rules", "/guilds/G/audit-logs",
			"/guilds/G/regions", "/guilds/G/threads/active", "/guilds/G/webhooks", "/channels/C",
			"/channels/C/messages", "/channels/C/pins", "/channels/C/messages/pins", "/channels/C/invites",
			"/channels/C/webhooks", "/channels/C/threads/archived/public", "/voice/regions", "/applications/A/commands",
			"/applications/A/guilds/G/commands", "/applications/A/guilds/G/commands/permissions",
			"/applications/A/emojis", "/sticker-packs", "/soundboard-default-sounds" })
	void routesThatBotsReadAreThere(String path) {
		Planet.Reply reply = this.planet.call("GET",
				path.replace("G", this.planet.guild).replace("C", this.planet.general).replace("A", Planet.BOT));
		assertThat(reply.status()).as(reply.response().text()).isEqualTo(200);
	}

	@Test
	void routeThatIsNotThereSaysHowToGiveItOne() {
		Planet.Reply missing = this.planet.call("GET", "/lobbies/123");
		assertThat(missing.status()).isEqualTo(404);
		assertThat(missing.json().path("hint").asString()).contains("no such route",
				"route(\"GET\", \"/lobbies/*\").answer(200, body)");
		Planet.Reply wrong = this.planet.call("PUT", "/channels/" + this.planet.general);
		assertThat(wrong.status()).isEqualTo(405);
		assertThat(wrong.json().path("hint").asString()).contains("GET, PATCH, DELETE");
	}

	@Test
	void hintRepeatsNoSecretOfAPath() {
		String hint = this.planet.call("PUT", "/webhooks/5/Secret-Token-5/messages/7").json().path("hint").asString();
		assertThat(hint).contains("/webhooks/*/*/messages/*").doesNotContain("Secret");
	}

	@Test
	void routesAreAnsweredByHandForAWhile() {
		this.planet.world.script("GET", "/lobbies/*", RestResponse.text(200, "{\"id\":\"5\"}"), Integer.MAX_VALUE);
		assertThat(this.planet.call("GET", "/lobbies/5").id()).isEqualTo("5");
		this.planet.world.script("POST", "/channels/*/messages",
				RestResponse.text(429, "{\"retry_after\":2}").with("Retry-After", "2"), 2);
		String path = "/channels/" + this.planet.general + "/messages";
		for (int i = 0; i < 2; i++) {
			Planet.Reply refused = this.planet.call("POST", path, "{\"content\":\"x\"}");
			assertThat(refused.status()).isEqualTo(429);
			assertThat(refused.header("Retry-After")).isEqualTo("2");
		}
		assertThat(this.planet.call("POST", path, "{\"content\":\"x\"}").status()).isEqualTo(200);
		this.planet.world.script("GET", "/lobbies/*", null, 0);
		assertThat(this.planet.call("GET", "/lobbies/5").status()).isEqualTo(404);
	}

	@Test
	void invalidFormsSayWhatIsWrongWhere() {
		Planet.Reply reply = this.planet.call("POST", "/channels/" + this.planet.general + "/messages", """
				{"content": "%s", "embeds": [{"title": "t"}, {"fields": [{"name": "n"}]}]}"""
			.formatted("a".repeat(2001)));
		assertThat(reply.status()).isEqualTo(400);
		assertThat(reply.json().toString()).isEqualTo(
				"""
						{"message":"Invalid Form Body","code":50035,"errors":{"content":{"_errors":[\
						{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 2000 or fewer in length."}]},"embeds":{"1":{"fields":{"0":\
						{"value":{"_errors":[{"code":"BASE_TYPE_REQUIRED","message":"This field is required"}]}}}}}}}""");
	}

	@Test
	void bodiesThatCannotBeReadAreRefused() {
		String path = "/channels/" + this.planet.general + "/messages";
		assertThat(this.planet.call("POST", path, "{").code()).isEqualTo(50109);
		assertThat(this.planet.call("POST", path, "[]").code()).isEqualTo(50109);
		assertThat(this.planet.call("POST", path, "{}").code()).isEqualTo(50006);
		Map<String, String> text = Map.of("Authorization", "Bot " + Planet.TOKEN, "Content-Type", "text/plain");
		assertThat(this.planet.send("POST", path, text, new byte[] { '{', '}' }).code()).isEqualTo(50035);
		assertThat(this.planet.call("GET", path + "?limit=101").code()).isEqualTo(50035);
		assertThat(this.planet.call("GET", path + "?limit=x").code()).isEqualTo(50035);
	}

	@Test
	void onlyTheApiIsAnApi() {
		RestRequest elsewhere = new RestRequest("GET", "/elsewhere/gateway", Map.of(), new byte[0]);
		assertThat(this.planet.world.answer(elsewhere, this.planet.now).status()).isEqualTo(404);
		RestRequest old = new RestRequest("GET", "/api/v9/gateway", Map.of(), new byte[0]);
		assertThat(this.planet.world.answer(old, this.planet.now).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			DiscordBot (https://example.org, 1); true
			DiscordBot(https://discord4j.com, 3.3.2); true
			DiscordBot (https://discord.js.org, 14.28.1) Node.js/22; true
			DiscordBot https://example.org; false
			Java/17; false""")
	void userAgentNamesUrlAndVersion(String agent, boolean fine) {
		assertThat(new RestRequest("GET", "/", Map.of("user-agent", agent), new byte[0]).hasUserAgentOfBot())
			.isEqualTo(fine);
	}

}
