package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.discordgateway.fuzz.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * R35: contents of a message are taken if Jackson takes them, and only then, before the
 * sequence moves.
 */
class JsonValuesTests {

	private static final String HEAD = "{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":";

	/* What grammar is made of, and what it is damaged with. */
	private static final List<String> PARTS = List.of("{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"a\":", "\\",
			"\\n", "\\u00e9", "\\ud83d", "\\x", "\\u12", "0", "01", "-", "1", "-0", "12345678901234567890", ".", "1.5",
			"1.", ".5", "e", "E", "e5", "1e+5", "1e", "1E-", "+", "true", "false", "null", "nul", "trueish", "NaN", " ",
			"\t", "\n", "\r", "\f", "\0", "\u007f", "é", "€", "😀", "x", "'", "/", "#", "//", "abcdefgh", "abcdefg\"",
			"\"abcdefghijklmnop\"", "\"abcdefg\u0001\"");

	@ParameterizedTest
	@ValueSource(strings = { "{]", "[}", "{\"a\" 1 2,,:}", "1-2abc", "[1 2]", "[,]", "[1,]", "[1,,2]", "{,}",
			"{\"a\":1,}", "{\"a\"}", "{\"a\":}", "{\"a\",1}", "{1:2}", "{a:1}", "[:]", "[1:2]", "[\"a\":1]", ":", "01",
			"-01", "1.", "1.e5", "-", "--1", "+1", ".5", "1e", "1e+", "1E-", "-a", "0x1", "1a", "NaN", "tru", "truee",
			"nulll", "True", "nul", "\"\\x\"", "\"\\u12g4\"", "\"\\u\"", "\"\\", "\"\n\"", "\"\0\"", "\"a\u001fb\"",
			"\"12345678\u0001\"", "{\"\t\":1}", "'a'", "{}{}", "{}}", "{} x", "[]]", "\"a\"b", "/**/1", "#\n1",
			"1,\"x\":01", "1,\"x\"", "1,\"x\":", "1,", "1,2", "1,x:1", "{\"a\":[}]", "[[[]]", "\u00a01",
			"{\"\\ud83d\":1}", "{\"\\ud83dxude00\":1}", "{\"\\ud83d\\nde00\":1}", "{\"\\ud83d\\u0041\":1}",
			"{\"\\ude00\\ud83d\":1}" })
	void malformedContentsAreRefusedBeforeTheyAreCopied(String data) {
		byte[] message = (HEAD + data + "}").getBytes(StandardCharsets.UTF_8);
		assertThat(jackson(message)).isFalse();
		Envelope envelope = read(message);
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(envelope::copyData);
		byte[] first = ("{\"d\":" + data + ",\"op\":0}").getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> read(first));
		byte[] unknown = ("{\"op\":11,\"x\":" + data + "}").getBytes(StandardCharsets.UTF_8);
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> read(unknown));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", " { } ", "[ ]", "{\"a\":{\"b\":[1,2,{}]},\"c\":[]}", "0", "-0", "0.0",
			"-1.5e+3", "1E5", "0e0", "1e-10", "\"\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00Ef\"", "\"\\ud800\"",
			"\"\u007f é€😀\"", "{\"\":1}", "{\"a\":1,\"a\":2}", "{\"é\\n\":\"1234567\"}", "\t[\r\n1 , 2\t]",
			"1,\"x\":[{}]", "{\"a\\ud83d\\ude00b\":1}", "true", "null ,\"x\" : {\"a\":[]} " })
	void wellFormedContentsAreTaken(String data) {
		byte[] message = (HEAD + data + "}").getBytes(StandardCharsets.UTF_8);
		assertThat(jackson(message)).isTrue();
		assertThat(ours(message)).isTrue();
	}

	@Test
	void whatIsNoUtf8IsRefusedAsJacksonRefusesIt() {
		for (int first = 0x80; first < 0x100; first++) {
			for (int second : new int[] { '"', 'a', 0x7F, 0x80, 0xBF, 0xC0, 0xFF }) {
				for (int third : new int[] { '"', 0x80, 0xBF, 0xC2 }) {
					for (int fourth : new int[] { 'b', 0x80, 0xBF, 0xFF }) {
						byte[] text = Terms.bytes("\"12345", first, second, third, fourth, "0123456789\"");
						assertAgreed(Terms.bytes(HEAD, text, "}"));
						assertAgreed(Terms.bytes(HEAD, "{\"long enough for a name", text, 1, "}"));
					}
				}
			}
		}
	}

	@Test
	void whateverStopsATextIsFoundAnywhereInIt() {
		for (int length : new int[] { 1, 7, 8, 9, 15, 16, 17, 25 }) {
			for (int at = 0; at < length; at++) {
				for (int current = 0; current < 0x100; current++) {
					byte[] text = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
					text[at] = (byte) current;
					assertAgreed(Terms.bytes(HEAD, "\"", text, "\"}"));
				}
			}
		}
	}

	@Test
	void deepNestingKeepsApartObjectsAndLists() {
		Random random = new Random(11);
		for (int depth : new int[] { 1, 63, 64, 65, 127, 128, 129, 200, 900 }) {
			StringBuilder start = new StringBuilder();
			StringBuilder end = new StringBuilder();
			for (int i = 0; i < depth; i++) {
				boolean object = random.nextBoolean();
				start.append(object ? "{\"a\":" : "[");
				end.insert(0, object ? '}' : ']');
			}
			assertThat(ours(Terms.bytes(HEAD, start, "1", end, "}"))).isTrue();
			int wrong = random.nextInt(depth);
			end.setCharAt(wrong, (end.charAt(wrong) == '}') ? ']' : '}');
			assertThat(ours(Terms.bytes(HEAD, start, "1", end, "}"))).isFalse();
		}
	}

	@Test
	void agreesWithJacksonOnPartsPutTogetherByChance() {
		Random random = new Random(4);
		int taken = 0;
		for (int i = 0; i < 100_000; i++) {
			StringBuilder data = new StringBuilder();
			for (int parts = random.nextInt(1, 9); parts > 0; parts--) {
				data.append(PARTS.get(random.nextInt(PARTS.size())));
			}
			taken += assertAgreed(Terms.bytes(HEAD, data, "}")) ? 1 : 0;
		}
		assertThat(taken).isGreaterThan(500);
	}

	@Test
	void agreesWithJacksonOnDamagedExamples() {
		Random random = new Random(5);
		int taken = 0;
		List<byte[]> examples = Seeds.json().toList();
		for (int i = 0; i < 20_000; i++) {
			byte[] message = examples.get(random.nextInt(examples.size())).clone();
			List<Object> pieces = new ArrayList<>();
			int at = random.nextInt(message.length);
			int behind = Math.min(message.length, at + random.nextInt(3));
			pieces.add(Arrays.copyOf(message, at));
			switch (random.nextInt(3)) {
				case 0 -> pieces.add(random.nextInt(256));
				case 1 -> pieces.add(PARTS.get(random.nextInt(PARTS.size())));
				default -> {
					// Something is missing.
				}
			}
			pieces.add(Arrays.copyOfRange(message, behind, message.length));
			taken += assertAgreed(Terms.bytes(pieces.toArray())) ? 1 : 0;
		}
		assertThat(taken).isGreaterThan(500);
	}

	/*
	 * What only an envelope asks for (an op, a name of known characters) is asked for
	 * where both took the grammar.
	 */
	private static boolean assertAgreed(byte[] message) {
		boolean expected = jackson(message);
		boolean taken = ours(message);
		if (expected != taken && !(expected && isRefusedAsEnvelope(message))) {
			throw new AssertionError((expected ? "Only Jackson takes " : "Jackson does not take ")
					+ new String(message, StandardCharsets.ISO_8859_1));
		}
		return taken;
	}

	private static boolean isRefusedAsEnvelope(byte[] message) {
		try {
			new JsonValues(PayloadLimits.DEFAULT).skip(message, 0, message.length);
			return !new String(message, StandardCharsets.ISO_8859_1).startsWith(HEAD);
		}
		catch (MalformedPayloadException ex) {
			return false;
		}
	}

	private static boolean ours(byte[] message) {
		try {
			read(message).copyData();
			return true;
		}
		catch (MalformedPayloadException ex) {
			return false;
		}
	}

	private static Envelope read(byte[] message) {
		Envelope envelope = new Envelope();
		new JsonEnvelopeReader(PayloadLimits.DEFAULT).read(message, 0, message.length, envelope);
		return envelope;
	}

	/*
	 * A factory of its own each time: a name that was read before is not looked at again.
	 */
	private static boolean jackson(byte[] message) {
		try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), message)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return false;
			}
			while (!parser.streamReadContext().inRoot()) {
				parser.nextToken();
				parser.getString();
			}
			return parser.nextToken() == null;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

}
