package io.discordgateway.benchmarks;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.discordgateway.codec.EtfFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * 2,000 gateway messages of a large bot, as Discord's wire has them, made by a generator
 * with seed 7. READY and GUILD_CREATE are left out, so that every round costs the same.
 */
final class Traffic {

	private Traffic() {
	}

	static List<byte[]> plain() {
		return read("/traffic-large-bot.ndjson.gz");
	}

	/**
	 * Returns the data of all events with a name. GUILD_CREATE is two guilds of 20 KB and
	 * one of 100 KB, by the same generator.
	 * @param event the event's name
	 * @return what stands in {@code d}
	 */
	static List<byte[]> payloads(String event) {
		String start = "{\"t\":\"" + event + "\",";
		return read(event.equals("GUILD_CREATE") ? "/traffic-guild-create.ndjson.gz" : "/traffic-large-bot.ndjson.gz")
			.stream()
			.map((message) -> new String(message, StandardCharsets.UTF_8))
			.filter((message) -> message.startsWith(start))
			.map((message) -> message.substring(message.indexOf("\"d\":") + 4, message.length() - 1))
			.map((data) -> data.getBytes(StandardCharsets.UTF_8))
			.toList();
	}

	private static List<byte[]> read(String resource) {
		try (InputStream in = Objects.requireNonNull(Traffic.class.getResourceAsStream(resource));
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
			return reader.lines().map((line) -> line.getBytes(StandardCharsets.UTF_8)).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The same messages in ETF, their keys in the order in which Erlang has them. */
	static List<byte[]> etf(List<byte[]> messages) {
		ObjectMapper mapper = new ObjectMapper(new EtfFactory());
		return messages.stream().map((message) -> {
			ObjectNode ordered = JsonNodeFactory.instance.objectNode();
			JsonNode json = JsonMapper.shared().readTree(message);
			new TreeSet<>(json.propertyNames()).forEach((name) -> ordered.set(name, json.path(name)));
			return mapper.writeValueAsBytes(ordered);
		}).toList();
	}

	/** One zlib stream over all messages, flushed after each. */
	static List<byte[]> zlibStream(List<byte[]> messages) {
		Deflater deflater = new Deflater();
		try {
			return messages.stream().map((message) -> deflate(deflater, message)).toList();
		}
		finally {
			deflater.end();
		}
	}

	/** A zlib document of each message. */
	static List<byte[]> zlibDocuments(List<byte[]> messages) {
		Deflater deflater = new Deflater();
		try {
			return messages.stream().map((message) -> {
				deflater.setInput(message);
				deflater.finish();
				byte[] buffer = new byte[message.length + 100];
				int length = deflater.deflate(buffer);
				deflater.reset();
				return Arrays.copyOf(buffer, length);
			}).toList();
		}
		finally {
			deflater.end();
		}
	}

	/** One zstd stream over all messages, flushed after each. */
	static List<byte[]> zstdStream(List<byte[]> messages) {
		try (ZstdCompressCtx context = new ZstdCompressCtx()) {
			return messages.stream().map((message) -> {
				ByteBuffer target = ByteBuffer.allocate(message.length + 1024);
				context.compressByteBufferStream(target, ByteBuffer.wrap(message), EndDirective.FLUSH);
				return Arrays.copyOf(target.array(), target.position());
			}).toList();
		}
	}

	/**
	 * A message twice in one zlib stream, of which the second says nothing of the first.
	 */
	static List<byte[]> zlibStreamForgetting(byte[] message) {
		Deflater deflater = new Deflater();
		try {
			byte[] first = deflate(deflater, message, Deflater.FULL_FLUSH);
			return List.of(first, deflate(deflater, message, Deflater.FULL_FLUSH));
		}
		finally {
			deflater.end();
		}
	}

	/** A message in a zstd frame of its own. */
	static byte[] zstdFrame(byte[] message) {
		return Zstd.compress(message);
	}

	private static byte[] deflate(Deflater deflater, byte[] message) {
		return deflate(deflater, message, Deflater.SYNC_FLUSH);
	}

	private static byte[] deflate(Deflater deflater, byte[] message, int flush) {
		deflater.setInput(message);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		int length;
		while ((length = deflater.deflate(buffer, 0, buffer.length, flush)) > 0) {
			out.write(buffer, 0, length);
		}
		return out.toByteArray();
	}

}
