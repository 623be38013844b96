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
import java.util.function.LongFunction;

import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.RawPayload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
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
final class FieldReaders {

	// Interned names make the generated string switches compare by identity. Buffers of
	// the thread cost small events less than a pool's; a virtual thread that lives for
	// one event only has to make them anew.
	static final JsonFactory JSON = JsonFactory.builder()
		.enable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
		.recyclerPool(JsonRecyclerPools.threadLocalPool())
		.build();

	/** Stands for no type of a union, and for no value of an enum. */
	static final int NO_TYPE = Integer.MIN_VALUE;

	/* Stands for no number. No field of Discord's goes as far. */
	private static final long NOTHING = Long.MIN_VALUE;

	/* Of the largest number of 64 bits. */
	private static final int MAX_DIGITS = 20;

	/* Unsigned. */
	private static final long TEN_TO_THE_19TH = Long.parseUnsignedLong("10000000000000000000");

	private FieldReaders() {
	}

	static boolean isNull(JsonParser parser) {
		return parser.currentToken() == JsonToken.VALUE_NULL;
	}

	/**
	 * Enters an object.
	 * @return whether there is an object; if not, there is null, or another kind of value
	 * that was left out
	 */
	static boolean startObject(JsonParser parser, String type) {
		if (parser.currentToken() == null) {
			parser.nextToken();
		}
		if (parser.currentToken() == JsonToken.START_OBJECT) {
			return true;
		}
		if (!isNull(parser)) {
			DecodeScope.leaveOut(parser, "an object (" + type + ")");
		}
		return false;
	}

	/**
	 * Says of an element of a list whether it is of use: what has no id of its own is of
	 * use to nobody (R46).
	 * @param parser the parser at the end of the element
	 * @param id the element's id, {@code null} if it is missing or was left out
	 */
	static boolean hasId(JsonParser parser, @Nullable Snowflake id) {
		if (id == null && !DecodeScope.isStrict(parser)) {
			DecodeScope.tell(parser, "an element with an id", "one without");
			return false;
		}
		return true;
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
		DecodeScope.leaveOut(parser, "a string");
		return null;
	}

	static boolean booleanValue(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_FALSE || token == JsonToken.VALUE_NULL) {
			return false;
		}
		if (token == JsonToken.VALUE_TRUE) {
			return true;
		}
		DecodeScope.leaveOut(parser, "a boolean");
		return false;
	}

	static @Nullable Boolean bool(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_FALSE || token == JsonToken.VALUE_TRUE) {
			return token == JsonToken.VALUE_TRUE;
		}
		if (token != JsonToken.VALUE_NULL) {
			DecodeScope.leaveOut(parser, "a boolean");
		}
		return null;
	}

	/** Reads what is null if it is there. */
	static boolean present(JsonParser parser) {
		if (isNull(parser)) {
			return true;
		}
		DecodeScope.leaveOut(parser, "null");
		return false;
	}

	static int intValue(JsonParser parser) {
		long value = whole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
		return (value != NOTHING) ? (int) value : 0;
	}

	static @Nullable Integer integer(JsonParser parser) {
		long value = whole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
		return (value != NOTHING) ? (Integer) (int) value : null;
	}

	static long longValue(JsonParser parser) {
		long value = whole(parser, -Long.MAX_VALUE, Long.MAX_VALUE);
		return (value != NOTHING) ? value : 0;
	}

	static @Nullable Long longInteger(JsonParser parser) {
		long value = whole(parser, -Long.MAX_VALUE, Long.MAX_VALUE);
		return (value != NOTHING) ? (Long) value : null;
	}

	/**
	 * Reads a whole number.
	 * @return the number; {@link #NOTHING} for null, and for a value that was left out
	 */
	private static long whole(JsonParser parser, long min, long max) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_NULL) {
			return NOTHING;
		}
		boolean fits = false;
		long value = NOTHING;
		if (token == JsonToken.VALUE_NUMBER_INT) {
			fits = parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
			value = fits ? parser.getLongValue() : NOTHING;
		}
		else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
			// A whole number may be written as 3.0. What is too large becomes the
			// largest.
			value = (long) parser.getDoubleValue();
			fits = value != Long.MAX_VALUE;
		}
		else {
			DecodeScope.leaveOut(parser, "a number");
			return NOTHING;
		}
		if (fits && value >= min && value <= max) {
			return value;
		}
		tooLong(parser, (max == Integer.MAX_VALUE) ? "a number of 32 bits" : "a number of 64 bits");
		return NOTHING;
	}

	private static void tooLong(JsonParser parser, String expected) {
		DecodeScope.tell(parser, expected, "a longer one");
	}

	static double doubleValue(JsonParser parser) {
		double value = number(parser);
		return Double.isNaN(value) ? 0 : value;
	}

	static @Nullable Double decimal(JsonParser parser) {
		double value = number(parser);
		return Double.isNaN(value) ? null : (Double) value;
	}

	/**
	 * Reads a number.
	 * @return the number; NaN for null, and for a value that was left out
	 */
	private static double number(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
			double value = parser.getDoubleValue();
			if (!Double.isInfinite(value)) {
				return value;
			}
			tooLong(parser, "a number");
		}
		else if (token != JsonToken.VALUE_NULL) {
			DecodeScope.leaveOut(parser, "a number");
		}
		return Double.NaN;
	}

	/**
	 * Reads 64 bits from a number, or from a number in a string.
	 * @param parser the parser at the value
	 * @param what what is documented
	 * @param type makes the value of the bits
	 * @return the value; {@code null} for null, and for a value that was left out
	 */
	static <T> @Nullable T bits(JsonParser parser, String what, LongFunction<T> type) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING) {
			char[] characters = parser.getStringCharacters();
			int start = parser.getStringOffset();
			int length = parser.getStringLength();
			if (length <= MAX_DIGITS) {
				int end = start + length;
				long value = 0;
				// Negative as soon as one character is no digit.
				int digits = length - 1;
				for (int i = start; i < end; i++) {
					int digit = characters[i] - '0';
					digits |= digit | (9 - digit);
					value = value * 10 + digit;
				}
				if (digits >= 0 && (length < MAX_DIGITS || fits(characters[start], value))) {
					return type.apply(value);
				}
			}
		}
		else if (token == JsonToken.VALUE_NUMBER_INT) {
			if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
				long value = parser.getLongValue();
				if (value >= 0) {
					return type.apply(value);
				}
			}
			// As text, if it is text: making a number of it is what costs.
			else if (parser.getNumberValueDeferred() instanceof String digits) {
				if (digits.length() <= MAX_DIGITS && digits.charAt(0) != '-') {
					long value = new BigInteger(digits).longValue();
					if (digits.length() < MAX_DIGITS || fits(digits.charAt(0), value)) {
						return type.apply(value);
					}
				}
			}
			else {
				BigInteger value = parser.getBigIntegerValue();
				if (value.signum() > 0 && value.bitLength() <= Long.SIZE) {
					return type.apply(value.longValue());
				}
			}
		}
		else if (token == JsonToken.VALUE_NULL) {
			return null;
		}
		DecodeScope.leaveOut(parser, what);
		return null;
	}

	/* Of the numbers of 20 digits that begin with 1, those that overflow become small. */
	private static boolean fits(char first, long value) {
		return first == '0' || (first == '1' && Long.compareUnsigned(value, TEN_TO_THE_19TH) >= 0);
	}

	/**
	 * Reads the number of an enum, which Discord writes as a number here and as a string
	 * there.
	 * @return the number; {@link #NO_TYPE} for null, and for a value that was left out
	 */
	static int code(JsonParser parser) {
		if (parser.currentToken() != JsonToken.VALUE_STRING) {
			long value = whole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
			return (value != NOTHING) ? (int) value : NO_TYPE;
		}
		int code = codeInString(parser);
		if (code == NO_TYPE) {
			DecodeScope.leaveOut(parser, "a number");
		}
		return code;
	}

	private static int codeInString(JsonParser parser) {
		int length = parser.getStringLength();
		if (length > 10 || length == 0) {
			return NO_TYPE;
		}
		char[] characters = parser.getStringCharacters();
		int start = parser.getStringOffset();
		long value = 0;
		for (int i = start; i < start + length; i++) {
			int digit = characters[i] - '0';
			if (digit < 0 || digit > 9) {
				return NO_TYPE;
			}
			value = value * 10 + digit;
		}
		return (value <= Integer.MAX_VALUE) ? (int) value : NO_TYPE;
	}

	/**
	 * Reads the type of a union. What is no type is not left out: the object is kept as
	 * it is.
	 * @return the type, or {@link #NO_TYPE} with the parser where it was
	 */
	static int type(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT) {
			return parser.getIntValue();
		}
		int type = (token == JsonToken.VALUE_STRING) ? codeInString(parser) : NO_TYPE;
		if (type == NO_TYPE && !isNull(parser) && DecodeScope.isStrict(parser)) {
			throw DecodeScope.wrong(parser, "a number");
		}
		return type;
	}

	static @Nullable Instant timestamp(JsonParser parser) {
		if (isNull(parser)) {
			return null;
		}
		if (parser.currentToken() != JsonToken.VALUE_STRING) {
			DecodeScope.leaveOut(parser, "a timestamp");
			return null;
		}
		Instant instant = Timestamps.parse(parser.getStringCharacters(), parser.getStringOffset(),
				parser.getStringLength());
		if (instant == null) {
			DecodeScope.tell(parser, "an ISO 8601 timestamp", "another string");
		}
		return instant;
	}

	static @Nullable Instant unixSeconds(JsonParser parser) {
		long seconds = whole(parser, -Long.MAX_VALUE, Long.MAX_VALUE);
		if (seconds == NOTHING) {
			return null;
		}
		if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
			tooLong(parser, "seconds since 1970");
			return null;
		}
		return Instant.ofEpochSecond(seconds);
	}

	static @Nullable Instant unixMilliseconds(JsonParser parser) {
		long milliseconds = whole(parser, -Long.MAX_VALUE, Long.MAX_VALUE);
		return (milliseconds != NOTHING) ? Instant.ofEpochMilli(milliseconds) : null;
	}

	static @Nullable Duration seconds(JsonParser parser) {
		long seconds = whole(parser, -Long.MAX_VALUE, Long.MAX_VALUE);
		return (seconds != NOTHING) ? Duration.ofSeconds(seconds) : null;
	}

	static @Nullable Duration minutes(JsonParser parser) {
		long minutes = whole(parser, -Long.MAX_VALUE, Long.MAX_VALUE);
		if (minutes == NOTHING) {
			return null;
		}
		if (Math.abs(minutes) > Long.MAX_VALUE / 60) {
			tooLong(parser, "minutes");
			return null;
		}
		return Duration.ofMinutes(minutes);
	}

	static @Nullable Duration milliseconds(JsonParser parser) {
		long milliseconds = whole(parser, -Long.MAX_VALUE, Long.MAX_VALUE);
		return (milliseconds != NOTHING) ? Duration.ofMillis(milliseconds) : null;
	}

	static @Nullable Duration decimalSeconds(JsonParser parser) {
		double seconds = number(parser);
		if (Double.isNaN(seconds)) {
			return null;
		}
		if (Math.abs(seconds) > Long.MAX_VALUE / 1e9) {
			tooLong(parser, "seconds");
			return null;
		}
		return Duration.ofNanos(Math.round(seconds * 1e9));
	}

	static <T> List<T> list(JsonParser parser, Function<JsonParser, @Nullable T> element) {
		if (isNull(parser)) {
			return List.of();
		}
		if (parser.currentToken() != JsonToken.START_ARRAY) {
			DecodeScope.leaveOut(parser, "an array");
			return List.of();
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
			DecodeScope.leaveOut(parser, "an object");
			return Map.of();
		}
		parser.streamReadContext().assignCurrentValue(DecodeScope.MAP);
		Map<K, V> map = new LinkedHashMap<>();
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			parser.nextToken();
			V value = element.apply(parser);
			if (value == null) {
				continue;
			}
			try {
				map.put(key.apply(name), value);
			}
			catch (NumberFormatException ex) {
				DecodeScope.tell(parser, "a number as key", "another one");
			}
		}
		return Collections.unmodifiableMap(map);
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
			case VALUE_NUMBER_FLOAT -> {
				double value = parser.getDoubleValue();
				yield Double.isInfinite(value) ? nodes.numberNode(parser.getDecimalValue()) : nodes.numberNode(value);
			}
			case VALUE_TRUE -> nodes.booleanNode(true);
			case VALUE_FALSE -> nodes.booleanNode(false);
			case VALUE_NULL -> nodes.nullNode();
			default -> throw DecodeScope.wrong(parser, "a value");
		};
	}

	/**
	 * Looks for the type of an object further on in the bytes, if they are known. What is
	 * looked through for it is parsed all the same, at most once for each of the few
	 * levels in which unions hold unions.
	 * @param parser a parser at the first name of the object, where it stays
	 * @return the type, or {@link #NO_TYPE} if it was not found
	 */
	static int typeAhead(JsonParser parser) {
		if (parser.currentToken() != JsonToken.PROPERTY_NAME) {
			return NO_TYPE;
		}
		byte[] json = DecodeScope.json(parser);
		return (json != null) ? TypeScanner.find(json, (int) parser.currentTokenLocation().getByteOffset()) : NO_TYPE;
	}

	/**
	 * Makes a parser that lets unions look ahead.
	 */
	static JsonParser parser(byte[] json, int offset, int length) {
		JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json, offset, length);
		parser.assignCurrentValue(DecodeScope.of(false, null, (offset == 0) ? json : null));
		return parser;
	}

	/**
	 * Makes a parser that lets unions look ahead, if the payload is JSON.
	 */
	static JsonParser parser(RawPayload payload, boolean strict, @Nullable LeftOut leftOut) {
		JsonParser parser = payload.createParser();
		parser.assignCurrentValue(
				DecodeScope.of(strict, leftOut, (payload.encoding() == Encoding.JSON) ? payload.bytes() : null));
		return parser;
	}

	/**
	 * Reads the rest of an object as a tree.
	 * @param parser the parser at a name or at its value
	 * @param name the name, or {@code null} at the end of the object
	 */
	static ObjectNode treeFromHere(JsonParser parser, @Nullable String name) {
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		if (name == null) {
			return object;
		}
		if (parser.currentToken() == JsonToken.PROPERTY_NAME) {
			parser.nextToken();
		}
		object.set(name, tree(parser));
		return treeRest(parser, object);
	}

	private static ObjectNode treeRest(JsonParser parser, ObjectNode object) {
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			parser.nextToken();
			object.set(name, tree(parser));
		}
		return object;
	}

	/**
	 * Moves the type of a union to the front, so that it does not have to be waited for
	 * again.
	 */
	static ObjectNode typeFirst(ObjectNode tree) {
		ObjectNode result = JsonNodeFactory.instance.objectNode();
		result.set("type", tree.get("type"));
		return result.setAll(tree);
	}

	/**
	 * Decodes what had to be kept as a tree until its type was known.
	 * @param parser the parser that the tree came from
	 * @param name the tree's name as a JSON pointer, empty if the parser's position is
	 * the tree
	 */
	static <T> @Nullable T fromTree(JsonParser parser, String name, JsonNode tree,
			Function<JsonParser, @Nullable T> decoder) {
		TreeTraversingParser traversing = new TreeTraversingParser(tree);
		traversing.streamReadContext().assignCurrentValue(DecodeScope.nested(parser, name));
		traversing.nextToken();
		return decoder.apply(traversing);
	}

	static <T> T event(String event, JsonParser parser, Function<JsonParser, T> decoder) {
		try {
			return decoder.apply(parser);
		}
		catch (DecodeException ex) {
			throw ex.in(event);
		}
		catch (JacksonException ex) {
			throw new DecodeException(event, DecodeScope.path(parser), "malformed payload", ex);
		}
	}

}
