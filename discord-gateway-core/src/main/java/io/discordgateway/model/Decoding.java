package io.discordgateway.model;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.discordgateway.codec.RawPayload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.TreeTraversingParser;

/**
 * What the generated decoders are made of. Each method stands on the first token of a
 * value and leaves the parser on its last.
 */
final class Decoding {

	// Interned names make the generated string switches compare by identity. Buffers of
	// the thread cost small events less than a pool's; a virtual thread that lives for
	// one event only has to make them anew.
	static final JsonFactory JSON = JsonFactory.builder()
		.enable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
		.recyclerPool(JsonRecyclerPools.threadLocalPool())
		.build();

	static final int NO_TYPE = Integer.MIN_VALUE;

	private Decoding() {
	}

	static boolean isNull(JsonParser parser) {
		return parser.currentToken() == JsonToken.VALUE_NULL;
	}

	static DecodeException wrong(JsonParser parser, String expected) {
		return new DecodeException(null, path(parser), "expected " + expected + " but found " + kind(parser), null);
	}

	static String path(JsonParser parser) {
		return parser.streamReadContext().pathAsPointer().toString();
	}

	private static String kind(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == null) {
			return "nothing";
		}
		return switch (token) {
			case START_OBJECT -> "an object";
			case START_ARRAY -> "an array";
			case VALUE_STRING -> "a string";
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
			case VALUE_TRUE, VALUE_FALSE -> "a boolean";
			case VALUE_NULL -> "null";
			default -> token.name();
		};
	}

	static void startObject(JsonParser parser, String type) {
		if (parser.currentToken() == null) {
			parser.nextToken();
		}
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			throw wrong(parser, "an object (" + type + ")");
		}
	}

	/* What is not filled without an intent is never null. */
	static String stringOrEmpty(JsonParser parser) {
		String value = string(parser);
		return (value != null) ? value : "";
	}

	static @Nullable String string(JsonParser parser) {
		// Comparing comes cheaper than a switch over an enum, which looks its numbers up.
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING) {
			return parser.getString();
		}
		if (token == JsonToken.VALUE_NULL) {
			return null;
		}
		if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
			return parser.getString();
		}
		throw wrong(parser, "a string");
	}

	static boolean booleanValue(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_FALSE || token == JsonToken.VALUE_NULL) {
			return false;
		}
		if (token == JsonToken.VALUE_TRUE) {
			return true;
		}
		throw wrong(parser, "a boolean");
	}

	static @Nullable Boolean bool(JsonParser parser) {
		return isNull(parser) ? null : (Boolean) booleanValue(parser);
	}

	static int intValue(JsonParser parser) {
		long value = longValue(parser);
		if (value != (int) value) {
			throw new DecodeException(null, path(parser), "expected a number of 32 bits but found a longer one", null);
		}
		return (int) value;
	}

	static long longValue(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_NUMBER_INT) {
			return number(parser);
		}
		if (token == JsonToken.VALUE_NULL) {
			return 0;
		}
		if (token == JsonToken.VALUE_NUMBER_FLOAT) {
			// A whole number may be written as 3.0.
			return (long) parser.getDoubleValue();
		}
		throw wrong(parser, "a number");
	}

	private static long number(JsonParser parser) {
		if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
			return parser.getBigIntegerValue().longValue();
		}
		return parser.getLongValue();
	}

	static @Nullable Integer integer(JsonParser parser) {
		return isNull(parser) ? null : (Integer) intValue(parser);
	}

	static @Nullable Long longInteger(JsonParser parser) {
		return isNull(parser) ? null : (Long) longValue(parser);
	}

	static double doubleValue(JsonParser parser) {
		return switch (parser.currentToken()) {
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
			case VALUE_NULL -> 0;
			default -> throw wrong(parser, "a number");
		};
	}

	static @Nullable Double decimal(JsonParser parser) {
		return isNull(parser) ? null : (Double) doubleValue(parser);
	}

	/**
	 * Reads 64 bits from a number, or from a number in a string. Of longer numbers the
	 * lower 64 bits are kept.
	 */
	static long bits(JsonParser parser, String what) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_NUMBER_INT) {
			return number(parser);
		}
		if (token != JsonToken.VALUE_STRING) {
			throw wrong(parser, what);
		}
		char[] characters = parser.getStringCharacters();
		int start = parser.getStringOffset();
		int length = parser.getStringLength();
		int end = start + length;
		long value = 0;
		// Negative as soon as one character is no digit.
		int digits = length - 1;
		for (int i = start; i < end; i++) {
			int digit = characters[i] - '0';
			digits |= digit | (9 - digit);
			value = value * 10 + digit;
		}
		if (digits < 0) {
			throw wrong(parser, what);
		}
		return (length < 20) ? value : new BigInteger(new String(characters, start, length)).longValue();
	}

	/**
	 * Reads the number of an enum or a set of flags, which Discord writes as a number
	 * here and as a string there.
	 */
	static int code(JsonParser parser) {
		return (parser.currentToken() == JsonToken.VALUE_STRING) ? (int) bits(parser, "a number") : intValue(parser);
	}

	static @Nullable Instant timestamp(JsonParser parser) {
		if (isNull(parser)) {
			return null;
		}
		if (parser.currentToken() != JsonToken.VALUE_STRING) {
			throw wrong(parser, "a timestamp");
		}
		Instant instant = Timestamps.parse(parser.getStringCharacters(), parser.getStringOffset(),
				parser.getStringLength());
		if (instant == null) {
			throw new DecodeException(null, path(parser), "expected an ISO 8601 timestamp but found another string",
					null);
		}
		return instant;
	}

	static @Nullable Instant unixSeconds(JsonParser parser) {
		if (isNull(parser)) {
			return null;
		}
		long seconds = longValue(parser);
		if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
			throw new DecodeException(null, path(parser), "expected seconds since 1970 but found a longer number",
					null);
		}
		return Instant.ofEpochSecond(seconds);
	}

	static @Nullable Instant unixMilliseconds(JsonParser parser) {
		return isNull(parser) ? null : Instant.ofEpochMilli(longValue(parser));
	}

	static @Nullable Duration seconds(JsonParser parser) {
		return isNull(parser) ? null : Duration.ofSeconds(longValue(parser));
	}

	static @Nullable Duration minutes(JsonParser parser) {
		if (isNull(parser)) {
			return null;
		}
		long minutes = longValue(parser);
		if (Math.abs(minutes) > Long.MAX_VALUE / 60 || minutes == Long.MIN_VALUE) {
			throw new DecodeException(null, path(parser), "expected minutes but found a longer number", null);
		}
		return Duration.ofMinutes(minutes);
	}

	static @Nullable Duration milliseconds(JsonParser parser) {
		return isNull(parser) ? null : Duration.ofMillis(longValue(parser));
	}

	static @Nullable Duration decimalSeconds(JsonParser parser) {
		return isNull(parser) ? null : Duration.ofNanos(Math.round(doubleValue(parser) * 1e9));
	}

	static <T> List<T> list(JsonParser parser, Function<JsonParser, @Nullable T> element) {
		if (isNull(parser)) {
			return List.of();
		}
		if (parser.currentToken() != JsonToken.START_ARRAY) {
			throw wrong(parser, "an array");
		}
		JsonToken token = parser.nextToken();
		if (token == JsonToken.END_ARRAY) {
			return List.of();
		}
		ArrayList<T> list = null;
		T single = null;
		for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			T value = element.apply(parser);
			if (value == null) {
				continue;
			}
			if (list != null) {
				list.add(value);
			}
			else if (single == null) {
				single = value;
			}
			else {
				list = new ArrayList<>();
				list.add(single);
				list.add(value);
			}
		}
		if (list != null) {
			return Collections.unmodifiableList(list);
		}
		return (single != null) ? List.of(single) : List.of();
	}

	static <K, V> Map<K, V> map(JsonParser parser, Function<String, K> key, Function<JsonParser, @Nullable V> element) {
		if (isNull(parser)) {
			return Map.of();
		}
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			throw wrong(parser, "an object");
		}
		Map<K, V> map = new LinkedHashMap<>();
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			parser.nextToken();
			V value = element.apply(parser);
			if (value != null) {
				map.put(key(parser, key, name), value);
			}
		}
		return Collections.unmodifiableMap(map);
	}

	private static <K> K key(JsonParser parser, Function<String, K> key, String name) {
		try {
			return key.apply(name);
		}
		catch (NumberFormatException ex) {
			throw new DecodeException(null, path(parser), "expected a number as key", null);
		}
	}

	/**
	 * Reads any value as a tree. Not left to the parser, whose context may know no trees.
	 */
	static JsonNode tree(JsonParser parser) {
		JsonNodeFactory nodes = JsonNodeFactory.instance;
		return switch (parser.currentToken()) {
			case START_OBJECT -> treeRest(parser, nodes.objectNode());
			case START_ARRAY -> {
				ArrayNode array = nodes.arrayNode();
				while (parser.nextToken() != JsonToken.END_ARRAY) {
					array.add(tree(parser));
				}
				yield array;
			}
			case VALUE_STRING -> nodes.stringNode(parser.getString());
			case VALUE_NUMBER_INT -> switch (parser.getNumberType()) {
				case INT -> nodes.numberNode(parser.getIntValue());
				case LONG -> nodes.numberNode(parser.getLongValue());
				default -> nodes.numberNode(parser.getBigIntegerValue());
			};
			case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
			case VALUE_TRUE -> nodes.booleanNode(true);
			case VALUE_FALSE -> nodes.booleanNode(false);
			case VALUE_NULL -> nodes.nullNode();
			default -> throw wrong(parser, "a value");
		};
	}

	/**
	 * Looks for the type of an object further on in the bytes, if the bytes are known: a
	 * parser that was made by {@link #parser} has them.
	 * @param parser a parser at the first name of the object, where it stays
	 * @return the type, or {@link #NO_TYPE} if it was not found
	 */
	static int typeAhead(JsonParser parser) {
		if (parser.currentToken() != JsonToken.PROPERTY_NAME) {
			return NO_TYPE;
		}
		TokenStreamContext root = parser.streamReadContext();
		while (root.getParent() != null) {
			root = root.getParent();
		}
		if (!(root.currentValue() instanceof byte[] json)) {
			return NO_TYPE;
		}
		return TypeScanner.find(json, (int) parser.currentTokenLocation().getByteOffset());
	}

	/**
	 * Makes a parser that lets unions look ahead.
	 */
	static JsonParser parser(byte[] json, int offset, int length) {
		JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, offset, length);
		if (offset == 0) {
			parser.assignCurrentValue(json);
		}
		return parser;
	}

	/**
	 * Makes a parser that lets unions look ahead, if the payload is JSON.
	 */
	static JsonParser parser(RawPayload payload) {
		JsonParser parser = payload.createParser();
		if (payload.encoding() == io.discordgateway.codec.Encoding.JSON) {
			parser.assignCurrentValue(payload.bytes());
		}
		return parser;
	}

	/** Reads the rest of an object as a tree, from the name at the parser's position. */
	static ObjectNode treeFromName(JsonParser parser) {
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		if (parser.currentToken() == JsonToken.PROPERTY_NAME) {
			String name = parser.currentName();
			parser.nextToken();
			object.set(name, tree(parser));
			treeRest(parser, object);
		}
		return object;
	}

	static ObjectNode treeRest(JsonParser parser, ObjectNode object) {
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			parser.nextToken();
			object.set(name, tree(parser));
		}
		return object;
	}

	/**
	 * Decodes what had to be kept as a tree until its type was known.
	 */
	static <T> @Nullable T fromTree(JsonParser parser, String name, JsonNode tree,
			Function<JsonParser, @Nullable T> decoder) {
		TreeTraversingParser traversing = new TreeTraversingParser(tree);
		traversing.nextToken();
		try {
			return decoder.apply(traversing);
		}
		catch (DecodeException ex) {
			throw ex.under(path(parser) + name);
		}
	}

	static <T> T event(String event, JsonParser parser, Function<JsonParser, T> decoder) {
		try {
			return decoder.apply(parser);
		}
		catch (DecodeException ex) {
			throw ex.in(event);
		}
		catch (JacksonException ex) {
			throw new DecodeException(event, path(parser), "malformed payload", ex);
		}
	}

}
