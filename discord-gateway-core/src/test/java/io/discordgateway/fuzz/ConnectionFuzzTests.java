package io.discordgateway.fuzz;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.discordgateway.codec.Compression;
import io.discordgateway.connection.ConnectionEvent;
import io.discordgateway.connection.DiscordConnection;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Token;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * R35: whatever bytes a peer sends, before the upgrade or after it, {@code receive}
 * throws nothing and the token does not come out of it.
 */
class ConnectionFuzzTests {

	private static final String TOKEN = "a-token-that-must-never-be-seen";

	static Stream<byte[]> receive() {
		return Stream.concat(seeds(), Seeds.corpus("ConnectionFuzzTests.receive"));
	}

	private static Stream<byte[]> seeds() {
		String hello = "{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":40000}}";
		String ready = "{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"session_id\":\"x\",\"resume_gateway_url\":\"wss://r.example\"}}";
		return Stream.concat(
				Stream.of(new byte[] { 0 }, bytes(0, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\n\r\nslow"),
						bytes(0, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")),
				Stream
					.of("{\"op\":1}", "{\"op\":7}", "{\"op\":9,\"d\":true}", "{\"op\":9,\"d\":false}", "{\"op\":11}",
							"{\"t\":\"RESUMED\",\"s\":3,\"op\":0,\"d\":null}",
							"{\"t\":\"TYPING_START\",\"s\":2,\"op\":0,\"d\":{}}")
					.flatMap((message) -> Stream.of(1, 16, 0x7F)
						.map((pieces) -> Seeds.after(new int[] { pieces }, concat(frame(hello), frame(ready),
								frame(message), new byte[] { (byte) 0x88, 2, 15, (byte) 160 })))));
	}

	/* The first byte says how to cut; 0 begins before the upgrade. */
	@MethodSource("receive")
	@FuzzTest(maxDuration = "20m")
	void receive(byte[] input) {
		if (input.length == 0) {
			return;
		}
		Instant now = Instant.EPOCH;
		int pieces = input[0] & 0x7F;
		DiscordConnection.Builder builder = DiscordConnection
			.builder(GatewayUrl.of("wss://gateway.discord.example"), new Random(1))
			.controlEvents(true);
		if (input[0] < 0) {
			builder.compression(Compression.ZLIB_STREAM);
		}
		try (DiscordConnection connection = builder.build()) {
			byte[] request = connection.connect(now);
			if (pieces > 0) {
				connection.receive(ByteBuffer.wrap(acceptance(request)), now);
			}
			int size = Math.max(1, pieces);
			for (int at = 1; at < input.length; at += size) {
				now = now.plus(Duration.ofMillis(1));
				int length = Math.min(size, input.length - at);
				byte[] sent = connection.receive(ByteBuffer.wrap(input, at, length), now);
				if (new String(sent, StandardCharsets.ISO_8859_1).contains(TOKEN)) {
					throw new AssertionError("The token was sent unasked");
				}
				for (ConnectionEvent event : connection.events()) {
					if (event.toString().contains(TOKEN)) {
						throw new AssertionError("The token was told");
					}
					if (event instanceof ConnectionEvent.Hello && !connection.closing() && !connection.finished()) {
						connection.identify(Token.of(TOKEN), 1, now);
					}
				}
				Instant deadline = connection.nextDeadline();
				if (deadline != null && deadline.isBefore(Instant.EPOCH)) {
					throw new AssertionError("A deadline before the beginning");
				}
			}
			connection.endOfInput(now);
			connection.events();
		}
	}

	private static byte[] acceptance(byte[] request) {
		String key = new String(request, StandardCharsets.US_ASCII).lines()
			.filter((line) -> line.regionMatches(true, 0, "Sec-WebSocket-Key: ", 0, 19))
			.findFirst()
			.orElseThrow()
			.substring(19);
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
			return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] bytes(int first, String text) {
		return Seeds.after(new int[] { first }, text.getBytes(StandardCharsets.US_ASCII));
	}

	private static byte[] frame(String text) {
		byte[] payload = text.getBytes(StandardCharsets.UTF_8);
		int[] head = (payload.length < 126) ? new int[] { 0x81, payload.length }
				: new int[] { 0x81, 126, payload.length >> 8, payload.length & 0xFF };
		return Seeds.after(head, payload);
	}

	private static byte[] concat(byte[]... parts) {
		byte[] all = new byte[0];
		for (byte[] part : parts) {
			byte[] longer = new byte[all.length + part.length];
			System.arraycopy(all, 0, longer, 0, all.length);
			System.arraycopy(part, 0, longer, all.length, part.length);
			all = longer;
		}
		return all;
	}

}
