package io.discordgateway.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gigabyte in a megabyte, in a process of its own, whose memory is measured.
 */
class BombTests {

	private static final int MEGABYTE = 1 << 20;

	private static final long MOST_BYTES = 100_000_000;

	@ParameterizedTest
	@EnumSource(names = { "ZLIB_STREAM", "ZSTD_STREAM", "PAYLOAD" })
	@EnabledOnOs(OS.LINUX)
	void bombOfAGigabyteRaisesMemoryByLessThan100Megabytes(Compression compression) throws Exception { // R34
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), BombTests.class.getName(), compression.name())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(output).contains("maxPayloadSize");
		String[] figures = output.strip().substring(output.strip().lastIndexOf('\n') + 1).split(" ", -1);
		assertThat(Integer.parseInt(figures[0])).as("bytes of the bomb").isLessThan(MEGABYTE * 11 / 10);
		assertThat(Long.parseLong(figures[1])).as("bytes more than before").isLessThan(MOST_BYTES);
	}

	/**
	 * Decodes a bomb and prints its size, and by how much the process grew at most.
	 * @param args the compression
	 * @throws IOException if the system does not say how large the process is
	 */
	public static void main(String[] args) throws IOException {
		Compression compression = Compression.valueOf(args[0]);
		byte[] bomb = (compression == Compression.ZSTD_STREAM) ? zstd() : zlib();
		try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, compression, 64 * MEGABYTE,
				PayloadLimits.DEFAULT)) {
			decoder.decode(ByteBuffer.wrap(bomb, 0, 1), false, false);
			// Forgets the highest memory so far, which making the bomb may have needed.
			Files.writeString(Path.of("/proc/self/clear_refs"), "5");
			long before = kilobytes("VmRSS:");
			try {
				decoder.decode(ByteBuffer.wrap(bomb, 1, bomb.length - 1), false, true);
			}
			catch (MalformedPayloadException ex) {
				System.out.println(ex.getMessage());
			}
			System.out.println(bomb.length + " " + (kilobytes("VmHWM:") - before) * 1024);
		}
	}

	private static long kilobytes(String name) throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith(name))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("[^0-9]", "")))
			.sum();
	}

	private static byte[] start() {
		return "{\"op\":0,\"d\":\"".getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] megabyte() {
		byte[] bytes = new byte[MEGABYTE];
		Arrays.fill(bytes, (byte) 'x');
		return bytes;
	}

	/* Flushed, one megabyte after the other comes out the same. */
	private static byte[] zlib() {
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(deflate(deflater, start()));
		out.writeBytes(deflate(deflater, megabyte()));
		byte[] further = deflate(deflater, megabyte());
		deflater.end();
		for (int i = 1; i < 1024; i++) {
			out.writeBytes(further);
		}
		return out.toByteArray();
	}

	private static byte[] deflate(Deflater deflater, byte[] bytes) {
		deflater.setInput(bytes);
		byte[] buffer = new byte[8192];
		return Arrays.copyOf(buffer, deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH));
	}

	private static byte[] zstd() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteBuffer target = ByteBuffer.allocate(8192);
		try (ZstdCompressCtx context = new ZstdCompressCtx()) {
			byte[] megabyte = megabyte();
			for (int i = 0; i <= 1024; i++) {
				ByteBuffer source = ByteBuffer.wrap((i == 0) ? start() : megabyte);
				boolean flushed;
				do {
					flushed = context.compressByteBufferStream(target, source, EndDirective.FLUSH);
					out.write(target.array(), 0, target.position());
					target.clear();
				}
				while (!flushed || source.hasRemaining());
			}
		}
		return out.toByteArray();
	}

}
