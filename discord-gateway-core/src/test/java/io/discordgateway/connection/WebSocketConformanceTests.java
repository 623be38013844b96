package io.discordgateway.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.codec.Compression;
import io.discordgateway.payload.Recovery;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 6455 from the client's side. Every case is run whole, cut in two at every position,
 * and byte by byte: the outcome has to be the same.
 */
class WebSocketConformanceTests {

	private static final ConnectionEvent HELLO = new ConnectionEvent.Hello(Duration.ofSeconds(40));

	private static final ConnectionEvent ACKNOWLEDGED = new ConnectionEvent.HeartbeatAcknowledged(null);

	/*
	 * An acknowledgment with characters of two, three and four bytes that mean nothing.
	 */
	private static final String MANY_BYTES = "{\"op\":11,\"d\":\"\u00e4\u20ac\ud83d\ude00\"}";

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

	@Nested
	class Messages {

		@Test
		void messageInOneFrameIsRead() { // R10, R29
			outcome(text(Peer.HELLO), text(Peer.ACK)).isOpenWith(HELLO, ACKNOWLEDGED);
		}

		@Test
		void lengthsOfTwoAndEightBytesAreRead() {
			String padding = " ".repeat(200);
			outcome(text(Peer.HELLO + padding)).isOpenWith(HELLO);
			DiscordConnection connection = Peer.open(Peer.builder().build());
			assertThat(connection.receive(Peer.text(Peer.HELLO + " ".repeat(70_000)), Peer.START)).isEmpty();
			assertThat(connection.events()).containsExactly(HELLO);
		}

		@Test
		void fragmentsAreJoined() { // R10
			byte[] hello = Peer.utf8(Peer.HELLO);
			byte[] first = java.util.Arrays.copyOfRange(hello, 0, 10);
			byte[] second = java.util.Arrays.copyOfRange(hello, 10, 20);
			byte[] third = java.util.Arrays.copyOfRange(hello, 20, hello.length);
			outcome(Peer.frame(0x01, first), Peer.frame(0x00, second), Peer.frame(0x80, third)).isOpenWith(HELLO);
		}

		@Test
		void emptyFragmentsAreNothing() {
			outcome(Peer.frame(0x01, new byte[0]), Peer.frame(0x00, Peer.utf8(Peer.HELLO)),
					Peer.frame(0x80, new byte[0]))
				.isOpenWith(HELLO);
		}

		@Test
		void controlFramesComeBetweenFragments() { // R10
			byte[] hello = Peer.utf8(Peer.HELLO);
			Outcome outcome = outcome(Peer.frame(0x01, java.util.Arrays.copyOfRange(hello, 0, 30)),
					Peer.frame(0x89, Peer.utf8("are you there")), Peer.frame(0x8A, new byte[0]),
					Peer.frame(0x80, java.util.Arrays.copyOfRange(hello, 30, hello.length)));
			outcome.isOpenWith(HELLO);
			assertThat(outcome.sent()).containsExactly(new Peer.Frame(0xA, "are you there"));
		}

		@Test
		void closeFrameComesBetweenFragments() {
			Outcome outcome = outcome(Peer.frame(0x01, Peer.utf8("{")), Peer.closeFrame(4000, "x"));
			assertThat(outcome.sent()).containsExactly(Peer.closing(4000));
			assertThat(outcome.finished()).isTrue();
		}

		@Test
		void compressedBinaryMessagesAreInflated() { // R30
			java.util.zip.Deflater deflater = new java.util.zip.Deflater();
			DiscordConnection connection = Peer.open(Peer.builder().compression(Compression.ZLIB_STREAM).build());
			for (String message : List.of(Peer.HELLO, Peer.ACK)) {
				byte[] buffer = new byte[500];
				deflater.setInput(Peer.utf8(message));
				int size = deflater.deflate(buffer, 0, buffer.length, java.util.zip.Deflater.SYNC_FLUSH);
				byte[] half = java.util.Arrays.copyOfRange(buffer, 0, size / 2);
				byte[] rest = java.util.Arrays.copyOfRange(buffer, size / 2, size);
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
		}

		@Test
		void messageThatIsNotJsonIsGivenUpWithAResumableCode() { // R35
			outcome(text("[1,")).isRefusedWith(4900);
		}

		@Test
		void binaryMessageWithoutCompressionIsGivenUp() { // R35
			outcome(Peer.frame(0x82, Peer.utf8(Peer.HELLO))).isRefusedWith(4900);
		}

	}

	@Nested
	class Control {

		@Test
		void pingIsAnsweredWithItsData() { // R10
			String data = "x".repeat(125);
			Outcome outcome = outcome(Peer.frame(0x89, Peer.utf8(data)), Peer.frame(0x89, new byte[0]));
			assertThat(outcome.sent()).containsExactly(new Peer.Frame(0xA, data), new Peer.Frame(0xA, ""));
			outcome.isOpenWith();
		}

		@Test
		void pongThatNobodyAskedForIsIgnored() {
			Outcome outcome = outcome(Peer.frame(0x8A, Peer.utf8("x")));
			assertThat(outcome.sent()).isEmpty();
			outcome.isOpenWith();
		}

		@Test
		void controlFrameOver125BytesIsRefused() {
			outcome(Peer.frame(0x89, new byte[126])).isRefusedWith(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0x08, 0x09, 0x0A })
		void fragmentedControlFrameIsRefused(int first) {
			outcome(Peer.frame(first, new byte[0])).isRefusedWith(1002);
		}

	}

	@Nested
	class Malformed {

		@ParameterizedTest
		@ValueSource(ints = { 0xC1, 0xA1, 0x91, 0xF1, 0xC9, 0xA8, 0x98 })
		void reservedBitsAreRefused(int first) {
			outcome(Peer.frame(first, Peer.utf8("{}"))).isRefusedWith(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0x83, 0x84, 0x85, 0x86, 0x87, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x03, 0x0B })
		void reservedOpcodesAreRefused(int first) {
			outcome(Peer.frame(first, Peer.utf8("{}"))).isRefusedWith(1002);
		}

		@Test
		void maskedFrameOfTheServerIsRefused() {
			outcome(new byte[] { (byte) 0x81, (byte) 0x82, 1, 2, 3, 4, '{' ^ 1, '}' ^ 2 }).isRefusedWith(1002);
		}

		@Test
		void maskedControlFrameOfTheServerIsRefused() {
			outcome(new byte[] { (byte) 0x89, (byte) 0x80, 1, 2, 3, 4 }).isRefusedWith(1002);
		}

		@Test
		void continuationOfNothingIsRefused() {
			outcome(Peer.frame(0x80, Peer.utf8("{}"))).isRefusedWith(1002);
			outcome(Peer.frame(0x00, Peer.utf8("{}"))).isRefusedWith(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0x81, 0x82, 0x01, 0x02 })
		void newMessageAmongFragmentsIsRefused(int first) {
			outcome(Peer.frame(0x01, Peer.utf8("{")), Peer.frame(first, Peer.utf8("}"))).isRefusedWith(1002);
		}

		@Test
		void lengthThatIsNotMinimalIsRefused() {
			outcome(new byte[] { (byte) 0x81, 126, 0, 2, '{', '}' }).isRefusedWith(1002);
			outcome(new byte[] { (byte) 0x81, 127, 0, 0, 0, 0, 0, 0, 0, 2, '{', '}' }).isRefusedWith(1002);
		}

		@Test
		void negativeLengthIsRefused() {
			outcome(new byte[] { (byte) 0x81, 127, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0 }).isRefusedWith(1002);
		}

		@Test
		void frameOverTheBoundIsRefusedBeforeItCame() { // R34
			outcome(new byte[] { (byte) 0x82, 126, 0x10, 0x01 }).isRefusedWith(1009);
			outcome(new byte[] { (byte) 0x82, 127, 0x7F, -1, -1, -1, -1, -1, -1, -1 }).isRefusedWith(1009);
		}

		@Test
		void whatFollowsAViolationIsNotRead() {
			outcome(Peer.frame(0x83, new byte[0]), text(Peer.HELLO), Peer.closeFrame(1000, "")).isRefusedWith(1002);
			outcome(Peer.frame(0x81, new byte[] { (byte) 0xFF }), text(Peer.HELLO)).isRefusedWith(1007);
		}

		@Test
		void whatPrecededAViolationIsRead() {
			Outcome outcome = outcome(text(Peer.HELLO), Peer.frame(0x89, Peer.utf8("x")),
					Peer.frame(0x83, new byte[0]));
			assertThat(outcome.events()).first().isEqualTo(HELLO);
			assertThat(outcome.events()).hasSize(2);
			assertThat(outcome.sent()).containsExactly(new Peer.Frame(0xA, "x"), Peer.closing(1002));
		}

	}

	@Nested
	class Utf8 {

		@Test
		void charactersOfAllLengthsAreRead() {
			outcome(text(MANY_BYTES)).isOpenWith(ACKNOWLEDGED);
		}

		@Test
		void charactersMayBeCutByFragmentsWithControlFramesBetween() {
			byte[] message = Peer.utf8(MANY_BYTES);
			for (int cut = 1; cut < message.length; cut++) {
				outcome(Peer.frame(0x01, java.util.Arrays.copyOfRange(message, 0, cut)),
						Peer.frame(0x8A, new byte[] { (byte) 0xFF }),
						Peer.frame(0x80, java.util.Arrays.copyOfRange(message, cut, message.length)))
					.isOpenWith(ACKNOWLEDGED);
			}
		}

		@ParameterizedTest
		@ValueSource(strings = { "\u00ff", "\u00c0\u00af", "\u00e0\u0080\u0080", "\u00ed\u00a0\u0080",
				"\u00f4\u0090\u0080\u0080", "\u0080", "\u00e2\u0082", "\u00f0\u009f\u0098" })
		void bytesThatAreNotUtf8AreRefused(String bytes) {
			byte[] bad = Peer.join(Peer.utf8("{\"op\":11,\"d\":\""), bytes.getBytes(StandardCharsets.ISO_8859_1),
					Peer.utf8("\"}"));
			outcome(Peer.frame(0x81, bad)).isRefusedWith(1007);
			for (int cut = 1; cut < bad.length; cut++) {
				outcome(Peer.frame(0x01, java.util.Arrays.copyOfRange(bad, 0, cut)),
						Peer.frame(0x80, java.util.Arrays.copyOfRange(bad, cut, bad.length)))
					.isRefusedWith(1007);
			}
		}

		@Test
		void characterThatNeverEndsIsRefused() {
			byte[] text = Peer.join(Peer.utf8("{\"op\":11}"), new byte[] { (byte) 0xE2, (byte) 0x82 });
			outcome(Peer.frame(0x81, text)).isRefusedWith(1007);
			outcome(Peer.frame(0x01, text), Peer.frame(0x80, new byte[0])).isRefusedWith(1007);
		}

		@Test
		void reasonOfACloseFrameHasToBeUtf8() {
			outcome(Peer.frame(0x88, new byte[] { 3, (byte) 0xE8, (byte) 0xFF })).isRefusedWith(1007);
		}

	}

	@Nested
	class Closing {

		@ParameterizedTest
		@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
				4004, 4999 })
		void closeFrameIsAnsweredWithItsCode(int code) {
			Outcome outcome = outcome(Peer.closeFrame(code, "bye"));
			assertThat(outcome.sent()).containsExactly(Peer.closing(code));
			assertThat(outcome.finished()).isTrue();
			assertThat(outcome.events()).singleElement()
				.isInstanceOfSatisfying(ConnectionEvent.Closed.class, (closed) -> {
					assertThat(closed.code()).isEqualTo(code);
					assertThat(closed.byPeer()).isTrue();
				});
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32767, 32768, 65535 })
		void codeThatMayNotAppearOnTheWireIsRefused(int code) {
			outcome(Peer.closeFrame(code, "")).isRefusedWith(1002);
		}

		@Test
		void closeFrameWithoutACodeIsAnsweredByOneWithout() {
			Outcome outcome = outcome(Peer.frame(0x88, new byte[0]));
			assertThat(outcome.sent()).containsExactly(new Peer.Frame(8, ""));
			assertThat(outcome.events())
				.containsExactly(new ConnectionEvent.Closed(null, "closed without a code", true, Recovery.REIDENTIFY));
		}

		@Test
		void closeFrameWithHalfACodeIsRefused() {
			outcome(Peer.frame(0x88, new byte[] { 3 })).isRefusedWith(1002);
		}

		@Test
		void whatFollowsACloseFrameIsNotRead() { // R43
			Outcome outcome = outcome(Peer.closeFrame(1000, ""), text(Peer.HELLO), Peer.closeFrame(4004, ""));
			assertThat(outcome.sent()).containsExactly(Peer.closing(1000));
			assertThat(outcome.events()).hasSize(1);
		}

	}

}
