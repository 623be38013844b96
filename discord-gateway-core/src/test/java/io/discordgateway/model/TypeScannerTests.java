package io.discordgateway.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TypeScanner}.
 */
class TypeScannerTests {

	private static final JsonMapper MAPPER = new JsonMapper();

	@ParameterizedTest
	@ValueSource(strings = { "{'type':3}", "{'a':1,'type':3}", "{'a':{'type':1},'type':3,'b':2}",
			"{'a':[{'type':1},[]],'type':3}", "{'a':'}]\\\"\\\\','type':3}", "{'types':1,'atype':2,'type':3}",
			"{ 'a' : null ,\n\t'type' : 3 }", "{'a':-1.5e3,'b':true,'c':'ü€😀','type':'3'}", "{'a':'type','type':3}",
			"{'a':{},'b':[],'type' : 3\n}" })
	void typeIsFoundWhereverItIs(String json) {
		assertThat(find(json)).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'a':1}", "{'a':{'type':3}}", "{}", "{'type':null}", "{'type':3.5}", "{'type':-3}",
			"{'type':[3]}", "{'a':1", "{'a':'b", "{'a'", "{'a':1,'type':3", "{'type':1234567890}", "{'a' 1,'type':3}",
			"{'ty\\u0070e':3}", "{'a':1;'type':3}" })
	void whatIsNoPlainTypeIsLeftToTheParser(String json) {
		assertThat(find(json)).isEqualTo(FieldReaders.NO_TYPE);
	}

	@Test
	void unionIsTheSameInEveryOrderOfItsFields() {
		JsonNode row = MAPPER.readTree("""
				{"type": 1, "id": 1, "components": [
					{"type": 2, "style": 1, "label": "a \\"}", "custom_id": "x", "id": 7},
					{"type": 4711, "new": {"type": 2}}
				]}""");
		Component expected = decode(row);
		assertThat(expected).isInstanceOf(ActionRow.class);
		Random random = new Random(7);
		for (int i = 0; i < 200; i++) {
			JsonNode shuffled = shuffle(row, random);
			assertThat(decode(shuffled)).isEqualTo(expected);
			assertThat(decodeFromParser(shuffled)).isEqualTo(expected);
		}
	}

	private static JsonNode shuffle(JsonNode node, Random random) {
		if (node.isObject()) {
			ObjectNode result = MAPPER.createObjectNode();
			List<String> names = new ArrayList<>(node.propertyNames());
			Collections.shuffle(names, random);
			names.forEach((name) -> result.set(name, shuffle(node.get(name), random)));
			return result;
		}
		if (node.isArray()) {
			return MAPPER.createArrayNode().addAll(node.valueStream().map((each) -> shuffle(each, random)).toList());
		}
		return node;
	}

	private static Component decode(JsonNode component) {
		MessageCreate message = (MessageCreate) DispatchType.MESSAGE_CREATE
			.decode(MAPPER.writeValueAsBytes(wrap(component)));
		return message.components().get(0);
	}

	private static Component decodeFromParser(JsonNode component) {
		MessageCreate message = (MessageCreate) DispatchType.MESSAGE_CREATE
			.decode(MAPPER.createParser(MAPPER.writeValueAsBytes(wrap(component))));
		return message.components().get(0);
	}

	private static JsonNode wrap(JsonNode component) {
		return MAPPER.createObjectNode().set("components", MAPPER.createArrayNode().add(component));
	}

	private static int find(String json) {
		byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
		return TypeScanner.find(bytes, 1);
	}

}
