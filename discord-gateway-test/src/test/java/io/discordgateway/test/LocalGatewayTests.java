package io.discordgateway.test;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.Json;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LocalGateway}, over real sockets.
 */
class LocalGatewayTests {

	private static final String TOKEN = "secret-token-of-the-test";

	private LocalGateway gateway = builder().build().start();

	private static LocalGateway.Builder builder() {
		return LocalGateway.builder().token(TOKEN).identifyWindow(Duration.ofMillis(1));
	}

	private void restartWith(LocalGateway.Builder builder) {
		this.gateway.close();
		this.gateway = builder.build().start();
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	private TestClient identified() {
		TestClient client = TestClient.connect(this.gateway).identify(this.gateway, 0);
		client.await("READY");
		return client;
	}

	private String sessionId() {
		return this.gateway.sessions().get(0).id();
	}

	@Test
	void gatewayBotTellsUrlAndLimits() {
		// R1
		restartWith(builder().shards(3).maxConcurrency(16));
		HttpResponse<String> response = TestClient.get(this.gateway, "/gateway/bot", "Bot " + TOKEN);
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode body = Json.read(response.body());
		assertThat(body.path("url").asString()).isEqualTo(this.gateway.gatewayUrl().toString());
		assertThat(body.path("shards").asInt()).isEqualTo(3);
		assertThat(body.path("session_start_limit").path("remaining").asInt()).isEqualTo(1000);
		assertThat(body.path("session_start_limit").path("max_concurrency").asInt()).isEqualTo(16);
		try (TestClient client = identified()) {
			assertThat(client.isOpen()).isTrue();
			body = Json.read(TestClient.get(this.gateway, "/gateway/bot", "Bot " + TOKEN).body());
			assertThat(body.path("session_start_limit").path("remaining").asInt()).isEqualTo(999);
		}
	}

	@Test
	void gatewayNeedsNoTokenAndGatewayBotDoes() {
		// R1, R2
		assertThat(TestClient.get(this.gateway, "/gateway", "").statusCode()).isEqualTo(200);
		HttpResponse<String> response = TestClient.get(this.gateway, "/gateway/bot", "Bot wrong");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).isEqualTo("{\"message\":\"401: Unauthorized\",\"code\":0}");
		assertThat(TestClient.get(this.gateway, "/nothing", "").statusCode()).isEqualTo(404);
	}

	@Test
	void identifyIsAnsweredWithReadyAndGuilds() {
		// R4, R11, R14
		this.gateway.joinGuild("{\"id\":\"41771983423143937\",\"members\":[]}");
		try (TestClient client = TestClient.connect(this.gateway)) {
			assertThat(client.await(10).path("d").path("heartbeat_interval").asInt()).isEqualTo(41250);
			client.identify(this.gateway, GatewayIntent.GUILDS.value());
			JsonNode ready = client.await("READY").path("d");
			assertThat(ready.path("session_id").asString()).isEqualTo(sessionId());
			assertThat(ready.path("resume_gateway_url").asString()).isEqualTo("ws://127.0.0.1:" + this.gateway.port());
			assertThat(ready.path("private_channels").isArray()).isTrue();
			assertThat(ready.path("guilds").path(0).path("unavailable").asBoolean()).isTrue();
			assertThat(ready.path("user").path("id").asString()).isEqualTo(this.gateway.botId());
			assertThat(client.await("GUILD_CREATE").path("s").asLong()).isEqualTo(2);
			assertThat(this.gateway.record().violations()).isEmpty();
		}
	}

	@Test
	void heartbeatsAreAcknowledgedUnlessSwitchedOff() {
		try (TestClient client = identified()) {
			client.heartbeat().await(11);
			this.gateway.acknowledgeHeartbeats(false);
			client.received().clear();
			client.heartbeat();
			Awaitility.await().until(() -> this.gateway.record().payloads().size() == 3);
			// An acknowledgment would come before it.
			this.gateway.requestHeartbeat();
			client.await(1);
			assertThat(client.received()).noneMatch((payload) -> payload.path("op").asInt() == 11);
		}
	}

	@Test
	void missedEventsAreReplayedInOrderAndOnce() {
		// R17
		try (TestClient client = identified()) {
			String id = sessionId();
			this.gateway.dispatch("TEST", "{\"n\":2}");
			client.await("TEST");
			this.gateway.dropConnections();
			assertThat(client.awaitClose()).isEqualTo(1006);
			for (int n = 3; n <= 5000; n++) {
				this.gateway.dispatch("TEST", "{\"n\":" + n + "}");
			}
			try (TestClient second = TestClient.connect(this.gateway, "/?v=10&encoding=json")) {
				second.resume(this.gateway, id, 1).await("RESUMED");
				this.gateway.dispatch("AFTER", "{}");
				second.await("AFTER");
				assertThat(second.sequences()).isEqualTo(LongStream.rangeClosed(2, 5002).boxed().toList());
				assertThat(second.events().get(4999)).isEqualTo("RESUMED");
				assertThat(this.gateway.record().resumes()).singleElement()
					.satisfies((resume) -> assertThat(resume.replayed()).isEqualTo(4999));
			}
		}
	}

	@Test
	void replayLeavesOutResumedOfAnEarlierReplay() {
		try (TestClient client = identified()) {
			this.gateway.dropConnections();
			client.awaitClose();
			try (TestClient second = TestClient.connect(this.gateway)) {
				second.resume(this.gateway, sessionId(), 1).await("RESUMED");
				this.gateway.dispatch("TEST", "{}");
				second.await("TEST");
				try (TestClient third = TestClient.connect(this.gateway)) {
					third.resume(this.gateway, sessionId(), 1).await("RESUMED");
					assertThat(third.events()).containsExactly("TEST", "RESUMED");
					assertThat(second.awaitClose()).isEqualTo(4000);
				}
			}
		}
	}

	@Test
	void zlibStreamInflatesToTheSame() {
		// R30
		String data = "{\"text\":\"" + "ab".repeat(50_000) + "\"}";
		try (TestClient client = TestClient.connect(this.gateway, "/?v=10&encoding=json&compress=zlib-stream")) {
			client.identify(this.gateway, 0).await("READY");
			this.gateway.dispatch("LARGE", data);
			this.gateway.dispatch("SMALL", "{}");
			client.await("SMALL");
			assertThat(client.await("LARGE").path("d")).isEqualTo(Json.read(data));
			assertThat(client.binaries()).hasSize(4)
				.allSatisfy((message) -> assertThat(message).endsWith(0x00, 0x00, 0xFF, 0xFF));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			4001 | {"op":99,"d":{}}
			4001 | {"op":11,"d":null}
			4002 | not json
			4002 | {"d":{}}
			4002 | {"op":1,"d":"x"}
			4002 | {"op":2,"d":{"token":"x"}}
			4003 | {"op":3,"d":{}}
			4004 | {"op":6,"d":{"token":"wrong","session_id":"x","seq":1}}
			""")
	void badPayloadIsClosedWithDiscordsCode(int code, String payload) {
		try (TestClient client = TestClient.connect(this.gateway)) {
			assertThat(client.send(payload).awaitClose()).isEqualTo(code);
			assertThat(this.gateway.record().violations()).singleElement()
				.satisfies((violation) -> assertThat(violation.closeCode()).isEqualTo(code));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			4004 | wrong  | 0          |
			4010 | secret-token-of-the-test | 0 | ,'shard':[3,2]
			4013 | secret-token-of-the-test | 1073741824 |
			4014 | secret-token-of-the-test | 256 |
			4002 | secret-token-of-the-test | 0 | ,'large_threshold':10
			""")
	void badIdentifyIsClosedWithDiscordsCode(int code, String token, int intents, String more) {
		restartWith(builder().privilegedIntents(List.of(GatewayIntent.MESSAGE_CONTENT)));
		try (TestClient client = TestClient.connect(this.gateway)) {
			String fields = (more != null) ? more.replace('\'', '"') : "";
			assertThat(client.send(TestClient.identifyPayload(token, intents, fields)).awaitClose()).isEqualTo(code);
			assertThat(this.gateway.record().identifies()).singleElement()
				.satisfies((identify) -> assertThat(identify.accepted()).isFalse());
		}
	}

	@ParameterizedTest
	@CsvSource({ "4012,/?v=9&encoding=json", "4002,/?v=10&encoding=xml", "4002,/?v=10&encoding=json&compress=lzma" })
	void badUrlIsClosedWithDiscordsCode(int code, String url) {
		try (TestClient client = TestClient.connect(this.gateway, url)) {
			assertThat(client.awaitClose()).isEqualTo(code);
		}
	}

	@Test
	void secondIdentifyIsClosed() {
		try (TestClient client = identified()) {
			assertThat(client.identify(this.gateway, 0).awaitClose()).isEqualTo(4005);
		}
	}

	@Test
	void payloadOver4096BytesIsClosed() {
		// R25
		String start = "{\"op\":3,\"d\":{\"status\":\"idle\",\"x\":\"";
		try (TestClient client = identified()) {
			client.send(start + "a".repeat(4093 - start.length()) + "\"}}");
			client.heartbeat().await(11);
			assertThat(this.gateway.record().violations()).isEmpty();
			client.send(start + "a".repeat(4094 - start.length()) + "\"}}");
			assertThat(client.awaitClose()).isEqualTo(4002);
		}
	}

	@Test
	void payload121In60SecondsIsClosed() {
		// R24
		try (TestClient client = identified()) {
			for (int i = 0; i < 119; i++) {
				client.heartbeat();
			}
			Awaitility.await().until(() -> this.gateway.record().payloads().size() == 120);
			assertThat(this.gateway.record().violations()).isEmpty();
			assertThat(client.heartbeat().awaitClose()).isEqualTo(4008);
		}
	}

	@Test
	void missingHeartbeatsAreClosedAndTheSessionIsKept() {
		restartWith(builder().heartbeatInterval(Duration.ofMillis(50)));
		try (TestClient client = identified()) {
			assertThat(client.awaitClose()).isEqualTo(4000);
			assertThat(this.gateway.sessions()).hasSize(1);
		}
	}

	@Test
	void secondIdentifyOfABucketWithinTheWindowIsRefused() {
		// R12, R15
		restartWith(builder().identifyWindow(Duration.ofSeconds(5)).maxConcurrency(2));
		try (TestClient first = TestClient.connect(this.gateway);
				TestClient second = TestClient.connect(this.gateway);
				TestClient third = TestClient.connect(this.gateway)) {
			first.send(TestClient.identifyPayload(TOKEN, 0, ",\"shard\":[0,4]")).await("READY");
			second.send(TestClient.identifyPayload(TOKEN, 0, ",\"shard\":[1,4]")).await("READY");
			third.send(TestClient.identifyPayload(TOKEN, 0, ",\"shard\":[2,4]"));
			assertThat(third.await(9).path("d").asBoolean()).isFalse();
			assertThat(this.gateway.sessions()).extracting(LocalGateway.Session::shard)
				.containsExactly(new ShardId(0, 4), new ShardId(1, 4));
			assertThat(this.gateway.dispatch(1, "TEST", "{}")).isEqualTo(1);
			second.await("TEST");
		}
	}

	@Test
	void unknownSessionCannotBeResumed() {
		// R15
		try (TestClient client = TestClient.connect(this.gateway)) {
			client.resume(this.gateway, "unknown", 1);
			assertThat(client.await(9).path("d").asBoolean()).isFalse();
			client.identify(this.gateway, 0).await("READY");
		}
	}

	@Test
	void sequenceThatWasNeverSentIsClosed() {
		try (TestClient client = identified(); TestClient second = TestClient.connect(this.gateway)) {
			assertThat(client.isOpen()).isTrue();
			assertThat(second.resume(this.gateway, sessionId(), 2).awaitClose()).isEqualTo(4007);
			assertThat(this.gateway.sessions()).isEmpty();
		}
	}

	@Test
	void sequenceThatLeftTheBufferCannotBeResumed() {
		restartWith(builder().replayBuffer(10));
		try (TestClient client = identified()) {
			this.gateway.dropConnections();
			client.awaitClose();
			for (int i = 0; i < 20; i++) {
				this.gateway.dispatch("TEST", "{}");
			}
			try (TestClient second = TestClient.connect(this.gateway)) {
				second.resume(this.gateway, sessionId(), 1);
				assertThat(second.await(9).path("d").asBoolean()).isFalse();
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "1000,0", "1001,0", "4900,1" })
	void closeBy1000Or1001EndsTheSession(int code, int sessions) {
		// R21
		try (TestClient client = identified()) {
			client.close(code);
			assertThat(client.awaitClose()).isEqualTo(code);
			assertThat(this.gateway.sessions()).hasSize(sessions);
			assertThat(this.gateway.record().closes()).singleElement()
				.satisfies((close) -> assertThat(close.code()).isEqualTo(code));
		}
	}

	@Test
	void sessionIsForgottenAfterTheResumeWindow() {
		restartWith(builder().resumeWindow(Duration.ofMillis(20)));
		try (TestClient client = identified()) {
			this.gateway.dropConnections();
			client.awaitClose();
			Awaitility.await().until(() -> this.gateway.sessions().isEmpty());
		}
	}

	@Test
	void reconnectAndInvalidSessionAreSentOnDemand() {
		// R15, R16
		try (TestClient client = identified()) {
			this.gateway.requestReconnect();
			client.await(7);
			String id = sessionId();
			this.gateway.invalidateSessions(true);
			assertThat(client.await(9).path("d").asBoolean()).isTrue();
			client.resume(this.gateway, id, 1).await("RESUMED");
			this.gateway.invalidateSessions(false);
			assertThat(this.gateway.sessions()).isEmpty();
		}
	}

	@Test
	void connectionsAreClosedOnDemand() {
		try (TestClient client = identified()) {
			this.gateway.closeConnections(4000);
			assertThat(client.awaitClose()).isEqualTo(4000);
			assertThat(this.gateway.sessions()).hasSize(1);
		}
	}

	@Test
	void restartOnTheSamePortKeepsSessions() {
		try (TestClient client = identified()) {
			int port = this.gateway.port();
			String id = sessionId();
			this.gateway.stopListening();
			assertThat(client.awaitClose()).isEqualTo(1006);
			this.gateway.dispatch("MISSED", "{}");
			this.gateway.startListening();
			assertThat(this.gateway.port()).isEqualTo(port);
			try (TestClient second = TestClient.connect(this.gateway)) {
				second.resume(this.gateway, id, 1).await("RESUMED");
				assertThat(second.events()).containsExactly("MISSED", "RESUMED");
			}
		}
	}

	@Test
	void connectionThatIsClosedAlreadyCanBeDropped() {
		for (int i = 0; i < 200; i++) {
			TestClient client = TestClient.connect(this.gateway);
			client.close();
			this.gateway.dropConnections();
		}
		assertThat(this.gateway.record().connections()).hasSize(200);
	}

	@Test
	void listensAgainAtOnceHoweverOften() {
		int port = this.gateway.port();
		for (int i = 0; i < (Boolean.getBoolean("thorough") ? 2000 : 200); i++) {
			this.gateway.stopListening();
			this.gateway.startListening();
		}
		assertThat(this.gateway.port()).isEqualTo(port);
	}

	@Test
	void stalledConnectionIsSilentAndOpen() {
		try (TestClient client = identified()) {
			this.gateway.stall();
			this.gateway.dispatch("TEST", "{}");
			client.heartbeat();
			try (TestClient other = TestClient.connect(this.gateway)) {
				other.heartbeat().await(11);
			}
			assertThat(client.events()).containsExactly("READY");
			assertThat(client.isOpen()).isTrue();
			this.gateway.unstall();
			client.await("TEST");
			client.await(11);
		}
	}

	@Test
	void halfClosedConnectionEndsWithoutCloseFrame() {
		try (TestClient client = identified()) {
			this.gateway.halfClose();
			assertThat(client.awaitClose()).isEqualTo(1006);
		}
	}

	@Test
	void faultsOfOneShardLeaveTheOthersAlone() {
		restartWith(builder().maxConcurrency(2));
		try (TestClient zero = TestClient.connect(this.gateway); TestClient one = TestClient.connect(this.gateway)) {
			zero.send(TestClient.identifyPayload(TOKEN, 0, ",\"shard\":[0,2]")).await("READY");
			one.send(TestClient.identifyPayload(TOKEN, 0, ",\"shard\":[1,2]")).await("READY");
			this.gateway.shard(1).corrupts();
			assertThat(this.gateway.dispatchToAllShards("TEST", "{}")).isEqualTo(2);
			assertThat(one.await(-1).path("rubbish").asString()).startsWith("z\"t\":\"TEST\"");
			zero.await("TEST");
			this.gateway.shard(0).closes(4009);
			assertThat(zero.awaitClose()).isEqualTo(4009);
			one.heartbeat().await(11);
			assertThat(this.gateway.sessions()).extracting((session) -> session.shard().id()).containsExactly(1);
			assertThat(this.gateway.record().transcript()).contains("#1 -> close 4009", "#2 -> HEARTBEAT_ACK");
		}
	}

	@Test
	void pingIsAnswered() { // R10
		try (TestClient client = identified()) {
			client.ping("are you there");
			Awaitility.await().until(() -> client.pongs().contains("are you there"));
		}
	}

	@Test
	void someUpgradesAreRefused() { // R22
		this.gateway.refuseNextUpgrades(2, 503, Duration.ofSeconds(3), "busy");
		for (int i = 0; i < 2; i++) {
			assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> TestClient.connect(this.gateway)))
				.isNotNull();
		}
		identified().close();
		assertThat(this.gateway.record().restCalls()).extracting(GatewayRecord.RestCall::status)
			.containsExactly(503, 503);
	}

	@Test
	void rubbishIsSentOnDemand() {
		try (TestClient client = identified()) {
			this.gateway.sendRaw("{rubbish");
			assertThat(client.await(-1).path("rubbish").asString()).isEqualTo("{rubbish");
			this.gateway.sendRaw(new byte[] { 1, 2, 3 });
			Awaitility.await().until(() -> !client.binaries().isEmpty());
			assertThat(client.binaries().get(0)).containsExactly(1, 2, 3);
		}
	}

	@Test
	void messageOfTheWrongKindIsRefused() {
		// R25, R33
		assertRefused("json", "{\"op\":1,\"d\":null}".getBytes(StandardCharsets.UTF_8), "binary message");
		try (TestClient client = TestClient.connect(this.gateway, "/?v=10&encoding=etf")) {
			assertThat(client.heartbeat().awaitClose()).isEqualTo(4002);
		}
		assertThat(this.gateway.record().violations()).last().asString().contains("text message");
	}

	@Test
	void etfOfClientsIsTakenOnlyAsDiscordTakesIt() {
		// R33
		byte[] heartbeat = { (byte) 131, 116, 0, 0, 0, 2, 109, 0, 0, 0, 2, 'o', 'p', 97, 1, 109, 0, 0, 0, 1, 'd', 119,
				3, 'n', 'i', 'l' };
		try (TestClient client = TestClient.connect(this.gateway, "/?v=10&encoding=etf")) {
			client.send(heartbeat);
			// HELLO and the acknowledgment.
			Awaitility.await().until(() -> client.binaries().size() == 2);
			assertThat(this.gateway.record().violations()).isEmpty();
		}
		byte[] atomKey = { (byte) 131, 116, 0, 0, 0, 1, 119, 2, 'o', 'p', 97, 1 };
		assertRefused("etf", atomKey, "A key that is no string");
		assertRefused("etf", Arrays.copyOf(heartbeat, heartbeat.length + 1), "something follows the term");
		assertRefused("etf", Arrays.copyOf(heartbeat, heartbeat.length - 1), "ends too soon");
		assertRefused("etf", new byte[] { 116, 0, 0, 0, 0 }, "version byte");
		assertRefused("etf", new byte[] { (byte) 131, 80, 0, 0, 0, 0 }, "tag 80");
		assertRefused("etf", new byte[] { (byte) 131, 108, 0, 0, 0, 1, 97, 1, 97, 2 }, "improper list");
	}

	private void assertRefused(String encoding, byte[] message, String reason) {
		try (TestClient client = TestClient.connect(this.gateway, "/?v=10&encoding=" + encoding)) {
			assertThat(client.send(message).awaitClose()).isEqualTo(4002);
		}
		assertThat(this.gateway.record().violations()).last().asString().contains(reason);
	}

	@Test
	void refusalsCarryStatusBodyAndRetryAfter() {
		// R2, R22
		this.gateway.refuseApiCalls(429, Duration.ofSeconds(7), "{\"retry_after\":7}");
		HttpResponse<String> response = TestClient.get(this.gateway, "/gateway/bot", "Bot " + TOKEN);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Retry-After")).contains("7");
		this.gateway.acceptApiCalls();
		assertThat(TestClient.get(this.gateway, "/gateway/bot", "Bot " + TOKEN).statusCode()).isEqualTo(200);
		this.gateway.refuseUpgrades(503, null, "busy");
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> TestClient.connect(this.gateway))).isNotNull();
		this.gateway.acceptUpgrades();
		this.gateway.acceptConnections(false);
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> TestClient.connect(this.gateway))).isNotNull();
		this.gateway.acceptConnections(true);
		identified().close();
	}

	@Test
	void intentsDecideWhatIsSent() {
		// R39
		try (TestClient client = TestClient.connect(this.gateway)) {
			client.identify(this.gateway, GatewayIntent.GUILD_MESSAGES.value()).await("READY");
			String message = "{\"content\":\"hello\",\"embeds\":[{}],\"guild_id\":\"1\",\"author\":{\"id\":\"2\"}}";
			assertThat(this.gateway.dispatch("TYPING_START", "{\"guild_id\":\"1\"}")).isZero();
			assertThat(this.gateway.dispatch("MESSAGE_CREATE", "{\"content\":\"direct\"}")).isZero();
			assertThat(this.gateway.dispatch("MESSAGE_CREATE", message)).isEqualTo(1);
			JsonNode data = client.await("MESSAGE_CREATE").path("d");
			assertThat(data.path("content").asString()).isEmpty();
			assertThat(data.path("embeds")).isEmpty();
		}
	}

	@Test
	void tokenIsNowhereInTheRecord() {
		// R40
		try (TestClient client = identified()) {
			client.send("{\"op\":2,\"d\":{\"token\":\"another-bots\"}}").awaitClose();
			TestClient.call(this.gateway, "POST", "/x?" + TOKEN, "Bot " + TOKEN, TOKEN);
			assertThat(this.gateway.record().toString()).doesNotContain(TOKEN, "another-bots").contains("<redacted>");
			assertThat(this.gateway.toString()).doesNotContain(TOKEN);
			this.gateway.clearRecord();
			assertThat(this.gateway.record().payloads()).isEmpty();
		}
	}

	@Test
	void closedGatewayRefusesControl() {
		this.gateway.close();
		assertThatIllegalStateException().isThrownBy(() -> this.gateway.dispatch("TEST", "{}"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.gateway.dispatch("TEST", "{"));
	}

}
