package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a client that breaks a rule, and that one that keeps it is let alone.
 */
class BadClientTests {

	private static final String TOKEN = "secret-token-of-the-test";

	private static final Duration INTERVAL = Duration.ofSeconds(40);

	private InProcessGateway discord = builder().buildInProcess();

	private static LocalGateway.Builder builder() {
		return LocalGateway.builder().token(TOKEN).heartbeatInterval(INTERVAL);
	}

	@ParameterizedTest
	@CsvSource({ "4012,/?v=9&encoding=json", "4012,/?encoding=json", "4002,/?v=10&encoding=xml", "4002,/?v=10",
			"4002,/?v=10&encoding=json&compress=lzma" })
	void urlThatAsksForWhatIsNotThereIsClosed(int code, String url) { // R3
		InProcessClient client = this.discord.connect(url);
		assertThat(client.closeCode()).isEqualTo(code);
		assertThat(client.takeAll()).isEmpty();
		assertViolation(code, "");
	}

	@Test
	void whoSendsNoHeartbeatIsClosedAndMayResume() { // R5
		InProcessClient client = identified();
		this.discord.advance(INTERVAL.multipliedBy(3).dividedBy(2).minusMillis(1));
		assertThat(client.isOpen()).isTrue();
		this.discord.advance(Duration.ofMillis(1));
		assertThat(client.closeCode()).isEqualTo(4000);
		assertViolation(4000, "No heartbeat");
		assertResumable(true);
	}

	@Test
	void whoSendsHeartbeatsIsNotClosed() { // R5, R6
		InProcessClient client = this.discord.connect();
		heartbeat(client, null);
		this.discord.advance(INTERVAL);
		client.send(identify(TOKEN, 0, ""));
		client.take("READY");
		heartbeat(client, 1);
		for (int i = 2; i < 50; i++) {
			this.discord.dispatch("TEST", "{}");
			heartbeat(client, i);
			this.discord.advance(INTERVAL);
		}
		client.drop();
		InProcessClient second = this.discord.connect();
		heartbeat(second, 49);
		second.send(resume(sessionId(), 49));
		heartbeat(second, 50);
		assertThat(second.isOpen()).isTrue();
		assertNoViolation();
	}

	@ParameterizedTest
	@ValueSource(longs = { 2, 99, 0, -1 })
	void heartbeatWithANumberThatWasNeverSentIsNoted(long sequence) { // R6
		InProcessClient client = identified();
		heartbeat(client, sequence);
		assertThat(client.take(11)).isNotNull();
		assertThat(client.isOpen()).isTrue();
		assertViolation(null, "sequence number " + sequence + ", which was never sent");
	}

	@Test
	void heartbeatWithTheNumberOfASessionThatIsOverIsNoted() { // R6, R15
		identified().close(1000);
		InProcessClient client = this.discord.connect();
		heartbeat(client, 1);
		this.discord.advance(Duration.ofSeconds(5));
		client.send(identify(TOKEN, 0, "")).take("READY");
		assertViolation(null, "A heartbeat before IDENTIFY carries 1");
	}

	@Test
	void heartbeatThatCrossesInvalidSessionIsNoFault() { // R6, R15
		InProcessClient client = identified();
		this.discord.everyShard().invalidates(false);
		heartbeat(client, 1);
		this.discord.advance(Duration.ofSeconds(5));
		client.send(identify(TOKEN, 0, "")).take("READY");
		assertNoViolation();
	}

	@Test
	void heartbeatWithoutANumberOnASessionThatWasResumedIsNoted() { // R6
		identified().drop();
		InProcessClient client = this.discord.connect();
		client.send(resume(sessionId(), 1)).take("RESUMED");
		heartbeat(client, null);
		assertViolation(null, "carries null");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			4001 | {"op":99,"d":{}}
			4001 | {"op":0,"d":{}}
			4001 | {"op":11,"d":null}
			4002 | not json
			4002 | {"d":{}}
			4002 | {"op":"1","d":{}}
			4002 | {"op":1,"d":"x"}
			4002 | {"op":1,"d":1.5}
			4003 | {"op":3,"d":{"status":"idle"}}
			4003 | {"op":8,"d":{"guild_id":"1"}}
			""")
	void payloadThatCannotBeIsClosed(int code, String payload) { // R6, R26, R28
		InProcessClient client = this.discord.connect();
		client.send(payload);
		assertThat(client.closeCode()).isEqualTo(code);
		assertViolation(code, "");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			4002 | {"token":"T","properties":P}
			4002 | {"token":"T","intents":0}
			4002 | {"intents":0,"properties":P}
			4002 | {"token":1,"intents":0,"properties":P}
			4002 | {"token":"T","intents":"0","properties":P}
			4002 | {"token":"T","intents":0,"properties":{"$os":"x","$browser":"x","$device":"x"}}
			4002 | {"token":"T","intents":0,"properties":P,"large_threshold":49}
			4002 | {"token":"T","intents":0,"properties":P,"large_threshold":251}
			4002 | {"token":"T","intents":0,"properties":P,"presence":{"status":"asleep"}}
			4004 | {"token":"another","intents":0,"properties":P}
			4004 | {"token":"Bearer T","intents":0,"properties":P}
			4010 | {"token":"T","intents":0,"properties":P,"shard":[1,1]}
			4010 | {"token":"T","intents":0,"properties":P,"shard":[-1,1]}
			4010 | {"token":"T","intents":0,"properties":P,"shard":[0]}
			4013 | {"token":"T","intents":1073741824,"properties":P}
			4014 | {"token":"T","intents":2,"properties":P}
			""")
	void identifyThatIsWrongIsClosed(int code, String data) { // R11, R37, R39
		this.discord = builder().privilegedIntents(List.of(GatewayIntent.MESSAGE_CONTENT)).buildInProcess();
		InProcessClient client = this.discord.connect();
		client.send("{\"op\":2,\"d\":"
				+ data.replace("P", "{\"os\":\"x\",\"browser\":\"x\",\"device\":\"x\"}").replace("T", TOKEN) + "}");
		assertThat(client.closeCode()).isEqualTo(code);
		assertThat(this.discord.sessions()).isEmpty();
		assertThat(this.discord.sessionStartsLeft()).isEqualTo(1000);
		assertViolation(code, "");
	}

	@Test
	void tokenMayHaveTheSchemeOfTheHeader() { // R11, R17
		InProcessClient client = this.discord.connect();
		client.send(identify("Bot " + TOKEN, 0, "")).take("READY");
		client.drop();
		InProcessClient second = this.discord.connect();
		second.send(resume(sessionId(), 1).replace(TOKEN, "Bot " + TOKEN)).take("RESUMED");
		assertNoViolation();
	}

	@Test
	void identifyOnASessionIsClosedAndTheSessionStays() { // R11, R18
		InProcessClient client = identified();
		client.send(identify(TOKEN, 0, ""));
		assertThat(client.closeCode()).isEqualTo(4005);
		assertResumable(true);
	}

	@Test
	void identifyOfABucketWithinItsWindowIsRefused() { // R12, R15
		this.discord = builder().maxConcurrency(2).buildInProcess();
		assertThat(identify(0, 4).take("READY")).isNotNull();
		assertThat(identify(1, 4).take("READY")).isNotNull();
		this.discord.advance(Duration.ofMillis(4999));
		InProcessClient early = identify(2, 4);
		assertThat(early.take(9).path("d").asBoolean()).isFalse();
		assertThat(early.isOpen()).isTrue();
		assertViolation(null, "bucket 0");
		assertThat(this.discord.sessionStartsLeft()).isEqualTo(998);
		this.discord.advance(Duration.ofMillis(1));
		early.send(identify(TOKEN, 0, ",\"shard\":[2,4]")).take("READY");
		assertThat(this.discord.sessionStartsLeft()).isEqualTo(997);
	}

	@Test
	void identifyWhenNoSessionStartIsLeftIsClosedForGood() { // R13
		this.discord = builder().sessionStarts(1).sessionStartsReset(Duration.ofMinutes(10)).buildInProcess();
		identified();
		this.discord.advance(Duration.ofSeconds(30));
		InProcessClient client = this.discord.connect();
		client.send(identify(TOKEN, 0, ""));
		assertThat(client.closeCode()).isEqualTo(4004);
		assertThat(client.takeAll()).noneMatch((payload) -> payload.path("op").asInt() == 9);
		assertViolation(4004, "no session start was left");
		assertThat(this.discord.sessionStartsLeft()).isZero();
		this.discord.advance(Duration.ofMinutes(10));
		assertThat(this.discord.sessionStartsLeft()).isOne();
		this.discord.connect().send(identify(TOKEN, 0, "")).take("READY");
	}

	@Test
	void sessionThatWasInvalidatedIsOverUnlessItIsResumable() { // R15
		InProcessClient client = identified();
		String id = sessionId();
		this.discord.everyShard().invalidates(true);
		assertThat(client.take(9).path("d").asBoolean()).isTrue();
		client.send(resume(id, 1)).take("RESUMED");
		this.discord.everyShard().invalidates(false);
		assertThat(client.take(9).path("d").asBoolean()).isFalse();
		client.send("{\"op\":3,\"d\":{\"status\":\"idle\"}}");
		assertThat(client.closeCode()).isEqualTo(4003);
		assertResumable(id, false);
	}

	@Test
	void whoIgnoresReconnectIsClosedAndMayResume() { // R16
		InProcessClient client = identified();
		this.discord.shard(0).reconnects();
		client.take(7);
		this.discord.advance(Duration.ofSeconds(10));
		assertThat(client.closeCode()).isEqualTo(4000);
		assertResumable(true);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			4002 | {"token":"T","session_id":"S"}
			4002 | {"token":"T","seq":1}
			4002 | {"session_id":"S","seq":1}
			4002 | {"token":"T","session_id":"S","seq":"1"}
			4004 | {"token":"another","session_id":"S","seq":1}
			4007 | {"token":"T","session_id":"S","seq":2}
			4007 | {"token":"T","session_id":"S","seq":-1}
			""")
	void resumeThatIsWrongIsClosed(int code, String data) { // R17
		identified().drop();
		String id = sessionId();
		InProcessClient client = this.discord.connect();
		client.send("{\"op\":6,\"d\":" + data.replace("T", TOKEN).replace("S", id) + "}");
		assertThat(client.closeCode()).isEqualTo(code);
		assertViolation(code, "");
		assertResumable(id, code != 4007);
	}

	@Test
	void resumeOfWhatIsNotThereIsInvalid() { // R15, R17
		InProcessClient client = this.discord.connect();
		client.send(resume("unknown", 1));
		assertThat(client.take(9).path("d").asBoolean()).isFalse();
		client.send(identify(TOKEN, 0, "")).take("READY");
	}

	@Test
	void resumeBehindTheBufferIsInvalid() { // R17
		this.discord = builder().replayBuffer(10).buildInProcess();
		identified().drop();
		for (int i = 0; i < 11; i++) {
			this.discord.dispatch("TEST", "{}");
		}
		assertResumable(false);
	}

	@Test
	void resumeOnASessionIsClosed() { // R17
		InProcessClient client = identified();
		client.send(resume(sessionId(), 1));
		assertThat(client.closeCode()).isEqualTo(4005);
	}

	@Test
	void resumeTooLateIsInvalid() { // R21
		this.discord = builder().resumeWindow(Duration.ofMinutes(3)).buildInProcess();
		identified().drop();
		this.discord.advance(Duration.ofMinutes(3).minusMillis(1));
		assertThat(this.discord.sessions()).hasSize(1);
		this.discord.advance(Duration.ofMillis(1));
		assertThat(this.discord.sessions()).isEmpty();
	}

	@Test
	void sessionThatIsResumedInTimeOutlivesItsWindow() { // R17
		this.discord = builder().resumeWindow(Duration.ofSeconds(50)).buildInProcess();
		identified().drop();
		this.discord.advance(Duration.ofSeconds(30));
		InProcessClient client = this.discord.connect();
		client.send(resume(sessionId(), 1)).take("RESUMED");
		this.discord.advance(Duration.ofSeconds(30));
		this.discord.dispatch("TEST", "{}");
		client.take("TEST");
	}

	@ParameterizedTest
	@CsvSource({ "4000,true", "4001,true", "4002,true", "4003,false", "4004,false", "4005,true", "4007,false",
			"4008,true", "4009,false", "4010,false", "4011,false", "4012,false", "4013,false", "4014,false",
			"1000,true", "1011,true", "4999,true" })
	void closeCodeSaysWhatBecomesOfTheSession(int code, boolean resumable) { // R18
		InProcessClient client = identified();
		String id = sessionId();
		this.discord.everyShard().closes(code);
		assertThat(client.closeCode()).isEqualTo(code);
		assertResumable(id, resumable);
	}

	@ParameterizedTest
	@CsvSource({ "1000,false", "1001,false", "4900,true", "4000,true", ",true" })
	void clientsCloseSaysWhatBecomesOfTheSession(@Nullable Integer code, boolean resumable) { // R21
		InProcessClient client = identified();
		String id = sessionId();
		client.close(code);
		assertThat(client.isOpen()).isFalse();
		assertResumable(id, resumable);
	}

	@Test
	void payload121In60SecondsIsClosedAndTheSessionStays() { // R24
		InProcessClient client = identified();
		for (int i = 1; i < 120; i++) {
			this.discord.advance(Duration.ofMillis(100));
			heartbeat(client, 1);
		}
		// IDENTIFY, and one heartbeat each 100 ms: as many as the window lets go.
		this.discord.advance(Duration.ofMillis(60_000 - 11_900));
		heartbeat(client, 1);
		assertThat(client.isOpen()).isTrue();
		heartbeat(client, 1);
		assertThat(client.closeCode()).isEqualTo(4008);
		assertViolation(4008, "120");
		assertResumable(true);
	}

	@Test
	void payloadOver4096BytesIsClosed() { // R25
		InProcessClient client = identified();
		String start = "{\"op\":3,\"d\":{\"status\":\"idle\",\"x\":\"";
		client.send(start + "ä".repeat((4093 - start.length()) / 2) + "\"}}");
		assertThat(client.isOpen()).isTrue();
		client.send(start + "ä".repeat((4093 - start.length()) / 2) + "aa\"}}");
		assertThat(client.closeCode()).isEqualTo(4002);
		assertViolation(4002, "4096");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			3 | {"status":"asleep"}
			3 | {"status":"idle","since":"1"}
			3 | {"status":"idle","afk":0}
			3 | {"status":"idle","activities":{}}
			3 | {"status":"idle","activities":[{"name":"x"}]}
			3 | []
			4 | {"channel_id":null,"self_mute":false,"self_deaf":false}
			4 | {"guild_id":"1","self_mute":false,"self_deaf":false}
			4 | {"guild_id":"1","channel_id":null}
			8 | {"query":"","limit":0}
			8 | {"guild_id":["1","2"],"query":"","limit":0}
			8 | {"guild_id":"1","query":""}
			8 | {"guild_id":"1","user_ids":["a"]}
			8 | {"guild_id":"1","query":"","limit":0,"presences":1}
			31 | {"guild_ids":"1"}
			43 | {"guild_id":"1"}
			43 | {"guild_id":"1","fields":[1]}
			""")
	void commandOfAWrongFormIsClosed(int opcode, String data) { // R27, R28
		InProcessClient client = identified();
		client.send("{\"op\":" + opcode + ",\"d\":" + data + "}");
		assertThat(client.closeCode()).isEqualTo(4002);
		assertViolation(4002, "");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			3 | {"since":null,"activities":[{"name":"x","type":0}],"status":"online","afk":false}
			4 | {"guild_id":"1","channel_id":null,"self_mute":false,"self_deaf":true}
			8 | {"guild_id":"1","query":"","limit":1}
			8 | {"guild_id":1,"user_ids":"2"}
			31 | {"guild_ids":["1"]}
			43 | {"guild_id":"1","fields":["status"]}
			""")
	void commandOfARightFormIsNot(int opcode, String data) { // R27, R28
		InProcessClient client = identified();
		client.send("{\"op\":" + opcode + ",\"d\":" + data + "}");
		assertThat(client.isOpen()).isTrue();
	}

	@Test
	void messageOfTheWrongKindIsClosed() { // R29, R33
		InProcessClient json = this.discord.connect();
		json.send("{\"op\":1,\"d\":null}".getBytes(StandardCharsets.UTF_8));
		assertThat(json.closeCode()).isEqualTo(4002);
		InProcessClient etf = this.discord.connect("/?v=10&encoding=etf");
		etf.send("{\"op\":1,\"d\":null}");
		assertThat(etf.closeCode()).isEqualTo(4002);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/?v=10&encoding=etf", "/?v=10&encoding=json&compress=zlib-stream",
			"/?v=10&encoding=json&compress=zstd-stream" })
	void payloadCompressionWithAnythingElseIsClosed(String url) { // R32
		InProcessClient client = this.discord.connect(url);
		if (url.contains("etf")) {
			byte[] bytes = EtfPayloads.identify(TOKEN, true);
			client.send(bytes);
		}
		else {
			client.send(identify(TOKEN, 0, ",\"compress\":true"));
		}
		assertThat(client.closeCode()).isEqualTo(4002);
		assertViolation(4002, "payload compression");
	}

	@Test
	void payloadCompressionLeavesShortPayloadsAlone() { // R32
		InProcessClient client = this.discord.connect();
		client.send(identify(TOKEN, 0, ",\"compress\":true"));
		heartbeat(client, 1);
		assertThat(client.messages()).extracting(InProcessClient.Message::text).containsExactly(true, false, true);
		assertThat(client.takeAll()).extracting((payload) -> payload.path("op").asInt()).containsExactly(10, 0, 11);
	}

	@Test
	void urlToResumeAtHasThePathThatIsWanted() { // R3, R14
		this.discord = builder().resumePath("/resume").buildInProcess();
		InProcessClient client = this.discord.connect();
		client.send(identify(TOKEN, 0, ""));
		assertThat(client.take("READY").path("d").path("resume_gateway_url").asString()).endsWith("/resume");
		client.drop();
		InProcessClient second = this.discord.connect("/resume?v=10&encoding=json");
		second.send(resume(sessionId(), 1)).take("RESUMED");
		assertThat(this.discord.connect("/elsewhere?v=10&encoding=json").httpStatus()).isEqualTo(404);
	}

	@Test
	void eventsComeOnTheShardThatTheFormulaNames() { // R37
		this.discord = builder().maxConcurrency(4).buildInProcess();
		int all = GatewayIntent.DIRECT_MESSAGES.value() | GatewayIntent.GUILD_MESSAGES.value();
		InProcessClient zero = identify(0, 2, all);
		InProcessClient one = identify(1, 2, all);
		assertThat(this.discord.dispatch("MESSAGE_CREATE", "{\"guild_id\":\"" + (5L << 22) + "\"}")).isOne();
		assertThat(this.discord.dispatch("MESSAGE_CREATE", "{\"guild_id\":\"" + (6L << 22) + "\"}")).isOne();
		assertThat(this.discord.dispatch("MESSAGE_CREATE", "{}")).isOne();
		assertThat(one.take("MESSAGE_CREATE").path("d").path("guild_id").asString()).isEqualTo("" + (5L << 22));
		assertThat(one.take()).isNull();
		assertThat(zero.take("MESSAGE_CREATE").path("d").path("guild_id").asString()).isEqualTo("" + (6L << 22));
		assertThat(zero.take("MESSAGE_CREATE").path("d").has("guild_id")).isFalse();
	}

	@Test
	void shardWithTooManyGuildsIsClosedForGood() { // R37
		this.discord = builder().guildsPerShard(2).maxConcurrency(4).buildInProcess();
		for (long i = 0; i < 5; i++) {
			this.discord.joinGuild("{\"id\":\"" + (i << 22) + "\"}");
		}
		InProcessClient client = this.discord.connect();
		client.send(identify(TOKEN, 0, ""));
		assertThat(client.closeCode()).isEqualTo(4011);
		assertThat(identify(0, 2).closeCode()).isEqualTo(4011);
		assertThat(identify(1, 2).take("READY").path("d").path("guilds")).hasSize(2);
	}

	@Test
	void totalThatIsNoMultipleOfWhatIsAssignedIsClosedForGood() { // R37
		this.discord = builder().shardMultiple(4).maxConcurrency(16).buildInProcess();
		assertThat(identify(0, 6).closeCode()).isEqualTo(4010);
		assertThat(identify(0, 1).closeCode()).isEqualTo(4010);
		assertThat(identify(0, 8).take("READY").path("d").path("shard").toString()).isEqualTo("[0,8]");
	}

	@Test
	void readyTellsTheShardThatWasNamedAndTheFlagsOfTheApplication() { // R14, R39
		this.discord = builder().privilegedIntents(List.of(GatewayIntent.GUILD_MEMBERS)).buildInProcess();
		InProcessClient client = this.discord.connect();
		JsonNode ready = client.send(identify(TOKEN, 0, "")).take("READY").path("d");
		assertThat(ready.has("shard")).isFalse();
		assertThat(ready.path("application").path("flags").asInt()).isEqualTo(1 << 15);
	}

	@Test
	void sessionsOfAnotherTotalRunBeside() { // R38
		this.discord = builder().maxConcurrency(4).buildInProcess();
		InProcessClient former = identify(0, 1, GatewayIntent.GUILD_MESSAGES.value());
		this.discord.advance(Duration.ofSeconds(5));
		InProcessClient zero = identify(0, 2, GatewayIntent.GUILD_MESSAGES.value());
		InProcessClient one = identify(1, 2, GatewayIntent.GUILD_MESSAGES.value());
		assertThat(this.discord.dispatch("MESSAGE_CREATE", "{\"guild_id\":\"" + (5L << 22) + "\"}")).isEqualTo(2);
		former.take("MESSAGE_CREATE");
		one.take("MESSAGE_CREATE");
		zero.take("READY");
		assertThat(zero.take()).isNull();
		assertThat(this.discord.sessions()).extracting(LocalGateway.Session::shard)
			.containsExactly(ShardId.SINGLE, new ShardId(0, 2), new ShardId(1, 2));
	}

	@Test
	void resumeTakesTheSessionFromWhoeverHasIt() { // R43, R49
		InProcessClient first = identified();
		InProcessClient second = this.discord.connect();
		second.send(resume(sessionId(), 1)).take("RESUMED");
		assertThat(first.closeCode()).isEqualTo(4000);
		this.discord.dispatch("TEST", "{}");
		second.take("TEST");
		first.send(resume(sessionId(), 1));
		assertThat(second.isOpen()).isTrue();
	}

	@Test
	void tokenStandsInNoTranscript() { // R40
		InProcessClient client = identified();
		client.send("{\"op\":6,\"d\":{\"x\":\"" + "x".repeat(200) + "\",\"token\":\"another-bots-" + "y".repeat(300)
				+ "\"}}");
		this.discord.connect("/?v=10&encoding=json&token=" + TOKEN);
		this.discord.dispatch("INTERACTION_CREATE", "{\"token\":\"of-an-interaction\"}");
		GatewayRecord record = this.discord.record();
		assertThat(record.toString()).doesNotContain(TOKEN);
		assertThat(record.transcript()).doesNotContain(TOKEN, "another-bots", "of-an-interaction")
			.contains("<redacted>");
	}

	private InProcessClient identified() {
		InProcessClient client = this.discord.connect();
		client.send(identify(TOKEN, 0, "")).take("READY");
		return client;
	}

	private InProcessClient identify(int shard, int total) {
		return identify(shard, total, 0);
	}

	private InProcessClient identify(int shard, int total, int intents) {
		return this.discord.connect().send(identify(TOKEN, intents, ",\"shard\":[" + shard + "," + total + "]"));
	}

	private static String identify(String token, int intents, String more) {
		return TestClient.identifyPayload(token, intents, more);
	}

	private static String resume(String sessionId, long sequence) {
		return "{\"op\":6,\"d\":{\"token\":\"" + TOKEN + "\",\"session_id\":\"" + sessionId + "\",\"seq\":" + sequence
				+ "}}";
	}

	private static void heartbeat(InProcessClient client, @Nullable Number sequence) {
		client.send("{\"op\":1,\"d\":" + sequence + "}");
	}

	private String sessionId() {
		return this.discord.sessions().get(0).id();
	}

	private void assertResumable(boolean resumable) {
		assertResumable(sessionId(), resumable);
	}

	private void assertResumable(String id, boolean resumable) {
		InProcessClient client = this.discord.connect();
		client.send(resume(id, 1));
		List<JsonNode> answer = client.takeAll();
		assertThat(answer.get(answer.size() - 1).path("t").asString("").equals("RESUMED")).as(answer.toString())
			.isEqualTo(resumable);
		assertThat(answer.stream().anyMatch((payload) -> payload.path("op").asInt() == 9)).isEqualTo(!resumable);
	}

	private void assertViolation(@Nullable Integer code, String what) {
		assertThat(this.discord.record().violations()).singleElement().satisfies((violation) -> {
			assertThat(violation.closeCode()).isEqualTo(code);
			assertThat(violation.what()).contains(what);
		});
	}

	private void assertNoViolation() {
		assertThat(this.discord.record().violations()).isEmpty();
	}

}
