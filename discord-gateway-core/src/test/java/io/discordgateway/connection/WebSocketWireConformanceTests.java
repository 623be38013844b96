package io.discordgateway.connection;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.discordgateway.connection.WebSocketWire.Closed;
import io.discordgateway.connection.WireRecorder.Message;
import io.discordgateway.connection.WireRecorder.Outcome;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.discordgateway.connection.WireRecorder.frames;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * RFC 6455 from the client's side, on the wire itself. Every case is run whole, cut in
 * two at every position, and byte by byte: the outcome has to be the same.
 */
class WebSocketWireConformanceTests {

	/* Characters of one to four bytes, with a run of ASCII in front. */
	private static final String MANY_BYTES = "0123456789abcdef\u00e4\u20ac\ud83d\ude00!";

	private static byte[] text(String text) {
		return Peer.frame(0x81, Peer.utf8(text));
	}

	private static Message message(String text) {
		return new Message(true, new String(Peer.utf8(text), StandardCharsets.ISO_8859_1), true);
	}

	@Nested
	class Messages {

		@Test
		void messageInOneFrameIsRead() { // R10, R29
			frames(text("one"), text("two")).isOpenWith(message("one"), message("two"));
		}

		@Test
		void binaryMessageIsRead() { // R30
			frames(Peer.frame(0x82, new byte[] { (byte) 0xFF, 0 }), text("x"))
				.isOpenWith(new Message(false, "\u00ff\u0000", true), message("x"));
		}

		@Test
		void emptyMessagesAreRead() {
			frames(text(""), Peer.frame(0x82, new byte[0])).isOpenWith(message(""), new Message(false, "", true));
		}

		@ParameterizedTest
		@ValueSource(ints = { 1, 125, 126, 127, 200, WireRecorder.MAX_SIZE })
		void lengthsOfOneAndThreeBytesAreRead(int length) {
			frames(text("x".repeat(length))).isOpenWith(message("x".repeat(length)));
		}

		@ParameterizedTest
		@ValueSource(ints = { 65_535, 65_536, 70_000 })
		void lengthsOfNineBytesAreRead(int length) {
			WireRecorder recorder = new WireRecorder();
			WebSocketWire wire = recorder.builder().maxMessageSize(length).build();
			wire.start(Peer.START);
			wire.receive(ByteBuffer.wrap(Peer.acceptance(wire.takeOutput())));
			byte[] bytes = text("x".repeat(length));
			for (int start = 0; start < bytes.length; start += 7) {
				wire.receive(ByteBuffer.wrap(bytes, start, Math.min(7, bytes.length - start)));
			}
			assertThat(recorder.events()).last().isEqualTo(message("x".repeat(length)));
		}

		@Test
		void fragmentsAreJoined() { // R10
			frames(Peer.frame(0x01, Peer.utf8("a")), Peer.frame(0x00, Peer.utf8("b")), Peer.frame(0x80, Peer.utf8("c")),
					text("d"))
				.isOpenWith(message("abc"), message("d"));
			frames(Peer.frame(0x02, Peer.utf8("a")), Peer.frame(0x80, Peer.utf8("b")))
				.isOpenWith(new Message(false, "ab", true));
		}

		@Test
		void emptyFragmentsAreNothing() {
			frames(Peer.frame(0x01, new byte[0]), Peer.frame(0x00, Peer.utf8("a")), Peer.frame(0x00, new byte[0]),
					Peer.frame(0x80, new byte[0]))
				.isOpenWith(message("a"));
			frames(Peer.frame(0x01, new byte[0]), Peer.frame(0x00, new byte[0])).isOpenWith();
		}

		@Test
		void controlFramesComeBetweenFragments() { // R10
			Outcome outcome = frames(Peer.frame(0x01, Peer.utf8("a")), Peer.frame(0x89, Peer.utf8("are you there")),
					Peer.frame(0x8A, new byte[0]), Peer.frame(0x80, Peer.utf8("b")));
			outcome.isOpenWith(message("ab"));
			assertThat(outcome.sent()).containsExactly(new Peer.Frame(0xA, "are you there"));
		}

		@Test
		void closeFrameComesBetweenFragments() {
			Outcome outcome = frames(Peer.frame(0x01, Peer.utf8("{")), Peer.closeFrame(4000, "x"));
			assertThat(outcome.sent()).containsExactly(Peer.closing(4000));
			assertThat(outcome.events()).containsExactly(new Message(true, "{", false), new Closed(4000, "x", true));
		}

		@Test
		void messageOverTheBoundIsRefusedBeforeItCame() { // R34
			byte[] half = Peer.utf8("x".repeat(WireRecorder.MAX_SIZE / 2));
			byte[] more = Arrays.copyOf(Peer.frame(0x80, Peer.utf8("x".repeat(half.length + 1))), 4);
			frames(Peer.frame(0x01, half), Peer.frame(0x80, half)).isOpenWith(message("x".repeat(2 * half.length)));
			frames(Peer.frame(0x01, half), more).isRefusedWith(1009);
			frames(Peer.frame(0x01, half), Peer.frame(0x00, half), Peer.frame(0x80, new byte[1])).isRefusedWith(1009);
		}

		@Test
		void boundHoldsForEachMessageAlone() { // R34
			String most = "x".repeat(WireRecorder.MAX_SIZE);
			frames(text(most), text(most)).isOpenWith(message(most), message(most));
		}

	}

	@Nested
	class Control {

		@Test
		void pingIsAnsweredWithItsData() { // R10
			String data = "x".repeat(125);
			Outcome outcome = frames(Peer.frame(0x89, Peer.utf8(data)), Peer.frame(0x89, new byte[0]));
			assertThat(outcome.sent()).containsExactly(new Peer.Frame(0xA, data), new Peer.Frame(0xA, ""));
			outcome.isOpenWith();
		}

		@Test
		void pongThatNobodyAskedForIsIgnored() {
			Outcome outcome = frames(Peer.frame(0x8A, Peer.utf8("x")));
			assertThat(outcome.sent()).isEmpty();
			outcome.isOpenWith();
		}

		@ParameterizedTest
		@ValueSource(ints = { 0x88, 0x89, 0x8A })
		void controlFrameOver125BytesIsRefused(int first) {
			frames(Peer.frame(first, new byte[126])).isRefusedWith(1002);
			frames(new byte[] { (byte) first, 127 }).isRefusedWith(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0x08, 0x09, 0x0A })
		void fragmentedControlFrameIsRefused(int first) {
			frames(Peer.frame(first, new byte[0])).isRefusedWith(1002);
		}

	}

	@Nested
	class Malformed {

		@ParameterizedTest
		@ValueSource(ints = { 0xC1, 0xA1, 0x91, 0xF1, 0xC9, 0xA8, 0x98, 0xC0 })
		void reservedBitsAreRefused(int first) {
			frames(Peer.frame(first, Peer.utf8("{}"))).isRefusedWith(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0x83, 0x84, 0x85, 0x86, 0x87, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x03, 0x0B })
		void reservedOpcodesAreRefused(int first) {
			frames(Peer.frame(first, Peer.utf8("{}"))).isRefusedWith(1002);
		}

		@Test
		void maskedFrameOfTheServerIsRefused() {
			frames(new byte[] { (byte) 0x81, (byte) 0x82, 1, 2, 3, 4, '{' ^ 1, '}' ^ 2 }).isRefusedWith(1002);
		}

		@Test
		void maskedControlFrameOfTheServerIsRefused() {
			frames(new byte[] { (byte) 0x89, (byte) 0x80, 1, 2, 3, 4 }).isRefusedWith(1002);
		}

		@Test
		void continuationOfNothingIsRefused() {
			frames(Peer.frame(0x80, Peer.utf8("{}"))).isRefusedWith(1002);
			frames(Peer.frame(0x00, Peer.utf8("{}"))).isRefusedWith(1002);
			frames(text("x"), Peer.frame(0x80, Peer.utf8("{}"))).isRefusedWith(1002);
		}

		@ParameterizedTest
		@ValueSource(ints = { 0x81, 0x82, 0x01, 0x02 })
		void newMessageAmongFragmentsIsRefused(int first) {
			frames(Peer.frame(0x01, Peer.utf8("{")), Peer.frame(first, Peer.utf8("}"))).isRefusedWith(1002);
			frames(Peer.frame(0x01, new byte[0]), Peer.frame(first, Peer.utf8("}"))).isRefusedWith(1002);
		}

		@Test
		void lengthThatIsNotMinimalIsRefused() {
			frames(new byte[] { (byte) 0x81, 126, 0, 2, '{', '}' }).isRefusedWith(1002);
			frames(new byte[] { (byte) 0x81, 126, 0, 125 }).isRefusedWith(1002);
			frames(new byte[] { (byte) 0x81, 127, 0, 0, 0, 0, 0, 0, 0, 2, '{', '}' }).isRefusedWith(1002);
			frames(new byte[] { (byte) 0x81, 127, 0, 0, 0, 0, 0, 0, -1, -1 }).isRefusedWith(1002);
		}

		@ParameterizedTest
		@CsvSource({ "129, negative", "131, reserved opcode 3", "193, reserved bits", "128, Continuation",
				"9, fragments" })
		void reasonSaysWhatWasWrong(int first, String reason) {
			Outcome outcome = frames(new byte[] { (byte) first, 127, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0 });
			assertThat(outcome.events()).singleElement()
				.isInstanceOfSatisfying(WebSocketWire.Failed.class,
						(failed) -> assertThat(failed.reason()).contains(reason));
			outcome.isRefusedWith(1002);
		}

		@Test
		void frameOverTheBoundIsRefusedBeforeItCame() { // R34
			frames(new byte[] { (byte) 0x82, 126, 0x10, 0x01 }).isRefusedWith(1009);
			frames(new byte[] { (byte) 0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0 }).isRefusedWith(1009);
			frames(new byte[] { (byte) 0x82, 127, 0x7F, -1, -1, -1, -1, -1, -1, -1 }).isRefusedWith(1009);
		}

		@Test
		void whatFollowsAViolationIsNotRead() {
			Outcome outcome = frames(Peer.frame(0x83, new byte[0]), text("x"), Peer.closeFrame(1000, ""));
			outcome.isRefusedWith(1002);
			assertThat(outcome.events()).hasSize(1);
			outcome = frames(Peer.frame(0x81, new byte[] { (byte) 0xFF }), text("x"));
			outcome.isRefusedWith(1007);
			assertThat(outcome.events()).hasSize(1);
		}

		@Test
		void whatPrecededAViolationIsRead() {
			Outcome outcome = frames(text("x"), Peer.frame(0x89, Peer.utf8("x")), Peer.frame(0x83, new byte[0]));
			assertThat(outcome.events()).first().isEqualTo(message("x"));
			assertThat(outcome.events()).hasSize(2);
			assertThat(outcome.sent()).containsExactly(new Peer.Frame(0xA, "x"), Peer.closing(1002));
		}

	}

	@Nested
	class Utf8 {

		@Test
		void charactersOfAllLengthsAreRead() {
			frames(text(MANY_BYTES)).isOpenWith(message(MANY_BYTES));
		}

		@Test
		void charactersMayBeCutByFragmentsWithControlFramesBetween() {
			byte[] message = Peer.utf8(MANY_BYTES);
			for (int cut = 1; cut < message.length; cut++) {
				frames(Peer.frame(0x01, Arrays.copyOfRange(message, 0, cut)),
						Peer.frame(0x8A, new byte[] { (byte) 0xFF }),
						Peer.frame(0x80, Arrays.copyOfRange(message, cut, message.length)))
					.isOpenWith(message(MANY_BYTES));
			}
		}

		@ParameterizedTest
		@ValueSource(strings = { "\u00ff", "\u00c0\u00af", "\u00e0\u0080\u0080", "\u00ed\u00a0\u0080",
				"\u00f4\u0090\u0080\u0080", "\u0080", "\u00e2\u0082", "\u00f0\u009f\u0098" })
		void bytesThatAreNotUtf8AreRefused(String bytes) {
			byte[] bad = Peer.join(Peer.utf8("{\"op\":11,\"d\":\""), bytes.getBytes(StandardCharsets.ISO_8859_1),
					Peer.utf8("\"}"));
			frames(Peer.frame(0x81, bad)).isRefusedWith(1007);
			for (int cut = 1; cut < bad.length; cut++) {
				frames(Peer.frame(0x01, Arrays.copyOfRange(bad, 0, cut)),
						Peer.frame(0x80, Arrays.copyOfRange(bad, cut, bad.length)))
					.isRefusedWith(1007);
			}
		}

		/*
		 * A listener that finds a fault of its own in a message finds it first, if it
		 * stands first, however the bytes are cut.
		 */
		@Test
		void whatPrecededABadByteIsHandedOut() {
			byte[] bad = new byte[] { 'a', 'b', (byte) 0xE2, (byte) 0x82, 'c', 'd' };
			assertThat(frames(Peer.frame(0x81, bad)).events()).first()
				.isEqualTo(new Message(true, "ab\u00e2\u0082", false));
		}

		@Test
		void characterThatNeverEndsIsRefused() {
			byte[] text = Peer.join(Peer.utf8("{\"op\":11}"), new byte[] { (byte) 0xE2, (byte) 0x82 });
			frames(Peer.frame(0x81, text)).isRefusedWith(1007);
			frames(Peer.frame(0x01, text), Peer.frame(0x80, new byte[0])).isRefusedWith(1007);
		}

		@Test
		void binaryMessagesNeedNotBeUtf8AmongTextMessages() {
			frames(text("a"), Peer.frame(0x82, new byte[] { (byte) 0xFF }), text("b")).isOpenWith(message("a"),
					new Message(false, "\u00ff", true), message("b"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "\u00ff", "ab\u00e2\u0082" })
		void reasonOfACloseFrameHasToBeUtf8(String reason) {
			frames(Peer.frame(0x88,
					Peer.join(new byte[] { 3, (byte) 0xE8 }, reason.getBytes(StandardCharsets.ISO_8859_1))))
				.isRefusedWith(1007);
		}

	}

	@Nested
	class Closing {

		@ParameterizedTest
		@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
				4004, 4999 })
		void closeFrameIsAnsweredWithItsCode(int code) {
			Outcome outcome = frames(Peer.closeFrame(code, "bye \u20ac"));
			assertThat(outcome.sent()).containsExactly(Peer.closing(code));
			assertThat(outcome.finished()).isTrue();
			assertThat(outcome.events()).containsExactly(new Closed(code, "bye \u20ac", true));
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32767, 32768, 65535 })
		void codeThatMayNotAppearOnTheWireIsRefused(int code) {
			Outcome outcome = frames(Peer.closeFrame(code, ""));
			outcome.isRefusedWith(1002);
			assertThat(outcome.events()).singleElement().asString().contains("the code " + code);
		}

		@Test
		void closeFrameWithoutACodeIsAnsweredByOneWithout() {
			Outcome outcome = frames(Peer.frame(0x88, new byte[0]));
			assertThat(outcome.sent()).containsExactly(new Peer.Frame(8, ""));
			assertThat(outcome.events()).containsExactly(new Closed(null, "", true));
		}

		@Test
		void closeFrameWithHalfACodeIsRefused() {
			frames(Peer.frame(0x88, new byte[] { 3 })).isRefusedWith(1002);
		}

		@Test
		void whatFollowsACloseFrameIsNotRead() { // R43
			Outcome outcome = frames(Peer.closeFrame(1000, ""), text("x"), Peer.closeFrame(4004, ""));
			assertThat(outcome.sent()).containsExactly(Peer.closing(1000));
			assertThat(outcome.events()).hasSize(1);
		}

		@Test
		void reasonOfThePeersIsFitForALog() {
			List<Object> events = frames(Peer.closeFrame(4000, "a\r\nINFO b\u001b[2J\u0085\u2028\u202ec ")).events();
			assertThat(events).containsExactly(new Closed(4000, "a INFO b [2J c", true));
		}

		@Test
		void longestReasonIsKept() {
			String reason = "x".repeat(123);
			assertThat(frames(Peer.closeFrame(4000, reason)).events()).containsExactly(new Closed(4000, reason, true));
		}

	}

}
