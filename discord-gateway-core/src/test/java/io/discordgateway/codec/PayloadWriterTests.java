package io.discordgateway.codec;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import com.ericsson.otp.erlang.OtpInputStream;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.RequestSoundboardSounds;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class PayloadWriterTests {

	static Stream<Arguments> commands() { // R27, R28
		return Stream.of(Arguments.of(
				new UpdatePresence(UpdatePresence.Status.IDLE,
						List.of(new UpdatePresence.Activity("live", UpdatePresence.Type.STREAMING, null, "https://x"),
								UpdatePresence.Activity.custom("hi")),
						Instant.ofEpochMilli(91879201), true),
				"{\"op\":3,\"d\":{\"since\":91879201,\"activities\":[{\"name\":\"live\",\"type\":1,\"url\":\"https://x\"},"
						+ "{\"name\":\"Custom Status\",\"type\":4,\"state\":\"hi\"}],\"status\":\"idle\",\"afk\":true}}"),
				Arguments.of(new UpdateVoiceState(-1L, 2L, true, false),
						"{\"op\":4,\"d\":{\"guild_id\":\"18446744073709551615\",\"channel_id\":\"2\",\"self_mute\":true,\"self_deaf\":false}}"),
				Arguments.of(new RequestGuildMembers(1, "", 0, true, List.of(), "n"),
						"{\"op\":8,\"d\":{\"guild_id\":\"1\",\"query\":\"\",\"limit\":0,\"presences\":true,\"nonce\":\"n\"}}"),
				Arguments.of(new RequestGuildMembers(1, null, 0, false, List.of(5L, 6L), null),
						"{\"op\":8,\"d\":{\"guild_id\":\"1\",\"user_ids\":[\"5\",\"6\"],\"presences\":false}}"),
				Arguments.of(new RequestSoundboardSounds(List.of(1L)), "{\"op\":31,\"d\":{\"guild_ids\":[\"1\"]}}"),
				Arguments.of(new RequestChannelInfo(1, List.of("status")),
						"{\"op\":43,\"d\":{\"guild_id\":\"1\",\"fields\":[\"status\"]}}"));
	}

	@ParameterizedTest
	@MethodSource("commands")
	void commandsAreWrittenAsDocumented(GatewayCommand command, String json) {
		assertThat(new String(PayloadWriter.command(Encoding.JSON, command), StandardCharsets.UTF_8)).isEqualTo(json);
	}

	@ParameterizedTest
	@MethodSource("commands")
	void commandsAreTheSameInEtfWithBinaryKeys(GatewayCommand command, String json) throws Exception { // R33
		byte[] etf = PayloadWriter.command(Encoding.ETF, command);
		assertThat(new OtpInputStream(etf).read_any()).isEqualTo(Terms.term(JsonMapper.shared().readTree(json)));
	}

	@Test
	void sessionsAreStartedAndKeptInEtf() throws Exception { // R33
		Token token = Token.of("token");
		for (Encoding encoding : Encoding.values()) {
			for (byte[] payload : List.of(PayloadWriter.heartbeat(encoding, null),
					PayloadWriter.heartbeat(encoding, 300L),
					PayloadWriter.resume(encoding, token,
							new ResumePoint("s", GatewayUrl.of("wss://h"), 5, ShardId.SINGLE)),
					PayloadWriter.identify(encoding, new ShardId(1, 2), new Identify(token, 33280,
							IdentifyProperties.DEFAULT, 50, UpdatePresence.of(UpdatePresence.Status.DND), 32768),
							false))) {
				JsonNode message = JsonMapper.shared().readTree(new RawPayload(encoding, payload).toJson());
				assertThat(message.propertyNames()).containsExactly("op", "d");
				if (encoding == Encoding.ETF) {
					assertThat(new OtpInputStream(payload).read_any()).isEqualTo(Terms.term(message));
				}
			}
		}
	}

	@Test
	void identifyAsksForPayloadCompression() { // R11, R32
		Token token = Token.of("token");
		ShardId shard = new ShardId(1, 2);
		IdentifyProperties properties = new IdentifyProperties("o", "b", "d");
		String start = "{\"op\":2,\"d\":{\"token\":\"token\",\"intents\":5,"
				+ "\"properties\":{\"os\":\"o\",\"browser\":\"b\",\"device\":\"d\"},";
		assertThat(
				PayloadWriter.identify(Encoding.JSON, shard, new Identify(token, 5, properties, 50, null, null), true))
			.asString()
			.isEqualTo(start + "\"compress\":true,\"large_threshold\":50,\"shard\":[1,2]}}");
		assertThat(PayloadWriter.identify(Encoding.JSON, shard, new Identify(token, 5, properties, null, null, 32768),
				false))
			.asString()
			.isEqualTo(start + "\"shard\":[1,2],\"capabilities\":32768}}");
		assertThat(Compression.PAYLOAD.queryValue()).isNull();
	}

	@Test
	void urlKeepsItsPathAndQuery() { // R3
		assertThat(ConnectionUrl.of(GatewayUrl.of("wss://h:1/p?a=b&v=9&compress=x&encoding=etf&&c"), Encoding.JSON,
				Compression.NONE))
			.hasToString("wss://h:1/p?a=b&c&v=10&encoding=json");
		assertThat(ConnectionUrl.of(GatewayUrl.of("wss://h"), Encoding.ETF, Compression.ZLIB_STREAM))
			.hasToString("wss://h/?v=10&encoding=etf&compress=zlib-stream");
	}

}
