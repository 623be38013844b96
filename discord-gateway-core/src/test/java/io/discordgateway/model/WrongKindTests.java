package io.discordgateway.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.EtfFactory;
import io.discordgateway.codec.RawPayload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * R46: every documented field, with every kind of value, at top level, nested, in lists
 * and in maps, from JSON and from ETF. What is documented comes from the tables, what is
 * read from the examples: a value of a kind that the table does not name reads as if it
 * were not there, and all around it is as before. Unless the build is thorough, a field
 * of an object that several events have is tried in the first of them, and what is around
 * it is less.
 */
class WrongKindTests {

	private static final Path TABLES = Path.of("src/generator/resources");

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final ObjectMapper ETF = new ObjectMapper(new EtfFactory());

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private static final JsonNode OBJECTS = MAPPER.readTree(TABLES.resolve("objects.json").toFile());

	private static final JsonNode ENUMS = MAPPER.readTree(TABLES.resolve("enums.json").toFile());

	private static final JsonNode EVENTS = MAPPER.readTree(TABLES.resolve("gateway-events.json").toFile())
		.get("dispatch");

	private static final Set<String> OWN_IDS = Set.of("id", "user");

	private static final Pattern DIGITS = Pattern.compile("[0-9]+");

	private static final BigInteger TWO_TO_THE_64TH = BigInteger.ONE.shiftLeft(64);

	private static final boolean THOROUGH = Boolean.getBoolean("thorough");

	private static final List<JsonNode> VALUES = List.of(NODES.objectNode(), MAPPER.readTree("{\"a\":[1,{\"b\":2}]}"),
			NODES.arrayNode(), MAPPER.readTree("[[{\"a\":\"x\"}],\"x\"]"), NODES.stringNode("words"),
			NODES.stringNode(""), NODES.stringNode("12"), NODES.stringNode("18446744073709551621"), NODES.numberNode(7),
			NODES.numberNode(-3), NODES.numberNode(1.5), NODES.numberNode(5_000_000_000L),
			NODES.numberNode(BigInteger.TEN.pow(30)), NODES.numberNode(new BigDecimal("1E+400")),
			NODES.booleanNode(true), NODES.nullNode());

	private static final Map<DispatchType, List<Spot>> FRESH_SPOTS = freshSpots();

	private enum Place {

		TOP_LEVEL, NESTED, LIST, MAP

	}

	/** A value of an example: where it is, and what the table says of it. */
	private record Spot(String name, List<String> path, JsonNode field, boolean element, Place place) {

	}

	@ParameterizedTest
	@EnumSource(DispatchType.class)
	void valueOfAWrongKindReadsAsIfItWereNotThere(DispatchType type) {
		JsonNode root = example(type);
		for (Spot spot : THOROUGH ? spots(type, root) : FRESH_SPOTS.get(type)) {
			JsonNode around = THOROUGH ? root : around(root, spot.path());
			Encodable without = decode(type, Encoding.JSON, changed(around, spot, null), new LeftOut());
			for (JsonNode value : VALUES) {
				JsonNode changed = changed(around, spot, value);
				check(type, Encoding.JSON, changed, spot, value, without);
				if (!value.isBigDecimal()) {
					check(type, Encoding.ETF, changed, spot, value, without);
				}
			}
		}
	}

	@Test
	void allKindsOfFieldsAreTriedInAllPlaces() {
		Set<String> kinds = new TreeSet<>();
		Set<Place> places = EnumSet.noneOf(Place.class);
		for (DispatchType type : DispatchType.values()) {
			spots(type, example(type)).forEach((spot) -> {
				kinds.add(spot.element() || !isContainer(spot.field()) ? kind(spot.field())
						: spot.field().get("map").booleanValue() ? "map" : "array");
				places.add(spot.place());
			});
		}
		assertThat(places).containsExactlyInAnyOrder(Place.values());
		assertThat(kinds).contains("array", "map", "object", "union", "bits", "string enum", "enum", "snowflake",
				"string", "integer", "boolean", "any", "null", "iso8601", "unix-milliseconds", "rgb-int", "seconds");
	}

	private static void check(DispatchType type, Encoding encoding, JsonNode changed, Spot spot, JsonNode value,
			Encodable without) {
		Supplier<String> what = () -> type + " " + encoding + " " + spot.path() + " is " + value;
		if (!spot.element() && isContainer(spot.field()) && !value.isEmpty()
				&& value.isArray() == spot.field().get("array").booleanValue() && value.isContainer()) {
			// Of the documented kind; elements have spots of their own.
			return;
		}
		LeftOut leftOut = new LeftOut();
		Encodable event = decode(type, encoding, changed, leftOut);
		boolean noId = value.isNull() || (last(spot).equals("user") && value.isObject());
		if (noId && OWN_IDS.contains(last(spot)) && spot.place() == Place.LIST && !leftOut.isEmpty()) {
			// Of no wrong kind, but what has no id of its own is left out of lists.
			assertThat(event).as(what).isEqualTo(without);
			return;
		}
		if (accepts(spot, value)) {
			assertThat(leftOut.values()).as(what).isEmpty();
			assertThat(type.decodeStrictly(payload(encoding, changed))).as(what).isEqualTo(event);
			return;
		}
		assertThat(leftOut.values()).as(what).isNotEmpty();
		assertThat(leftOut.values().get(0).path().split("/")).as(what).hasSize(spot.path().size() + 1);
		assertThat(leftOut.values().get(0).path()).as(what).endsWith(lastName(spot));
		assertThat(event).as(what).isEqualTo(without);
		if (!lacksId(spot, value)) {
			assertThatExceptionOfType(DecodeException.class).as(what)
				.isThrownBy(() -> type.decodeStrictly(payload(encoding, changed)));
		}
	}

	private static String lastName(Spot spot) {
		boolean entry = spot.element() && spot.field().get("map").booleanValue();
		return entry ? "/*" : "/" + last(spot);
	}

	private static String last(Spot spot) {
		return spot.path().get(spot.path().size() - 1);
	}

	// What the tables say.

	private static boolean accepts(Spot spot, JsonNode value) {
		JsonNode field = spot.field();
		if (value.isNull()) {
			return true;
		}
		if (!spot.element() && field.get("array").booleanValue()) {
			return value.isArray() && value.isEmpty();
		}
		if (!spot.element() && field.get("map").booleanValue()) {
			return value.isObject() && value.isEmpty();
		}
		if (lacksId(spot, value)) {
			return false;
		}
		BigDecimal number = value.isNumber() ? value.decimalValue() : null;
		return switch (kind(field)) {
			case "any" -> true;
			case "object", "union" -> value.isObject();
			case "boolean" -> value.isBoolean();
			case "null", "iso8601" -> false;
			case "string", "string enum" -> value.isString() || value.isNumber();
			case "snowflake", "bits" ->
				(value.isIntegralNumber() || isDigits(value)) && new BigInteger(value.asString()).signum() >= 0
						&& new BigInteger(value.asString()).compareTo(TWO_TO_THE_64TH) < 0;
			case "enum" -> isInt(number) || (isDigits(value) && isInt(new BigDecimal(value.stringValue())));
			case "integer", "rgb-int" -> isInt(number);
			case "number" -> number != null && !Double.isInfinite(number.doubleValue());
			case "decimal seconds" -> number != null && number.abs().doubleValue() < Long.MAX_VALUE / 1e9;
			case "unix-seconds", "unix-milliseconds", "seconds", "minutes", "milliseconds", "bytes" ->
				number != null && number.abs().compareTo(new BigDecimal(Long.MAX_VALUE)) < 0;
			default -> throw new AssertionError(kind(field));
		};
	}

	private static boolean isInt(@Nullable BigDecimal number) {
		return number != null && number.compareTo(new BigDecimal(Integer.MAX_VALUE)) <= 0
				&& number.compareTo(new BigDecimal(Integer.MIN_VALUE)) >= 0;
	}

	private static boolean isDigits(JsonNode value) {
		return value.isString() && DIGITS.matcher(value.stringValue()).matches();
	}

	private static boolean isContainer(JsonNode field) {
		return field.get("array").booleanValue() || field.get("map").booleanValue();
	}

	private static String kind(JsonNode field) {
		String type = field.get("type").stringValue();
		String format = field.path("format").stringValue("");
		JsonNode ref = field.get("ref");
		if (!ref.isNull() && field.get("ref_kind").stringValue().equals("enum") && ENUMS.has(ref.stringValue())
				&& !Set.of("ThreadAutoArchiveDuration", "GatewayOpcode").contains(ref.stringValue())) {
			return switch (ENUMS.get(ref.stringValue()).get("kind").stringValue()) {
				case "flags" -> "bits";
				case "string" -> "string enum";
				default -> "enum";
			};
		}
		if (!ref.isNull() && !field.get("ref_kind").stringValue().equals("enum")) {
			return field.get("ref_kind").stringValue();
		}
		if (!ref.isNull() && ref.stringValue().equals("ThreadAutoArchiveDuration")) {
			return "minutes";
		}
		return switch (format) {
			case "rgb-int", "iso8601", "unix-seconds", "unix-milliseconds", "minutes", "milliseconds", "bytes" ->
				format;
			case "seconds" -> type.equals("number") ? "decimal seconds" : format;
			default -> switch (type) {
				case "snowflake|integer" -> "snowflake";
				case "integer|string" -> "string";
				case "string|integer|number|boolean" -> "any";
				default -> type;
			};
		};
	}

	/** Returns whether the value is an object without what tells it from others. */
	private static boolean lacksId(Spot spot, JsonNode value) {
		return spot.element() && spot.field().get("array").booleanValue() && value.isObject()
				&& kind(spot.field()).equals("object") && hasId(spot.field().get("ref").stringValue());
	}

	private static boolean hasId(String object) {
		return object.equals("PresenceUpdate") || fields(object).values()
			.stream()
			.anyMatch((field) -> field.get("name").stringValue().equals("id") && kind(field).equals("snowflake")
					&& !field.get("optional").booleanValue() && !field.get("nullable").booleanValue());
	}

	// The values of an example.

	private static JsonNode example(DispatchType type) {
		Path full = ExamplesTests.EXAMPLES.resolve(Path.of("variants", type.name() + ".full.json"));
		Path example = full.toFile().exists() ? full : ExamplesTests.EXAMPLES.resolve(type.name() + ".json");
		return MAPPER.readTree(example.toFile()).get("d");
	}

	/** Returns the spots of each event, without those that an earlier one has. */
	private static Map<DispatchType, List<Spot>> freshSpots() {
		Map<DispatchType, List<Spot>> fresh = new EnumMap<>(DispatchType.class);
		Set<String> tried = new HashSet<>();
		for (DispatchType type : DispatchType.values()) {
			fresh.put(type, spots(type, example(type)).stream().filter((spot) -> tried.add(spot.name())).toList());
		}
		return fresh;
	}

	private static List<Spot> spots(DispatchType type, JsonNode root) {
		List<Spot> spots = new ArrayList<>();
		collect(root, event(type), List.of(), Place.TOP_LEVEL, new HashSet<>(), type.name(), spots);
		return spots;
	}

	private static void collect(JsonNode object, Map<String, JsonNode> fields, List<String> path, Place place,
			Set<String> seen, String owner, List<Spot> spots) {
		object.properties().forEach((entry) -> {
			JsonNode field = fields.get(entry.getKey());
			if (field == null || (field.has("const") && !field.get("optional").booleanValue())) {
				return;
			}
			List<String> there = with(path, entry.getKey());
			String name = owner + "." + entry.getKey() + " " + place;
			boolean fresh = seen.add(name);
			if (fresh) {
				spots.add(new Spot(name, there, field, false, place));
			}
			JsonNode value = entry.getValue();
			if (isContainer(field) && value.isContainer() && !value.isEmpty()) {
				boolean map = field.get("map").booleanValue();
				String key = map ? value.propertyNames().iterator().next() : "0";
				Place inside = map ? Place.MAP : Place.LIST;
				if (fresh) {
					spots.add(new Spot(name + " element", with(there, key), field, true, inside));
				}
				descend(map ? value.get(key) : value.get(0), field, with(there, key), inside, seen, spots, object);
			}
			else if (!isContainer(field)) {
				descend(value, field, there, place == Place.TOP_LEVEL ? Place.NESTED : place, seen, spots, object);
			}
		});
	}

	private static void descend(JsonNode value, JsonNode field, List<String> path, Place place, Set<String> seen,
			List<Spot> spots, JsonNode parent) {
		if (!value.isObject() || field.get("ref").isNull()) {
			return;
		}
		String ref = field.get("ref").stringValue();
		JsonNode target = OBJECTS.get(ref);
		if (target == null) {
			return;
		}
		if (!target.get("kind").stringValue().equals("union")) {
			collect(value, fields(ref), path, place, seen, ref, spots);
			return;
		}
		String discriminator = target.get("discriminator").stringValue();
		boolean outside = discriminator.contains("enclosing") || discriminator.contains("sibling");
		JsonNode type = outside ? parent.path(discriminator.contains("sibling") ? "opcode" : "type")
				: value.path("type");
		JsonNode member = target.get("mapping").path(type.asString(""));
		if (member.isString()) {
			Map<String, JsonNode> fields = new LinkedHashMap<>(fields(member.stringValue()));
			if (!outside) {
				// Without its type, an object is kept as it came.
				fields.remove("type");
			}
			collect(value, fields, path, place, seen, member.stringValue(), spots);
		}
	}

	private static Map<String, JsonNode> event(DispatchType type) {
		for (JsonNode event : EVENTS) {
			if (event.get("name").stringValue().equals(type.name())) {
				Map<String, JsonNode> fields = new LinkedHashMap<>();
				if (event.get("extends").isString()) {
					fields.putAll(fields(event.get("extends").stringValue()));
				}
				event.get("fields").forEach((field) -> fields.put(field.get("name").stringValue(), field));
				return fields;
			}
		}
		throw new AssertionError(type);
	}

	private static Map<String, JsonNode> fields(String object) {
		Map<String, JsonNode> fields = new LinkedHashMap<>();
		OBJECTS.get(object).get("fields").forEach((field) -> fields.put(field.get("name").stringValue(), field));
		return fields;
	}

	private static List<String> with(List<String> path, String name) {
		List<String> result = new ArrayList<>(path);
		result.add(name);
		return result;
	}

	// Changing and decoding.

	/** Returns the example without the objects and lists that the path does not touch. */
	private static JsonNode around(JsonNode node, List<String> path) {
		if (path.isEmpty() || !node.isContainer()) {
			return node;
		}
		List<String> rest = path.subList(1, path.size());
		if (node.isArray()) {
			ArrayNode less = NODES.arrayNode().add(around(node.get(0), rest));
			return (node.size() > 1) ? less.add(node.get(1)) : less;
		}
		ObjectNode less = NODES.objectNode();
		node.properties().forEach((entry) -> {
			if (entry.getKey().equals(path.get(0))) {
				less.set(entry.getKey(), around(entry.getValue(), rest));
			}
			else if (entry.getValue().isEmpty() || OWN_IDS.contains(entry.getKey())) {
				less.set(entry.getKey(), entry.getValue());
			}
		});
		return less;
	}

	/** Returns the example with another value, or without any. */
	private static JsonNode changed(JsonNode root, Spot spot, @Nullable JsonNode value) {
		JsonNode copy = root.deepCopy();
		JsonNode parent = copy;
		for (String name : spot.path().subList(0, spot.path().size() - 1)) {
			parent = parent.isArray() ? parent.get(Integer.parseInt(name)) : parent.get(name);
		}
		String last = last(spot);
		if (parent instanceof ArrayNode array) {
			if (value != null) {
				array.set(Integer.parseInt(last), value);
			}
			else {
				array.remove(Integer.parseInt(last));
			}
		}
		else if (parent instanceof ObjectNode object) {
			if (value != null) {
				object.set(last, value);
			}
			else {
				object.remove(last);
			}
		}
		return copy;
	}

	private static Encodable decode(DispatchType type, Encoding encoding, JsonNode root, LeftOut leftOut) {
		return type.decode(payload(encoding, root), leftOut);
	}

	private static RawPayload payload(Encoding encoding, JsonNode root) {
		return new RawPayload(encoding,
				(encoding == Encoding.JSON) ? MAPPER.writeValueAsBytes(root) : ETF.writeValueAsBytes(root));
	}

}
