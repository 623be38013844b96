package io.discordgateway.test.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.test.TestClient;
import io.discordgateway.test.discord.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ControlApi} over sockets, with a bot at the other end. Each request
 * and each answer is held against the file.
 */
class ControlApiTests {

	private static final int ALL = GatewayIntent.valueOf(List.of(GatewayIntent.values()));

	private static final Pattern CURL = Pattern.compile("^curl (?:-X (\\w+) )?\\$C(/\\S*)(?: -d '([^']*)')?",
			Pattern.MULTILINE);

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static StandaloneDiscord discord;

	private final Description description = new Description();

	private final Control control = new Control(discord.controlUrl(), this.description);

	private TestClient bot;

	@BeforeAll
	static void start() {
		discord = StandaloneDiscord.start(
				StandaloneOptions.parse(new String[] { "--guilds=2", "--seed=1", "--shards=2" }, null),
				(builder) -> builder.identifyWindow(Duration.ofMillis(1)).rateLimits(false));
	}

	@AfterAll
	static void stop() {
		discord.close();
	}

	@BeforeEach
	void logIn() {
		this.control.post("/reset", "{\"sessions\":\"end\"}");
		this.bot = connect();
		this.bot.await("READY");
	}

	@AfterEach
	void logOut() {
		this.bot.close();
	}

	private static TestClient connect() {
		return TestClient.connectTo(discord.gateway().gatewayUrl().toString())
			.identify(discord.gateway().token().reveal(), ALL);
	}

	/** What the bot does over the HTTP API. */
	private static HttpResponse<String> api(String method, String path, String body) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(discord.gateway().apiBaseUrl() + path))
			.header("Authorization", "Bot " + discord.gateway().token().reveal())
			.header("User-Agent", "DiscordBot (https://example.org, 1)")
			.header("Content-Type", "application/json")
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
	}

	private void answer(JsonNode interaction, String callback) {
		JsonNode event = this.bot.received()
			.stream()
			.map((payload) -> payload.path("d"))
			.filter((data) -> data.path("id").asString("").equals(interaction.path("id").asString()))
			.findFirst()
			.orElseThrow();
		assertThat(api("POST",
				"/interactions/" + event.path("id").asString() + "/" + event.path("token").asString() + "/callback",
				callback)
			.statusCode()).isEqualTo(204);
	}

	private JsonNode awaitInteraction(JsonNode interaction) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.bot.received()
				.stream()
				.anyMatch((payload) -> payload.path("d")
					.path("id")
					.asString("")
					.equals(interaction.path("id").asString())));
		return interaction;
	}

	private String awaitTranscript(String part) {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.until(() -> this.control.get("/transcript").asString().contains(part));
		return this.control.get("/transcript").asString();
	}

	// The file

	@Test
	void fileAndServerHaveTheSameOperationsParametersAndFields() {
		List<ControlRoute> routes = new ControlApi(discord).routes();
		assertThat(routes).extracting(ControlRoute::toString)
			.containsExactlyInAnyOrderElementsOf(this.description.operations());
		assertThat(routes).allSatisfy((route) -> {
			JsonNode operation = this.description.of(route.toString());
			JsonNode body = operation.at("/requestBody/content/application~1json/schema");
			Set<String> fields = new TreeSet<>(body.path("properties").propertyNames());
			if (body.path("additionalProperties").asBoolean(false)) {
				fields.add(ControlRoute.MORE);
			}
			assertThat(fields).as("fields of " + route).isEqualTo(route.fields());
			assertThat(operation.path("parameters")
				.valueStream()
				.map((parameter) -> parameter.path("$ref").asString().replace("#/components/parameters/", "{") + "}"))
				.as("parameters of " + route)
				.containsExactlyElementsOf(
						Stream.of(route.template().split("/")).filter((part) -> part.startsWith("{")).toList());
		});
	}

	@Test
	void examplesOfTheFileAreAsTheirSchemasSay() {
		assertThat(this.description.operations()
			.stream()
			.map((operation) -> this.description.of(operation).at("/requestBody/content/application~1json/example"))
			.filter(JsonNode::isObject)).isNotEmpty();
		for (String operation : this.description.operations()) {
			JsonNode example = this.description.of(operation).at("/requestBody/content/application~1json/example");
			if (example.isObject()) {
				this.description.checkRequest(operation, example.toString());
			}
		}
	}

	@Test
	void callsOfTheDocumentationAreInTheFile() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "standalone.md"));
		List<MatchResult> calls = CURL.matcher(page.replaceAll("\\$[MI]\\b", "1")).results().toList();
		assertThat(calls).hasSizeGreaterThan(30);
		for (MatchResult call : calls) {
			String body = Objects.toString(call.group(3), "");
			String method = Objects.toString(call.group(1), body.isEmpty() ? "GET" : "POST");
			this.description.checkRequest(this.description.operation(method, call.group(2)), body);
		}
		Set<String> faults = this.description.operations()
			.stream()
			.filter((operation) -> operation.startsWith("POST /faults/"))
			.map((operation) -> operation.substring("POST /faults/".length()))
			.collect(Collectors.toSet());
		assertThat(faults).allSatisfy((fault) -> assertThat(page).containsPattern("\\b" + fault + "\\b"));
		assertThat(StandaloneOptions.HELP.lines().map(String::strip).filter((line) -> line.startsWith("--")))
			.allSatisfy((line) -> assertThat(page).contains("| `" + line.split("[ \\[]")[0] + "`"));
	}

	@Test
	void eachOperationOfTheFileDoesWhatItSays() {
		assertThat(this.control.get("/openapi.json")).isEqualTo(this.description.file());
		people();
		messages();
		interactions();
		faults();
		assertThat(this.description.called()).isEqualTo(this.description.operations());
	}

	private void people() {
		String ada = this.control.post("/users", "{\"name\":\"ada\"}").path("id").asString();
		String direct = this.control.post("/users/ada/channel", "").path("id").asString();
		String guild = this.control.post("/guilds", "{\"name\":\"Test\",\"owner\":\"ada\"}").path("id").asString();
		String news = this.control.post("/guilds/Test/channels", "{\"name\":\"news\",\"topic\":\"new\"}")
			.path("id")
			.asString();
		JsonNode state = this.control.get("/state");
		assertThat(state.path("users").valueStream()).anySatisfy((user) -> {
			assertThat(user.path("id").asString()).isEqualTo(ada);
			assertThat(user.path("username").asString()).isEqualTo("ada");
		});
		assertThat(state.path("direct_channels").path(0).path("id").asString()).isEqualTo(direct);
		assertThat(state.path("guilds").valueStream().map((one) -> one.path("name").asString()))
			.containsExactly("Guild 1", "Guild 2", "Test");
		assertThat(
				state.path("guilds").path(2).path("channels").valueStream().map((one) -> one.path("name").asString()))
			.containsExactly("general", "Lounge", "news");
		this.control.put("/guilds/Test/members/carl", "");
		this.control.put("/guilds/Test/voice-states/carl", "{\"channel\":\"Lounge\"}");
		JsonNode whole = this.control.get("/guilds/" + guild);
		assertThat(whole.path("members").valueStream().map((one) -> one.path("user").path("username").asString()))
			.containsExactly("localbot", "ada", "carl");
		assertThat(whole.path("voice_states")).hasSize(1);
		this.control.delete("/guilds/Test/voice-states/carl");
		this.control.delete("/guilds/Test/members/carl");
		assertThat(this.control.get("/guilds/Test").path("voice_states")).isEmpty();
		assertThat(this.control
			.post("/events", "{\"event\":\"TYPING_START\",\"data\":{\"channel_id\":\"" + news + "\"},\"shard\":0}")
			.path("sessions")
			.asInt()).isEqualTo(1);
		this.control.delete("/guilds/Test");
		this.bot.await("GUILD_DELETE");
		assertThat(this.bot.events()).containsSubsequence("GUILD_CREATE", "CHANNEL_CREATE", "GUILD_MEMBER_ADD",
				"VOICE_STATE_UPDATE", "VOICE_STATE_UPDATE", "GUILD_MEMBER_REMOVE", "TYPING_START", "GUILD_DELETE");
	}

	private void messages() {
		this.control.post("/guilds", "{\"name\":\"Messages\"}");
		this.control.post("/guilds/Messages/channels", "{\"name\":\"talk\"}");
		JsonNode said = this.control.post("/channels/talk/messages", "{\"user\":\"dora\",\"content\":\"hello\"}");
		String path = "/channels/talk/messages/" + said.path("id").asString();
		assertThat(this.bot.await("MESSAGE_CREATE").path("d").path("content").asString()).isEqualTo("hello");
		assertThat(this.control.call("PATCH", path, "{\"content\":\"bye\"}").path("content").asString())
			.isEqualTo("bye");
		this.control.put(path + "/reactions/%F0%9F%91%8D/dora", "");
		JsonNode messages = this.control.get("/channels/talk/messages");
		assertThat(messages.path(0).path("content").asString()).isEqualTo("bye");
		assertThat(messages.path(0).path("reactions").path(0).path("emoji").path("name").asString()).isEqualTo("👍");
		this.control.delete(path + "/reactions/%F0%9F%91%8D/dora");
		this.control.call("POST", "/channels/talk/typing", "{\"user\":\"dora\"}");
		this.control.delete(path);
		this.bot.await("MESSAGE_DELETE");
		assertThat(this.bot.events()).containsSubsequence("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_REACTION_ADD",
				"MESSAGE_REACTION_REMOVE", "TYPING_START", "MESSAGE_DELETE");
		assertThat(this.control.get("/channels/talk/messages")).isEmpty();
	}

	private void interactions() {
		assertThat(api("PUT", "/applications/" + discord.gateway().botId() + "/commands", """
				[{"name":"greet","description":"Greets","options":[
				{"name":"user","description":"Whom","type":6},{"name":"loud","description":"How","type":5}]}]""")
			.statusCode()).isEqualTo(200);
		assertThat(this.control.get("/commands").path("global").path(0).path("name").asString()).isEqualTo("greet");
		JsonNode greeting = awaitInteraction(this.control.post("/channels/talk/commands",
				"{\"user\":\"dora\",\"name\":\"/greet\",\"options\":{\"user\":\"emil\",\"loud\":true}}"));
		assertThat(greeting.path("answered").asBoolean()).isFalse();
		JsonNode data = this.bot.await("INTERACTION_CREATE").path("d").path("data");
		assertThat(data.path("options").path(0).path("type").asInt()).isEqualTo(6);
		assertThat(data.path("resolved").path("users").values()).singleElement()
			.satisfies((user) -> assertThat(user.path("username").asString()).isEqualTo("emil"));
		answer(greeting, """
				{"type":4,"data":{"content":"Hello","components":[
				{"type":1,"components":[{"type":2,"style":1,"label":"More","custom_id":"more"}]}]}}""");
		String id = greeting.path("id").asString();
		JsonNode reply = this.control.get("/interactions/" + id).path("reply");
		assertThat(reply.path("content").asString()).isEqualTo("Hello");
		JsonNode completion = awaitInteraction(this.control.post("/channels/talk/autocompletions",
				"{\"user\":\"dora\",\"name\":\"greet how\",\"options\":{\"language\":\"de\"},\"focused\":\"language\"}"));
		answer(completion, "{\"type\":8,\"data\":{\"choices\":[{\"name\":\"Deutsch\",\"value\":\"de\"}]}}");
		assertThat(this.control.get("/interactions/" + completion.path("id").asString())
			.at("/result/choices/0/name")
			.asString()).isEqualTo("Deutsch");
		JsonNode click = awaitInteraction(
				this.control.post("/channels/talk/messages/" + reply.path("id").asString() + "/components",
						"{\"user\":\"dora\",\"component\":\"More\"}"));
		answer(click, """
				{"type":9,"data":{"custom_id":"form","title":"More","components":[
				{"type":1,"components":[{"type":4,"custom_id":"name","label":"Name","style":1}]}]}}""");
		JsonNode submitted = awaitInteraction(
				this.control.post("/interactions/" + click.path("id").asString() + "/form",
						"{\"user\":\"dora\",\"fields\":{\"name\":\"Dora\"}}"));
		JsonNode sent = this.bot.received()
			.stream()
			.filter((payload) -> payload.path("d").path("id").asString("").equals(submitted.path("id").asString()))
			.findFirst()
			.orElseThrow();
		assertThat(sent.at("/d/data/components/0/components/0/value").asString()).isEqualTo("Dora");
	}

	private void faults() {
		for (String lasting : List.of("withhold-ready", "withhold-resumed", "ignore-heartbeats")) {
			this.control.post("/faults/" + lasting, "{\"shard\":1}");
		}
		this.control.post("/faults/delay", "{\"delay_ms\":20}");
		this.control.post("/faults/delay-acknowledgments", "{\"delay_ms\":30,\"shard\":0}");
		this.control.post("/faults/slow-replays", "{\"pace_ms\":40}");
		assertThat(this.control.get("/state").path("faults").valueStream().map(JsonNode::toString)).containsExactly(
				"{\"fault\":\"slow-replays\",\"shard\":null,\"pace_ms\":40}",
				"{\"fault\":\"delay-acknowledgments\",\"shard\":0,\"delay_ms\":30}",
				"{\"fault\":\"delay\",\"shard\":null,\"delay_ms\":20}", "{\"fault\":\"ignore-heartbeats\",\"shard\":1}",
				"{\"fault\":\"withhold-resumed\",\"shard\":1}", "{\"fault\":\"withhold-ready\",\"shard\":1}");
		this.control.post("/faults/break-replays", "");
		assertThat(this.control.get("/state").path("faults").path(0).path("fault").asString())
			.isEqualTo("break-replays");
		assertThat(this.control.post("/faults/stall", "{\"shard\":0}").path("connections").asInt()).isEqualTo(1);
		assertThat(this.control.post("/faults/stall", "{\"shard\":7}").path("connections").asInt()).isZero();
		assertThat(this.control.get("/state").path("connections").path(0).path("stalled").asBoolean()).isTrue();
		this.control.post("/faults/go-on", "");
		assertThat(this.control.get("/state").path("connections").path(0).path("stalled").asBoolean()).isFalse();
		this.control.post("/faults/stall", "");
		this.control.delete("/faults");
		assertThat(this.control.get("/state").path("faults")).isEmpty();
		assertThat(this.control.get("/state").path("connections").path(0).path("stalled").asBoolean()).isFalse();
		this.control.post("/faults/request-heartbeat", "");
		this.bot.await(1);
		this.control.post("/faults/corrupt", "");
		this.control.post("/events", "{\"event\":\"TEST\",\"data\":{\"text\":\"" + "a".repeat(3000) + "\"}}");
		this.control.post("/events", "{\"event\":\"AFTER\"}");
		this.bot.await("AFTER");
		assertThat(this.bot.received())
			.noneMatch((payload) -> payload.path("d").path("text").asString("").equals("a".repeat(3000)));
		this.control.post("/faults/reconnect", "");
		this.bot.await(7);
		this.control.post("/faults/invalidate", "{\"resumable\":true}");
		assertThat(this.bot.await(9).path("d").asBoolean()).isTrue();
		this.control.post("/faults/half-close", "");
		assertThat(this.bot.awaitClose()).isEqualTo(1006);
		this.control.post("/faults/refuse-upgrades", "{\"count\":1,\"status\":503,\"retry_after\":3}");
		this.control.post("/faults/refuse-identifies", "{\"count\":1}");
		this.control.post("/faults/answer-calls", "{\"method\":\"get\",\"path\":\"/users/*\",\"retry_after\":7}");
		this.control.delete("/faults");
		closing();
	}

	private void closing() {
		try (TestClient second = connect()) {
			second.await("READY");
			this.control.post("/faults/close", "{\"code\":4000}");
			assertThat(second.awaitClose()).isEqualTo(4000);
		}
		try (TestClient third = connect()) {
			third.await("READY");
			third.send("{\"op\":99}");
			assertThat(third.awaitClose()).isEqualTo(4001);
		}
		assertThat(this.control.get("/violations").path(0).path("close_code").asInt()).isEqualTo(4001);
		try (TestClient fourth = connect()) {
			fourth.await("READY");
			this.control.post("/faults/drop", "");
			assertThat(fourth.awaitClose()).isEqualTo(1006);
		}
		assertThat(this.control.get("/transcript").asString()).contains("close 4000").contains("dropped");
		this.control.delete("/transcript");
		assertThat(this.control.get("/violations")).isEmpty();
		assertThat(this.control.get("/transcript").asString()).isEmpty();
	}

	// What the bot meets

	@Test
	void stateTellsSessionsConnectionsAndTheDaysSessionStarts() {
		JsonNode state = this.control.get("/state");
		JsonNode session = state.path("sessions").path(0);
		assertThat(session.path("shard").toString()).isEqualTo("[0,1]");
		assertThat(session.path("connected").asBoolean()).isTrue();
		JsonNode connection = state.path("connections").path(0);
		assertThat(connection.path("session").asString()).isEqualTo(session.path("id").asString());
		assertThat(connection.path("encoding").asString()).isEqualTo("json");
		assertThat(connection.path("compression").isNull()).isTrue();
		assertThat(state.path("session_start_limit").path("remaining").asInt()).isEqualTo(999);
		assertThat(state.path("shards").asInt()).isEqualTo(2);
	}

	@Test
	void identifiesAreRefusedAsManyAsWanted() {
		this.control.post("/faults/refuse-identifies", "{\"count\":2}");
		try (TestClient second = connect()) {
			assertThat(second.await(9).path("d").asBoolean(true)).isFalse();
			second.received().clear();
			second.identify(discord.gateway().token().reveal(), ALL);
			second.await(9);
			second.identify(discord.gateway().token().reveal(), ALL);
			second.await("READY");
		}
		this.control.post("/faults/refuse-identifies", "{\"code\":4014}");
		try (TestClient third = connect()) {
			assertThat(third.awaitClose()).isEqualTo(4014);
		}
		// READY twice, and nothing for those that were refused.
		assertThat(this.control.get("/state").path("session_start_limit").path("remaining").asInt()).isEqualTo(998);
	}

	@Test
	void callsAreAnsweredByHandAsManyAsWanted() {
		this.control.post("/faults/answer-calls",
				"{\"method\":\"get\",\"path\":\"/users/*\",\"status\":429,\"retry_after\":7}");
		HttpResponse<String> refused = api("GET", "/users/@me", "");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Retry-After")).contains("7");
		assertThat(Json.read(refused.body()).path("retry_after").asInt()).isEqualTo(7);
		assertThat(api("GET", "/users/@me", "").statusCode()).isEqualTo(200);
		this.control.post("/faults/answer-calls",
				"{\"method\":\"*\",\"path\":\"/users/@me\",\"status\":500,\"count\":2,\"body\":{\"odd\":true}}");
		assertThat(api("GET", "/users/@me", "").body()).isEqualTo("{\"odd\":true}");
		this.control.delete("/faults");
		assertThat(api("GET", "/users/@me", "").statusCode()).isEqualTo(200);
	}

	@Test
	void resetKeepsTheSessionAndBringsTheGuildsBack() {
		String guild = this.control.get("/state").path("guilds").path(0).path("id").asString();
		this.control.post("/guilds", "{\"name\":\"Test\"}");
		this.control.post("/faults/delay", "{\"delay_ms\":10}");
		this.control.post("/faults/answer-calls", "{\"method\":\"*\",\"path\":\"/users/@me\",\"count\":9}");
		this.control.post("/reset", "{}");
		JsonNode state = this.control.get("/state");
		assertThat(state.path("guilds").valueStream().map((one) -> one.path("name").asString()))
			.containsExactly("Guild 1", "Guild 2");
		assertThat(state.path("guilds").path(0).path("id").asString()).isNotEqualTo(guild);
		assertThat(state.path("faults")).isEmpty();
		assertThat(this.control.get("/transcript").asString()).isEmpty();
		assertThat(api("GET", "/users/@me", "").statusCode()).isEqualTo(200);
		this.control.post("/events", "{\"event\":\"AFTER\"}");
		this.bot.await("AFTER");
		assertThat(this.bot.events()).filteredOn((event) -> event.equals("GUILD_DELETE")).hasSize(3);
		assertThat(this.bot.events()).filteredOn((event) -> event.equals("GUILD_CREATE")).hasSize(5);
	}

	@Test
	void transcriptHasNoToken() {
		this.control.post("/channels/" + general() + "/commands", "{\"user\":\"ada\",\"name\":\"ping\"}");
		JsonNode interaction = this.bot.await("INTERACTION_CREATE").path("d");
		answer(interaction, "{\"type\":5}");
		String transcript = awaitTranscript("/callback");
		assertThat(transcript).contains("IDENTIFY {\"op\":2,\"d\":{\"token\":\"<redacted>\"")
			.doesNotContain(discord.gateway().token().reveal())
			.doesNotContain(interaction.path("token").asString());
	}

	private String general() {
		return this.control.get("/state").at("/guilds/0/channels/0/id").asString();
	}

	@Test
	void guildsAreOnAllShards() {
		Set<Long> shards = this.control.get("/state")
			.path("guilds")
			.valueStream()
			.map((guild) -> (Long.parseLong(guild.path("id").asString()) >> 22) % 2)
			.collect(Collectors.toSet());
		assertThat(shards).containsExactlyInAnyOrder(0L, 1L);
	}

	// What is wrong

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			textBlock = """
					404 | GET    | /nothing                      |                                    | nothing at this path
					405 | PUT    | /state                        |                                    | PUT is not possible
					400 | POST   | /users                        | {                                  | Not JSON
					400 | POST   | /users                        | []                                 | must be a JSON object
					400 | POST   | /users                        | {}                                 | 'name' must be a text
					400 | POST   | /users                        | {"nmae":"ada"}                     | 'nmae' is no field
					404 | GET    | /guilds/None                  |                                    | There is no guild 'None'
					404 | GET    | /channels/none/messages       |                                    | There is no channel 'none'
					400 | GET    | /channels/general/messages    |                                    | More than one channel
					404 | POST   | /users/123456789012345678/channel |                                | There is no user
					404 | GET    | /interactions/1               |                                    | There is no interaction 1
					404 | DELETE | /guilds/Guild%201/members/zoe |                                    | 'zoe' is no member
					400 | POST   | /faults/close                 | {"code":1006}                      | cannot have the code 1006
					400 | POST   | /faults/close                 | {"code":"x"}                       | 'code' must be a whole number
					400 | POST   | /faults/drop                  | {"shard":-1}                       | 'shard' must be a whole number
					400 | POST   | /faults/invalidate            | {"resumable":"yes"}                | 'resumable' must be true or false
					400 | POST   | /faults/answer-calls          | {"method":"GET","path":"users"}    | must begin with a slash
					400 | POST   | /reset                        | {"sessions":"none"}                | 'sessions' must be keep or end
					400 | POST   | /events                       | {"event":"X","data":[]}            | 'data' must be an object
					""")
	void whatIsWrongIsToldWithWhatToDo(int status, String method, String path, String body, String detail) {
		JsonNode problem = this.control.problem(status, method, path, (body != null) ? body : "");
		assertThat(problem.path("detail").asString()).contains(detail);
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		assertThat(problem.path("hint").asString()).isNotBlank();
	}

	@Test
	void whatDiscordWouldRefuseIsToldWithItsError() {
		JsonNode problem = this.control.problem(400, "POST", "/channels/" + general() + "/messages",
				"{\"user\":\"ada\"}");
		assertThat(problem.path("detail").asString()).contains("50006");
		assertThat(problem.path("discord").path("code").asInt()).isEqualTo(50006);
	}

	@Test
	void pagesOfOtherHostsAreRefused() {
		assertThat(this.control.send("GET", "/state", "", "Origin", "https://example.org").statusCode()).isEqualTo(403);
		assertThat(this.control.send("GET", "/state", "", "Origin", "http://localhost:3000").statusCode())
			.isEqualTo(200);
	}

	@Test
	void aPortThatIsTakenIsTold() {
		String port = "--control-port=" + discord.controlPort();
		assertThat(org.assertj.core.api.Assertions
			.catchThrowable(() -> StandaloneDiscord.start(StandaloneOptions.parse(new String[] { port }, null))))
			.isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("--control-port cannot be listened to");
	}

}
