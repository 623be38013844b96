package io.discordgateway.test.discord;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what clients send in Erlang's External Term Format (Gateway &gt; Encoding and
 * Compression; R33). It shares nothing with the client's code, so that their errors do
 * not cancel out; it takes what Discord takes from a client, and no more.
 */
final class EtfReader {

	private EtfReader() {
	}

	/**
	 * Reads a message of a client.
	 * @param term the bytes
	 * @return the value
	 * @throws IllegalArgumentException if it is not ETF, or has a key that is no string
	 */
	static JsonNode read(ByteBuffer term) {
		try {
			if ((term.get() & 0xFF) != 131) {
				throw new IllegalArgumentException("Not ETF: the version byte is missing");
			}
			JsonNode value = value(term);
			if (term.hasRemaining()) {
				throw new IllegalArgumentException("Not ETF: something follows the term");
			}
			return value;
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not ETF: the term ends too soon", ex);
		}
	}

	private static JsonNode value(ByteBuffer term) {
		JsonNodeFactory nodes = JsonNodeFactory.instance;
		int tag = term.get() & 0xFF;
		return switch (tag) {
			case 97 -> nodes.numberNode(term.get() & 0xFF);
			case 98 -> nodes.numberNode(term.getInt());
			case 110 -> big(term);
			case 70 -> nodes.numberNode(term.getDouble());
			case 109 -> nodes.stringNode(text(term, term.getInt()));
			case 115, 119 -> atom(text(term, term.get() & 0xFF));
			case 100, 118 -> atom(text(term, term.getShort() & 0xFFFF));
			case 106 -> nodes.arrayNode();
			case 107 -> {
				ArrayNode array = nodes.arrayNode();
				for (int left = term.getShort() & 0xFFFF; left > 0; left--) {
					array.add(term.get() & 0xFF);
				}
				yield array;
			}
			case 108 -> {
				ArrayNode array = nodes.arrayNode();
				for (int left = term.getInt(); left > 0; left--) {
					array.add(value(term));
				}
				if (term.get() != 106) {
					throw new IllegalArgumentException("An improper list");
				}
				yield array;
			}
			case 116 -> {
				ObjectNode object = nodes.objectNode();
				for (int left = term.getInt(); left > 0; left--) {
					if (term.get() != 109) {
						throw new IllegalArgumentException("A key that is no string");
					}
					object.set(text(term, term.getInt()), value(term));
				}
				yield object;
			}
			default -> throw new IllegalArgumentException("A term with the tag " + tag);
		};
	}

	private static JsonNode big(ByteBuffer term) {
		byte[] magnitude = new byte[term.get() & 0xFF];
		int sign = (term.get() == 0) ? 1 : -1;
		for (int i = magnitude.length - 1; i >= 0; i--) {
			magnitude[i] = term.get();
		}
		BigInteger number = new BigInteger(sign, magnitude);
		return (number.bitLength() < Long.SIZE) ? JsonNodeFactory.instance.numberNode(number.longValue())
				: JsonNodeFactory.instance.numberNode(number);
	}

	private static JsonNode atom(String name) {
		return switch (name) {
			case "nil", "null" -> JsonNodeFactory.instance.nullNode();
			case "true", "false" -> JsonNodeFactory.instance.booleanNode(name.equals("true"));
			default -> JsonNodeFactory.instance.stringNode(name);
		};
	}

	private static String text(ByteBuffer term, int length) {
		if (length < 0 || length > term.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] bytes = new byte[length];
		term.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
