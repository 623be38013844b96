package io.discordgateway.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.discordgateway.payload.GatewayIntent;
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
