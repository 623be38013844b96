package io.discordgateway.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.fuzz.Seeds;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.Token;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a peer sends, and however it is cut: nothing is thrown, the outcome is the
 * same, what is sent is well-formed, and no memory is left. As a test it runs the inputs
 * that were found before; {@code JAZZER_FUZZ=1} looks for new ones.
 */
class ReceiveFuzzTests {

	private static final Token TOKEN = Token.of("secret");

	private static final ResumePoint POINT = new ResumePoint("abc123", Peer.URL, 8, ShardId.SINGLE);

	private static final Stage[] STAGES = { Stage.UPGRADED, Stage.IDENTIFYING, Stage.RESUMING, Stage.CLOSING };

	/* In JSON; the rest in ETF. */
	private static final int JSON_WIRES = 3;

	private static final Compression[] WIRES = { Compression.NONE, Compression.ZLIB_STREAM, Compression.PAYLOAD,
			Compression.NONE, Compression.ZLIB_STREAM };

	static Stream<byte[]> answersCorpus() {
		return Seeds.corpus("ReceiveFuzzTests.answers");
	}

	static Stream<byte[]> framesCorpus() {
		return Seeds.corpus("ReceiveFuzzTests.frames");
	}

	static Stream<byte[]> messagesCorpus() {
		return Seeds.corpus("ReceiveFuzzTests.messages");
	}

	/** The answer to the upgrade, as raw bytes. */
	@MethodSource("answersCorpus")
	@FuzzTest(maxDuration = "20m")
	void answers(byte[] data) {
		sameHoweverCut(Encoding.JSON, Compression.NONE, Stage.BEGUN, data);
	}

	/** Frames, as raw bytes; the first byte chooses compression and stage. */
	@MethodSource("framesCorpus")
	@FuzzTest(maxDuration = "20m")
	void frames(byte[] data) {
		if (data.length > 0) {
			sameHoweverCut(encoding(data), compression(data), stage(data), Arrays.copyOfRange(data, 1, data.length));
		}
	}

	/**
	 * Messages, one a line, in well-formed frames; the first byte chooses compression and
	 * stage, the second the size of fragments.
	 */
	@MethodSource("messagesCorpus")
	@FuzzTest(maxDuration = "20m")
	void messages(byte[] data) {
		if (data.length > 1) {
			sameHoweverCut(encoding(data), compression(data), stage(data),
					wire(encoding(data), compression(data), 1 + (data[1] & 0xFF), data));
		}
	}

	private static Compression compression(byte[] data) {
		return WIRES[(data[0] & 0x0F) % WIRES.length];
	}

	private static Encoding encoding(byte[] data) {
		return ((data[0] & 0x0F) % WIRES.length < JSON_WIRES) ? Encoding.JSON : Encoding.ETF;
	}

	private static Stage stage(byte[] data) {
		return STAGES[(data[0] >> 4 & 0x0F) % STAGES.length];
	}

	private static byte[] wire(Encoding encoding, Compression compression, int fragment, byte[] data) {
		ByteArrayOutputStream wire = new ByteArrayOutputStream();
		Deflater deflater = new Deflater();
		int start = 2;
		for (int end = 2; end <= data.length; end++) {
			if (end == data.length || data[end] == '\n') {
				byte[] message = message(encoding, Arrays.copyOfRange(data, start, end));
				boolean compressed = compression != Compression.NONE;
				if (compressed) {
					message = deflate(deflater, message);
					if (compression == Compression.PAYLOAD) {
						deflater.reset();
					}
				}
				fragments(wire, (compressed || encoding == Encoding.ETF) ? 2 : 1, message, fragment);
				start = end + 1;
			}
		}
		deflater.end();
		return wire.toByteArray();
	}

	/* JSON is translated to ETF if it is JSON, so that both get as far. */
	private static byte[] message(Encoding encoding, byte[] json) {
		if (encoding == Encoding.JSON) {
			return json;
		}
		try {
			return Peer.etf(new String(json, StandardCharsets.UTF_8));
		}
		catch (JacksonException ex) {
			return json;
		}
	}

	private static byte[] deflate(Deflater deflater, byte[] message) {
		deflater.setInput(message);
		ByteArrayOutputStream deflated = new ByteArrayOutputStream();
		byte[] buffer = new byte[512];
		int size;
		while ((size = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH)) > 0) {
			deflated.write(buffer, 0, size);
		}
		return deflated.toByteArray();
	}

	private static void fragments(ByteArrayOutputStream wire, int opcode, byte[] message, int size) {
		for (int start = 0; start == 0 || start < message.length; start += size) {
			int end = Math.min(message.length, start + size);
			int first = (start == 0 ? opcode : 0) | (end == message.length ? 0x80 : 0);
			wire.writeBytes(Peer.frame(first, Arrays.copyOfRange(message, start, end)));
		}
	}

	private static void sameHoweverCut(Encoding encoding, Compression compression, Stage stage, byte[] bytes) {
		Outcome whole = run(encoding, compression, stage, bytes, Integer.MAX_VALUE);
		assertThat(run(encoding, compression, stage, bytes, 1)).isEqualTo(whole);
		assertThat(run(encoding, compression, stage, bytes, 7)).isEqualTo(whole);
	}

	private static Outcome run(Encoding encoding, Compression compression, Stage stage, byte[] bytes, int size) {
		DiscordConnection connection = connection(encoding, compression, stage);
		List<ConnectionEvent> events = new ArrayList<>();
		ByteArrayOutputStream sent = new ByteArrayOutputStream();
		int start = 0;
		while (start < bytes.length) {
			int length = Math.min(size, bytes.length - start);
			sent.writeBytes(connection.receive(ByteBuffer.wrap(bytes, start, length), Peer.START));
			events.addAll(connection.events());
			assertThat(connection.finished()).isEqualTo(events.stream().anyMatch(ReceiveFuzzTests::isLast));
			start += length;
		}
		connection.endOfInput(Peer.START);
		events.addAll(connection.events());
		assertThat(events.stream().filter(ReceiveFuzzTests::isLast)).hasSize(1);
		assertThat(events).last().matches(ReceiveFuzzTests::isLast);
		Outcome outcome = new Outcome(events, Peer.frames(sent.toByteArray()), connection.resumePoint());
		if (connection.shouldReconnect()) {
			assertThat(connection.reconnect(Peer.START)).isGreaterThanOrEqualTo(Duration.ZERO);
		}
		return outcome;
	}

	private static DiscordConnection connection(Encoding encoding, Compression compression, Stage stage) {
		DiscordConnection.Builder builder = DiscordConnection.builder(Peer.URL, new Random(1))
			.encoding(encoding)
			.compression(compression)
			.controlEvents(true)
			.maxPayloadSize(1 << 16);
		DiscordConnection connection = ((stage == Stage.RESUMING) ? builder.resumeFrom(POINT) : builder).build();
		byte[] request = connection.connect(Peer.START);
		if (stage != Stage.BEGUN) {
			assertThat(connection.receive(ByteBuffer.wrap(Peer.acceptance(request)), Peer.START)).isEmpty();
		}
		if (stage.ordinal() > Stage.UPGRADED.ordinal()) {
			assertThat(connection.receive(hello(encoding, compression), Peer.START)).isEmpty();
			assertThat(connection.events()).hasSize(1);
			byte[] start = (stage == Stage.RESUMING) ? connection.resume(TOKEN, Peer.START)
					: connection.identify(TOKEN, 0, Peer.START);
			assertThat(start).isNotEmpty();
		}
		if (stage == Stage.CLOSING) {
			assertThat(connection.close(new CloseCode(4000), Peer.START)).isNotEmpty();
		}
		return connection;
	}

	private static ByteBuffer hello(Encoding encoding, Compression compression) {
		if (encoding == Encoding.JSON) {
			return Peer.text(Peer.HELLO);
		}
		byte[] hello = Peer.etf(Peer.HELLO);
		if (compression != Compression.NONE) {
			Deflater deflater = new Deflater();
			hello = deflate(deflater, hello);
			deflater.end();
		}
		return ByteBuffer.wrap(Peer.frame(0x82, hello));
	}

	private static boolean isLast(ConnectionEvent event) {
		return event instanceof ConnectionEvent.Closed || event instanceof ConnectionEvent.UpgradeRejected;
	}

	private enum Stage {

		BEGUN, UPGRADED, IDENTIFYING, RESUMING, CLOSING

	}

	record Outcome(List<ConnectionEvent> events, List<Peer.Frame> sent, @Nullable ResumePoint point) {

	}

}
