package io.discordgateway.codec;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ZstdStreamTests {

	private static final int MAX = 1 << 20;

	private final ZstdCompressCtx compressor = new ZstdCompressCtx();

	private final List<MessageDecoder> decoders = new ArrayList<>();

	@AfterEach
	void close() {
		this.compressor.close();
		this.decoders.forEach(MessageDecoder::close);
	}

	@Test
	void isPreferredWhereItsLibraryIs() {
		assertThat(Compression.ZSTD_STREAM.isAvailable()).isTrue();
		assertThat(Compression.preferred()).isSameAs(Compression.ZSTD_STREAM);
		assertThat(Compression.ZSTD_STREAM.queryValue()).isEqualTo("zstd-stream");
	}

	@Test
	void oneStreamCarriesEveryMessageOfTheConnection() { // R31
		MessageDecoder decoder = decoder();
		for (int i = 0; i < 1000; i++) {
			String data = "\"" + "y".repeat(i * 7) + i + "\"";
			Envelope envelope = decoder
				.decode(ByteBuffer.wrap(compress("{\"op\":0,\"s\":" + i + ",\"d\":" + data + "}")), false, true);
			assertThat(envelope).isNotNull();
			assertThat(envelope.sequence()).isEqualTo(i);
			assertThat(envelope.copyData().toJson()).isEqualTo(data);
		}
	}

	@Test
	void messageMayComeInAnyPieces() { // R10, R31
		byte[] one = compress("{\"op\":0,\"s\":5,\"d\":\"" + "y".repeat(300) + "\"}");
		byte[] two = compress("{\"op\":11}");
		for (int cut = 0; cut <= one.length; cut++) {
			MessageDecoder decoder = decoder();
			assertThat(decoder.decode(ByteBuffer.wrap(one, 0, cut), false, false)).isNull();
			Envelope envelope = decoder.decode(ByteBuffer.wrap(one, cut, one.length - cut), false, true);
			assertThat(envelope).isNotNull();
			assertThat(envelope.sequence()).isEqualTo(5);
			assertThat(decoder.decode(ByteBuffer.wrap(two), false, true)).isNotNull();
		}
	}

	@Test
	void chunkMayBeOfAnyKindOfBuffer() {
		MessageDecoder decoder = decoder();
		byte[] bytes = compress("{\"op\":11}");
		ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		assertThat(decoder.decode(direct, false, true)).isNotNull();
		assertThat(direct.hasRemaining()).isFalse();
		ByteBuffer readOnly = ByteBuffer.wrap(compress("{\"op\":11}")).asReadOnlyBuffer();
		assertThat(decoder.decode(readOnly, false, true)).isNotNull();
		assertThat(readOnly.hasRemaining()).isFalse();
		ByteBuffer slice = ByteBuffer.wrap(("xx" + "{}").getBytes(StandardCharsets.UTF_8), 1, 0).slice();
		assertThat(decoder.decode(slice, false, false)).isNull();
		assertThat(decoder.decode(ByteBuffer.wrap(compress("{\"op\":11}")), false, true)).isNotNull();
	}

	@Test
	void messageThatEndsTooSoonIsRefused() { // R31: a WebSocket message is a gateway
												// message
		byte[] bytes = compress("{\"op\":0,\"d\":\"abcdefghijklmnopqrstuvwxyz\"}");
		for (int length = 1; length < bytes.length; length++) {
			MessageDecoder decoder = decoder();
			ByteBuffer part = ByteBuffer.wrap(bytes, 0, length);
			assertThatExceptionOfType(MalformedPayloadException.class)
				.isThrownBy(() -> decoder.decode(part, false, true));
		}
	}

	@Test
	void messageMayConsistOfSeveralFrames() { // R31
		byte[] first = Zstd.compress("{\"op\":".getBytes(StandardCharsets.UTF_8));
		byte[] second = Zstd.compress("11}".getBytes(StandardCharsets.UTF_8));
		ByteBuffer both = ByteBuffer.allocate(first.length + second.length).put(first).put(second).flip();
		Envelope envelope = decoder().decode(both, false, true);
		assertThat(envelope).isNotNull();
		assertThat(envelope.op()).isEqualTo(11);
		assertThat(both.hasRemaining()).isFalse();
	}

	@Test
	void damagedStreamIsRefused() { // R35
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decoder().decode(ByteBuffer.wrap(new byte[] { 1, 2, 3, 4, 5, 6 }), false, true))
			.withMessageContaining("zstd");
	}

	@Test
	void inflatedSizeIsBounded() { // R34
		byte[] bomb = compress("{\"op\":0,\"d\":\"" + "x".repeat(4 * MAX) + "\"}");
		assertThat(bomb.length).isLessThan(2000);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decoder().decode(ByteBuffer.wrap(bomb), false, true))
			.withMessageContaining("maxPayloadSize");
	}

	@Test
	void messageOfTheLargestSizeIsTaken() { // R34
		byte[] largest = compress("{\"op\":0,\"d\":\"" + "x".repeat(MAX - 15) + "\"}");
		assertThat(decoder().decode(ByteBuffer.wrap(largest), false, true)).isNotNull();
		this.compressor.reset();
		byte[] larger = compress("{\"op\":0,\"d\":\"" + "x".repeat(MAX - 14) + "\"}");
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decoder().decode(ByteBuffer.wrap(larger), false, true));
	}

	@Test
	void largeWindowIsRefused() { // R34
		this.compressor.setWindowLog(24);
		byte[] bytes = compress("{\"op\":11}");
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decoder().decode(ByteBuffer.wrap(bytes), false, true));
	}

	@Test
	void largestWindowIsTaken() { // R34
		this.compressor.setWindowLog(23);
		assertThat(decoder().decode(ByteBuffer.wrap(compress("{\"op\":11}")), false, true)).isNotNull();
	}

	@Test
	void textIsPlain() {
		assertThat(decoder().decode(ByteBuffer.wrap("{\"op\":11}".getBytes(StandardCharsets.UTF_8)), true, true))
			.isNotNull();
	}

	@Test
	void closedDecoderTakesNothing() {
		MessageDecoder decoder = decoder();
		decoder.close();
		decoder.close();
		assertThatIllegalStateException().isThrownBy(() -> decoder.decode(ByteBuffer.allocate(1), false, true));
	}

	@Test
	void decoderClosesItsContextOnce() { // R31
		class Counted implements StreamInflater {

			private int closed;

			@Override
			public void setInput(ByteBuffer chunk) {
				chunk.position(chunk.limit());
			}

			@Override
			public int inflate(byte[] target, int offset, int length) {
				return 0;
			}

			@Override
			public boolean endMessage() {
				return true;
			}

			@Override
			public void close() {
				this.closed++;
			}

		}
		Counted counted = new Counted();
		MessageDecoder decoder = new MessageDecoder(Encoding.JSON, counted, MAX, PayloadLimits.DEFAULT);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> decoder.decode(ByteBuffer.allocate(1), false, true));
		decoder.close();
		decoder.close();
		assertThat(counted.closed).isEqualTo(1);
	}

	@Test
	void hundredThousandConnectionsLeakNothing() throws IOException { // R31
		byte[] bytes = compress("{\"op\":11}");
		long before = 0;
		for (int i = 0; i < 100_000; i++) {
			if (i == 1000) {
				before = nativeKilobytes();
			}
			try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.ZSTD_STREAM, 4096,
					PayloadLimits.DEFAULT)) {
				if (decoder.decode(ByteBuffer.wrap(bytes), false, true) == null) {
					throw new AssertionError("no envelope");
				}
			}
		}
		// One context of a stream is at least 95 KB: leaked, these were 9 GB.
		assertThat(nativeKilobytes() - before).isLessThan(500_000);
	}

	@Test
	void isUnavailableWithoutItsLibrary() throws Exception {
		List<URL> urls = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			if (!entry.contains("zstd-jni")) {
				urls.add(Path.of(entry).toUri().toURL());
			}
		}
		try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]),
				ClassLoader.getPlatformClassLoader())) {
			Class<?> type = loader.loadClass(Compression.class.getName());
			Object zstd = type.getMethod("valueOf", String.class).invoke(null, "ZSTD_STREAM");
			Object preferred = type.getMethod("preferred").invoke(null);
			assertThat(type.getMethod("isAvailable").invoke(zstd)).isEqualTo(false);
			assertThat(preferred).hasToString("ZLIB_STREAM");
			Class<?> decoderType = loader.loadClass(MessageDecoder.class.getName());
			Class<?> encoding = loader.loadClass(Encoding.class.getName());
			Class<?> limits = loader.loadClass(PayloadLimits.class.getName());
			Object decoder = decoderType.getConstructor(encoding, type, int.class, limits)
				.newInstance(encoding.getMethod("valueOf", String.class).invoke(null, "JSON"), preferred, MAX,
						limits.getField("DEFAULT").get(null));
			Method decode = decoderType.getMethod("decode", ByteBuffer.class, boolean.class, boolean.class);
			ByteBuffer message = ByteBuffer.wrap("{\"op\":11}".getBytes(StandardCharsets.UTF_8));
			assertThat(decode.invoke(decoder, message, true, true)).isNotNull();
		}
	}

	/*
	 * What the process has beside its heap, which may grow meanwhile; 0 where the system
	 * does not say.
	 */
	private static long nativeKilobytes() throws IOException {
		Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) {
			return 0;
		}
		return Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("[^0-9]", "")))
			.sum() - Runtime.getRuntime().totalMemory() / 1024;
	}

	private MessageDecoder decoder() {
		MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.ZSTD_STREAM, MAX, PayloadLimits.DEFAULT);
		this.decoders.add(decoder);
		return decoder;
	}

	private byte[] compress(String json) {
		ByteBuffer source = ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
		ByteBuffer target = ByteBuffer.allocate(64 * 1024);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		boolean flushed;
		do {
			flushed = this.compressor.compressByteBufferStream(target, source, EndDirective.FLUSH);
			out.write(target.array(), 0, target.position());
			target.clear();
		}
		while (!flushed || source.hasRemaining());
		return out.toByteArray();
	}

}
