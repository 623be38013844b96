package io.discordgateway.connection;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import com.sun.management.ThreadMXBean;
import io.discordgateway.connection.WebSocketWire.Closed;
import io.discordgateway.connection.WebSocketWire.Failed;
import io.discordgateway.connection.WebSocketWire.Fault;
import io.discordgateway.connection.WireRecorder.Message;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * The life of a wire: what it sends, how it ends, when it wants to be woken, and what it
 * keeps.
 */
class WebSocketWireTests {

	private final WireRecorder recorder = new WireRecorder();

	private static ByteBuffer text(String text) {
		return Peer.text(text);
	}

	@Nested
	class Sending {

		@ParameterizedTest
		@ValueSource(ints = { 0, 1, 5, 125, 126, 65_535 })
		void messagesAreMaskedFrames(int length) {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			String payload = "abcdefghij".repeat(6554).substring(0, length);
			byte[] bytes = Peer.utf8(payload);
			wire.sendText(bytes);
			wire.sendBinary(bytes);
			assertThat(Peer.frames(wire.takeOutput())).containsExactly(new Peer.Frame(1, payload),
					new Peer.Frame(2, payload));
			assertThat(bytes).as("the caller's").isEqualTo(Peer.utf8(payload));
		}

		@Test
		void longMessageHasALengthOfEightBytes() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.sendBinary(new byte[65_536]);
			byte[] sent = wire.takeOutput();
			assertThat(sent).hasSize(65_536 + 14).startsWith(0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0);
			for (int i = 14; i < sent.length; i++) {
				assertThat(sent[i]).isEqualTo(sent[10 + (i + 2) % 4]);
			}
		}

		@Test
		void eachFrameHasAMaskOfItsOwn() { // RFC 6455, section 5.3
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.sendBinary(new byte[4]);
			byte[] first = wire.takeOutput();
			wire.sendBinary(new byte[4]);
			assertThat(wire.takeOutput()).isNotEqualTo(first);
		}

		@Test
		void outputIsTakenOnceAndInOrder() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			assertThat(wire.takeOutput()).isEmpty();
			List<Peer.Frame> expected = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				wire.receive(ByteBuffer.wrap(Peer.frame(0x89, Peer.utf8("ping " + i))));
				expected.add(new Peer.Frame(0xA, "ping " + i));
			}
			wire.close(4000, "", Peer.START);
			expected.add(Peer.closing(4000));
			assertThat(Peer.frames(wire.takeOutput())).isEqualTo(expected);
			assertThat(wire.takeOutput()).isEmpty();
		}

		@Test
		void nothingIsSentUnlessOpen() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.builder().build();
			assertThat(wire.open()).isFalse();
			assertThatIllegalStateException().isThrownBy(() -> wire.sendText(new byte[0]));
			wire.start(Peer.START);
			assertThat(wire.open()).isFalse();
			assertThatIllegalStateException().isThrownBy(() -> wire.sendBinary(new byte[0]));
			wire.receive(ByteBuffer.wrap(Peer.acceptance(wire.takeOutput())));
			assertThat(wire.open()).isTrue();
			wire.close(4000, "", Peer.START);
			assertThat(wire.open()).isFalse();
			assertThatIllegalStateException().isThrownBy(() -> wire.sendText(new byte[0]));
			assertThat(Peer.frames(wire.takeOutput())).containsExactly(Peer.closing(4000));
		}

	}

	@Nested
	class Receiving {

		@Test
		void whatComesBehindThePieceAfterWhichItIsEnoughWaits() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			ByteBuffer bytes = ByteBuffer
				.wrap(Peer.join(Peer.frame(0x01, Peer.utf8("a")), Peer.frame(0x80, Peer.utf8("b")),
						Peer.frame(0x81, Peer.utf8("c")), Peer.frame(0x81, Peer.utf8("d"))));
			wire.receive(bytes, () -> true);
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(new Message(true, "a", false));
			wire.receive(bytes, () -> true);
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(new Message(true, "ab", true));
			wire.receive(bytes, () -> true);
			assertThat(bytes.hasRemaining()).isTrue();
			wire.receive(bytes, () -> false);
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(new Message(true, "ab", true),
					new Message(true, "c", true), new Message(true, "d", true));
			assertThat(bytes.hasRemaining()).isFalse();
		}

		@Test
		void behindTheEndNothingWaits() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			ByteBuffer bytes = ByteBuffer
				.wrap(Peer.join(Peer.closeFrame(4000, ""), Peer.frame(0x81, Peer.utf8("late"))));
			wire.receive(bytes, () -> true);
			assertThat(bytes.hasRemaining()).isFalse();
			assertThat(wire.finished()).isTrue();
		}

	}

	@Nested
	class Starting {

		@Test
		void oneObjectIsForOneConnection() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.started();
			assertThatIllegalStateException().isThrownBy(() -> wire.start(Peer.START));
			wire.abort();
			assertThatIllegalStateException().isThrownBy(() -> wire.start(Peer.START));
		}

		@Test
		void nothingComesBeforeTheStart() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.builder().build();
			assertThat(wire.nextDeadline()).isNull();
			assertThatIllegalStateException().isThrownBy(() -> wire.receive(ByteBuffer.allocate(1)));
			wire.endOfInput();
			wire.deadlineReached(Peer.START.plusSeconds(900));
			assertThat(wire.finished()).isFalse();
			assertThat(WebSocketWireTests.this.recorder.events()).isEmpty();
		}

		@Test
		void openConnectionWaitsForNothing() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			assertThat(wire.nextDeadline()).isNull();
			wire.deadlineReached(Peer.START.plusSeconds(900));
			assertThat(wire.open()).isTrue();
		}

		@ParameterizedTest
		@ValueSource(strings = { "https://gateway.example", "gateway.example", "wss:///path", "wss:gateway",
				"wss://a_b.example" })
		void urlThatIsNoWebSocketsIsRefused(String url) {
			assertThatIllegalArgumentException()
				.isThrownBy(
						() -> WebSocketWire.builder(URI.create(url), new Random(1), WebSocketWireTests.this.recorder))
				.withMessageContaining("wss://HOST");
		}

		@Test
		void refusedUrlIsNotRepeatedWithWhatItMayHold() { // R40
			assertThatIllegalArgumentException()
				.isThrownBy(() -> WebSocketWire.builder(URI.create("https://user:secret@gateway.example?secret"),
						new Random(1), WebSocketWireTests.this.recorder))
				.withMessageNotContaining("secret");
		}

		@Test
		void schemeIsOfAnyCase() {
			WebSocketWire wire = WebSocketWire
				.builder(URI.create("WS://user:secret@Gateway.example"), new Random(1),
						WebSocketWireTests.this.recorder)
				.build();
			assertThat(wire).hasToString("WebSocketWire[Gateway.example, NEW]");
			URI secure = URI.create("WSS://gateway.example");
			assertThat(WebSocketWire.builder(secure, new Random(1), WebSocketWireTests.this.recorder)).isNotNull();
		}

		@Test
		void randomAndListenerAreNeeded() {
			assertThatNullPointerException()
				.isThrownBy(() -> WebSocketWire.builder(WireRecorder.URL, null, WebSocketWireTests.this.recorder));
			assertThatNullPointerException()
				.isThrownBy(() -> WebSocketWire.builder(WireRecorder.URL, new Random(1), null));
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "a b", "a:", "\u00e4", "a\r\nb", "Host", "UPGRADE", "connection", "Content-Length",
				"Transfer-Encoding", "Sec-WebSocket-Key", "sec-websocket-protocol" })
		void headerThatTheUpgradeCannotHaveIsRefused(String name) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> WebSocketWireTests.this.recorder.builder().header(name, "x"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "a\r\nHost: b", "\u0000", "\u00e4", "\n" })
		void valueThatAHeaderCannotHaveIsRefused(String value) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> WebSocketWireTests.this.recorder.builder().userAgent(value))
				.withMessageContaining("user-agent")
				.withMessageNotContaining(value);
		}

		@Test
		void boundsAreAboveZero() {
			WebSocketWire.Builder builder = WebSocketWireTests.this.recorder.builder();
			assertThatIllegalArgumentException().isThrownBy(() -> builder.maxMessageSize(0));
			assertThat(builder.maxMessageSize(1)).isSameAs(builder);
			Duration second = Duration.ofSeconds(1);
			for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
				assertThatIllegalArgumentException().isThrownBy(() -> builder.timeouts(none, second));
				assertThatIllegalArgumentException().isThrownBy(() -> builder.timeouts(second, none));
			}
		}

	}

	@Nested
	class Ending {

		@Test
		void answerToOurCloseIsOursAndNotThePeers() { // R18
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.close(4004, "wrong", Peer.START);
			assertThat(Peer.frames(wire.takeOutput()))
				.containsExactly(new Peer.Frame(8, Peer.closing(4004).payload() + "wrong"));
			wire.receive(ByteBuffer.wrap(Peer.closeFrame(4004, "wrong")));
			assertThat(wire.takeOutput()).as("no second close frame").isEmpty();
			assertThat(wire.finished()).isTrue();
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(new Closed(4004, "wrong", false));
		}

		@Test
		void codeIsTheOneThatWasSentWhateverIsAnswered() { // R18
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.close(4000, "", Peer.START);
			wire.receive(ByteBuffer.wrap(Peer.closeFrame(4014, "other")));
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(new Closed(4000, "", false));
		}

		@Test
		void whatComesBeforeTheAnswerIsHandedOut() { // R21
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.close(4000, "", Peer.START);
			assertThat(wire.takeOutput()).isNotEmpty();
			wire.close(1000, "", Peer.START.plusSeconds(1));
			wire.receive(text("late"));
			wire.receive(ByteBuffer.wrap(Peer.frame(0x89, new byte[0])));
			assertThat(wire.takeOutput()).as("nothing is sent any more").isEmpty();
			assertThat(wire.nextDeadline()).isEqualTo(Peer.START.plusSeconds(5));
			wire.receive(Peer.close(4000));
			assertThat(wire.nextDeadline()).isNull();
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(new Message(true, "late", true),
					new Closed(4000, "", false));
		}

		@Test
		void violationWhileClosingSendsNoOtherCode() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.close(4000, "", Peer.START);
			assertThat(wire.takeOutput()).isNotEmpty();
			wire.receive(ByteBuffer.wrap(Peer.frame(0x83, new byte[0])));
			assertThat(wire.takeOutput()).isEmpty();
			assertThat(WebSocketWireTests.this.recorder.events())
				.containsExactly(new Failed(Fault.VIOLATION, "Frame with the reserved opcode 3", 4000));
		}

		@Test
		void closeFrameThatIsNeverAnsweredIsNotWaitedForLong() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.builder()
				.timeouts(Duration.ofSeconds(1), Duration.ofSeconds(7))
				.build();
			wire.start(Peer.START);
			assertThat(wire.nextDeadline()).isEqualTo(Peer.START.plusSeconds(1));
			wire.receive(ByteBuffer.wrap(Peer.acceptance(wire.takeOutput())));
			wire.close(4000, "", Peer.START.plusSeconds(60));
			assertThat(wire.nextDeadline()).isEqualTo(Peer.START.plusSeconds(67));
			wire.deadlineReached(Peer.START.plusSeconds(67).minusNanos(1));
			assertThat(wire.finished()).isFalse();
			wire.deadlineReached(Peer.START.plusSeconds(67));
			assertThat(WebSocketWireTests.this.recorder.events()).last()
				.isEqualTo(new Failed(Fault.TIMED_OUT, "The close frame was not answered within 7 s", 4000));
			assertThat(wire.nextDeadline()).isNull();
		}

		@Test
		void streamThatEndsWhileClosingIsLost() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.close(4000, "", Peer.START);
			wire.endOfInput();
			wire.endOfInput();
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(
					new Failed(Fault.LOST, "The connection ended before the close frame was answered", 4000));
		}

		@Test
		void streamThatEndsIsLost() { // R18
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.receive(ByteBuffer.wrap(new byte[] { (byte) 0x81 }));
			wire.endOfInput();
			assertThat(wire.finished()).isTrue();
			assertThat(wire.takeOutput()).isEmpty();
			assertThat(WebSocketWireTests.this.recorder.events())
				.containsExactly(new Failed(Fault.LOST, "The connection ended without a close frame", null));
		}

		@ParameterizedTest
		@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 66_536 })
		void codeThatMayNotBeSentIsRefused(int code) {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			assertThatIllegalArgumentException().isThrownBy(() -> wire.close(code, "", Peer.START))
				.withMessageContaining("" + code);
			assertThat(wire.open()).isTrue();
		}

		@Test
		void reasonThatIsTooLongIsRefused() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			assertThatIllegalArgumentException().isThrownBy(() -> wire.close(4000, "\u00e4".repeat(62), Peer.START))
				.withMessageContaining("124");
			assertThat(wire.open()).isTrue();
			wire.close(4000, "x".repeat(123), Peer.START);
			assertThat(Peer.frames(wire.takeOutput())).singleElement()
				.satisfies((frame) -> assertThat(frame.payload()).hasSize(125));
		}

		@Test
		void closeBeforeTheUpgradeDropsTheConnection() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.started();
			wire.close(1000, "bye", Peer.START);
			assertThat(wire.takeOutput()).isEmpty();
			assertThat(wire.finished()).isTrue();
			assertThat(wire.nextDeadline()).isNull();
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(new Closed(null, "bye", false));
			wire.close(1000, "bye", Peer.START);
			assertThat(WebSocketWireTests.this.recorder.events()).hasSize(1);
		}

		@Test
		void closeBeforeTheStartEndsTheConnection() {
			WebSocketWire wire = WebSocketWireTests.this.recorder.builder().build();
			wire.close(1000, "", Peer.START);
			assertThat(WebSocketWireTests.this.recorder.events()).containsExactly(new Closed(null, "", false));
			assertThatIllegalStateException().isThrownBy(() -> wire.start(Peer.START));
		}

		@Test
		void socketThatWasGivenUpHasNoSay() { // R43
			WebSocketWire wire = WebSocketWireTests.this.recorder.open();
			wire.sendText(Peer.utf8("last words"));
			wire.close(4900, "", Peer.START);
			wire.abort();
			assertThat(wire.finished()).isTrue();
			assertThat(wire.nextDeadline()).isNull();
			ByteBuffer late = text("late");
			wire.receive(late);
			assertThat(late.hasRemaining()).isFalse();
			wire.endOfInput();
			wire.deadlineReached(Peer.START.plusSeconds(900));
			assertThat(WebSocketWireTests.this.recorder.events()).isEmpty();
			assertThat(Peer.frames(wire.takeOutput())).as("what was said before")
				.containsExactly(new Peer.Frame(1, "last words"), Peer.closing(4900));
		}

		@Test
		void upgradeThatWasGivenUpHasNoSay() { // R43
			WebSocketWire wire = WebSocketWireTests.this.recorder.started();
			wire.abort();
			ByteBuffer late = ByteBuffer.wrap(Peer.ascii("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
			wire.receive(late);
			assertThat(late.hasRemaining()).isFalse();
			assertThat(WebSocketWireTests.this.recorder.events()).isEmpty();
		}

	}

	/* What the listener does while it is told something. */
	@Nested
	class Answering {

		private final List<String> told = new ArrayList<>();

		private WebSocketWire open(Consumer<WebSocketWire> onMessage) {
			WebSocketWire[] wires = new WebSocketWire[1];
			wires[0] = WebSocketWire.builder(WireRecorder.URL, new Random(1), new WebSocketWire.Listener() {

				@Override
				public void opened() {
					wires[0].sendText(Peer.utf8("hi"));
				}

				@Override
				public void refused(ConnectionEvent.UpgradeRejected rejected) {
					Answering.this.told.add("refused");
				}

				@Override
				public void message(ByteBuffer chunk, boolean text, boolean last) {
					Answering.this.told.add("message " + chunk.remaining());
					onMessage.accept(wires[0]);
				}

				@Override
				public void closed(Closed closed) {
					Answering.this.told.add(closed.toString());
				}

				@Override
				public void failed(Failed failed) {
					Answering.this.told.add(failed.toString());
				}

			}).build();
			wires[0].start(Peer.START);
			wires[0].receive(ByteBuffer.wrap(Peer.acceptance(wires[0].takeOutput())));
			assertThat(Peer.only(wires[0].takeOutput())).isEqualTo("hi");
			return wires[0];
		}

		@Test
		void answerOfTheListenersStandsBeforeWhatFollows() {
			WebSocketWire wire = open((each) -> each.sendText(Peer.utf8("answer")));
			wire.receive(
					ByteBuffer.wrap(Peer.join(Peer.frame(0x81, Peer.utf8("x")), Peer.frame(0x89, Peer.utf8("ping")))));
			assertThat(Peer.frames(wire.takeOutput())).containsExactly(new Peer.Frame(1, "answer"),
					new Peer.Frame(0xA, "ping"));
		}

		@Test
		void listenerMayGiveUpWithinAMessage() { // R43
			WebSocketWire wire = open(WebSocketWire::abort);
			ByteBuffer bytes = ByteBuffer
				.wrap(Peer.join(Peer.frame(0x01, Peer.utf8("abc")), Peer.frame(0x83, new byte[0])));
			wire.receive(bytes);
			assertThat(bytes.hasRemaining()).isFalse();
			assertThat(this.told).containsExactly("message 3");
			assertThat(wire.takeOutput()).isEmpty();
		}

		@Test
		void listenerMayCloseWithinAMessage() {
			WebSocketWire wire = open((each) -> each.close(4900, "", Peer.START));
			wire.receive(ByteBuffer.wrap(Peer.join(Peer.frame(0x81, Peer.utf8("abc")), Peer.frame(0x81, new byte[0]),
					Peer.closeFrame(4900, ""))));
			assertThat(this.told).containsExactly("message 3", "message 0", new Closed(4900, "", false).toString());
			assertThat(Peer.frames(wire.takeOutput())).containsExactly(Peer.closing(4900));
		}

		@Test
		void faultOfTheListenersLosesNothingBehindIt() {
			WebSocketWire wire = open((each) -> {
				if (this.told.size() == 1) {
					throw new UnsupportedOperationException("the listener's");
				}
			});
			ByteBuffer bytes = ByteBuffer
				.wrap(Peer.join(Peer.frame(0x81, Peer.utf8("abc")), Peer.frame(0x81, new byte[1])));
			org.assertj.core.api.Assertions.assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> wire.receive(bytes));
			wire.receive(bytes);
			assertThat(this.told).containsExactly("message 3", "message 1");
		}

	}

	@Nested
	class Memory {

		@Test
		void messageInOnePieceIsAViewOfWhatCame() {
			List<ByteBuffer> chunks = new ArrayList<>();
			WebSocketWire wire = listening(chunks::add);
			byte[] frame = Peer.frame(0x81, Peer.utf8("abc"));
			wire.receive(ByteBuffer.wrap(frame));
			assertThat(chunks).singleElement().satisfies((chunk) -> {
				assertThat(chunk.array()).isSameAs(frame);
				assertThat(chunk.arrayOffset() + chunk.position()).isEqualTo(2);
				assertThat(chunk.remaining()).isEqualTo(3);
			});
		}

		@Test
		void frameOf64MebibytesIsNotHeld() { // R34
			long[] received = new long[1];
			WebSocketWire wire = listening((chunk) -> received[0] += chunk.remaining());
			int size = 64 * 1024 * 1024;
			ByteBuffer chunk = ByteBuffer.allocateDirect(16 * 1024);
			wire.receive(ByteBuffer.allocate(10).put((byte) 0x82).put((byte) 127).putLong(size).flip());
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int i = 0; i < size / chunk.capacity(); i++) {
				wire.receive(chunk.clear());
			}
			long allocated = threads.getCurrentThreadAllocatedBytes() - before;
			assertThat(received[0]).isEqualTo(size);
			assertThat(allocated).as("views of the chunks alone").isLessThan(size / 64);
			wire.receive(text("next"));
			assertThat(received[0]).isEqualTo(size + 4);
		}

		@Test
		void frameIsCopiedOnceWhenItIsSent() {
			WebSocketWire wire = listening((chunk) -> {
			});
			byte[] payload = new byte[4 * 1024 * 1024];
			ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
			long before = threads.getCurrentThreadAllocatedBytes();
			wire.sendBinary(payload);
			byte[] sent = wire.takeOutput();
			long allocated = threads.getCurrentThreadAllocatedBytes() - before;
			assertThat(sent).hasSize(payload.length + 14);
			assertThat(allocated).isLessThan(payload.length + payload.length / 2);
		}

		private WebSocketWire listening(Consumer<ByteBuffer> onChunk) {
			WebSocketWire wire = WebSocketWire.builder(WireRecorder.URL, new Random(1), new WebSocketWire.Listener() {

				@Override
				public void opened() {
				}

				@Override
				public void refused(ConnectionEvent.UpgradeRejected rejected) {
					throw new AssertionError(rejected);
				}

				@Override
				public void message(ByteBuffer chunk, boolean text, boolean last) {
					onChunk.accept(chunk);
				}

				@Override
				public void closed(Closed closed) {
					throw new AssertionError(closed);
				}

				@Override
				public void failed(Failed failed) {
					throw new AssertionError(failed);
				}

			}).build();
			wire.start(Peer.START);
			wire.receive(ByteBuffer.wrap(Peer.acceptance(wire.takeOutput())));
			return wire;
		}

	}

	/**
	 * Frames of all kinds, most of them as they have to be, cut at random: what comes out
	 * is what comes of them whole.
	 */
	@Test
	void outcomeDoesNotDependOnTheCuts() {
		for (int seed = 0; seed < 2000; seed++) {
			Random random = new Random(seed);
			byte[] bytes = randomFrames(random);
			WireRecorder whole = new WireRecorder();
			WebSocketWire wire = whole.open();
			wire.receive(ByteBuffer.wrap(bytes));
			WireRecorder.Outcome expected = whole.outcome(wire, true);
			WireRecorder cut = new WireRecorder();
			wire = cut.open();
			int start = 0;
			while (start < bytes.length) {
				int size = Math.min(bytes.length - start, 1 + random.nextInt(random.nextBoolean() ? 4 : 300));
				ByteBuffer part = random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
				wire.receive(part.put(bytes, start, size).flip());
				start += size;
			}
			assertThat(cut.outcome(wire, true)).as("seed " + seed).isEqualTo(expected);
		}
	}

	private static byte[] randomFrames(Random random) {
		byte[] all = new byte[0];
		boolean inMessage = false;
		for (int i = random.nextInt(12); i >= 0; i--) {
			byte[] payload = Peer.utf8("a\u00e4\u20ac\ud83d\ude00 0123456789".repeat(random.nextInt(30)));
			boolean last = random.nextInt(3) > 0;
			int kind = random.nextInt(100);
			if (kind < 20) {
				all = Peer.join(all, Peer.frame(0x89 + random.nextInt(2), Arrays.copyOf(payload, random.nextInt(126))));
			}
			else if (kind < 90) {
				int opcode = inMessage ? 0 : 1 + random.nextInt(2);
				int cut = random.nextInt(20) == 0 ? random.nextInt(payload.length + 1) : payload.length;
				all = Peer.join(all, Peer.frame((last ? 0x80 : 0) | opcode, Arrays.copyOf(payload, cut)));
				inMessage = !last;
			}
			else if (kind < 95) {
				all = Peer.join(all, Peer.closeFrame(4000 + random.nextInt(1100), "\u20ac"));
			}
			else {
				byte[] noise = new byte[random.nextInt(10)];
				random.nextBytes(noise);
				all = Peer.join(all, noise);
			}
		}
		return all;
	}

}
