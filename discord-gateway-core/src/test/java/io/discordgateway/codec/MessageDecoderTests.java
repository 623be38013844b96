package io.discordgateway.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

import com.github.luben.zstd.Zstd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class MessageDecoderTests {

	private static final int MAX = 1 << 20;

	private final Deflater deflater = new Deflater();

	@Test
	void keysMayComeInAnyOrder() { // R29
		for (String json : List.of("{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":{\"x\":1}}",
				"{\"d\":{\"x\":1},\"op\":0,\"s\":5,\"t\":\"A\"}",
				"{ \"op\" : 0 , \"d\" : {\"x\":1} , \"t\":\"A\",\"s\":5 }",
				"{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":{\"x\":1},\"new\":[{}]}",
				"{\"new\":\"\\\"}\",\"t\":\"A\",\"s\":5,\"op\":0,\"d\":{\"x\":1} }\n")) {
			Envelope envelope = decode(plain(), json);
			assertThat(envelope.op()).as(json).isZero();
			assertThat(envelope.name()).isEqualTo("A");
			assertThat(envelope.sequence()).isEqualTo(5);
			assertThat(envelope.copyData().toJson()).isEqualTo("{\"x\":1}");
			assertThat(envelope.copyData().toJson()).as("twice").isEqualTo("{\"x\":1}");
		}
	}

	@Test
	void contentOfEveryKindIsCopiedExactly() {
		for (String data : List.of("null", "true", "-1.5e+3", "\"a\\\\\\\"b}\"", "[[],{\"a\":[1,2]}]", "{}")) {
			assertThat(decode(plain(), "{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":" + data + "}").copyData().toJson())
				.isEqualTo(data);
			assertThat(decode(plain(), "{\"d\":" + data + ",\"op\":0}").copyData().toJson()).isEqualTo(data);
		}
		assertThat(decode(plain(), "{\"op\":11}").copyData().toJson()).isEqualTo("null");
	}

	@Test
	void absentAndNullNumbersAreTheSame() {
		assertThat(decode(plain(), "{\"op\":11,\"s\":null,\"t\":null}").sequence()).isEqualTo(Envelope.NO_SEQUENCE);
		assertThat(decode(plain(), "{\"op\":11}").name()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "{}", "{\"op\":1", "{\"op\" 1}", "{\"op\":1 \"d\":1}", "{op:1}", "{\"op\":-1}",
			"{\"op\":1.0}", "{\"op\":null}", "{\"op\":5000000000}", "{\"op\":1111111111111111111}",
			"{\"op\":1,\"s\":\"x\"}", "{\"op\":1,\"t\":1}", "{\"op\":1}}", "{\"op\":1,\"x\":nil}", "{\"op\":1,\"x\":}",
			"{\"op\":1,\"x\":\"", "{\"op\":1,\"x\":[1,}", "{\"op\":1,\"x\":\"\\", "{\"op\":1,\"x\":trux}",
			"{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":{\"x\":1", "{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":",
			"{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":}", "[\"op\":11}", "{'op\":11}", "{xop\":11}", "{\"op\"=11}",
			"{\"op\":11;\"s\":1}", "{\"t\":null,\"s\":null,\"op\":0,\"d\":{};\"x\":1}",
			"{\"t\":null,\"s\":null,\"op\":0,\"d\":{},xx\":1}", "{\"t\":null,\"s\":null,\"op\":0,\"d\":{},\"x\";1}",
			"{\"op\":2147483648}", "{\"op\":11,\"s\":1234567890123456789}" })
	void whatIsNoGatewayMessageIsRefused(String json) { // R35
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> decode(plain(), json).copyData());
	}

	@Test
	void numbersAndNamesAreTakenUpToTheirBounds() {
		Envelope envelope = decode(plain(),
				"{\"op\":2147483647,\"s\":123456789012345678,\"t\":\"" + "A".repeat(128) + "\"}");
		assertThat(envelope.op()).isEqualTo(Integer.MAX_VALUE);
		assertThat(envelope.sequence()).isEqualTo(123456789012345678L);
		assertThat(envelope.name()).hasSize(128);
	}

	@Test
	void namesMayBeEscaped() { // R29
		for (String json : List.of("{\"t\":\"\\u004dESSAGE_CREATE\",\"s\":5,\"op\":0,\"d\":{\"x\":1}}",
				"{\"\\u0074\":\"MESSAGE_CREATE\",\"\\u0073\":5,\"o\\u0070\":0,\"\\u0064\":{\"x\":1}}",
				"{\"\\u006f\\u0070\":0,\"d\":{\"x\":1},\"s\":5,\"t\":\"MESSAGE\\u005FCREATE\"}",
				"{\"x\\\"op\":1,\"\\\"\":7,\"\\u0064\\u0064\":7,\"\\n\":7,\"op\":0,\"\":7,\"s\":5,\"t\":\"MESSAGE_CREATE\",\"d\":{\"x\":1}}",
				"{\"op\":0,\"s\":5,\"t\":\"" + escaped("MESSAGE_CREATE") + "\",\"d\":{\"x\":1}}")) {
			Envelope envelope = decode(plain(), json);
			assertThat(envelope.name()).as(json).isEqualTo("MESSAGE_CREATE");
			assertThat(envelope.sequence()).isEqualTo(5);
			assertThat(envelope.op()).isZero();
			assertThat(envelope.copyData().toJson()).isEqualTo("{\"x\":1}");
		}
		assertThat(decode(plain(), "{\"op\":0,\"t\":\"" + escaped("A".repeat(128)) + "\"}").name())
			.isEqualTo("A".repeat(128));
	}

	@ParameterizedTest
	@ValueSource(strings = { "A\nB", "A\\nB", "A\\u000aB", "A\\u001b[2J", "A\u007f", "A B", "A\\\"", "\u00c4",
			"\\u00c4", "\\u2028", "\u2028", "\\ud800", "${A}", "A/B", "A@B", "A[B", "A`B", "A:B", "A^B" })
	void namesThatAreNotSafeToLogAreRefused(String name) { // R35
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decode(plain(), "{\"t\":\"" + name + "\",\"s\":5,\"op\":0,\"d\":{}}"))
			.satisfies((ex) -> assertThat(ex.getMessage()).matches("[ -~]+").doesNotContain("A\\n", "[2J"));
	}

	@Test
	void unknownNamesAreLegal() { // R36
		for (String name : List.of("A", "SOMETHING_NEW_2", "azAZ09_.-", "")) {
			assertThat(decode(plain(), "{\"t\":\"" + name + "\",\"op\":0}").name()).isEqualTo(name);
		}
	}

	@Test
	void namesAreBounded() {
		for (String name : List.of("A".repeat(129), escaped("A".repeat(129)), "\\u0041".repeat(300),
				"A".repeat(9000))) {
			assertThatExceptionOfType(MalformedPayloadException.class)
				.isThrownBy(() -> decode(plain(), "{\"t\":\"" + name + "\",\"op\":0}"))
				.withMessageContaining("128");
		}
	}

	private static String escaped(String text) {
		StringBuilder escaped = new StringBuilder();
		text.chars().forEach((each) -> escaped.append(String.format("\\u%04x", each)));
		return escaped.toString();
	}

	@ParameterizedTest
	@EnumSource
	void messageWithoutContentIsIgnored(Compression compression) { // R30, R31, R32
		try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, compression, MAX, PayloadLimits.DEFAULT)) {
			boolean text = compression == Compression.NONE;
			for (int round = 0; round < 3; round++) {
				assertThat(decoder.decode(ByteBuffer.allocate(0), text, true)).isNull();
				assertThat(decoder.decode(ByteBuffer.allocateDirect(0), text, false)).isNull();
				assertThat(decoder.decode(ByteBuffer.allocateDirect(0), text, true)).isNull();
				byte[] message = switch (compression) {
					case NONE -> "{\"op\":11}".getBytes(StandardCharsets.UTF_8);
					case ZLIB_STREAM -> deflate("{\"op\":11}");
					case ZSTD_STREAM -> Zstd.compress("{\"op\":11}".getBytes(StandardCharsets.UTF_8));
					case PAYLOAD -> document("{\"op\":11}");
				};
				assertThat(decoder.decode(ByteBuffer.wrap(message), text, false)).isNull();
				Envelope envelope = decoder.decode(ByteBuffer.allocate(0), text, true);
				assertThat(envelope).isNotNull();
				assertThat(envelope.op()).isEqualTo(11);
			}
		}
	}

	private static byte[] document(String json) {
		Deflater deflater = new Deflater();
		deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
		deflater.finish();
		byte[] bytes = new byte[1000];
		int length = deflater.deflate(bytes);
		deflater.end();
		return Arrays.copyOf(bytes, length);
	}

	@Test
	void emptyMessageInsideAGatewayMessageChangesNothing() { // R30
		byte[] bytes = deflate("{\"op\":11}");
		MessageDecoder decoder = compressed();
		assertThat(decoder.decode(ByteBuffer.wrap(bytes, 0, 5), false, true)).isNull();
		assertThat(decoder.decode(ByteBuffer.allocate(0), false, true)).isNull();
		assertThat(decoder.decode(ByteBuffer.wrap(bytes, 5, bytes.length - 5), false, true)).isNotNull();
		decoder.close();
	}

	@Test
	void plainMessageIsReadFromAnyKindOfBuffer() { // R29
		byte[] json = "{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":{\"x\":1}}".getBytes(StandardCharsets.UTF_8);
		ByteBuffer inTheMiddle = ByteBuffer.wrap(Terms.bytes("{\"op\"", json, "}}"), 4, json.length + 1).slice();
		inTheMiddle.position(1);
		MessageDecoder decoder = plain();
		for (ByteBuffer chunk : List.of(ByteBuffer.wrap(json), inTheMiddle, ByteBuffer.wrap(json).asReadOnlyBuffer(),
				ByteBuffer.allocateDirect(json.length).put(json).flip())) {
			Envelope envelope = decoder.decode(chunk, true, true);
			assertThat(chunk.hasRemaining()).isFalse();
			assertThat(envelope).isNotNull().hasToString("Envelope[op=0, s=5, t=A]");
			assertThat(envelope.copyData().toJson()).isEqualTo("{\"x\":1}");
		}
		decoder.close();
	}

	@Test
	void messageMayLieAnywhereInItsBuffer() { // R35
		byte[] buffer = "xx{\"op\":11}yy".getBytes(StandardCharsets.UTF_8);
		JsonEnvelopeReader reader = new JsonEnvelopeReader(PayloadLimits.DEFAULT);
		Envelope envelope = new Envelope();
		reader.read(buffer, 2, 11, envelope);
		assertThat(envelope.op()).isEqualTo(11);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> reader.read(buffer, 2, 12, envelope))
			.withMessageEndingWith("at byte 9");
	}

	@Test
	void closedStreamsHaveFreedTheirNativeMemory() { // R30, R32
		for (StreamInflater inflater : List.of(new ZlibStream(), new ZlibDocuments())) {
			inflater.setInput(ByteBuffer.wrap(new byte[] { 1 }));
			inflater.close();
			// a NullPointerException on JDK 17, an IllegalStateException on 25
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> inflater.inflate(new byte[1], 0, 1))
				.withMessageContaining("closed");
		}
	}

	@Test
	void onlyJsonIsText() {
		assertThat(Encoding.JSON.isText()).isTrue();
		assertThat(Encoding.ETF.isText()).isFalse();
	}

	@Test
	void damageBehindTheContentShowsWhenItIsCopied() { // R35
		Envelope envelope = decode(plain(), "{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":{},,\"x\":1}");
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(envelope::copyData);
	}

	@Test
	void deepNestingIsRefused() { // R34
		String deep = "[".repeat(1001) + "]".repeat(1001);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decode(plain(), "{\"op\":0,\"d\":" + deep + "}"))
			.withMessageContaining("1000");
	}

	@Test
	void longEventNameIsRefused() { // R34
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decode(plain(), "{\"op\":0,\"t\":\"" + "A".repeat(129) + "\"}"))
			.withMessageContaining("129");
	}

	@Test
	void eventNamesAreNotMadeAgain() {
		MessageDecoder decoder = plain();
		String first = decode(decoder, "{\"op\":0,\"t\":\"MESSAGE_CREATE\"}").name();
		assertThat(decode(decoder, "{\"op\":0,\"t\":\"MESSAGE_CREATE\"}").name()).isSameAs(first);
		assertThat(decode(decoder, "{\"op\":0,\"t\":\"MESSAGE_CREATX\"}").name()).isEqualTo("MESSAGE_CREATX");
	}

	@Test
	void messageMayComeInAnyPieces() { // R10, R30
		String first = "{\"t\":\"A\",\"s\":5,\"op\":0,\"d\":{\"x\":\"" + "y".repeat(300) + "\"}}";
		byte[] one = deflate(first);
		byte[] two = deflate("{\"op\":11}");
		for (int cut = 0; cut <= one.length; cut++) {
			MessageDecoder decoder = compressed();
			assertThat(decoder.decode(ByteBuffer.wrap(one, 0, cut), false, false)).isNull();
			Envelope envelope = decoder.decode(ByteBuffer.wrap(one, cut, one.length - cut), false, true);
			assertThat(envelope).isNotNull();
			assertThat(envelope.sequence()).isEqualTo(5);
			assertThat(decoder.decode(ByteBuffer.wrap(two), false, true)).isNotNull();
			decoder.close();
		}
	}

	@Test
	void gatewayMessageMaySpanSeveralWebSocketMessages() { // R30
		byte[] bytes = deflate("{\"op\":11}");
		for (int cut = 1; cut < bytes.length; cut++) {
			MessageDecoder decoder = compressed();
			assertThat(decoder.decode(ByteBuffer.wrap(bytes, 0, cut), false, true)).isNull();
			assertThat(decoder.decode(ByteBuffer.wrap(bytes, cut, bytes.length - cut), false, true)).isNotNull();
			decoder.close();
		}
	}

	@Test
	void plainTextComesInPiecesToo() {
		MessageDecoder decoder = plain();
		assertThat(decoder.decode(utf8("{\"op\""), true, false)).isNull();
		assertThat(decoder.decode(utf8(":11}"), true, true)).isNotNull();
	}

	@Test
	void largeMessageIsReadAndItsBufferLetGo() {
		MessageDecoder decoder = compressed();
		List<Integer> sizes = new ArrayList<>();
		for (int size : new int[] { 500_000, 10, 20_000, 10 }) {
			Envelope envelope = decoder
				.decode(ByteBuffer.wrap(deflate("{\"op\":0,\"d\":\"" + "x".repeat(size) + "\"}")), false, true);
			sizes.add(envelope.copyData().bytes().length - 2);
		}
		assertThat(sizes).containsExactly(500_000, 10, 20_000, 10);
	}

	@Test
	void inflatedSizeIsBounded() { // R34
		byte[] bomb = deflate("{\"op\":0,\"d\":\"" + "x".repeat(2 * MAX) + "\"}");
		assertThat(bomb.length).isLessThan(5000);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> compressed().decode(ByteBuffer.wrap(bomb), false, true))
			.withMessageContaining("maxPayloadSize");
	}

	@Test
	void plainSizeIsBounded() { // R34
		MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.NONE, 4096, PayloadLimits.DEFAULT);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decoder.decode(ByteBuffer.allocate(4097), true, false))
			.withMessageContaining("4096");
	}

	@Test
	void endedStreamIsRefused() { // R35
		Deflater ended = new Deflater();
		ended.setInput("{\"op\":11}".getBytes(StandardCharsets.UTF_8));
		ended.finish();
		byte[] bytes = new byte[100];
		int length = ended.deflate(bytes);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> compressed().decode(ByteBuffer.wrap(bytes, 0, length), false, true))
			.withMessageContaining("ended");
	}

	@Test
	void streamThatWantsADictionaryIsRefused() { // R35
		Deflater preset = new Deflater();
		preset.setDictionary(new byte[] { 1, 2, 3 });
		preset.setInput("{\"op\":11}".getBytes(StandardCharsets.UTF_8));
		byte[] bytes = new byte[100];
		int length = preset.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> compressed().decode(ByteBuffer.wrap(bytes, 0, length), false, true))
			.withMessageContaining("dictionary");
	}

	@Test
	void binaryWithoutCompressionIsRefused() { // R35
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> plain().decode(utf8("{\"op\":11}"), false, true));
	}

	@Test
	void closedDecoderTakesNothing() {
		MessageDecoder decoder = compressed();
		decoder.close();
		decoder.close();
		assertThatIllegalStateException().isThrownBy(() -> decoder.decode(utf8("{}"), true, true));
	}

	private static MessageDecoder plain() {
		return new MessageDecoder(Encoding.JSON, Compression.NONE, MAX, PayloadLimits.DEFAULT);
	}

	private static MessageDecoder compressed() {
		return new MessageDecoder(Encoding.JSON, Compression.ZLIB_STREAM, MAX, PayloadLimits.DEFAULT);
	}

	private static Envelope decode(MessageDecoder decoder, String json) {
		Envelope envelope = decoder.decode(utf8(json), true, true);
		assertThat(envelope).isNotNull();
		return envelope;
	}

	private static ByteBuffer utf8(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private byte[] deflate(String json) {
		this.deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		int length;
		while ((length = this.deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH)) > 0) {
			out.write(buffer, 0, length);
		}
		return out.toByteArray();
	}

}
