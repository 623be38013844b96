package io.discordgateway.connection;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import io.discordgateway.connection.WebSocketWire.Failed;
import io.discordgateway.connection.WebSocketWire.Fault;
import io.discordgateway.connection.WireRecorder.Message;
import io.discordgateway.connection.WireRecorder.Opened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The opening handshake of a wire, its answers cut at every position.
 */
class WebSocketWireUpgradeTests {

	private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\n";

	private final WireRecorder recorder = new WireRecorder();

	private static String request(String url, Consumer<WebSocketWire.Builder> customizer) {
		WebSocketWire.Builder builder = WebSocketWire.builder(URI.create(url), new Random(1), new WireRecorder());
		customizer.accept(builder);
		WebSocketWire wire = builder.build();
		wire.start(Peer.START);
		return new String(wire.takeOutput(), StandardCharsets.ISO_8859_1);
	}

	private static String key() {
		return request("wss://gateway.example", (builder) -> {
		}).lines()
			.filter((line) -> line.startsWith("sec-websocket-key: "))
			.findFirst()
			.orElseThrow()
			.substring("sec-websocket-key: ".length());
	}

	private static List<Object> answer(String answer, boolean end) {
		return WireRecorder.answer(answer.getBytes(StandardCharsets.ISO_8859_1), end);
	}

	private static void isFailure(List<Object> events, String reason) {
		assertThat(events).singleElement().isInstanceOfSatisfying(Failed.class, (failed) -> {
			assertThat(failed.reason()).contains(reason);
			assertThat(failed.closeCode()).isNull();
			assertThat(failed.fault()).isEqualTo(Fault.UPGRADE);
		});
	}

	private static ConnectionEvent.UpgradeRejected refusal(String answer, boolean end) {
		return refusal(answer(answer, end));
	}

	private static ConnectionEvent.UpgradeRejected refusal(List<Object> events) {
		assertThat(events).singleElement().isInstanceOf(ConnectionEvent.UpgradeRejected.class);
		return (ConnectionEvent.UpgradeRejected) events.get(0);
	}

	@Test
	void requestAsksForAWebSocket() { // R3
		String request = request("wss://gateway.example/path?a=b&v=10",
				(builder) -> builder.userAgent("DiscordBot (https://example.org, 1)")
					.header("Origin", "first")
					.header("origin", "https://example.org"));
		assertThat(request).isEqualTo("GET /path?a=b&v=10 HTTP/1.1\r\nhost: gateway.example\r\nupgrade: websocket\r\n"
				+ "connection: upgrade\r\nsec-websocket-key: " + key() + "\r\nsec-websocket-version: 13\r\n"
				+ "user-agent: DiscordBot (https://example.org, 1)\r\norigin: https://example.org\r\n\r\n");
	}

	@ParameterizedTest
	@CsvSource({ "wss://gateway.example, /", "wss://gateway.example?v=10, /?v=10", "wss://gateway.example/a#b, /a",
			"wss://user:word@gateway.example/%20a?b=%20, /%20a?b=%20", "wss://gateway.example/\u00e4, /%C3%A4" })
	void pathAndQueryAreTheUrls(String url, String target) { // R3
		String request = request(url, (builder) -> {
		});
		assertThat(request).startsWith("GET " + target + " HTTP/1.1\r\nhost: gateway.example\r\n")
			.doesNotContain("word");
	}

	@Test
	void keyIsSixteenBytesOfTheGivenRandom() {
		byte[] expected = new byte[16];
		new Random(1).nextBytes(expected);
		assertThat(Base64.getDecoder().decode(key())).isEqualTo(expected);
	}

	@Test
	void acceptanceIsComputedAsTheRfcShows() {
		assertThat(OpeningHandshake.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
	}

	@ParameterizedTest
	@CsvSource({ "ws://gateway.example:7000, gateway.example:7000", "wss://gateway.example:443, gateway.example",
			"ws://gateway.example:443, gateway.example:443", "ws://gateway.example:80, gateway.example",
			"ws://[::1]:7000, [::1]:7000" })
	void hostHeaderNamesAPortThatIsNotTheDefault(String url, String host) {
		assertThat(request(url, (builder) -> {
		})).contains("\r\nhost: " + host + "\r\n");
	}

	@Test
	void framesBehindTheAcceptanceAreRead() {
		byte[] bytes = Peer.join(Peer.acceptance(key(), "CF-RAY: 1\r\n"), Peer.frame(0x81, Peer.utf8("a")),
				Peer.frame(0x82, Peer.utf8("b")));
		assertThat(WireRecorder.answer(bytes, false)).containsExactly(new Opened(), new Message(true, "a", true),
				new Message(false, "b", true));
	}

	@Test
	void informationalAnswersAreSkipped() {
		byte[] hints = Peer.ascii("HTTP/1.1 103 Early Hints\r\nUpgrade: h2c\r\n\r\nHTTP/1.1 199 \r\n\r\n");
		assertThat(WireRecorder.answer(Peer.join(hints, Peer.acceptance(key(), "")), false))
			.containsExactly(new Opened());
		assertThat(refusal("HTTP/1.1 100\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false).headers())
			.containsOnlyKeys("Content-Length");
	}

	@Test
	void informationalAnswersMayBeAsLongTogetherAsTheyLike() {
		WebSocketWire wire = this.recorder.started();
		byte[] hint = Peer.ascii("HTTP/1.1 103 Early Hints\r\nX: " + "y".repeat(8000) + "\r\n\r\n");
		for (int i = 0; i < 20; i++) {
			wire.receive(ByteBuffer.wrap(hint));
		}
		assertThat(wire.finished()).isFalse();
	}

	@Test
	void refusalHasStatusHeadersAndBody() { // R22
		ConnectionEvent.UpgradeRejected rejected = refusal("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\n"
				+ "Set-Cookie: a\r\nset-cookie: b\r\nContent-Length: 12\r\n\r\nerror 1015\r\nmore", false);
		assertThat(rejected.status()).isEqualTo(429);
		assertThat(rejected.headers().get("SET-COOKIE")).containsExactly("a", "b");
		assertThat(rejected.headers()).containsOnlyKeys("Retry-After", "Set-Cookie", "Content-Length");
		assertThat(rejected.bodyAsText()).isEqualTo("error 1015\r\n");
		assertThat(rejected.complete()).isTrue();
		assertThat(rejected.retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void refusalInChunksIsJoined() { // R22
		ConnectionEvent.UpgradeRejected rejected = refusal("HTTP/1.1 503 Busy\r\nTransfer-Encoding: gzip, Chunked,\r\n"
				+ "Content-Length: 1\r\n\r\n3;a=\"b\"\r\nabc\r\n00A \r\n0123456789\r\n0\r\nTrailer: x\r\nY\r\n\r\nmore",
				false);
		assertThat(rejected.bodyAsText()).isEqualTo("abc0123456789");
		assertThat(rejected.complete()).isTrue();
		assertThat(rejected.headers()).doesNotContainKey("Trailer");
		assertThat(rejected.retryAfter()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "3\r\nabc\r\nzz\r\n", "3\r\nabc\r\n-1\r\n", "3\r\nabcd\r\n", "3\r\nabc\r\n\r\n",
			"3\r\nabc\r\n1234567812345678\r\n", "3\r\nabc\r\n0;\u0000\r\r\n" })
	void refusalWithABrokenChunkIsHandedOutAsFarAsItCame(String chunks) {
		ConnectionEvent.UpgradeRejected rejected = refusal(
				"HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, false);
		assertThat(rejected.bodyAsText()).isEqualTo("abc");
		assertThat(rejected.complete()).isFalse();
	}

	@Test
	void chunkWhoseSizeTakesALongLineIsBroken() {
		String head = "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n";
		WebSocketWire wire = this.recorder.started();
		wire.receive(ByteBuffer.wrap(Peer.ascii(head + "3;" + "x".repeat(8 * 1024 - 3) + "\r\nabc\r\n")));
		assertThat(wire.finished()).isFalse();
		wire.receive(ByteBuffer.wrap(Peer.ascii("3;" + "x".repeat(8 * 1024))));
		assertThat(refusal(this.recorder.events()).bodyAsText()).isEqualTo("abc");
	}

	@Test
	void refusalEndsWithTheConnection() { // R22
		ConnectionEvent.UpgradeRejected rejected = refusal("HTTP/1.0 403 Forbidden\r\n\r\nno", true);
		assertThat(rejected.bodyAsText()).isEqualTo("no");
		assertThat(rejected.complete()).isTrue();
		assertThat(refusal("HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nno", true)
			.bodyAsText()).isEqualTo("no");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5\r\n\r\nno", "Transfer-Encoding: chunked\r\n\r\n2\r\nno",
			"Transfer-Encoding: chunked\r\n\r\n3\r\nno", "Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n",
			"Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\nTrailer: x\r\n" })
	void refusalThatIsCutKeepsWhatCame(String rest) { // R22
		ConnectionEvent.UpgradeRejected rejected = refusal("HTTP/1.1 429 Slow\r\nRetry-After: 64.5\r\n" + rest, true);
		assertThat(rejected.bodyAsText()).isEqualTo("no");
		assertThat(rejected.complete()).isFalse();
		assertThat(rejected.retryAfter()).isEqualTo(Duration.ofMillis(64_500));
	}

	@Test
	void refusalThatIsCutInItsHeadKeepsWhatCame() { // R22
		ConnectionEvent.UpgradeRejected rejected = refusal("HTTP/1.1 429 Slow\r\nRetry-After: 64\r\nContent-Le", true);
		assertThat(rejected.status()).isEqualTo(429);
		assertThat(rejected.headers()).containsOnlyKeys("Retry-After");
		assertThat(rejected.retryAfter()).isEqualTo(Duration.ofSeconds(64));
		assertThat(rejected.body()).isEmpty();
		assertThat(rejected.complete()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: x", "Content-Length: -1", "Content-Length: 1, 2",
			"Content-Length: 1\r\nContent-Length: 2", "Content-Length: 1234567890123456789" })
	void refusalWithALengthThatIsNoneIsHandedOutWithoutABody(String header) { // R22
		ConnectionEvent.UpgradeRejected rejected = refusal(
				"HTTP/1.1 429 Slow\r\nRetry-After: 5\r\n" + header + "\r\n\r\nno", false);
		assertThat(rejected.body()).isEmpty();
		assertThat(rejected.complete()).isFalse();
		assertThat(rejected.retryAfter()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void lengthThatIsSaidTwiceAlikeCounts() {
		ConnectionEvent.UpgradeRejected rejected = refusal(
				"HTTP/1.1 404 No\r\nContent-Length: 2, ,2,\r\nContent-Length: 2\r\n\r\nnope", false);
		assertThat(rejected.bodyAsText()).isEqualTo("no");
		assertThat(rejected.complete()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 304 })
	void refusalThatHasNoBodyIsOverAtOnce(int status) {
		ConnectionEvent.UpgradeRejected rejected = refusal("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\nabcde",
				false);
		assertThat(rejected.body()).isEmpty();
		assertThat(rejected.complete()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "200", "302", "999" })
	void anyOtherStatusIsARefusal(int status) {
		assertThat(refusal("HTTP/1.1 " + status + " X\r\nLocation: x\r\nContent-Length: 0\r\n\r\n", false))
			.satisfies((rejected) -> assertThat(rejected.complete()).isTrue())
			.satisfies((rejected) -> assertThat(rejected.status()).isEqualTo(status));
	}

	@Test
	void bodyOfARefusalIsKeptUpToAMebibyte() {
		WebSocketWire wire = this.recorder.started();
		wire.receive(ByteBuffer.wrap(Peer.ascii("HTTP/1.1 503 Busy\r\n\r\n")));
		byte[] chunk = new byte[64 * 1024];
		for (int i = 0; i < 16; i++) {
			wire.receive(ByteBuffer.wrap(chunk));
		}
		assertThat(wire.finished()).isFalse();
		wire.receive(ByteBuffer.wrap(new byte[1]));
		assertThat(wire.finished()).isTrue();
		ConnectionEvent.UpgradeRejected rejected = refusal(this.recorder.events());
		assertThat(rejected.body()).hasSize(1024 * 1024);
		assertThat(rejected.complete()).isFalse();
	}

	@Test
	void bodyOfAMebibyteIsComplete() {
		WebSocketWire wire = this.recorder.started();
		wire.receive(ByteBuffer.wrap(Peer.ascii("HTTP/1.1 503 Busy\r\nContent-Length: 1048576\r\n\r\n")));
		wire.receive(ByteBuffer.wrap(new byte[2 * 1024 * 1024]));
		ConnectionEvent.UpgradeRejected rejected = refusal(this.recorder.events());
		assertThat(rejected.body()).hasSize(1024 * 1024);
		assertThat(rejected.complete()).isTrue();
	}

	@Test
	void headersMayBeFoldedAndSpaced() {
		ConnectionEvent.UpgradeRejected rejected = refusal("HTTP/1.1 429 Slow\nRetry-After:\t \r\n\t7 \r\n"
				+ "X:a\r\n b\r\n  c \r\nEmpty:\r\nContent-Length:0\n\n", false);
		assertThat(rejected.headers().get("X")).containsExactly("a b c");
		assertThat(rejected.headers().get("Empty")).containsExactly("");
		assertThat(rejected.retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void lineThatCameInsteadOfAStatusIsTold() {
		isFailure(answer("SSH-2.0-OpenSSH_9.6\u001b[2J\r\n", false), "not HTTP: 'SSH-2.0-OpenSSH_9.6 [2J'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "SSH-2.0-OpenSSH_9.6\r\n\r\n", "\u0015\u0003\u0001\u0000\u0002\u0002\u0050\r\n\r\n",
			"\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/2 200 OK\r\n", "HTTP/1.2 200 OK\r\n", "HTTP/1.1 20 OK\r\n",
			"HTTP/1.1 099 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 200OK\r\n", "http/1.1 200 OK\r\n",
			" HTTP/1.1 200 OK\r\n", "HTTP/1.1  200 OK\r\n", "HTTP/1.1 200 O\u0000K\r\n", "HTTP/1.1 200 O\rK\r\n",
			"HTTP/1.1 200 OK\r\n folded: 1\r\n", "HTTP/1.1 200 OK\r\nA : 1\r\n", "HTTP/1.1 200 OK\r\n: 1\r\n",
			"HTTP/1.1 200 OK\r\nA\r\n", "HTTP/1.1 200 OK\r\nA: \u0000\r\n", "HTTP/1.1 200 OK\r\nA: 1\r2\r\n",
			"HTTP/1.1 200 OK\r\nA: 1\r\n \u0007\r\n", "HTTP/1.1 200 OK\r\n\u00e4: 1\r\n" })
	void answerThatIsNotHttpIsAFailure(String answer) {
		isFailure(answer(answer, true), "not HTTP");
	}

	@Test
	void lineWithoutEndIsAFailure() {
		WebSocketWire wire = this.recorder.started();
		wire.receive(ByteBuffer.wrap(Peer.ascii("HTTP/1.1 200 " + "x".repeat(8 * 1024 - 13) + "\n")));
		wire.receive(ByteBuffer.wrap(Peer.ascii("X: " + "x".repeat(8 * 1024 - 3))));
		assertThat(wire.finished()).isFalse();
		wire.receive(ByteBuffer.wrap(Peer.ascii("x")));
		isFailure(this.recorder.events(), "not HTTP");
	}

	@Test
	void headersWithoutEndAreAFailure() {
		WebSocketWire wire = this.recorder.started();
		wire.receive(ByteBuffer.wrap(Peer.ascii("HTTP/1.1 200 OK\n" + ("X: " + "y".repeat(1020) + "\n").repeat(63))));
		wire.receive(ByteBuffer.wrap(Peer.ascii("X: " + "y".repeat(1024 - 16 - 3))));
		assertThat(wire.finished()).isFalse();
		wire.receive(ByteBuffer.wrap(Peer.ascii("\n")));
		isFailure(this.recorder.events(), "not HTTP");
	}

	@Test
	void wrongAcceptanceIsAFailure() {
		isFailure(WireRecorder.answer(Peer.acceptance("bm90IHRoZSBrZXkgc2VudA==", ""), false), "Sec-WebSocket-Accept");
		isFailure(answer(SWITCHING + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n", false),
				"Sec-WebSocket-Accept");
		isFailure(WireRecorder.answer(Peer.acceptance(key(), "Sec-WebSocket-Accept: x\r\n"), false),
				"Sec-WebSocket-Accept");
	}

	@Test
	void acceptanceOfAnotherProtocolIsAFailure() {
		isFailure(answer(SWITCHING + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n", false), "Upgrade: websocket");
		isFailure(answer(SWITCHING + "Upgrade: websocket\r\nConnection: close\r\n\r\n", false), "Connection: Upgrade");
		isFailure(answer(SWITCHING + "\r\n", false), "Upgrade: websocket");
	}

	@Test
	void extensionThatNobodyAskedForIsAFailure() {
		isFailure(
				WireRecorder.answer(Peer.acceptance(key(), "Sec-WebSocket-Extensions: permessage-deflate\r\n"), false),
				"extension");
		isFailure(WireRecorder.answer(Peer.acceptance(key(), "Sec-WebSocket-Protocol: x\r\n"), false), "subprotocol");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 200 O", "HTTP/1.1 101 Switching Protocols\r\nUpgr",
			"HTTP/1.1 103 Early Hints\r\nX: 1\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n" })
	void endBeforeTheAnswerIsAFailure(String answer) {
		isFailure(answer(answer, true), "ended before the upgrade was answered");
	}

	@Test
	void upgradeThatIsNeverAnsweredIsGivenUp() { // R4
		WebSocketWire wire = this.recorder.started();
		assertThat(wire.nextDeadline()).isEqualTo(Peer.START.plusSeconds(10));
		wire.receive(ByteBuffer.wrap(Peer.ascii(SWITCHING)));
		wire.deadlineReached(Peer.START.plusSeconds(10).minusNanos(1));
		assertThat(wire.finished()).isFalse();
		wire.deadlineReached(Peer.START.plusSeconds(10));
		assertThat(wire.finished()).isTrue();
		assertThat(wire.nextDeadline()).isNull();
		assertThat(this.recorder.events())
			.containsExactly(new Failed(Fault.TIMED_OUT, "No answer to the upgrade within 10 s", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 50\r\n\r\nno", "\r\nno", "Transfer-Encoding: chunked\r\n\r\n2\r\nno" })
	void refusalThatStallsKeepsWhatCame(String rest) { // R22
		WebSocketWire wire = this.recorder.started();
		wire.receive(ByteBuffer.wrap(Peer.ascii("HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\n" + rest)));
		assertThat(wire.finished()).isFalse();
		wire.deadlineReached(Peer.START.plusSeconds(10));
		assertThat(wire.finished()).isTrue();
		ConnectionEvent.UpgradeRejected rejected = refusal(this.recorder.events());
		assertThat(rejected.status()).isEqualTo(429);
		assertThat(rejected.bodyAsText()).isEqualTo("no");
		assertThat(rejected.complete()).isFalse();
		assertThat(rejected.retryAfter()).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void refusalThatStallsInItsHeadKeepsWhatCame() { // R22
		WebSocketWire wire = this.recorder.started();
		wire.receive(ByteBuffer.wrap(Peer.ascii("HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\n")));
		wire.deadlineReached(Peer.START.plusSeconds(10));
		assertThat(refusal(this.recorder.events()).retryAfter()).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void refusalTellsItsTimeInTheBody() { // R22
		assertThat(
				refusal("HTTP/1.1 429 Slow\r\nContent-Length: 50\r\n\r\n{\"message\":\"x\",\"retry_after\":64.57,\"glo",
						true)
					.retryAfter())
			.isEqualTo(Duration.ofMillis(64_570));
	}

	@Test
	void refusalTellsItsTimeAsADate() { // R22
		assertThat(refusal("HTTP/1.1 503 Busy\r\nDate: Sun, 29 Nov 2026 08:00:00 GMT\r\n"
				+ "Retry-After: Sun, 29 Nov 2026 08:01:30 GMT\r\nContent-Length: 0\r\n\r\n", false)
			.retryAfter()).isEqualTo(Duration.ofSeconds(90));
	}

	@Test
	void refusalIsFitForALog() { // R22
		ConnectionEvent.UpgradeRejected rejected = refusal("HTTP/1.1 503 Busy\r\n\r\n\n<b>\u001b[31mbusy\r\nINFO x</b>",
				true);
		assertThat(rejected.reason()).isEqualTo("The upgrade was refused with HTTP 503: <b> [31mbusy INFO x</b>");
		assertThat(refusal("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", false).reason())
			.isEqualTo("The upgrade was refused with HTTP 503");
		assertThat(refusal("HTTP/1.1 503 Busy\r\n\r\n" + "x".repeat(201), true).reason())
			.endsWith(": " + "x".repeat(200) + "…");
	}

}
