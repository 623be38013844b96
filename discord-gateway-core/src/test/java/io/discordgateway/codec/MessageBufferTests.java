package io.discordgateway.codec;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the buffer of a connection follows what the connection needs (R34).
 */
class MessageBufferTests {

	private static final int MAX = 64 << 20;

	private static final int LARGE = 1_200_000;

	private final MessageBuffer buffer = new MessageBuffer(MAX);

	@Test
	void nothingIsHeldUntilSomethingComes() {
		assertThat(this.buffer.bytes()).isEmpty();
		this.buffer.ensureRoom(0, 1);
		assertThat(this.buffer.bytes()).hasSize(MessageBuffer.LEAST);
	}

	@Test
	void growsByTwoAndKeepsWhatIsInUse() {
		this.buffer.ensureRoom(0, 1);
		for (int size = MessageBuffer.LEAST; size < LARGE; size *= 2) {
			assertThat(this.buffer.bytes()).hasSize(size);
			this.buffer.bytes()[size - 1] = 7;
			this.buffer.ensureRoom(size, size + 1);
			assertThat(this.buffer.bytes()[size - 1]).isEqualTo((byte) 7);
		}
	}

	@Test
	void growsToOneByteMoreThanIsAllowed() {
		MessageBuffer small = new MessageBuffer(5000);
		small.ensureRoom(0, 4097);
		assertThat(small.bytes()).hasSize(5001);
		MessageBuffer tiny = new MessageBuffer(1000);
		tiny.ensureRoom(0, 1);
		assertThat(tiny.bytes()).hasSize(1001);
	}

	@Test
	void allStepsToTheBoundAreLittleMoreThanTheBound() {
		assertThat(fill(MAX + 1)).isLessThan(MAX * 5L / 4);
		assertThat(this.buffer.bytes()).hasSize(MAX + 1);
	}

	@Test
	void isKeptWhileMessagesOfOneWindowNeedIt() {
		fill(LARGE);
		byte[] kept = this.buffer.bytes();
		this.buffer.messageEnded(LARGE);
		for (int round = 0; round < 10; round++) {
			messages(MessageBuffer.WINDOW - 1, 100);
			this.buffer.messageEnded(LARGE);
			assertThat(this.buffer.bytes()).isSameAs(kept);
		}
	}

	@Test
	void isKeptByMessagesThatNeedAnEighthOfIt() {
		fill(LARGE);
		byte[] kept = this.buffer.bytes();
		messages(10 * MessageBuffer.WINDOW, kept.length / 8 + 1);
		assertThat(this.buffer.bytes()).isSameAs(kept);
		messages(MessageBuffer.WINDOW, kept.length / 8);
		assertThat(this.buffer.bytes()).isEmpty();
	}

	@Test
	void idleConnectionLetsGoOfIt() {
		fill(LARGE);
		this.buffer.messageEnded(LARGE);
		messages(2 * MessageBuffer.WINDOW, 40);
		assertThat(this.buffer.bytes()).isEmpty();
		this.buffer.ensureRoom(0, 1);
		byte[] least = this.buffer.bytes();
		messages(10 * MessageBuffer.WINDOW, 40);
		assertThat(this.buffer.bytes()).isSameAs(least).hasSize(MessageBuffer.LEAST);
	}

	@Test
	void growingAgainCostsLittleWhereTheSizeIsKnown() {
		for (int length : new int[] { LARGE, 100_000, 40_000, 9_000_000, 9_500_000 }) {
			MessageBuffer other = new MessageBuffer(MAX);
			other.ensureRoom(0, length);
			other.messageEnded(length);
			for (int i = 0; i < 2 * MessageBuffer.WINDOW; i++) {
				other.messageEnded(40);
			}
			assertThat(other.bytes()).isEmpty();
			assertThat(fill(other, length)).as("for %d", length).isLessThan(length * 3L / 2);
		}
	}

	@Test
	void smallMessageIsNotPutIntoALargeArray() {
		this.buffer.messageEnded(LARGE);
		fill(LARGE / 20);
		assertThat(this.buffer.bytes().length).isLessThan(LARGE / 8);
	}

	@Test
	void largeMessagesOfThePastAreForgotten() {
		this.buffer.messageEnded(MAX);
		messages(50, 100_000);
		fill(90_000);
		assertThat(this.buffer.bytes().length).isLessThan(200_000);
	}

	@Test
	void compressedMessageAllocatesItsCopyAndNoMore() { // R30
		Deflater deflater = new Deflater();
		byte[] json = json();
		byte[] first = deflate(deflater, json);
		byte[] again = deflate(deflater, json);
		byte[] small = deflate(deflater, "{\"op\":11}".getBytes(StandardCharsets.US_ASCII));
		try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.ZLIB_STREAM, MAX,
				PayloadLimits.DEFAULT)) {
			copy(decoder, first, false);
			assertThat(allocated(() -> copy(decoder, again, false))).as("kept").isLessThan(LARGE * 11 / 10);
			for (int i = 0; i < 2 * MessageBuffer.WINDOW; i++) {
				copy(decoder, small, false);
			}
			assertThat(allocated(() -> copy(decoder, again, false))).as("let go").isLessThan(LARGE * 5 / 2);
		}
	}

	@Test
	void plainMessageIsReadWhereItLies() { // R29
		byte[] json = json();
		try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.NONE, MAX, PayloadLimits.DEFAULT)) {
			copy(decoder, json, true);
			assertThat(allocated(() -> copy(decoder, json, true))).isLessThan(LARGE * 11 / 10);
		}
	}

	private static byte[] json() {
		StringBuilder json = new StringBuilder("{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":[");
		while (json.length() < LARGE) {
			json.append("{\"id\":\"").append(json.length() * 7919L).append("\"},");
		}
		return json.append("0]}").toString().getBytes(StandardCharsets.US_ASCII);
	}

	private static void copy(MessageDecoder decoder, byte[] message, boolean text) {
		Envelope envelope = decoder.decode(ByteBuffer.wrap(message), text, true);
		assertThat(envelope).isNotNull();
		envelope.copyData();
	}

	/* What this thread allocates: nothing else is counted. */
	private static long allocated(Runnable work) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
		work.run();
		return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
	}

	/* As FULL_FLUSH forgets what came before, each part can be repeated. */
	private static byte[] deflate(Deflater deflater, byte[] plain) {
		deflater.setInput(plain);
		byte[] bytes = new byte[plain.length + 1000];
		int length = deflater.deflate(bytes, 0, bytes.length, Deflater.FULL_FLUSH);
		return Arrays.copyOf(bytes, length);
	}

	private void messages(int count, int length) {
		for (int i = 0; i < count; i++) {
			this.buffer.messageEnded(length);
		}
	}

	private long fill(int length) {
		return fill(this.buffer, length);
	}

	/* As one who inflates does; returns how much was allocated. */
	private static long fill(MessageBuffer buffer, int length) {
		long allocated = 0;
		int used = 0;
		while (used < length) {
			byte[] before = buffer.bytes();
			buffer.ensureRoom(used, used + 1);
			if (buffer.bytes() != before) {
				allocated += buffer.bytes().length;
			}
			used = Math.min(length, buffer.bytes().length);
		}
		return allocated;
	}

}
