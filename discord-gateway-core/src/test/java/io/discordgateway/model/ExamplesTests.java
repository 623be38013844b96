package io.discordgateway.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every example of every event goes through its type and back.
 */
class ExamplesTests {

	static final Path EXAMPLES = Path.of("src/test/resources/examples");

	private static final JsonMapper MAPPER = new JsonMapper();

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
		JsonNode payload = envelope.get("d");
		Encodable event = type.decode(MAPPER.writeValueAsBytes(payload));
		assertThat(event).isInstanceOf(type.type());
		assertThat(normal("", MAPPER.readTree(event.toJson()))).isEqualTo(normal("", payload));
	}

	@ParameterizedTest
	@MethodSource("examples")
	void orderOfFieldsDoesNotMatter(Path file) {
		JsonNode envelope = MAPPER.readTree(file.toFile());
		DispatchType type = type(envelope);
		Encodable event = type.decode(MAPPER.writeValueAsBytes(envelope.get("d")));
		Encodable turned = type.decode(MAPPER.writeValueAsBytes(reversed(envelope.get("d"))));
		assertThat(normal("", MAPPER.readTree(turned.toJson()))).isEqualTo(normal("", MAPPER.readTree(event.toJson())));
	}

	@Test
	void thereIsAnExampleOfEveryEvent() throws IOException {
		List<String> names = examples().map((file) -> MAPPER.readTree(file.toFile()).get("t").stringValue()).toList();
		assertThat(Arrays.stream(DispatchType.values()).map(DispatchType::eventName)).isSubsetOf(names);
	}

	private static DispatchType type(JsonNode envelope) {
		DispatchType type = DispatchType.of(envelope.get("t").stringValue());
		assertThat(type).isNotNull();
		return type;
	}

	private static JsonNode reversed(JsonNode node) {
		if (node.isObject()) {
			ObjectNode result = JsonNodeFactory.instance.objectNode();
			List<String> names = new java.util.ArrayList<>(node.propertyNames());
			java.util.Collections.reverse(names);
			names.forEach((name) -> result.set(name, reversed(node.get(name))));
			return result;
		}
		if (node.isArray()) {
			var array = JsonNodeFactory.instance.arrayNode();
			node.forEach((element) -> array.add(reversed(element)));
			return array;
		}
		return node;
	}

	/**
	 * What the model does not tell apart is made equal: absent and null, absent and empty
	 * list, absent and false, absent and no flags; numbers and the same in a string; one
	 * moment in two spellings.
	 */
	private static Object normal(String name, JsonNode node) {
		if (node.isObject()) {
			Map<String, Object> result = new TreeMap<>();
			node.properties().forEach((entry) -> {
				JsonNode value = entry.getValue();
				boolean none = value.isNull() || (value.isArray() && value.isEmpty())
						|| (value.isObject() && value.isEmpty() && entry.getKey().equals("resolved"))
						|| (value.isBoolean() && !value.booleanValue())
						|| (entry.getKey().endsWith("flags") && value.isNumber() && value.intValue() == 0);
				if (!none) {
					result.put(entry.getKey(), normal(entry.getKey(), value));
				}
			});
			return result;
		}
		if (node.isArray()) {
			return node.valueStream().map((element) -> normal(name, element)).toList();
		}
		if (node.isNumber()) {
			return node.decimalValue().stripTrailingZeros().toPlainString();
		}
		String text = node.asString();
		return text.matches("\\d{4}-\\d\\d-\\d\\dT.*") ? OffsetDateTime.parse(text).toInstant() : text;
	}

}
