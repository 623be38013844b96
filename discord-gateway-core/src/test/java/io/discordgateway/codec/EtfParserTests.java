package io.discordgateway.codec;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Terms byte by byte, those too that no writer of today makes.
 */
class EtfParserTests {

	@Test
	void everyKindOfTermIsRead() { // R33
		assertJson("7", 97, 7);
		assertJson("255", 97, 255);
		assertJson("-2", 98, 255, 255, 255, 254);
		assertJson("4294967295", 110, 4, 0, 255, 255, 255, 255);
		assertJson("-9223372036854775808", 110, 8, 1, 0, 0, 0, 0, 0, 0, 0, 128);
		assertJson("18446744073709551615", 110, 8, 0, 255, 255, 255, 255, 255, 255, 255, 255);
		assertJson("-9223372036854775809", 110, 8, 1, 1, 0, 0, 0, 0, 0, 0, 128);
		assertJson("5", 111, 0, 0, 0, 3, 0, 5, 0, 0);
		assertJson("0", 110, 0, 0);
		assertJson("1.5", 70, 63, 248, 0, 0, 0, 0, 0, 0);
		assertJson("-0.25", 99, "-2.50000000000000000000e-01", 0, 0, 0, 0);
		assertJson("1.0E300", 99, "1.000000000000000000000000e+300");
		assertJson("\"é\"", 109, 0, 0, 0, 2, 0xC3, 0xA9);
		assertJson("\"\uFFFD\"", 109, 0, 0, 0, 3, 0xEF, 0xBF, 0xBD);
		assertJson("[1,2]", 107, 0, 2, 1, 2);
		assertJson("[]", 107, 0, 0);
		assertJson("[]", 106);
		assertJson("[7]", 108, 0, 0, 0, 1, 97, 7, 106);
		assertJson("[7,8]", 108, 0, 0, 0, 1, 97, 7, 97, 8);
		assertJson("[7,[8]]", 108, 0, 0, 0, 1, 97, 7, 104, 1, 97, 8);
		assertJson("[[]]", 104, 1, 106);
		assertJson("[7]", 105, 0, 0, 0, 1, 97, 7);
		assertJson("[]", 104, 0);
		assertJson("{}", 116, 0, 0, 0, 0);
		assertJson("{\"a\":1,\"b\":{\"c\":[]}}", 116, 0, 0, 0, 2, 119, 1, "a", 97, 1, 109, 0, 0, 0, 1, "b", 116, 0, 0,
				0, 1, 100, 0, 1, "c", 106);
		assertJson("{\"12\":1,\"-1\":2,\"x\":3}", 116, 0, 0, 0, 3, 97, 12, 97, 1, 98, 255, 255, 255, 255, 97, 2, 107, 0,
				1, "x", 97, 3);
	}

	@Test
	void atomsOfEveryEncodingAreValues() { // R33
		for (Object[] head : new Object[][] { { 100, 0 }, { 118, 0 }, { 115 }, { 119 } }) {
			for (Map.Entry<String, String> atom : Map
				.of("nil", "null", "null", "null", "true", "true", "false", "false", "MESSAGE_CREATE",
						"\"MESSAGE_CREATE\"", "undefined", "\"undefined\"", "", "\"\"")
				.entrySet()) {
				assertJson(atom.getValue(), Terms.bytes(head), atom.getKey().length(), atom.getKey());
			}
		}
		assertJson("\"é\"", 100, 0, 1, 0xE9);
		assertJson("\"é\"", 115, 1, 0xE9);
		assertJson("\"é\"", 119, 2, 0xC3, 0xA9);
		assertJson("{\"é\":null}", 116, 0, 0, 0, 1, 115, 1, 0xE9, 119, 3, "nil");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 77, 80, 82, 88, 89, 90, 102, 103, 112, 113, 114, 117, 255 })
	void whatIsNoDataIsRefused(int tag) { // R33
		assertRefused(tag, new byte[20]);
		byte[] term = Terms.bytes(tag, new byte[20]);
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> new EtfTerms(PayloadLimits.DEFAULT).skip(term, 0, term.length));
	}

	@Test
	void whatIsNoTermIsRefused() { // R35
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Terms.ETF.readTree(new byte[0]));
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Terms.ETF.readTree(new byte[] { '{', '}' }))
			.withMessageContaining("123");
		assertRefused(97, 1, 0);
		assertRefused(116, 0, 0, 0, 1, 106, 97, 1);
		assertRefused(116, 255, 255, 255, 255);
		assertRefused(108, 127, 255, 255, 255);
		assertRefused(109, 255, 255, 255, 255);
		assertRefused(109, 0, 0, 0, 1, 0xFF);
		assertRefused(109, 0, 0, 0, 2, 0xC0, 0x80);
		assertRefused(70, 127, 248, 0, 0, 0, 0, 0, 0);
		assertRefused(70, 127, 240, 0, 0, 0, 0, 0, 0);
		assertRefused(99, "one and a half", new byte[17]);
		assertRefused(99, "1e999", new byte[26]);
		assertRefused(99, "1.5");
		assertRefused(99, 0, "1.5", new byte[27]);
	}

	@Test
	void numbersAreWhatTheyFitInto() {
		try (JsonParser parser = parser(110, 8, 0, 255, 255, 255, 255, 255, 255, 255, 255)) {
			assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
			assertThat(parser.getNumberType()).isEqualTo(JsonParser.NumberType.BIG_INTEGER);
			assertThat(parser.getNumberValue()).isEqualTo(new BigInteger("18446744073709551615"));
			assertThat(parser.getDecimalValue()).isEqualTo(new BigDecimal("18446744073709551615"));
			assertThat(parser.getDoubleValue()).isEqualTo(1.8446744073709552E19);
			assertThat(parser.getString()).isEqualTo("18446744073709551615");
			assertThatExceptionOfType(InputCoercionException.class).isThrownBy(parser::getLongValue);
			assertThatExceptionOfType(InputCoercionException.class).isThrownBy(parser::getIntValue);
		}
		try (JsonParser parser = parser(110, 4, 0, 0, 0, 0, 128)) {
			assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
			assertThat(parser.getNumberValue()).isEqualTo(2147483648L);
			assertThat(parser.getBigIntegerValue()).isEqualTo(2147483648L);
			assertThatExceptionOfType(InputCoercionException.class).isThrownBy(parser::getIntValue);
		}
		try (JsonParser parser = parser(70, 64, 9, 33, 251, 84, 68, 45, 24)) {
			assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_FLOAT);
			assertThat(parser.getNumberValue()).isEqualTo(Math.PI);
			assertThat(parser.getFloatValue()).isEqualTo((float) Math.PI);
			assertThat(parser.getLongValue()).isEqualTo(3);
			assertThat(parser.getIntValue()).isEqualTo(3);
			assertThat(parser.getBigIntegerValue()).isEqualTo(3);
			assertThat(parser.getDecimalValue()).isEqualTo(BigDecimal.valueOf(Math.PI));
			assertThat(parser.getString()).isEqualTo(Double.toString(Math.PI));
			assertThat(parser.isNaN()).isFalse();
		}
		try (JsonParser parser = parser(70, 127, 0, 0, 0, 0, 0, 0, 0)) {
			parser.nextToken();
			assertThatExceptionOfType(InputCoercionException.class).isThrownBy(parser::getLongValue);
		}
		try (JsonParser parser = parser(106)) {
			parser.nextToken();
			assertThatExceptionOfType(JacksonException.class).isThrownBy(parser::getLongValue);
			assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> parser.getBinaryValue(null));
		}
	}

	@Test
	void wholeNumberIsAsSmallAsItCanBe() {
		assertNumber(0, JsonParser.NumberType.INT, 110, 0, 0);
		assertNumber(-5, JsonParser.NumberType.INT, 110, 1, 1, 5);
		assertNumber(5, JsonParser.NumberType.INT, 110, 9, 0, 5, new byte[8]);
		assertNumber(Long.MAX_VALUE, JsonParser.NumberType.LONG, 110, 8, 0, 255, 255, 255, 255, 255, 255, 255, 127);
		assertNumber(Long.MIN_VALUE, JsonParser.NumberType.LONG, 110, 8, 1, 0, 0, 0, 0, 0, 0, 0, 128);
	}

	@Test
	void floatIsAWholeNumberUpToTheBounds() {
		try (JsonParser parser = parser(70, 195, 224, 0, 0, 0, 0, 0, 0)) {
			parser.nextToken();
			assertThat(parser.getDoubleValue()).isEqualTo(-0x1p63);
			assertThat(parser.getLongValue()).isEqualTo(Long.MIN_VALUE);
		}
		try (JsonParser parser = parser(70, 67, 224, 0, 0, 0, 0, 0, 0)) {
			parser.nextToken();
			assertThat(parser.getDoubleValue()).isEqualTo(0x1p63);
			assertThat(parser.getLongValue()).isEqualTo(Long.MAX_VALUE);
		}
	}

	@Test
	void whatIsNoNumberIsNotGivenAsOne() {
		try (JsonParser parser = parser(109, 0, 0, 0, 1, "7")) {
			parser.nextToken();
			for (ThrowingCallable call : List.<ThrowingCallable>of(parser::getNumberType, parser::getNumberValue,
					parser::getBigIntegerValue, parser::getDoubleValue, parser::getDecimalValue)) {
				assertThatExceptionOfType(JacksonException.class).isThrownBy(call);
			}
		}
	}

	@Test
	void namesAndPlacesAreTold() {
		byte[] bytes = Terms.bytes("before", 131, 116, 0, 0, 0, 1, 119, 1, "a", 104, 1, 97, 7);
		try (JsonParser parser = new EtfFactory().createParser(ObjectReadContext.empty(), bytes, 6, bytes.length - 6)) {
			parser.nextToken();
			assertThat(parser.currentName()).isNull();
			parser.nextToken();
			parser.nextToken();
			assertThat(parser.currentToken()).isEqualTo(JsonToken.START_ARRAY);
			assertThat(parser.currentName()).isEqualTo("a");
			assertThat(parser.currentTokenLocation().getByteOffset()).isEqualTo(9);
			assertThat(parser.currentLocation().getByteOffset()).isEqualTo(11);
			assertThat(parser.currentLocation().getColumnNr()).isEqualTo(11);
		}
	}

	@Test
	void longTextsKeepTheirLength() { // R33
		assertJson("\"" + "x".repeat(300) + "\"", 100, 1, 44, "x".repeat(300));
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Terms.ETF.readTree(Terms.bytes(131, 80, 0)))
			.withMessageContaining("compressed term");
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Terms.ETF.readTree(Terms.bytes(131, 88, 0)))
			.withMessageContaining("tag 88");
	}

	@Test
	void textIsGivenInEveryForm() {
		try (JsonParser parser = parser(116, 0, 0, 0, 3, 119, 1, "a", 109, 0, 0, 0, 3, "xyz", 119, 1, "b", 109, 0, 0, 0,
				2, 0xC3, 0xA9, 119, 1, "c", 97, 77)) {
			assertThat(parser.getString()).isNull();
			assertThat(parser.getStringCharacters()).isNull();
			assertThat(parser.getStringLength()).isZero();
			assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
			assertThat(parser.getString()).isEqualTo("{");
			assertThat(parser.nextName()).isEqualTo("a");
			assertThat(parser.getString()).isEqualTo("a");
			assertThat(parser.getStringCharacters()).containsExactly('a');
			assertThat(parser.getStringLength()).isEqualTo(1);
			assertThat(parser.hasStringCharacters()).isFalse();
			parser.nextToken();
			assertThat(parser.currentName()).isEqualTo("a");
			assertThat(parser.hasStringCharacters()).isTrue();
			assertThat(parser.getStringLength()).isEqualTo(3);
			assertThat(parser.getStringCharacters()).startsWith('x', 'y', 'z');
			assertThat(parser.getStringOffset()).isZero();
			assertThat(parser.getBinaryValue()).asString().isEqualTo("xyz");
			assertThat(parser.getString()).isEqualTo("xyz").isSameAs(parser.getString());
			assertThat(parser.nextName()).isEqualTo("b");
			parser.nextToken();
			assertThat(parser.getStringCharacters()).startsWith('é');
			assertThat(parser.getStringLength()).isEqualTo(1);
			assertThat(parser.nextName()).isEqualTo("c");
			parser.nextToken();
			assertThat(new String(parser.getStringCharacters(), 0, parser.getStringLength())).isEqualTo("77");
			assertThat(parser.nextToken()).isEqualTo(JsonToken.END_OBJECT);
			assertThat(parser.nextToken()).isNull();
			assertThat(parser.isClosed()).isTrue();
			assertThat(parser.nextToken()).isNull();
		}
	}

	@Test
	void childrenAreSkipped() {
		try (JsonParser parser = parser(104, 3, 108, 0, 0, 0, 1, 116, 0, 0, 0, 1, 119, 1, "a", 107, 0, 1, 1, 106, 116,
				0, 0, 0, 0, 97, 5)) {
			assertThat(parser.skipChildren().currentToken()).isNull();
			parser.nextToken();
			assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
			assertThat(parser.skipChildren().currentToken()).isEqualTo(JsonToken.END_ARRAY);
			assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
			assertThat(parser.skipChildren().currentToken()).isEqualTo(JsonToken.END_OBJECT);
			assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
			assertThat(parser.streamReadContext().pathAsPointer()).hasToString("/2");
			assertThat(parser.skipChildren().getIntValue()).isEqualTo(5);
			assertThat(parser.currentTokenLocation().getByteOffset()).isLessThan(28);
			assertThat(parser.currentLocation().getByteOffset()).isEqualTo(28);
		}
	}

	@Test
	void namesAreNotMadeAgain() {
		EtfNames names = new EtfNames();
		byte[] key = Terms.bytes("permissions");
		assertThat(names.get(key, 0, key.length)).isSameAs(names.get(key, 0, key.length)).isSameAs("permissions");
		assertThat(names.get(Terms.bytes("é"), 0, 2)).isNull();
		assertThat(names.get(new byte[65], 0, 65)).isNull();
		byte[] longest = Terms.bytes("x".repeat(64));
		assertThat(names.get(longest, 0, 64)).isEqualTo("x".repeat(64));
		assertThat(names.get(longest, 0, 0)).isEmpty();
		for (int i = 0; i < 100_000; i++) {
			byte[] other = Terms.bytes("name" + i);
			assertThat(names.get(other, 0, other.length)).isEqualTo("name" + i);
		}
	}

	@Test
	void limitsAreKept() { // R34
		PayloadLimits limits = new PayloadLimits(3, 10, 5, 30, 20);
		assertBeyond(limits, 104, 1, 104, 1, 104, 1, 106);
		assertBeyond(limits, 109, 0, 0, 0, 11, "xxxxxxxxxxx");
		assertBeyond(limits, 119, 11, "xxxxxxxxxxx");
		assertBeyond(limits, 116, 0, 0, 0, 1, 119, 6, "aaaaaa", 97, 1);
		assertBeyond(limits, 110, 20, 0, new byte[19], 1);
		assertBeyond(limits, 107, 0, 30, new byte[30]);
		assertBeyond(limits, 104, 20, Terms.bytes("a\1".repeat(20)));
		byte[] fits = Terms.bytes(EtfTag.VERSION, 104, 1, 104, 1, 116, 0, 0, 0, 1, 119, 5, "aaaaa", 109, 0, 0, 0, 10,
				"xxxxxxxxxx");
		assertThat(new RawPayload(Encoding.ETF, fits, limits).toJson()).isEqualTo("[[{\"aaaaa\":\"xxxxxxxxxx\"}]]");
		assertThat(new EtfTerms(limits).skip(fits, 1, fits.length)).isEqualTo(fits.length);
		assertThat(new RawPayload(Encoding.JSON, Terms.bytes("[[[[1]]]]"), limits).createParser())
			.satisfies((parser) -> assertThatExceptionOfType(StreamConstraintsException.class).isThrownBy(() -> {
				while (parser.nextToken() != null) {
					// On.
				}
			}));
	}

	@Test
	void limitsBeyondReasonAreRefused() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new PayloadLimits(0, 1, 1, 1, 1));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new PayloadLimits(10_001, 1, 1, 1, 1));
		for (int wrong = 0; wrong < 4; wrong++) {
			int[] values = { 1, 1, 1, 1 };
			values[wrong] = 0;
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> new PayloadLimits(1, values[0], values[1], values[2], values[3]));
		}
	}

	@Test
	void formatIsOneOfJacksons() {
		ObjectMapper mapper = new ObjectMapper(
				EtfFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
		record Thing(int a, List<String> b) {
		}
		Thing thing = new Thing(300, List.of("x", "ü"));
		byte[] bytes = mapper.writeValueAsBytes(thing);
		assertThat(mapper.readValue(bytes, Thing.class)).isEqualTo(thing);
		assertThat(mapper.readValue(new ByteArrayInputStream(bytes), Thing.class)).isEqualTo(thing);
		assertThatExceptionOfType(JacksonException.class).isThrownBy(
				() -> mapper.readTree(Terms.bytes(131, 116, 0, 0, 0, 2, 119, 1, "a", 97, 1, 119, 1, "a", 97, 1)));
		EtfFactory factory = new EtfFactory();
		assertThat(factory.getFormatName()).isEqualTo("ETF");
		assertThat(factory.version().getArtifactId()).isEqualTo("discord-gateway-core");
		assertThat(factory.canParseAsync()).isFalse();
		assertThat(factory.canUseSchema(null)).isFalse();
		assertThat(factory.snapshot()).isSameAs(factory);
		assertThat(factory.copy()).isInstanceOf(EtfFactory.class);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> factory.createParser(new StringReader("x")));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> factory.createGenerator(new StringWriter()));
		try (JsonParser parser = factory.createParser(new byte[] { (byte) 131, 97, 1 })) {
			assertThat(parser.version()).isEqualTo(factory.version());
			parser.nextToken();
			parser.assignCurrentValue(thing);
			assertThat(parser.currentValue()).isSameAs(thing);
			assertThat(parser.streamReadInputSource()).isInstanceOf(byte[].class);
		}
	}

	@Test
	void payloadPrintsNothingOfItself() {
		RawPayload payload = new RawPayload(Encoding.ETF, Terms.bytes(131, 109, 0, 0, 0, 6, "secret"));
		assertThat(payload).hasToString("RawPayload[ETF, 12 bytes]")
			.isEqualTo(new RawPayload(Encoding.ETF, payload.bytes().clone()))
			.hasSameHashCodeAs(new RawPayload(Encoding.ETF, payload.bytes().clone()))
			.isNotEqualTo(new RawPayload(Encoding.JSON, payload.bytes()))
			.isNotEqualTo(RawPayload.json(new byte[0]))
			.isNotEqualTo("x")
			.doesNotHaveSameHashCodeAs(new RawPayload(Encoding.ETF, Terms.bytes(131, 97, 1)));
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> new RawPayload(Encoding.ETF, Terms.bytes(131, 109, 0, 0, 0, 7, "secret")).toJson())
			.withMessageNotContaining("secret");
	}

	private static void assertJson(String json, Object... term) {
		byte[] bytes = Terms.bytes(EtfTag.VERSION, Terms.bytes(term));
		assertThat(new RawPayload(Encoding.ETF, bytes).toJson()).isEqualTo(json);
		assertThat(new EtfTerms(PayloadLimits.DEFAULT).skip(bytes, 1, bytes.length)).isEqualTo(bytes.length);
	}

	private static void assertRefused(Object... term) {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> Terms.ETF.readTree(Terms.bytes(EtfTag.VERSION, Terms.bytes(term))).toString());
	}

	private static void assertBeyond(PayloadLimits limits, Object... term) {
		byte[] bytes = Terms.bytes(EtfTag.VERSION, Terms.bytes(term));
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> new EtfTerms(limits).skip(bytes, 1, bytes.length))
			.withMessageContaining("(max");
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> new RawPayload(Encoding.ETF, bytes, limits).toJson())
			.withCauseInstanceOf(StreamConstraintsException.class);
		assertThat(new RawPayload(Encoding.ETF, bytes).toJson()).isNotEmpty();
	}

	private static void assertNumber(long value, JsonParser.NumberType type, Object... term) {
		try (JsonParser parser = parser(term)) {
			assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
			assertThat(parser.getNumberType()).isEqualTo(type);
			assertThat(parser.getLongValue()).isEqualTo(value);
		}
	}

	private static JsonParser parser(Object... term) {
		return Encoding.ETF.createParser(Terms.bytes(EtfTag.VERSION, Terms.bytes(term)), PayloadLimits.DEFAULT);
	}

}
