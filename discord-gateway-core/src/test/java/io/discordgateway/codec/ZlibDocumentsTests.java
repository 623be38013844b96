package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ZlibDocumentsTests {

	private final MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.PAYLOAD, 1 << 20,
			PayloadLimits.DEFAULT);

	@AfterEach
	void close() {
		this.decoder.close();
	}

	@Test
	void binaryIsZlibAndTextIsPlainInAnyMix() { // R32
		for (int i = 0; i < 100; i++) {
			String json = "{\"op\":0,\"s\":" + i + "}";
			byte[] bytes = switch (i % 3) {
				case 0 -> json.getBytes(StandardCharsets.UTF_8);
				case 1 -> document(json, true);
				default -> document(json, false);
			};
			Envelope envelope = this.decoder.decode(ByteBuffer.wrap(bytes), i % 3 == 0, true);
			assertThat(envelope).isNotNull();
			assertThat(envelope.sequence()).isEqualTo(i);
		}
	}

	@Test
	void messageMayComeInAnyPieces() { // R10, R32
		for (boolean finished : new boolean[] { true, false }) {
			byte[] bytes = document("{\"op\":11,\"d\":\"" + "x".repeat(100) + "\"}", finished);
			for (int cut = 0; cut <= bytes.length; cut++) {
				assertThat(this.decoder.decode(ByteBuffer.wrap(bytes, 0, cut), false, false)).isNull();
				assertThat(this.decoder.decode(ByteBuffer.wrap(bytes, cut, bytes.length - cut), false, true))
					.isNotNull();
			}
		}
	}

	@Test
	void documentThatEndsTooSoonIsRefused() { // R35
		byte[] bytes = document("{\"op\":11}", true);
		for (int length = 1; length < bytes.length; length++) {
			ByteBuffer part = ByteBuffer.wrap(bytes, 0, length);
			assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> {
				try (MessageDecoder fresh = new MessageDecoder(Encoding.JSON, Compression.PAYLOAD, 4096,
						PayloadLimits.DEFAULT)) {
					assertThat(fresh.decode(part, false, true)).isNotNull();
				}
			});
		}
	}

	@Test
	void bytesBehindTheDocumentAreRefused() { // R35
		byte[] one = document("{\"op\":11}", true);
		byte[] more = Arrays.copyOf(one, one.length + 1);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> this.decoder.decode(ByteBuffer.wrap(more), false, true))
			.withMessageContaining("behind");
		try (MessageDecoder pieces = new MessageDecoder(Encoding.JSON, Compression.PAYLOAD, 4096,
				PayloadLimits.DEFAULT)) {
			assertThat(pieces.decode(ByteBuffer.wrap(one), false, false)).isNull();
			assertThatExceptionOfType(MalformedPayloadException.class)
				.isThrownBy(() -> pieces.decode(ByteBuffer.wrap(one), false, true))
				.withMessageContaining("behind");
		}
	}

	@Test
	void damageAndDictionariesAreRefused() { // R35
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> this.decoder.decode(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), false, true))
			.withMessageContaining("damaged");
		Deflater preset = new Deflater();
		preset.setDictionary(new byte[] { 1, 2, 3 });
		byte[] bytes = deflate(preset, "{\"op\":11}", true);
		try (MessageDecoder fresh = new MessageDecoder(Encoding.JSON, Compression.PAYLOAD, 4096,
				PayloadLimits.DEFAULT)) {
			assertThatExceptionOfType(MalformedPayloadException.class)
				.isThrownBy(() -> fresh.decode(ByteBuffer.wrap(bytes), false, true))
				.withMessageContaining("dictionary");
		}
	}

	@Test
	void inflatedSizeIsBounded() { // R34
		byte[] bomb = document("x".repeat(2 << 20), true);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> this.decoder.decode(ByteBuffer.wrap(bomb), false, true))
			.withMessageContaining("maxPayloadSize");
	}

	private static byte[] document(String json, boolean finished) {
		return deflate(new Deflater(), json, finished);
	}

	private static byte[] deflate(Deflater deflater, String json, boolean finished) {
		deflater.setInput(json.getBytes(StandardCharsets.UTF_8));
		if (finished) {
			deflater.finish();
		}
		byte[] bytes = new byte[64 * 1024];
		int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
		deflater.end();
		return Arrays.copyOf(bytes, length);
	}

}
