package io.discordgateway.codec;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.discordgateway.model.DispatchType;
import io.discordgateway.payload.GatewayOpcode;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of what the gateway sends besides events, and of what clients send.
 */
class GatewayExamplesTests {

	private static final JsonMapper MAPPER = new JsonMapper();

	static Stream<Path> lifecycle() throws IOException {
		return files("lifecycle");
	}

	static Stream<Path> send() throws IOException {
		return files("send");
	}

	private static Stream<Path> files(String folder) throws IOException {
		try (Stream<Path> files = Files.list(Path.of("src/test/resources/gateway", folder))) {
			return files.sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("lifecycle")
	void messageIsReadAsItIs(Path file) throws IOException {
		byte[] json = Files.readAllBytes(file);
		JsonNode expected = MAPPER.readTree(json);
		try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.NONE, 1 << 20,
				PayloadLimits.DEFAULT)) {
			Envelope envelope = Objects.requireNonNull(decoder.decode(ByteBuffer.wrap(json), true, true));
			assertThat(envelope.op()).isEqualTo(expected.get("op").intValue());
			assertThat(envelope.name()).isEqualTo(expected.path("t").stringValue(null));
			assertThat(envelope.sequence()).isEqualTo(expected.path("s").longValue(Envelope.NO_SEQUENCE));
			JsonNode data = expected.path("d");
			assertThat(MAPPER.readTree(envelope.copyData().toJson()))
				.isEqualTo(data.isMissingNode() ? MAPPER.nullNode() : data);
			switch (Objects.requireNonNull(GatewayOpcode.of(envelope.op()))) {
				case HELLO -> assertThat(ControlPayloads.heartbeatInterval(envelope))
					.hasMillis(data.get("heartbeat_interval").longValue());
				case INVALID_SESSION -> assertThat(ControlPayloads.resumable(envelope)).isEqualTo(data.booleanValue());
				case DISPATCH -> {
					DispatchType type = Objects
						.requireNonNull(DispatchType.of(Objects.requireNonNull(envelope.name())));
					assertThat(type.decode(envelope.copyData())).isInstanceOf(type.type());
				}
				default -> assertThat(data.isNull() || data.isMissingNode()).isTrue();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("send")
	void messageIsWrittenAsItIs(Path file) {
		JsonNode payload = MAPPER.readTree(file.toFile());
		JsonNode data = payload.get("d");
		// Bots cannot set when an activity was created, and what is false need not be
		// said.
		Stream.of(data, data.path("presence"))
			.flatMap((presence) -> presence.path("activities").valueStream())
			.forEach((activity) -> ((ObjectNode) activity).remove("created_at"));
		if (data.isObject() && !data.path("compress").booleanValue(true)) {
			((ObjectNode) data).remove("compress");
		}
		if (data.has("user_ids")) {
			((ObjectNode) data).put("presences", false);
		}
		assertThat(MAPPER.readTree(write(payload.get("op").intValue(), data))).isEqualTo(payload);
	}

	private static byte[] write(int op, JsonNode data) {
		return switch (Objects.requireNonNull(GatewayOpcode.of(op))) {
			case HEARTBEAT -> PayloadWriter.heartbeat(Encoding.JSON, data.isNull() ? null : (Long) data.longValue());
			case IDENTIFY -> PayloadWriter.identify(Encoding.JSON,
					new ShardId(data.get("shard").get(0).intValue(), data.get("shard").get(1).intValue()),
					new Identify(Token.of(data.get("token").stringValue()), data.get("intents").intValue(),
							new IdentifyProperties(data.at("/properties/os").stringValue(),
									data.at("/properties/browser").stringValue(),
									data.at("/properties/device").stringValue()),
							data.get("large_threshold").intValue(), presence(data.get("presence")), null),
					data.path("compress").booleanValue(false));
			case RESUME -> PayloadWriter.resume(Encoding.JSON, Token.of(data.get("token").stringValue()),
					new ResumePoint(data.get("session_id").stringValue(), GatewayUrl.of("wss://x"),
							data.get("seq").longValue(), ShardId.SINGLE));
			case PRESENCE_UPDATE -> PayloadWriter.command(Encoding.JSON, presence(data));
			case VOICE_STATE_UPDATE -> PayloadWriter.command(Encoding.JSON,
					new UpdateVoiceState(id(data.get("guild_id")),
							data.get("channel_id").isNull() ? null : (Long) id(data.get("channel_id")),
							data.get("self_mute").booleanValue(), data.get("self_deaf").booleanValue()));
			case REQUEST_GUILD_MEMBERS -> PayloadWriter.command(Encoding.JSON,
					new RequestGuildMembers(id(data.get("guild_id")), data.path("query").stringValue(null),
							data.path("limit").intValue(0), data.path("presences").booleanValue(false),
							ids(data.path("user_ids")), data.path("nonce").stringValue(null)));
			case REQUEST_SOUNDBOARD_SOUNDS ->
				PayloadWriter.command(Encoding.JSON, new RequestSoundboardSounds(ids(data.get("guild_ids"))));
			case REQUEST_CHANNEL_INFO ->
				PayloadWriter.command(Encoding.JSON, new RequestChannelInfo(id(data.get("guild_id")),
						data.get("fields").valueStream().map(JsonNode::stringValue).toList()));
			default -> throw new AssertionError(op);
		};
	}

	private static UpdatePresence presence(JsonNode data) {
		List<UpdatePresence.Activity> activities = data.get("activities")
			.valueStream()
			.map((activity) -> new UpdatePresence.Activity(activity.get("name").stringValue(),
					UpdatePresence.Type.values()[activity.get("type").intValue()],
					activity.path("state").stringValue(null), activity.path("url").stringValue(null)))
			.toList();
		UpdatePresence.Status status = Arrays.stream(UpdatePresence.Status.values())
			.filter((each) -> each.value().equals(data.get("status").stringValue()))
			.findFirst()
			.orElseThrow();
		return new UpdatePresence(status, activities,
				data.get("since").isNull() ? null : Instant.ofEpochMilli(data.get("since").longValue()),
				data.get("afk").booleanValue());
	}

	private static long id(JsonNode text) {
		return Long.parseUnsignedLong(text.stringValue());
	}

	private static List<Long> ids(JsonNode list) {
		return list.valueStream().map(GatewayExamplesTests::id).toList();
	}

}
