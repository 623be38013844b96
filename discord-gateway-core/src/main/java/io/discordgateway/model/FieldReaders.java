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

	/**
	 * How deep in a payload a value is read, in objects and arrays of JSON (R46).
	 * Decoders call each other for each level, and a thread's stack is no larger for a
	 * peer that nests; Discord nests some ten levels.
	 */
	static final int MAX_DEPTH = 100;

	/* Stands for no number. No field of Discord's goes as far. */
	private static final long NOTHING = Long.MIN_VALUE;

	/* Of the largest number of 64 bits. */
	private static final int MAX_DIGITS = 20;

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
		return (parser.currentToken() == JsonToken.START_OBJECT && !isTooDeep(parser)) || startAnyway(parser, type);
	}

	private static boolean startAnyway(JsonParser parser, String type) {
		if (parser.currentToken() == null) {
			parser.nextToken();
		}
		if (isNull(parser)) {
			return false;
		}
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			DecodeScope.leaveOut(parser, "an object (" + type + ")");
			return false;
		}
		if (isTooDeep(parser)) {
			leaveOutTooDeep(parser);
			return false;
		}
		return true;
	}

	private static boolean isTooDeep(JsonParser parser) {
		return parser.streamReadContext().getNestingDepth() > MAX_DEPTH;
	}

	private static void leaveOutTooDeep(JsonParser parser) {
		DecodeScope.tell(parser, "at most " + MAX_DEPTH + " levels", "more");
		parser.skipChildren();
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
		return (parser.currentToken() == JsonToken.VALUE_STRING) ? parser.getString() : noString(parser);
	}

	private static @Nullable String noString(JsonParser parser) {
		JsonToken token = parser.currentToken();
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
		return token != JsonToken.VALUE_FALSE && (token == JsonToken.VALUE_TRUE || noBoolean(parser));
	}

	static @Nullable Boolean bool(JsonParser parser) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_FALSE || token == JsonToken.VALUE_TRUE) {
			return token == JsonToken.VALUE_TRUE;
		}
		noBoolean(parser);
		return null;
	}

	private static boolean noBoolean(JsonParser parser) {
		if (!isNull(parser)) {
			DecodeScope.leaveOut(parser, "a boolean");
		}
		return false;
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
		return isInt(parser) ? parser.getIntValue() : intAnyway(parser, 0);
	}

	static @Nullable Integer integer(JsonParser parser) {
		if (isInt(parser)) {
			return parser.getIntValue();
		}
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

	private static boolean isInt(JsonParser parser) {
		return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
				&& parser.getNumberType() == JsonParser.NumberType.INT;
	}

	private static int intAnyway(JsonParser parser, int otherwise) {
		long value = whole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
		return (value != NOTHING) ? (int) value : otherwise;
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
	 * Reads 64 bits as Discord writes them nearly always: from digits in a string. Small,
	 * as are all that read what nearly always comes, so that the compiler puts them in
	 * where they are called; what else may come is read elsewhere.
	 * @return the bits; below 0, with the parser where it was, if they have to be read by
	 * {@link #bits(JsonParser, String, LongFunction)}
	 */
	static long digits(JsonParser parser) {
		if (parser.currentToken() != JsonToken.VALUE_STRING) {
			return -1;
		}
		char[] characters = parser.getStringCharacters();
		int start = parser.getStringOffset();
		int length = parser.getStringLength();
		// Longer numbers may overflow to anything, the largest of these only to below 0.
		return (length < MAX_DIGITS) ? digits(characters, start, length) : -1;
	}

	/**
	 * Reads 64 bits as {@link #digits} does, or from a small number.
	 */
	static long digitsOrInt(JsonParser parser) {
		return isInt(parser) ? parser.getIntValue() : digits(parser);
	}

	private static long digits(char[] characters, int start, int length) {
		long value = 0;
		// Negative as soon as one character is no digit.
		int digits = length - 1;
		for (int i = start; i < start + length; i++) {
			int digit = characters[i] - '0';
			digits |= digit | (9 - digit);
			value = value * 10 + digit;
		}
		return (digits >= 0) ? value : -1;
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
		if (token == JsonToken.VALUE_NULL) {
			return null;
		}
		T value = null;
		if (token == JsonToken.VALUE_STRING) {
			value = (parser.getStringLength() <= MAX_DIGITS) ? bits(parser.getString(), type) : null;
		}
		else if (token == JsonToken.VALUE_NUMBER_INT) {
			value = bitsOfNumber(parser, type);
		}
		if (value == null) {
			DecodeScope.leaveOut(parser, what);
		}
		return value;
	}

	private static <T> @Nullable T bitsOfNumber(JsonParser parser, LongFunction<T> type) {
		if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
			long value = parser.getLongValue();
			return (value >= 0) ? type.apply(value) : null;
		}
		// As text, if it is text: making a number of it is what costs.
		if (parser.getNumberValueDeferred() instanceof String digits) {
			return bits(digits, type);
		}
		BigInteger value = parser.getBigIntegerValue();
		return (value.signum() > 0 && value.bitLength() <= Long.SIZE) ? type.apply(value.longValue()) : null;
	}

	private static <T> @Nullable T bits(@Nullable String digits, LongFunction<T> type) {
		if (digits == null || digits.isEmpty() || digits.length() > MAX_DIGITS) {
			return null;
		}
		for (int i = 0; i < digits.length(); i++) {
			if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
				return null;
			}
		}
		BigInteger value = new BigInteger(digits);
		return (value.bitLength() <= Long.SIZE) ? type.apply(value.longValue()) : null;
	}

	/**
	 * Reads the number of an enum, which Discord writes as a number here and as a string
	 * there.
	 * @return the number; {@link #NO_TYPE} for null, and for a value that was left out
	 */
	static int code(JsonParser parser) {
		return isInt(parser) ? parser.getIntValue() : codeAnyway(parser);
	}

	private static int codeAnyway(JsonParser parser) {
		if (parser.currentToken() != JsonToken.VALUE_STRING) {
			return intAnyway(parser, NO_TYPE);
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
		Instant instant = null;
		if (parser.currentToken() == JsonToken.VALUE_STRING) {
			instant = Timestamps.parse(parser.getStringCharacters(), parser.getStringOffset(),
					parser.getStringLength());
		}
		if (instant == null) {
			noTimestamp(parser);
		}
		return instant;
	}

	private static void noTimestamp(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_STRING) {
			DecodeScope.tell(parser, "an ISO 8601 timestamp", "another string");
		}
		else if (!isNull(parser)) {
			DecodeScope.leaveOut(parser, "a timestamp");
		}
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
	 * @return the tree, without what is too deep; {@code null} if that is all of it
	 */
	static @Nullable JsonNode tree(JsonParser parser) {
		JsonNodeFactory nodes = JsonNodeFactory.instance;
		if (parser.currentToken().isStructStart() && isTooDeep(parser)) {
			leaveOutTooDeep(parser);
			return null;
		}
		return switch (parser.currentToken()) {
			case START_OBJECT -> treeRest(parser, nodes.objectNode());
			case START_ARRAY -> {
				ArrayNode array = nodes.arrayNode();
				while (parser.nextToken() != JsonToken.END_ARRAY) {
					JsonNode element = tree(parser);
					if (element != null) {
						array.add(element);
					}
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
		addTree(parser, object, name);
		return treeRest(parser, object);
	}

	private static ObjectNode treeRest(JsonParser parser, ObjectNode object) {
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			parser.nextToken();
			addTree(parser, object, name);
		}
		return object;
	}

	private static void addTree(JsonParser parser, ObjectNode object, String name) {
		JsonNode value = tree(parser);
		if (value != null) {
			object.set(name, value);
		}
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
