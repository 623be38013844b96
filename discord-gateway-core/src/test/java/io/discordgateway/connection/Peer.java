package io.discordgateway.connection;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.discordgateway.codec.EtfFactory;
import io.discordgateway.payload.GatewayUrl;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The gateway's end of a connection, as bytes written by hand: frames are made and read
 * here without the library that is under test.
 */
final class Peer {

	static final GatewayUrl URL = GatewayUrl.of("wss://gateway.discord.example");

	static final Instant START = Instant.parse("2026-11-25T00:00:00Z");

	static final String HELLO = "{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":40000}}";

	static final String ACK = "{\"t\":null,\"s\":null,\"op\":11,\"d\":null}";

	static final String READY = "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"v\":10,\"session_id\":\"abc123\","
			+ "\"resume_gateway_url\":\"wss://resume.discord.example\"}}";

	static final String RESUMED = "{\"t\":\"RESUMED\",\"s\":9,\"op\":0,\"d\":{}}";

	private static final ObjectMapper JSON_MAPPER = new ObjectMapper();

	private static final ObjectMapper ETF_MAPPER = new ObjectMapper(new EtfFactory());

	private Peer() {
	}

	static DiscordConnection.Builder builder() {
		return DiscordConnection.builder(URL, new Random(1));
	}

	static String typing(int sequence) {
		return "{\"t\":\"TYPING_START\",\"s\":" + sequence + ",\"op\":0,\"d\":{\"user_id\":\"1\"}}";
	}

	/** Begins a connection and answers its upgrade. */
	static DiscordConnection open(DiscordConnection connection, Instant now) {
		byte[] request = connection.connect(now);
		assertThat(connection.receive(ByteBuffer.wrap(acceptance(request)), now)).isEmpty();
		return connection;
	}

	static DiscordConnection open(DiscordConnection connection) {
		return open(connection, START);
	}

	/** Begins a connection and greets it. */
	static DiscordConnection greeted(DiscordConnection connection, Instant now) {
		open(connection, now);
		assertThat(connection.receive(text(HELLO), now)).isEmpty();
		assertThat(connection.events()).containsExactly(new ConnectionEvent.Hello(Duration.ofSeconds(40)));
		return connection;
	}

	/** Brings a connection to a live session. */
	static DiscordConnection live(DiscordConnection connection, Instant now) {
		greeted(connection, now);
		assertThat(connection.identify(io.discordgateway.payload.Token.of("secret"), 3, now)).isNotEmpty();
		assertThat(connection.receive(text(READY), now)).isEmpty();
		assertThat(connection.events()).hasSize(1);
		assertThat(connection.live()).isTrue();
		return connection;
	}

	static byte[] acceptance(byte[] request) {
		String text = new String(request, StandardCharsets.US_ASCII);
		String key = text.lines()
			.filter((line) -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key: "))
			.findFirst()
			.orElseThrow()
			.substring("sec-websocket-key: ".length());
		return acceptance(key, "");
	}

	static byte[] acceptance(String key, String headers) {
		return ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + OpeningHandshake.accept(key) + "\r\n" + headers + "\r\n");
	}

	static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static byte[] etf(String json) {
		return ETF_MAPPER.writeValueAsBytes(JSON_MAPPER.readTree(json));
	}

	static ByteBuffer text(String text) {
		return ByteBuffer.wrap(frame(0x81, utf8(text)));
	}

	static ByteBuffer close(int code) {
		return ByteBuffer.wrap(closeFrame(code, ""));
	}

	static byte[] closeFrame(int code, String reason) {
		return frame(0x88, join(new byte[] { (byte) (code >> 8), (byte) code }, utf8(reason)));
	}

	static byte[] frame(int first, byte[] payload) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.write(first);
		if (payload.length < 126) {
			bytes.write(payload.length);
		}
		else if (payload.length < 65536) {
			bytes.write(126);
			bytes.write(payload.length >> 8);
			bytes.write(payload.length);
		}
		else {
			bytes.write(127);
			bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
		}
		bytes.writeBytes(payload);
		return bytes.toByteArray();
	}

	static byte[] join(byte[]... parts) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		Arrays.stream(parts).forEach(bytes::writeBytes);
		return bytes.toByteArray();
	}

	/** Reads what a client sent, and checks its framing. */
	static List<Frame> frames(byte[] sent) {
		List<Frame> frames = new ArrayList<>();
		ByteBuffer bytes = ByteBuffer.wrap(sent);
		while (bytes.hasRemaining()) {
			int first = bytes.get() & 0xFF;
			int second = bytes.get() & 0xFF;
			assertThat(first & 0xF0).as("FIN and reserved bits").isEqualTo(0x80);
			assertThat(second & 0x80).as("mask bit").isEqualTo(0x80);
			int length = second & 0x7F;
			if (length == 126) {
				length = bytes.getShort() & 0xFFFF;
				assertThat(length).isGreaterThanOrEqualTo(126);
			}
			assertThat(length).as("length").isNotEqualTo(127);
			byte[] mask = new byte[4];
			bytes.get(mask);
			byte[] payload = new byte[length];
			bytes.get(payload);
			for (int i = 0; i < length; i++) {
				payload[i] ^= mask[i % 4];
			}
			frames.add(new Frame(first & 0x0F, new String(payload, StandardCharsets.ISO_8859_1)));
		}
		return frames;
	}

	static String only(byte[] sent) {
		List<Frame> frames = frames(sent);
		assertThat(frames).hasSize(1);
		return frames.get(0).payload();
	}

	static Frame closing(int code) {
		return new Frame(8, "" + (char) (code >> 8) + (char) (code & 0xFF));
	}

	record Frame(int opcode, String payload) {

	}

}
