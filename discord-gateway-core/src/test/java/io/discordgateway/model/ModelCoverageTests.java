package io.discordgateway.model;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.PayloadWriter;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.Recovery;
import io.discordgateway.payload.RequestChannelInfo;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.RequestSoundboardSounds;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.payload.UpdateVoiceState;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the documentation against the classes.
 */
class ModelCoverageTests {

	private static final Path TABLES = Path.of("src/generator/resources");

	// Commands are in the package "payload".
	private static final Set<String> COMMANDS = Set.of("UpdatePresence", "IdentifyConnectionProperties");

	// Hand-written in the package "payload", or a Duration.
	private static final Set<String> OTHER_ENUMS = Set.of("GatewayIntent", "GatewayOpcode", "GatewayCloseCode",
			"ThreadAutoArchiveDuration");

	private static final Map<String, String> RENAMED = Map.of("default", "isDefault");

	private final JsonMapper mapper = new JsonMapper();

	@Test
	void everyDocumentedFieldOfEveryObjectHasAnAccessor() {
		List<String> missing = new ArrayList<>();
		table("objects.json").properties().forEach((entry) -> {
			if (entry.getValue().get("kind").stringValue().equals("object") && !COMMANDS.contains(entry.getKey())) {
				entry.getValue().get("fields").forEach((field) -> check(entry.getKey(), name(field), missing));
			}
		});
		assertThat(missing).isEmpty();
	}

	@Test
	void everyDocumentedFieldOfEveryEventHasAnAccessor() {
		List<String> missing = new ArrayList<>();
		for (JsonNode event : table("gateway-events.json").get("dispatch")) {
			DispatchType type = DispatchType.of(name(event));
			assertThat(type).as(name(event)).isNotNull();
			for (JsonNode field : event.get("effective_fields")) {
				check(type.type().getSimpleName(), field.stringValue(), missing);
			}
		}
		assertThat(missing).isEmpty();
	}

	@Test
	void everyMemberOfEveryUnionIsPermitted() {
		table("objects.json").properties().forEach((entry) -> {
			if (entry.getValue().get("kind").stringValue().equals("union")) {
				List<String> permitted = Arrays.stream(type(entry.getKey()).getPermittedSubclasses())
					.map(Class::getSimpleName)
					.toList();
				entry.getValue()
					.get("members")
					.forEach((member) -> assertThat(permitted).contains(member.stringValue()));
				assertThat(permitted).contains("Unknown");
			}
		});
	}

	@Test
	void everyValueOfEveryEnumIsAConstant() {
		table("enums.json").properties().forEach((entry) -> {
			if (!OTHER_ENUMS.contains(entry.getKey())) {
				String constants = switch (entry.getValue().get("kind").stringValue()) {
					case "flags" -> entry.getKey().equals("Permission") ? "" : "$Flag";
					default -> "$Known";
				};
				List<String> names = Arrays.stream(type(entry.getKey() + constants).getEnumConstants())
					.map((constant) -> ((Enum<?>) constant).name())
					.toList();
				entry.getValue().get("values").forEach((value) -> assertThat(names).contains(name(value)));
			}
		});
	}

	@Test
	void intentsAreThoseOfTheTable() {
		for (JsonNode event : table("gateway-events.json").get("dispatch")) {
			DispatchType type = DispatchType.of(name(event));
			assertThat(type).isNotNull();
			assertThat(type.intents().stream().map(GatewayIntent::name)).containsExactlyInAnyOrderElementsOf(
					event.get("intents").valueStream().map(JsonNode::stringValue).toList());
			assertThat(DispatchType.byClass(type.type())).isSameAs(type);
		}
	}

	@Test
	void opcodesAreThoseOfTheTable() {
		List<String> documented = table("gateway-events.json").get("opcodes")
			.valueStream()
			.map((opcode) -> opcode.get("code") + " " + name(opcode))
			.toList();
		assertThat(Arrays.stream(GatewayOpcode.values()).map((opcode) -> opcode.code() + " " + opcode.name()))
			.containsExactlyInAnyOrderElementsOf(documented);
	}

	@Test
	void closeCodesAreThoseOfTheTableWithTheirRecovery() { // R18
		List<String> documented = table("gateway-events.json").get("close_codes").valueStream().map((code) -> {
			Recovery recovery = !code.get("reconnect").booleanValue() ? Recovery.STOP
					: (code.get("new_session").booleanValue() || code.get("code").intValue() == 4003)
							? Recovery.REIDENTIFY : Recovery.RESUME;
			return code.get("code") + " " + name(code) + " " + recovery;
		}).toList();
		assertThat(Arrays.stream(GatewayCloseCode.values())
			.map((code) -> code.code() + " " + code.name() + " " + code.recovery()))
			.containsExactlyInAnyOrderElementsOf(documented);
	}

	@Test
	void intentsAndTheirEventsAreThoseOfTheTable() { // R39
		JsonNode intents = table("gateway-events.json").get("intents");
		assertThat(Arrays.stream(GatewayIntent.values())
			.map((intent) -> intent.name() + " " + intent.bit() + " " + intent.privileged()))
			.containsExactlyInAnyOrderElementsOf(intents.valueStream()
				.map((intent) -> name(intent) + " " + intent.get("bit") + " " + intent.get("privileged"))
				.toList());
		for (JsonNode intent : intents) {
			assertThat(Arrays.stream(DispatchType.values())
				.filter((type) -> type.intents().contains(GatewayIntent.valueOf(name(intent))))
				.map(DispatchType::eventName)).as(name(intent))
				.containsExactlyInAnyOrderElementsOf(
						intent.get("events").valueStream().map(JsonNode::stringValue).toList());
		}
	}

	@Test
	void eventsAreThoseOfTheTable() {
		assertThat(Arrays.stream(DispatchType.values()).map(DispatchType::eventName))
			.containsExactlyInAnyOrderElementsOf(
					table("gateway-events.json").get("dispatch").valueStream().map(ModelCoverageTests::name).toList());
	}

	@Test
	void everyDocumentedFieldOfEverySendEventIsWritten() { // R6, R11, R17, R27, R28
		Map<String, List<byte[]>> written = new TreeMap<>();
		written.put("HEARTBEAT",
				List.of(PayloadWriter.heartbeat(Encoding.JSON, 7L), PayloadWriter.heartbeat(Encoding.JSON, null)));
		UpdatePresence presence = new UpdatePresence(UpdatePresence.Status.IDLE,
				List.of(new UpdatePresence.Activity("n", UpdatePresence.Type.STREAMING, "s", "https://x")),
				Instant.EPOCH, true);
		written.put("IDENTIFY", List.of(PayloadWriter.identify(Encoding.JSON, ShardId.SINGLE,
				new Identify(Token.of("t"), 1, IdentifyProperties.DEFAULT, 50, presence, 32768), true)));
		written.put("RESUME", List.of(PayloadWriter.resume(Encoding.JSON, Token.of("t"),
				new ResumePoint("id", GatewayUrl.of("wss://x"), 1, ShardId.SINGLE))));
		RequestGuildMembers members = RequestGuildMembers.byIds(1, List.of(2L)).withPresences().withNonce("n");
		written.put("REQUEST_GUILD_MEMBERS", List.of(PayloadWriter.command(Encoding.JSON, members),
				PayloadWriter.command(Encoding.JSON, RequestGuildMembers.byName(1, "a", 1))));
		written.put("REQUEST_SOUNDBOARD_SOUNDS",
				List.of(PayloadWriter.command(Encoding.JSON, new RequestSoundboardSounds(List.of(1L)))));
		written.put("REQUEST_CHANNEL_INFO", List.of(PayloadWriter.command(Encoding.JSON, RequestChannelInfo.all(1))));
		written.put("UPDATE_VOICE_STATE", List.of(PayloadWriter.command(Encoding.JSON, UpdateVoiceState.join(1, 2))));
		written.put("UPDATE_PRESENCE", List.of(PayloadWriter.command(Encoding.JSON, presence)));
		JsonNode send = table("gateway-events.json").get("send");
		assertThat(written.keySet())
			.containsExactlyInAnyOrderElementsOf(send.valueStream().map(ModelCoverageTests::name).toList());
		for (JsonNode event : send) {
			Set<String> fields = new TreeSet<>();
			for (byte[] json : written.get(name(event))) {
				JsonNode payload = this.mapper.readTree(json);
				assertThat(payload.get("op")).as(name(event)).isEqualTo(event.get("opcode"));
				fields.addAll(payload.get("d").propertyNames());
			}
			assertThat(fields).as(name(event))
				.containsExactlyInAnyOrderElementsOf(
						event.get("fields").valueStream().map(ModelCoverageTests::name).toList());
		}
	}

	@Test
	void whatSendEventsMayContainCanBeSaid() {
		JsonNode enums = table("enums.json");
		assertThat(Arrays.stream(UpdatePresence.Status.values()).map(UpdatePresence.Status::value))
			.containsExactlyInAnyOrderElementsOf(values(enums.get("StatusType")));
		assertThat(Arrays.stream(UpdatePresence.Type.values()).map((type) -> Integer.toString(type.code())))
			.containsExactlyInAnyOrderElementsOf(values(enums.get("ActivityType")));
		assertThat(RequestChannelInfo.all(1).fields())
			.containsExactlyInAnyOrderElementsOf(values(enums.get("ChannelInfoField")));
		// Of an activity, bots can set name, type, state and url only.
		JsonNode properties = table("objects.json").get("IdentifyConnectionProperties").get("fields");
		assertThat(Arrays.stream(IdentifyProperties.class.getRecordComponents()).map(RecordComponent::getName))
			.containsExactlyInAnyOrderElementsOf(properties.valueStream().map(ModelCoverageTests::name).toList());
	}

	private static List<String> values(JsonNode values) {
		return values.get("values").valueStream().map((value) -> value.get("value").asString()).toList();
	}

	private JsonNode table(String name) {
		return this.mapper.readTree(TABLES.resolve(name).toFile());
	}

	private static String name(JsonNode node) {
		return node.get("name").stringValue();
	}

	private static void check(String type, String field, List<String> missing) {
		StringBuilder accessor = new StringBuilder();
		for (String word : field.split("_")) {
			accessor
				.append((accessor.length() == 0) ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
		}
		String name = RENAMED.getOrDefault(field, accessor.toString());
		try {
			type(type).getMethod(name);
		}
		catch (NoSuchMethodException ex) {
			missing.add(type + "." + field);
		}
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName("io.discordgateway.model." + name);
		}
		catch (ClassNotFoundException ex) {
			throw new AssertionError("No type " + name, ex);
		}
	}

}
