package io.discordgateway.codec;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.ericsson.otp.erlang.OtpErlangAtom;
import com.ericsson.otp.erlang.OtpErlangBinary;
import com.ericsson.otp.erlang.OtpErlangBoolean;
import com.ericsson.otp.erlang.OtpErlangDouble;
import com.ericsson.otp.erlang.OtpErlangList;
import com.ericsson.otp.erlang.OtpErlangLong;
import com.ericsson.otp.erlang.OtpErlangMap;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpErlangString;
import com.ericsson.otp.erlang.OtpErlangTuple;
import com.ericsson.otp.erlang.OtpOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Terms as Erlang's own library writes them, and by hand.
 */
final class Terms {

	static final ObjectMapper ETF = new ObjectMapper(new EtfFactory());

	/* Of these the model keeps whether they are numbers or strings. */
	private static final Set<String> KEPT_AS_TREES = Set.of("value", "old_value", "new_value");

	private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

	private Terms() {
	}

	/** Bytes given as numbers, and texts as they are. */
	static byte[] bytes(Object... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (Object part : parts) {
			if (part instanceof Integer number) {
				out.write(number);
			}
			else if (part instanceof byte[] bytes) {
				out.writeBytes(bytes);
			}
			else {
				out.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
			}
		}
		return out.toByteArray();
	}

	/** A term by Erlang's library, with the version byte. */
	static byte[] write(OtpErlangObject term) {
		return bytes(EtfTag.VERSION, new OtpOutputStream(term).toByteArray());
	}

	static OtpErlangBinary binary(String text) {
		return new OtpErlangBinary(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A tree as a term in the way of our generator.
	 */
	static OtpErlangObject term(JsonNode node) {
		if (node.isObject()) {
			OtpErlangMap map = new OtpErlangMap();
			node.properties().forEach((entry) -> map.put(binary(entry.getKey()), term(entry.getValue())));
			return map;
		}
		if (node.isArray()) {
			return new OtpErlangList(node.valueStream().map(Terms::term).toArray(OtpErlangObject[]::new));
		}
		if (node.isString()) {
			return binary(node.stringValue());
		}
		if (node.isBoolean()) {
			return new OtpErlangBoolean(node.booleanValue());
		}
		if (node.isIntegralNumber()) {
			return new OtpErlangLong(node.bigIntegerValue());
		}
		return node.isNumber() ? new OtpErlangDouble(node.doubleValue()) : new OtpErlangAtom("nil");
	}

	/**
	 * A tree as a term in the way of Discord's Erlang: keys are atoms, identifiers are
	 * numbers, lists of small numbers are strings.
	 */
	static OtpErlangObject erlangTerm(JsonNode node) {
		if (node.isObject()) {
			OtpErlangMap map = new OtpErlangMap();
			node.properties()
				.forEach((entry) -> map.put(
						(entry.getKey().length() > 30) ? binary(entry.getKey()) : new OtpErlangAtom(entry.getKey()),
						KEPT_AS_TREES.contains(entry.getKey()) ? term(entry.getValue())
								: erlangTerm(entry.getValue())));
			return map;
		}
		if (node.isArray()) {
			if (!node.isEmpty() && node.valueStream()
				.allMatch((each) -> each.isInt() && each.intValue() >= 0 && each.intValue() <= 255)) {
				StringBuilder text = new StringBuilder();
				node.forEach((each) -> text.append((char) each.intValue()));
				return new OtpErlangString(text.toString());
			}
			return new OtpErlangList(node.valueStream().map(Terms::erlangTerm).toArray(OtpErlangObject[]::new));
		}
		if (node.isString() && node.stringValue().matches("[1-9][0-9]{14,19}")) {
			return new OtpErlangLong(new BigInteger(node.stringValue()));
		}
		return term(node);
	}

	/** A term with the tree that it stands for. */
	record Pair(OtpErlangObject term, JsonNode tree) {
	}

	static Pair random(Random random, int depth) {
		int kind = random.nextInt((depth > 0) ? 13 : 9);
		switch (kind) {
			case 0 -> {
				return new Pair(new OtpErlangAtom(random.nextBoolean() ? "nil" : "null"), NODES.nullNode());
			}
			case 1 -> {
				boolean value = random.nextBoolean();
				return new Pair(new OtpErlangBoolean(value), NODES.booleanNode(value));
			}
			case 2 -> {
				String text = text(random, random.nextInt(20)) + "x";
				return new Pair(new OtpErlangAtom(text), NODES.stringNode(text));
			}
			case 3 -> {
				int value = random.nextInt(256);
				return new Pair(new OtpErlangLong(value), NODES.numberNode(value));
			}
			case 4 -> {
				int value = random.nextInt();
				return new Pair(new OtpErlangLong(value), NODES.numberNode(value));
			}
			case 5 -> {
				BigInteger value = new BigInteger(random.nextInt(1, 900), random);
				return number(random.nextBoolean() ? value : value.negate());
			}
			case 6 -> {
				double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-20, 20));
				return new Pair(new OtpErlangDouble(value), NODES.numberNode(value));
			}
			case 7 -> {
				return number(new BigInteger(64, random));
			}
			case 8 -> {
				String text = text(random, random.nextInt(400));
				return new Pair(binary(text), NODES.stringNode(text));
			}
			case 9 -> {
				StringBuilder text = new StringBuilder();
				ArrayNode array = NODES.arrayNode();
				for (int i = random.nextInt(1, 30); i > 0; i--) {
					int value = random.nextInt(256);
					text.append((char) value);
					array.add(value);
				}
				return new Pair(new OtpErlangString(text.toString()), array);
			}
			case 10 -> {
				return map(random, depth);
			}
			default -> {
				List<OtpErlangObject> terms = new ArrayList<>();
				ArrayNode array = NODES.arrayNode();
				for (int i = (random.nextInt(50) == 0) ? 300 : random.nextInt(8); i > 0; i--) {
					Pair element = random(random, depth - 1);
					terms.add(element.term());
					array.add(element.tree());
				}
				OtpErlangObject[] elements = terms.toArray(OtpErlangObject[]::new);
				return new Pair((kind == 11) ? new OtpErlangList(elements) : new OtpErlangTuple(elements), array);
			}
		}
	}

	private static Pair number(BigInteger value) {
		if (value.bitLength() < 32) {
			return new Pair(new OtpErlangLong(value), NODES.numberNode(value.intValue()));
		}
		return new Pair(new OtpErlangLong(value),
				(value.bitLength() < 64) ? NODES.numberNode(value.longValue()) : NODES.numberNode(value));
	}

	private static Pair map(Random random, int depth) {
		OtpErlangMap map = new OtpErlangMap();
		ObjectNode object = NODES.objectNode();
		for (int i = random.nextInt(12); i > 0; i--) {
			String key = text(random, random.nextInt(1, 40)) + i;
			Pair value = random(random, depth - 1);
			map.put(random.nextBoolean() ? new OtpErlangAtom(key) : binary(key), value.term());
			object.set(key, value.tree());
		}
		return new Pair(map, object);
	}

	private static String text(Random random, int length) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < length; i++) {
			text.appendCodePoint(switch (random.nextInt(12)) {
				case 0 -> random.nextInt(0x80, 0x800);
				case 1 -> random.nextInt(0x800, 0xD800);
				case 2 -> random.nextInt(0x10000, 0x110000);
				default -> random.nextInt(0x20, 0x7F);
			});
		}
		return text.toString();
	}

}
