package io.discordgateway.test.discord;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Writes a message in Erlang's External Term Format as Discord does: keys are atoms,
 * {@code null} is {@code nil}, and snowflakes are integers (R33). Used for one message.
 */
final class EtfWriter {

	private static final int VERSION = 131;

	private static final int FLOAT = 70;

	private static final int SMALL_INTEGER = 97;

	private static final int INTEGER = 98;

	private static final int NIL = 106;

	private static final int LIST = 108;

	private static final int BINARY = 109;

	private static final int SMALL_BIG = 110;

	private static final int MAP = 116;

	private static final int SMALL_ATOM = 119;

	/** A key of so many digits is an id, as in the maps of resolved objects. */
	private static final int DIGITS_OF_ID = 17;

	/* They end like ids, and a bot or a game gives them. */
	private static final Set<String> STRINGS = Set.of("custom_id", "session_id", "sync_id");

	private static final Set<String> LISTS_OF_IDS = Set.of("roles", "mention_roles", "exempt_roles", "exempt_channels",
			"applied_tags");

	private byte[] bytes;

	private int length;

	private EtfWriter(int capacity) {
		this.bytes = new byte[capacity];
	}

	/** Writes a message with its keys in the order in which Erlang has them. */
	static byte[] write(Payload payload) {
		EtfWriter writer = new EtfWriter(64 + payload.data().length * 2);
		writer.write(VERSION);
		writer.write(MAP);
		writer.writeInt(4);
		writer.atom("d");
		try (JsonParser parser = Json.parser(payload.data())) {
			writer.value(parser, parser.nextToken(), "", "");
		}
		writer.atom("op");
		writer.integer(payload.op());
		writer.atom("s");
		writer.numberOrNil(payload);
		writer.atom("t");
		String event = payload.event();
		if (event != null) {
			writer.atom(event);
		}
		else {
			writer.atom("nil");
		}
		return Arrays.copyOf(writer.bytes, writer.length);
	}

	private void numberOrNil(Payload payload) {
		if (payload.event() != null) {
			integer(payload.sequence());
		}
		else {
			atom("nil");
		}
	}

	private void value(JsonParser parser, @Nullable JsonToken token, String key, String parent) {
		if (token == null) {
			throw new IllegalArgumentException("Not JSON: it ends too soon");
		}
		switch (token) {
			case START_OBJECT -> object(parser, key);
			case START_ARRAY -> array(parser, key);
			case VALUE_STRING -> string(parser.getString(), isId(key, parent));
			case VALUE_NUMBER_INT -> number(parser);
			case VALUE_NUMBER_FLOAT -> {
				write(FLOAT);
				writeLong(Double.doubleToLongBits(parser.getDoubleValue()));
			}
			case VALUE_TRUE -> atom("true");
			case VALUE_FALSE -> atom("false");
			default -> atom("nil");
		}
	}

	private static boolean isId(String key, String parent) {
		return (key.equals("id") || key.endsWith("_id")) && !STRINGS.contains(key) && !parent.equals("party");
	}

	private void object(JsonParser parser, String parent) {
		write(MAP);
		int count = 0;
		int place = this.length;
		writeInt(0);
		for (JsonToken token = parser.nextToken(); token == JsonToken.PROPERTY_NAME; token = parser.nextToken()) {
			String key = parser.currentName();
			key(key);
			value(parser, parser.nextToken(), key, parent);
			count++;
		}
		putInt(place, count);
	}

	private void key(String key) {
		if (key.length() >= DIGITS_OF_ID && isNumber(key)) {
			string(key, true);
		}
		else if (isAtom(key)) {
			atom(key);
		}
		else {
			string(key, false);
		}
	}

	private static boolean isAtom(String key) {
		for (int i = 0; i < key.length(); i++) {
			char c = key.charAt(i);
			if (!(c == '_' || (c >= 'a' && c <= 'z') || (i > 0 && c >= '0' && c <= '9'))) {
				return false;
			}
		}
		return !key.isEmpty() && key.length() < 256;
	}

	private void array(JsonParser parser, String key) {
		JsonToken token = parser.nextToken();
		if (token == JsonToken.END_ARRAY) {
			write(NIL);
			return;
		}
		boolean ids = key.endsWith("_ids") || LISTS_OF_IDS.contains(key);
		write(LIST);
		int count = 0;
		int place = this.length;
		writeInt(0);
		for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
			if (ids && token == JsonToken.VALUE_STRING) {
				string(parser.getString(), true);
			}
			else {
				value(parser, token, "", key);
			}
			count++;
		}
		putInt(place, count);
		write(NIL);
	}

	private void string(String text, boolean id) {
		if (id && isNumber(text)) {
			big(new BigInteger(text));
			return;
		}
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		write(BINARY);
		writeInt(utf8.length);
		write(utf8);
	}

	/* Digits that are an unsigned number of 64 bits, and written as numbers are. */
	private static boolean isNumber(String text) {
		if (text.isEmpty() || text.length() > 20 || (text.charAt(0) == '0' && text.length() > 1)) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < '0' || text.charAt(i) > '9') {
				return false;
			}
		}
		return text.length() < 20 || new BigInteger(text).bitLength() <= Long.SIZE;
	}

	private void number(JsonParser parser) {
		if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
			big(parser.getBigIntegerValue());
		}
		else {
			integer(parser.getLongValue());
		}
	}

	private void integer(long value) {
		if (value >= 0 && value < 256) {
			write(SMALL_INTEGER);
			write((int) value);
		}
		else if (value == (int) value) {
			write(INTEGER);
			writeInt((int) value);
		}
		else {
			big(BigInteger.valueOf(value));
		}
	}

	private void big(BigInteger value) {
		if (value.bitLength() < Integer.SIZE) {
			integer(value.intValue());
			return;
		}
		byte[] magnitude = value.abs().toByteArray();
		int from = (magnitude[0] == 0) ? 1 : 0;
		write(SMALL_BIG);
		write(magnitude.length - from);
		write((value.signum() < 0) ? 1 : 0);
		for (int i = magnitude.length - 1; i >= from; i--) {
			write(magnitude[i]);
		}
	}

	private void atom(String name) {
		byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
		write(SMALL_ATOM);
		write(utf8.length);
		write(utf8);
	}

	private void write(int value) {
		ensure(1);
		this.bytes[this.length++] = (byte) value;
	}

	private void write(byte[] more) {
		ensure(more.length);
		System.arraycopy(more, 0, this.bytes, this.length, more.length);
		this.length += more.length;
	}

	private void writeInt(int value) {
		ensure(Integer.BYTES);
		putInt(this.length, value);
		this.length += Integer.BYTES;
	}

	private void writeLong(long value) {
		writeInt((int) (value >>> 32));
		writeInt((int) value);
	}

	private void putInt(int place, int value) {
		this.bytes[place] = (byte) (value >>> 24);
		this.bytes[place + 1] = (byte) (value >>> 16);
		this.bytes[place + 2] = (byte) (value >>> 8);
		this.bytes[place + 3] = (byte) value;
	}

	private void ensure(int more) {
		if (this.bytes.length - this.length < more) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.bytes.length * 2, this.length + more));
		}
	}

}
