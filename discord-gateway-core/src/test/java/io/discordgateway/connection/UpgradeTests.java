package io.discordgateway.connection;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.discordgateway.codec.Compression;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Recovery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The opening handshake, its answers cut at every position.
 */
class UpgradeTests {

	private static final String KEY = key();

	private static String key() {
		return new String(Peer.builder().build().connect(Peer.START), StandardCharsets.US_ASCII).lines()
			.filter((line) -> line.startsWith("sec-websocket-key: "))
			.findFirst()
			.orElseThrow()
			.substring("sec-websocket-key: ".length());
	}

	/** Answers with bytes, cut everywhere, and returns the events of all ways alike. */
	private static List<ConnectionEvent> answer(byte[] answer, boolean end) {
		List<ConnectionEvent> whole = answer(answer, answer.length, end);
		for (int cut = 1; cut < answer.length; cut++) {
			assertThat(answer(answer, cut, end)).as("cut at " + cut).isEqualTo(whole);
		}
		DiscordConnection connection = Peer.builder().build();
		assertThat(connection.connect(Peer.START)).isNotEmpty();
		List<ConnectionEvent> events = new ArrayList<>();
		for (byte one : answer) {
			assertThat(connection.receive(ByteBuffer.wrap(new byte[] { one }), Peer.START)).isEmpty();
			events.addAll(connection.events());
		}
		if (end) {
			connection.endOfInput(Peer.START);
			events.addAll(connection.events());
		}
		assertThat(events).as("byte by byte").isEqualTo(whole);
		return whole;
	}

	private static List<ConnectionEvent> answer(byte[] answer, int cut, boolean end) {
		DiscordConnection connection = Peer.builder().build();
		assertThat(connection.connect(Peer.START)).isNotEmpty();
		assertThat(connection.receive(ByteBuffer.wrap(answer, 0, cut), Peer.START)).isEmpty();
		assertThat(connection.receive(ByteBuffer.wrap(answer, cut, answer.length - cut), Peer.START)).isEmpty();
		if (end) {
			connection.endOfInput(Peer.START);
		}
		List<ConnectionEvent> events = connection.events();
		connection.close();
		return events;
	}

	private static void isFailure(List<ConnectionEvent> events, String reason) {
		assertThat(events).singleElement().isInstanceOfSatisfying(ConnectionEvent.Closed.class, (closed) -> {
			assertThat(closed.reason()).contains(reason);
			assertThat(closed.code()).isNull();
			assertThat(closed.recovery()).isEqualTo(Recovery.REIDENTIFY);
		});
	}

	@Test
	void requestAsksForAWebSocket() { // R3
		DiscordConnection connection = DiscordConnection
			.builder(GatewayUrl.of("wss://gateway.discord.example/path?a=b"), new Random(1))
			.compression(Compression.ZLIB_STREAM)
			.userAgent("DiscordBot (https://example.org, 1)")
			.build();
		String request = new String(connection.connect(Peer.START), StandardCharsets.US_ASCII);
		assertThat(request).startsWith("GET /path?a=b&v=10&encoding=json&compress=zlib-stream HTTP/1.1\r\n")
			.endsWith("\r\n\r\n")
			.containsIgnoringCase("\r\nhost: gateway.discord.example\r\n")
			.containsIgnoringCase("\r\nupgrade: websocket\r\n")
			.containsIgnoringCase("\r\nconnection: upgrade\r\n")
			.containsIgnoringCase("\r\nsec-websocket-version: 13\r\n")
			.containsIgnoringCase("\r\nuser-agent: DiscordBot (https://example.org, 1)\r\n")
			.doesNotContainIgnoringCase("sec-websocket-extensions");
	}

	@Test
	void keyIsSixteenBytesOfTheGivenRandom() {
		assertThat(java.util.Base64.getDecoder().decode(KEY)).hasSize(16);
		byte[] expected = new byte[16];
		new Random(1).nextBytes(expected);
		assertThat(java.util.Base64.getDecoder().decode(KEY)).isEqualTo(expected);
	}

	@Test
	void acceptanceIsComputedAsTheRfcShows() {
		assertThat(OpeningHandshake.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
	}

	@ParameterizedTest
	@CsvSource({ "wss://gateway.discord.example, gateway.discord.example, 443, true",
			"ws://gateway.discord.example, gateway.discord.example, 80, false",
			"wss://gateway.discord.example:8443/x, gateway.discord.example, 8443, true",
			"ws://127.0.0.1:7000, 127.0.0.1, 7000, false", "ws://[::1]:7000, ::1, 7000, false" })
	void destinationIsTheUrls(URI url, String host, int port, boolean secure) {
		DiscordConnection connection = DiscordConnection.builder(new GatewayUrl(url), new Random(1)).build();
		assertThat(connection.destination()).isEqualTo(new Destination(host, port, secure));
	}

	@ParameterizedTest
	@CsvSource({ "ws://gateway.discord.example:7000, gateway.discord.example:7000",
			"wss://gateway.discord.example:443, gateway.discord.example", "ws://[::1]:7000, [::1]:7000" })
	void hostHeaderNamesAPortThatIsNotTheDefault(URI url, String host) {
		String request = new String(
				DiscordConnection.builder(new GatewayUrl(url), new Random(1)).build().connect(Peer.START),
				StandardCharsets.US_ASCII);
		assertThat(request).containsIgnoringCase("\r\nhost: " + host + "\r\n");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://gateway.discord.example", "gateway.discord.example", "wss:///path", "wss:gateway" })
	void urlThatIsNoGatewaysIsRefused(String url) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> DiscordConnection.builder(GatewayUrl.of(url), new Random(1)))
			.withMessageContaining("wss://HOST");
	}

	@Test
	void framesBehindTheAcceptanceAreRead() {
		byte[] bytes = Peer.join(Peer.acceptance(KEY, "CF-RAY: 1\r\n"), Peer.frame(0x81, Peer.utf8(Peer.HELLO)),
				Peer.frame(0x81, Peer.utf8(Peer.ACK)));
		assertThat(answer(bytes, false)).containsExactly(new ConnectionEvent.Hello(Duration.ofSeconds(40)));
	}

	@Test
	void informationalAnswersAreSkipped() {
		byte[] bytes = Peer.join(Peer.ascii("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"), Peer.acceptance(KEY, ""),
				Peer.frame(0x81, Peer.utf8(Peer.HELLO)));
		assertThat(answer(bytes, false)).hasSize(1);
	}

	@Test
	void refusalHasStatusHeadersAndBody() { // R22
		List<ConnectionEvent> events = answer(Peer.ascii("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n"
				+ "Set-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 12\r\n\r\nerror 1015\r\nmore"), false);
		assertThat(events).singleElement().isInstanceOfSatisfying(ConnectionEvent.UpgradeRejected.class, (rejected) -> {
			assertThat(rejected.status()).isEqualTo(429);
			assertThat(rejected.headers().get("set-cookie")).containsExactly("a", "b");
			assertThat(rejected.bodyAsText()).isEqualTo("error 1015\r\n");
			assertThat(rejected.complete()).isTrue();
			assertThat(rejected.retryAfter()).isEqualTo(Duration.ofSeconds(7));
		});
	}

	@Test
	void refusalInChunksIsJoined() { // R22
		List<ConnectionEvent> events = answer(
				Peer.ascii("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
				false);
		assertThat(events).singleElement().isInstanceOfSatisfying(ConnectionEvent.UpgradeRejected.class, (rejected) -> {
			assertThat(rejected.bodyAsText()).isEqualTo("abcde");
			assertThat(rejected.complete()).isTrue();
			assertThat(rejected.retryAfter()).isNull();
		});
	}

	@Test
	void refusalEndsWithTheConnection() { // R22
		List<ConnectionEvent> events = answer(Peer.ascii("HTTP/1.1 403 Forbidden\r\n\r\nno"), true);
		assertThat(events).singleElement().isInstanceOfSatisfying(ConnectionEvent.UpgradeRejected.class, (rejected) -> {
			assertThat(rejected.bodyAsText()).isEqualTo("no");
			assertThat(rejected.complete()).isTrue();
		});
		assertThat(answer(Peer.ascii("HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nno"), true)).singleElement()
			.isInstanceOfSatisfying(ConnectionEvent.UpgradeRejected.class, (rejected) -> {
				assertThat(rejected.bodyAsText()).isEqualTo("no");
				assertThat(rejected.complete()).isFalse();
			});
	}

	@Test
	void refusalWithABrokenChunkIsHandedOutAsFarAsItCame() {
		List<ConnectionEvent> events = answer(
				Peer.ascii("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"), false);
		assertThat(events).singleElement().isInstanceOfSatisfying(ConnectionEvent.UpgradeRejected.class, (rejected) -> {
			assertThat(rejected.bodyAsText()).isEqualTo("abc");
			assertThat(rejected.complete()).isFalse();
		});
	}

	@Test
	void hugeBodyOfARefusalIsCutOff() {
		DiscordConnection connection = Peer.builder().build();
		assertThat(connection.connect(Peer.START)).isNotEmpty();
		assertThat(connection.receive(ByteBuffer.wrap(Peer.ascii("HTTP/1.1 503 Busy\r\n\r\n")), Peer.START)).isEmpty();
		byte[] chunk = new byte[64 * 1024];
		for (int i = 0; i < 17; i++) {
			assertThat(connection.receive(ByteBuffer.wrap(chunk), Peer.START)).isEmpty();
		}
		assertThat(connection.finished()).isTrue();
		assertThat(connection.events()).singleElement()
			.isInstanceOfSatisfying(ConnectionEvent.UpgradeRejected.class, (rejected) -> {
				assertThat(rejected.body()).hasSize(1024 * 1024);
				assertThat(rejected.complete()).isFalse();
			});
	}

	@Test
	void redirectIsARefusal() {
		assertThat(answer(Peer.ascii("HTTP/1.1 302 Found\r\nLocation: x\r\nContent-Length: 0\r\n\r\n"), false))
			.singleElement()
			.isInstanceOf(ConnectionEvent.UpgradeRejected.class);
	}

	@Test
	void wrongAcceptanceIsAFailure() {
		isFailure(answer(Peer.acceptance("bm90IHRoZSBrZXkgc2VudA==", ""), false), "Sec-WebSocket-Accept");
		isFailure(answer(
				Peer.ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
				false), "Sec-WebSocket-Accept");
	}

	@Test
	void acceptanceOfAnotherProtocolIsAFailure() {
		isFailure(answer(Peer.ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
				false), "Upgrade: websocket");
		isFailure(
				answer(Peer.ascii(
						"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n"), false),
				"Connection: Upgrade");
	}

	@Test
	void extensionThatNobodyAskedForIsAFailure() {
		isFailure(answer(Peer.acceptance(KEY, "Sec-WebSocket-Extensions: permessage-deflate\r\n"), false), "extension");
		isFailure(answer(Peer.acceptance(KEY, "Sec-WebSocket-Protocol: x\r\n"), false), "subprotocol");
	}

	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0-OpenSSH_9.6\r\n\r\n", "\u0015\u0003\u0001\u0000\u0002\u0002\u0050\r\n\r\n" })
	void answerThatIsNotHttpIsAFailure(String answer) {
		isFailure(answer(answer.getBytes(StandardCharsets.ISO_8859_1), true), "");
	}

	@Test
	void headersWithoutEndAreAFailure() {
		DiscordConnection connection = Peer.builder().build();
		assertThat(connection.connect(Peer.START)).isNotEmpty();
		assertThat(connection.receive(ByteBuffer.wrap(Peer.ascii("HTTP/1.1 200 OK\r\n")), Peer.START)).isEmpty();
		byte[] header = Peer.ascii("X: " + "y".repeat(1000) + "\r\n");
		for (int i = 0; i < 70; i++) {
			assertThat(connection.receive(ByteBuffer.wrap(header), Peer.START)).isEmpty();
		}
		isFailure(connection.events(), "not HTTP");
	}

	@Test
	void endBeforeTheAnswerIsAFailure() {
		isFailure(answer(Peer.ascii("HTTP/1.1 101 Swi"), true), "ended before the upgrade was answered");
		isFailure(answer(Peer.ascii("HTTP/1.1 101 Switching Protocols\r\nUpgr"), true), "");
	}

	@Test
	void upgradeThatIsNeverAnsweredIsGivenUp() { // R4
		DiscordConnection connection = Peer.builder().build();
		assertThat(connection.connect(Peer.START)).isNotEmpty();
		assertThat(connection.nextDeadline()).isEqualTo(Peer.START.plusSeconds(10));
		assertThat(connection.deadlineReached(Peer.START.plusSeconds(10))).isEmpty();
		assertThat(connection.finished()).isTrue();
		isFailure(connection.events(), "within 10 s");
	}

}
