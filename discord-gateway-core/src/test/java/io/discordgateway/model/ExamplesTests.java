package io.discordgateway.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every example of every event goes through its type and back.
 */
class ExamplesTests {

	static final Path EXAMPLES = Path.of("src/test/resources/examples");

	private static final Path TABLES = Path.of("src/generator/resources");

	/* On the wire, and not in the documentation. */
	private static final Map<String, Set<String>> UNDOCUMENTED = Map.of("CHANNEL_UPDATE", Set.of("version"));

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final Set<String> OPTIONAL = optionalFields();

	static Stream<Path> examples() throws IOException {
		try (Stream<Path> files = Files.walk(EXAMPLES)) {
			return files.filter((file) -> file.toString().endsWith(".json")).sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("examples")
	void exampleKeepsEverythingOnTheWayThroughItsType(Path file) {
		JsonNode envelope = MAPPER.readTree(file.toFile());
		DispatchType type = type(envelope);
		JsonNode payload = documented(envelope);
		Encodable event = type.decode(MAPPER.writeValueAsBytes(payload));
		assertThat(event).isInstanceOf(type.type());
		JsonNode encoded = MAPPER.readTree(event.toJson());
		List<String> differences = new ArrayList<>();
		compare("", payload, encoded, differences);
		// A guild in an outage has nothing but these two (variant of GUILD_CREATE).
		boolean outage = type == DispatchType.GUILD_CREATE && payload.path("unavailable").booleanValue(false);
		assertThat(differences).filteredOn((difference) -> !outage || !difference.startsWith("added")).isEmpty();
		assertThat(type.decode(event.toJson().getBytes(StandardCharsets.UTF_8))).isEqualTo(event);
	}

	@ParameterizedTest
	@MethodSource("examples")
	void exampleHasNoFieldThatItsTypeDoesNotKnow(Path file) {
		JsonNode envelope = MAPPER.readTree(file.toFile());
		List<String> unknown = new ArrayList<>();
		try (JsonParser parser = new Strict(
				MAPPER.createParser(MAPPER.writeValueAsBytes(typeFirst(documented(envelope)))), unknown)) {
			type(envelope).decode(parser);
		}
		assertThat(unknown).isEmpty();
	}

	@Test
	void strictParserFindsAFieldThatIsNotKnown() {
		List<String> unknown = new ArrayList<>();
		try (JsonParser parser = new Strict(MAPPER.createParser("{\"id\":\"1\",\"new_in_2030\":null}"), unknown)) {
			DispatchType.MESSAGE_DELETE.decode(parser);
		}
		assertThat(unknown).containsExactly("/new_in_2030");
	}

	@ParameterizedTest
	@MethodSource("examples")
	void orderOfFieldsDoesNotMatter(Path file) {
		JsonNode envelope = MAPPER.readTree(file.toFile());
		DispatchType type = type(envelope);
		Encodable event = type.decode(MAPPER.writeValueAsBytes(envelope.get("d")));
		Encodable turned = type.decode(MAPPER.writeValueAsBytes(reversed(envelope.get("d"))));
		assertThat(turned).isEqualTo(event);
	}

	@Test
	void thereIsAnExampleOfEveryEvent() throws IOException {
		List<String> names = examples().map((file) -> MAPPER.readTree(file.toFile()).get("t").stringValue()).toList();
		assertThat(Arrays.stream(DispatchType.values()).map(DispatchType::eventName)).isSubsetOf(names);
	}

	private static JsonNode documented(JsonNode envelope) {
		Set<String> undocumented = UNDOCUMENTED.getOrDefault(envelope.get("t").stringValue(), Set.of());
		return ((ObjectNode) envelope.get("d").deepCopy()).remove(undocumented);
	}

	private static DispatchType type(JsonNode envelope) {
		DispatchType type = DispatchType.of(envelope.get("t").stringValue());
		assertThat(type).isNotNull();
		return type;
	}

	private static JsonNode reversed(JsonNode node) {
		return rebuild(node, (names) -> Collections.reverse(names));
	}

	/** Unions read what has its type first from the stream, everything else as a tree. */
	private static JsonNode typeFirst(JsonNode node) {
		return rebuild(node, (names) -> names.sort(Comparator.comparing((name) -> !name.equals("type"))));
	}

	private static JsonNode rebuild(JsonNode node, Consumer<List<String>> order) {
		if (node.isObject()) {
			ObjectNode result = JsonNodeFactory.instance.objectNode();
			List<String> names = new ArrayList<>(node.propertyNames());
			order.accept(names);
			names.forEach((name) -> result.set(name, rebuild(node.get(name), order)));
			return result;
		}
		if (node.isArray()) {
			ArrayNode array = JsonNodeFactory.instance.arrayNode();
			node.forEach((element) -> array.add(rebuild(element, order)));
			return array;
		}
		return node;
	}

	/**
	 * Lists what was changed on the way through a type, except what the model does not
	 * tell apart and {@code docs/model.md} names: of optional fields absent and null,
	 * empty, false or no flags; of lists empty and null; numbers in two spellings.
	 */
	private static void compare(String path, JsonNode before, JsonNode after, List<String> differences) {
		if (before.isObject() && after.isObject()) {
			Set<String> names = new TreeSet<>(before.propertyNames());
			names.addAll(after.propertyNames());
			for (String name : names) {
				String place = path + "/" + name;
				if (!after.has(name)) {
					if (!OPTIONAL.contains(name) || !isNothing(name, before.get(name))) {
						differences.add("lost " + place + " " + before.get(name));
					}
				}
				else if (!before.has(name)) {
					// In an object sent in part, null may be what was left out.
					if (!OPTIONAL.contains(name) || !after.get(name).isNull()) {
						differences.add("added " + place + " " + after.get(name));
					}
				}
				else {
					compare(place, before.get(name), after.get(name), differences);
				}
			}
		}
		else if (before.isArray() && after.isArray() && before.size() == after.size()) {
			for (int i = 0; i < before.size(); i++) {
				compare(path + "/" + i, before.get(i), after.get(i), differences);
			}
		}
		else if (!scalar(before).equals(scalar(after)) && !(before.isNull() && after.isArray() && after.isEmpty())) {
			differences.add("changed " + path + " " + before + " to " + after);
		}
	}

	private static boolean isNothing(String name, JsonNode value) {
		return value.isNull() || (value.isContainer() && value.isEmpty())
				|| (value.isBoolean() && !value.booleanValue())
				|| (name.endsWith("flags") && value.isNumber() && value.intValue() == 0);
	}

	private static Object scalar(JsonNode node) {
		return node.isNumber() ? node.decimalValue().stripTrailingZeros().toPlainString()
				: node.isString() ? node.stringValue() : node;
	}

	/** Names of fields that may be absent: optional, or in an object sent in part. */
	private static Set<String> optionalFields() {
		Set<String> names = new HashSet<>();
		JsonNode objects = MAPPER.readTree(TABLES.resolve("objects.json").toFile());
		JsonNode events = MAPPER.readTree(TABLES.resolve("gateway-events.json").toFile());
		for (JsonNode table : List.of(objects, events)) {
			table.findValues("fields").forEach((fields) -> fields.forEach((field) -> {
				if (field.path("optional").booleanValue(false)) {
					names.add(field.get("name").stringValue());
				}
				if (field.path("partial").booleanValue(false)) {
					objects.get(field.get("ref").stringValue())
						.get("fields")
						.forEach((part) -> names.add(part.get("name").stringValue()));
				}
			}));
		}
		events.get("dispatch").forEach((event) -> {
			if (event.has("variants")) {
				event.get("effective_fields").forEach((field) -> names.add(field.stringValue()));
			}
		});
		return names;
	}

	/**
	 * Decoders skip what they do not know, and nothing else.
	 */
	private static final class Strict extends JsonParserDelegate {

		private final List<String> unknown;

		Strict(JsonParser parser, List<String> unknown) {
			super(parser);
			this.unknown = unknown;
		}

		@Override
		public JsonParser skipChildren() {
			this.unknown.add(streamReadContext().pathAsPointer().toString());
			super.skipChildren();
			return this;
		}

	}

}
