package io.discordgateway.connection;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

import io.discordgateway.codec.Compression;
import io.discordgateway.payload.Recovery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a connection makes of what {@link WebSocketWireConformanceTests} shows of the wire
 * (RFC 6455): events of the gateway, and one code for each kind of fault. Every case is
 * run whole, cut in two at every position, and byte by byte: the outcome has to be the
 * same.
 */
class WebSocketConformanceTests {

	private static final ConnectionEvent HELLO = new ConnectionEvent.Hello(Duration.ofSeconds(40));

	private static final ConnectionEvent ACKNOWLEDGED = new ConnectionEvent.HeartbeatAcknowledged(null);

	private static Outcome outcome(byte[]... parts) {
		byte[] bytes = Peer.join(parts);
		Outcome whole = run(bytes, bytes.length);
		for (int cut = 1; cut < bytes.length; cut++) {
			assertThat(run(bytes, cut)).as("cut at " + cut).isEqualTo(whole);
		}
		assertThat(runByteByByte(bytes)).as("byte by byte").isEqualTo(whole);
		return whole;
	}

	private static Outcome run(byte[] bytes, int cut) {
		try (DiscordConnection connection = connection()) {
			byte[] first = connection.receive(ByteBuffer.wrap(bytes, 0, cut), Peer.START);
			byte[] second = connection.receive(ByteBuffer.wrap(bytes, cut, bytes.length - cut), Peer.START);
			return outcomeOf(connection, Peer.join(first, second));
		}
	}

	private static Outcome runByteByByte(byte[] bytes) {
		try (DiscordConnection connection = connection()) {
			ByteBuffer reused = ByteBuffer.allocate(1);
			List<byte[]> sent = new ArrayList<>();
			for (byte one : bytes) {
				sent.add(connection.receive(reused.clear().put(one).flip(), Peer.START));
			}
			return outcomeOf(connection, Peer.join(sent.toArray(byte[][]::new)));
		}
	}

	private static DiscordConnection connection() {
		return Peer.open(Peer.builder().controlEvents(true).maxPayloadSize(4096).build());
	}

	private static Outcome outcomeOf(DiscordConnection connection, byte[] sent) {
		Outcome outcome = new Outcome(connection.events(), Peer.frames(sent), connection.finished());
		connection.close();
		return outcome;
	}

	private static byte[] text(String text) {
		return Peer.frame(0x81, Peer.utf8(text));
	}

	record Outcome(List<ConnectionEvent> events, List<Peer.Frame> sent, boolean finished) {

		void isRefusedWith(int code) {
			assertThat(this.sent).containsExactly(Peer.closing(code));
			assertThat(this.finished).isTrue();
			assertThat(this.events).singleElement().isInstanceOfSatisfying(ConnectionEvent.Closed.class, (closed) -> {
				assertThat(closed.code()).isEqualTo(code);
				assertThat(closed.byPeer()).isFalse();
				assertThat(closed.reason()).isNotBlank();
			});
		}

		void isOpenWith(ConnectionEvent... events) {
			assertThat(this.events).containsExactly(events);
			assertThat(this.finished).isFalse();
		}

	}

	@Test
	void messagesAreEvents() { // R10, R29
		outcome(text(Peer.HELLO), text(Peer.ACK)).isOpenWith(HELLO, ACKNOWLEDGED);
	}

	@Test
	void fragmentsWithControlFramesBetweenAreOneEvent() { // R10
		byte[] hello = Peer.utf8(Peer.HELLO);
		Outcome outcome = outcome(Peer.frame(0x01, Arrays.copyOfRange(hello, 0, 10)),
				Peer.frame(0x89, Peer.utf8("are you there")), Peer.frame(0x00, Arrays.copyOfRange(hello, 10, 30)),
				Peer.frame(0x8A, new byte[0]), Peer.frame(0x80, Arrays.copyOfRange(hello, 30, hello.length)));
		outcome.isOpenWith(HELLO);
		assertThat(outcome.sent()).containsExactly(new Peer.Frame(0xA, "are you there"));
	}

	@Test
	void compressedBinaryMessagesAreInflated() { // R30
		Deflater deflater = new Deflater();
		DiscordConnection connection = Peer.open(Peer.builder().compression(Compression.ZLIB_STREAM).build());
		for (String message : List.of(Peer.HELLO, Peer.ACK)) {
			byte[] buffer = new byte[500];
			deflater.setInput(Peer.utf8(message));
			int size = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
			byte[] half = Arrays.copyOfRange(buffer, 0, size / 2);
			byte[] rest = Arrays.copyOfRange(buffer, size / 2, size);
			assertThat(connection.receive(ByteBuffer.wrap(Peer.frame(0x02, half)), Peer.START)).isEmpty();
			assertThat(connection.receive(ByteBuffer.wrap(Peer.frame(0x80, rest)), Peer.START)).isEmpty();
		}
		deflater.end();
		assertThat(connection.events()).containsExactly(HELLO);
		assertThat(connection.finished()).isFalse();
	}

	@Test
	void messageOverTheBoundIsGivenUpWithTheCodeForIt() { // R34
		byte[] half = Peer.utf8("\"" + "x".repeat(3000));
		outcome(Peer.frame(0x01, half), Peer.frame(0x80, half)).isRefusedWith(1009);
		outcome(new byte[] { (byte) 0x82, 126, 0x10, 0x01 }).isRefusedWith(1009);
	}

	@Test
	void messageThatIsNotJsonIsGivenUpWithAResumableCode() { // R35
		outcome(text("[1,")).isRefusedWith(4900);
	}

	@Test
	void binaryMessageWithoutCompressionIsGivenUp() { // R35
		outcome(Peer.frame(0x82, Peer.utf8(Peer.HELLO))).isRefusedWith(4900);
	}

	@Test
	void faultOfTheWireIsRefusedWithItsCode() {
		outcome(Peer.frame(0x83, new byte[0])).isRefusedWith(1002);
		outcome(Peer.closeFrame(1005, "")).isRefusedWith(1002);
		outcome(Peer.frame(0x81, new byte[] { (byte) 0xFF })).isRefusedWith(1007);
	}

	@Test
	void textThatEndsInsideACharacterIsNoEvent() { // R35
		outcome(Peer.frame(0x81, Peer.join(Peer.utf8("{\"op\":11}"), new byte[] { (byte) 0xE2, (byte) 0x82 })))
			.isRefusedWith(1007);
	}

	@Test
	void whatFollowsAFaultIsNotRead() {
		outcome(Peer.frame(0x83, new byte[0]), text(Peer.HELLO), Peer.closeFrame(1000, "")).isRefusedWith(1002);
		outcome(Peer.frame(0x81, new byte[] { (byte) 0xFF }), text(Peer.HELLO)).isRefusedWith(1007);
	}

	@Test
	void whatPrecededAFaultIsRead() {
		Outcome outcome = outcome(text(Peer.HELLO), Peer.frame(0x89, Peer.utf8("x")), Peer.frame(0x83, new byte[0]));
		assertThat(outcome.events()).first().isEqualTo(HELLO);
		assertThat(outcome.events()).hasSize(2);
		assertThat(outcome.sent()).containsExactly(new Peer.Frame(0xA, "x"), Peer.closing(1002));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1011, 3000, 4000, 4004, 4999 })
	void closeFrameIsAnsweredAndTold(int code) { // R18
		Outcome outcome = outcome(Peer.closeFrame(code, "bye"));
		assertThat(outcome.sent()).containsExactly(Peer.closing(code));
		assertThat(outcome.finished()).isTrue();
		assertThat(outcome.events()).singleElement().isInstanceOfSatisfying(ConnectionEvent.Closed.class, (closed) -> {
			assertThat(closed.code()).isEqualTo(code);
			assertThat(closed.byPeer()).isTrue();
		});
	}

	@Test
	void closeFrameWithoutACodeIsTold() { // R18
		Outcome outcome = outcome(Peer.frame(0x88, new byte[0]));
		assertThat(outcome.sent()).containsExactly(new Peer.Frame(8, ""));
		assertThat(outcome.events())
			.containsExactly(new ConnectionEvent.Closed(null, "closed without a code", true, Recovery.REIDENTIFY));
	}

	@Test
	void whatFollowsACloseFrameIsNotRead() { // R43
		Outcome outcome = outcome(Peer.closeFrame(1000, ""), text(Peer.HELLO), Peer.closeFrame(4004, ""));
		assertThat(outcome.sent()).containsExactly(Peer.closing(1000));
		assertThat(outcome.events()).hasSize(1);
	}

}
