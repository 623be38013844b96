package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamConstraintsException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests that each limit is kept to the last unit, by what walks over contents and by what
 * parses them.
 */
class PayloadLimitsTests {

	private static final PayloadLimits ENOUGH = PayloadLimits.DEFAULT;

	private static final byte[] HEAD = Terms.bytes(131, 116, 0, 0, 0, 2, 119, 2, "op", 97, 0, 119, 1, "d");

	static Stream<Arguments> etf() {
		return Stream.of(arguments("maxDepth", 3, Terms.bytes(104, 1, 104, 1, 104, 0)),
				arguments("maxDepth", 3, Terms.bytes(104, 1, 104, 1, 106)),
				arguments("maxDepth", 3, Terms.bytes(104, 1, 104, 1, 107, 0, 1, 1)),
				arguments("maxDepth", 3, Terms.bytes(104, 1, 108, 0, 0, 0, 1, 116, 0, 0, 0, 0, 106)),
				arguments("maxDepth", 3, Terms.bytes(116, 0, 0, 0, 1, 119, 1, "a", 104, 1, 105, 0, 0, 0, 0)),
				arguments("maxStringLength", 10, Terms.bytes(109, 0, 0, 0, 10, "0123456789")),
				arguments("maxStringLength", 10, Terms.bytes(119, 10, "0123456789")),
				arguments("maxStringLength", 10, Terms.bytes(118, 0, 10, "0123456789")),
				arguments("maxNameLength", 5, Terms.bytes(116, 0, 0, 0, 1, 119, 5, "abcde", 106)),
				arguments("maxNameLength", 5,
						Terms.bytes(116, 0, 0, 0, 2, 119, 1, "a", 119, 9, "not a key", 109, 0, 0, 0, 5, "abcde", 106)),
				arguments("maxNameLength", 5, Terms.bytes(116, 0, 0, 0, 1, 107, 0, 5, "abcde", 106)),
				arguments("maxNumberLength", 51, Terms.bytes(110, 20, 0, new byte[19], 1)),
				arguments("maxNumberLength", 51, Terms.bytes(111, 0, 0, 0, 20, 0, new byte[19], 1)),
				// The token of the thing, its parts, and its end.
				arguments("maxTokens", 4, Terms.bytes(104, 2, 97, 1, 97, 2)),
				arguments("maxTokens", 5, Terms.bytes(104, 2, 104, 0, 97, 2)),
				arguments("maxTokens", 5, Terms.bytes(107, 0, 3, 1, 2, 3)), arguments("maxTokens", 2, Terms.bytes(106)),
				arguments("maxTokens", 6, Terms.bytes(104, 2, 106, 106)),
				arguments("maxTokens", 6,
						Terms.bytes(116, 0, 0, 0, 2, 119, 1, "a", 119, 1, "b", 119, 1, "c", 119, 1, "d")),
				arguments("maxTokens", 4, Terms.bytes(108, 0, 0, 0, 2, 97, 1, 97, 2, 106)),
				arguments("maxTokens", 4, Terms.bytes(108, 0, 0, 0, 1, 97, 1, 97, 2)));
	}

	static Stream<Arguments> json() {
		return Stream.of(arguments("maxDepth", 3, "[[[]]]"), arguments("maxDepth", 3, "{\"a\":[{}]}"),
				arguments("maxStringLength", 10, "\"0123456789\""), arguments("maxNameLength", 5, "{\"abcde\":1}"),
				arguments("maxNameLength", 5, "{\"abcde\"  :\"a value\"}"), arguments("maxNumberLength", 5, "12345"),
				arguments("maxTokens", 4, "[1,2]"), arguments("maxTokens", 4, "[\"1\",\"2\"]"),
				arguments("maxTokens", 5, "[[],2]"), arguments("maxTokens", 6, "{\"a\":\"b\",\"c\":null}"),
				arguments("maxTokens", 5, "[{},true]"));
	}

	@ParameterizedTest
	@MethodSource
	void etf(String property, int limit, byte[] term) { // R34
		byte[] alone = Terms.bytes(131, term);
		byte[] message = Terms.bytes(HEAD, term);
		new EtfTerms(limits(property, limit)).skip(term, 0, term.length);
		copy(new EtfEnvelopeReader(limits(property, limit)), message);
		assertThat(new RawPayload(Encoding.ETF, alone, limits(property, limit)).toJson()).isNotEmpty();
		PayloadLimits less = limits(property, limit - 1);
		refused(property, () -> new EtfTerms(less).skip(term, 0, term.length));
		refused(property, () -> copy(new EtfEnvelopeReader(less), message));
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> new RawPayload(Encoding.ETF, alone, less).toJson());
	}

	@ParameterizedTest
	@MethodSource
	void json(String property, int limit, String value) { // R34
		byte[] walked = ("{\"d\":" + value + ",\"op\":0}").getBytes(StandardCharsets.UTF_8);
		byte[] copied = ("{\"t\":null,\"s\":null,\"op\":0,\"d\":" + value + "}").getBytes(StandardCharsets.UTF_8);
		copy(new JsonEnvelopeReader(limits(property, limit)), walked);
		copy(new JsonEnvelopeReader(limits(property, limit)), copied);
		PayloadLimits less = limits(property, limit - 1);
		refused(property, () -> copy(new JsonEnvelopeReader(less), walked));
		refused(property, () -> copy(new JsonEnvelopeReader(less), copied));
	}

	@Test
	void textOfAnEnvelopeInEtfIsLimitedToo() { // R34
		byte[] message = Terms.bytes(131, 116, 0, 0, 0, 2, 119, 2, "op", 97, 0, 119, 1, "t", 109, 0, 0, 0, 10,
				"0123456789");
		copy(new EtfEnvelopeReader(limits("maxStringLength", 10)), message);
		byte[] key = Terms.bytes(131, 116, 0, 0, 0, 2, 119, 2, "op", 97, 0, 109, 0, 0, 0, 11, "01234567890", 97, 1);
		refused("maxStringLength", () -> copy(new EtfEnvelopeReader(limits("maxStringLength", 10)), key));
	}

	@Test
	void tokensAreCountedBeforeTheEnd() { // R34
		byte[] long1 = Terms.bytes(104, 2, 107, 0, 30, new byte[30], 104, 1, 80);
		refused("maxTokens", () -> new EtfTerms(limits("maxTokens", 10)).skip(long1, 0, long1.length));
	}

	@ParameterizedTest
	@EnumSource
	void eachPayloadKeepsToItsOwnLimits(Encoding encoding) { // R34
		byte[] bytes = (encoding == Encoding.JSON) ? "[[1]]".getBytes(StandardCharsets.UTF_8)
				: Terms.bytes(131, 104, 1, 104, 1, 97, 1);
		for (int i = 0; i < 3; i++) {
			assertThat(tokens(new RawPayload(encoding, bytes, limits("maxDepth", 2)))).isEqualTo(5);
			assertThatExceptionOfType(StreamConstraintsException.class)
				.isThrownBy(() -> tokens(new RawPayload(encoding, bytes, limits("maxDepth", 1))));
			assertThat(tokens(new RawPayload(encoding, bytes, PayloadLimits.DEFAULT))).isEqualTo(5);
		}
	}

	private static int tokens(RawPayload payload) {
		int tokens = 0;
		try (JsonParser parser = payload.createParser()) {
			while (parser.nextToken() != null) {
				tokens++;
			}
		}
		return tokens;
	}

	@Test
	void leastAndMostOfEachLimitAreTaken() {
		PayloadLimits least = new PayloadLimits(1, 1, 1, 1, 1);
		assertThat(least.maxTokens()).isOne();
		assertThat(new PayloadLimits(PayloadLimits.DEEPEST, 1, 1, 1, 1).maxDepth()).isEqualTo(10_000);
	}

	private static PayloadLimits limits(String property, int value) {
		return switch (property) {
			case "maxDepth" -> new PayloadLimits(value, ENOUGH.maxStringLength(), 100, 100, 100);
			case "maxStringLength" -> new PayloadLimits(10, value, 100, 100, 100);
			case "maxNameLength" -> new PayloadLimits(10, 100, value, 100, 100);
			case "maxNumberLength" -> new PayloadLimits(10, 100, 100, value, 100);
			case "maxTokens" -> new PayloadLimits(10, 100, 100, 100, value);
			default -> throw new IllegalArgumentException(property);
		};
	}

	private static void copy(EnvelopeReader reader, byte[] message) {
		Envelope envelope = new Envelope();
		reader.read(message, 0, message.length, envelope);
		assertThat(envelope.copyData().bytes()).isNotEmpty();
	}

	private static void refused(String property, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(call).withMessageContaining(property);
	}

}
