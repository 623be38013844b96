package io.discordgateway.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.MalformedPayloadException;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadLimits;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * R30 to R32, R34, R35: whatever is inflated, and however it is cut, the messages are the
 * same, or the same error.
 */
class DecompressionFuzzTests {

	private static final int MAX_SIZE = 1 << 16;

	static Stream<byte[]> zlib() {
		return Stream.concat(Seeds.json().filter((message) -> message.length < 2000).flatMap((message) -> {
			byte[] stream = deflate(message, Deflater.SYNC_FLUSH);
			return Stream.of(Seeds.after(new int[] { 0 }, stream), Seeds.after(new int[] { 3 }, stream));
		}), Seeds.corpus("DecompressionFuzzTests.zlib"));
	}

	static Stream<byte[]> payload() {
		return Stream.concat(
				Seeds.json()
					.filter((message) -> message.length < 2000)
					.map((message) -> Seeds.after(new int[] { 7 }, deflate(message, Deflater.FULL_FLUSH))),
				Seeds.corpus("DecompressionFuzzTests.payload"));
	}

	static Stream<byte[]> zstd() {
		return Stream.concat(Seeds.json().filter((message) -> message.length < 2000).map((message) -> {
			try (ZstdCompressCtx context = new ZstdCompressCtx()) {
				ByteBuffer target = ByteBuffer.allocate(64 * 1024);
				context.compressByteBufferStream(target, ByteBuffer.wrap(message), EndDirective.FLUSH);
				return Seeds.after(new int[] { 5 }, Arrays.copyOf(target.array(), target.position()));
			}
		}), Seeds.corpus("DecompressionFuzzTests.zstd"));
	}

	@MethodSource("zlib")
	@FuzzTest(maxDuration = "20m")
	void zlib(byte[] input) {
		inflate(Compression.ZLIB_STREAM, input);
	}

	@MethodSource("payload")
	@FuzzTest(maxDuration = "20m")
	void payload(byte[] input) {
		inflate(Compression.PAYLOAD, input);
	}

	@MethodSource("zstd")
	@FuzzTest(maxDuration = "20m")
	void zstd(byte[] input) {
		inflate(Compression.ZSTD_STREAM, input);
	}

	/* The first byte says how to cut, and where messages end. */
	private static void inflate(Compression compression, byte[] input) {
		if (input.length < 1) {
			return;
		}
		List<String> whole = decode(compression, input, 1 << 20);
		List<String> pieces = decode(compression, input, (input[0] & 0x7F) + 1);
		if (!whole.equals(pieces)) {
			throw new AssertionError("Cut, it gives " + pieces + ", whole " + whole);
		}
	}

	private static List<String> decode(Compression compression, byte[] input, int pieces) {
		List<String> seen = new ArrayList<>();
		int messageLength = ((input[0] & 0x80) != 0) ? Math.max(1, input.length / 2) : input.length;
		try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, compression, MAX_SIZE, PayloadLimits.DEFAULT)) {
			for (int start = 1; start < input.length; start += messageLength) {
				int end = Math.min(input.length, start + messageLength);
				for (int at = start; at < end; at += pieces) {
					int length = Math.min(pieces, end - at);
					ByteBuffer chunk = ByteBuffer.wrap(input, at, length);
					Envelope envelope = decoder.decode(chunk, false, at + length == end);
					if (envelope != null) {
						seen.add(envelope + envelope.copyData().toJson());
					}
				}
			}
		}
		catch (MalformedPayloadException ex) {
			seen.add("refused");
		}
		return seen;
	}

	private static byte[] deflate(byte[] message, int flush) {
		Deflater deflater = new Deflater();
		deflater.setInput(message);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		int length;
		while ((length = deflater.deflate(buffer, 0, buffer.length, flush)) > 0) {
			out.write(buffer, 0, length);
		}
		deflater.end();
		return out.toByteArray();
	}

}
