package io.discordgateway.codec;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.discordgateway.payload.Token;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ControlPayloadsTests {

	private static final Token TOKEN = Token.of("x".repeat(100));

	@ParameterizedTest
	@CsvSource({ "600, 600", "41250, 41250", "86400000, 86400000", "41250.9, 41250", "4.125e4, 41250" })
	void intervalInItsBoundsIsTaken(String given, long milliseconds) { // R24
		assertThat(ControlPayloads.heartbeatInterval(hello(given))).hasMillis(milliseconds);
	}

	@ParameterizedTest
	@ValueSource(strings = { "599", "599.9", "1", "0", "-1", "-41250", "86400001", "9223372036854775807",
			"99999999999999999999", "1e999", "-1e999", "\"41250\"", "null", "true", "[41250]",
			"{\"heartbeat_interval\":41250}" })
	void intervalThatHeartbeatsCannotKeepIsRefused(String given) { // R24, R35
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> ControlPayloads.heartbeatInterval(hello(given)))
			.withMessageContaining("heartbeat_interval");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "é", "\\u0001", "\\\"", "\\\\", "\\ud800", "😀" })
	void resumeFitsWhateverTheSessionIdIs(String character) { // R25
		int bytes = ControlPayloads.readySession(ready(character, "wss://g"))
			.sessionId()
			.getBytes(StandardCharsets.UTF_8).length;
		String longest = character.repeat(512 / bytes);
		ControlPayloads.ReadySession session = ControlPayloads.readySession(ready(longest, "wss://g"));
		ResumePoint point = new ResumePoint(session.sessionId(), URI.create("wss://g"), Long.MAX_VALUE,
				new ShardId(12345, 12346));
		for (Encoding encoding : Encoding.values()) {
			assertThat(PayloadWriter.resume(encoding, TOKEN, point).length).isLessThan(PayloadWriter.MAX_SIZE);
		}
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> ControlPayloads.readySession(ready(longest + character.repeat(2), "wss://g")))
			.withMessageContaining("512")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(session.sessionId()));
	}

	@Test
	void longUrlIsLeftOut() { // R25
		String longest = "wss://g/" + "x".repeat(2040);
		assertThat(ControlPayloads.readySession(ready("a", longest)).resumeGatewayUrl()).hasToString(longest);
		assertThat(ControlPayloads.readySession(ready("a", longest + "x")).resumeGatewayUrl()).isNull();
	}

	private static Envelope hello(String interval) {
		return read("{\"op\":10,\"d\":{\"heartbeat_interval\":" + interval + "}}");
	}

	private static Envelope ready(String sessionId, String url) {
		return read("{\"op\":0,\"t\":\"READY\",\"s\":1,\"d\":{\"session_id\":\"" + sessionId
				+ "\",\"resume_gateway_url\":\"" + url + "\"}}");
	}

	private static Envelope read(String json) {
		try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.NONE, 1 << 20,
				PayloadLimits.DEFAULT)) {
			Envelope envelope = decoder.decode(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), true, true);
			assertThat(envelope).isNotNull();
			return envelope;
		}
	}

}
