package io.discordgateway.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * R33, R35: contents of a message are taken if a parser takes them, and only then, before
 * the sequence moves.
 */
class EtfTermsTests {

	private static final byte[] HEAD = Terms.bytes(131, 116, 0, 0, 0, 4, 119, 2, "op", 97, 0, 119, 1, "s", 97, 1, 119,
			1, "t", 119, 1, "A", 119, 1, "d");

	static final List<byte[]> MALFORMED = List.of(Terms.bytes(109, 0, 0, 0, 1, 0xFF),
			Terms.bytes(109, 0, 0, 0, 2, 0xC3, 'a'), Terms.bytes(109, 0, 0, 0, 2, 0xC0, 0x80),
			Terms.bytes(109, 0, 0, 0, 12, "0123456789", 0xE2, 0x82), Terms.bytes(119, 1, 0x80),
			Terms.bytes(118, 0, 3, 0xED, 0xA0, 0x80), Terms.bytes(70, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0),
			Terms.bytes(70, 0xFF, 0xF8, 0, 0, 0, 0, 0, 1), Terms.bytes(99, "x".repeat(31)),
			Terms.bytes(99, new byte[31]), Terms.bytes(99, "NaN", new byte[28]), Terms.bytes(99, "1e999", new byte[26]),
			Terms.bytes(116, 0, 0, 0, 1, 106, 97, 1), Terms.bytes(116, 0, 0, 0, 1, 70, new byte[8], 97, 1),
			Terms.bytes(116, 0, 0, 0, 1, 99, "1.5", new byte[28], 97, 1), Terms.bytes(116, 0, 0, 0, 1, 104, 0, 97, 1),
			Terms.bytes(116, 0, 0, 0, 1, 105, 0, 0, 0, 0, 97, 1),
			Terms.bytes(116, 0, 0, 0, 1, 108, 0, 0, 0, 0, 106, 97, 1),
			Terms.bytes(116, 0, 0, 0, 1, 116, 0, 0, 0, 0, 97, 1),
			Terms.bytes(116, 0, 0, 0, 1, 109, 0, 0, 0, 1, 0xFF, 97, 1), Terms.bytes(80, 1, 2, 3), Terms.bytes(103),
			Terms.bytes(104, 1, 109, 0, 0, 0, 1, 0x9F), Terms.bytes(97, 1, 97, 1));

	static final List<byte[]> WELL_FORMED = List.of(Terms.bytes(109, 0, 0, 0, 9, "é€😀"),
			Terms.bytes(115, 2, 0xE9, 0xFF), Terms.bytes(100, 0, 1, 0xFF), Terms.bytes(99, "1.5e+00", new byte[24]),
			Terms.bytes(99, "1.50000000000000000000e+00     "), Terms.bytes(70, 0x7F, 0xEF, new byte[6]),
			Terms.bytes(116, 0, 0, 0, 5, 97, 1, 106, 98, 255, 255, 255, 255, 106, 110, 1, 1, 9, 106, 107, 0, 2, 0xFF,
					"k", 106, 111, 0, 0, 0, 1, 0, 7, 106),
			Terms.bytes(111, 0, 0, 4, 0, 0, 1, new byte[1023]), Terms.bytes(108, 0, 0, 0, 1, 97, 1, 97, 2));

	@ParameterizedTest
	@FieldSource("MALFORMED")
	void malformedContentsAreRefusedBeforeTheyAreCopied(byte[] term) {
		assertThat(parser(term)).isFalse();
		byte[] rest = Terms.bytes(119, 2, "op", 97, 0, 119, 1, "s", 97, 1, 119, 1, "t", 119, 1, "A");
		byte[] first = Terms.bytes(131, 116, 0, 0, 0, 4, 119, 1, "d", term, rest);
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> read(first).copyData());
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> read(Terms.bytes(HEAD, term)).copyData());
		byte[] unknown = Terms.bytes(131, 116, 0, 0, 0, 2, 119, 1, "x", term, 119, 2, "op", 97, 11);
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> read(unknown));
	}

	@ParameterizedTest
	@FieldSource("WELL_FORMED")
	void wellFormedContentsAreTaken(byte[] term) {
		assertThat(parser(term)).isTrue();
		assertThat(read(Terms.bytes(HEAD, term)).copyData().bytes()).isEqualTo(Terms.bytes(131, term));
	}

	@Test
	void unknownKeysOfAnEnvelopeAreThoseOfAnyMap() { // R36
		for (byte[] key : new byte[][] { Terms.bytes(109, 0, 0, 0, 2, "é"), Terms.bytes(115, 1, 0xE9),
				Terms.bytes(107, 0, 1, 0xE9) }) {
			assertThat(read(Terms.bytes(131, 116, 0, 0, 0, 2, key, 106, 119, 2, "op", 97, 11)).op()).isEqualTo(11);
		}
		byte[] damaged = Terms.bytes(131, 116, 0, 0, 0, 2, 109, 0, 0, 0, 1, 0xE9, 106, 119, 2, "op", 97, 11);
		assertThatExceptionOfType(MalformedPayloadException.class).isThrownBy(() -> read(damaged))
			.withMessageContaining("UTF-8");
	}

	@Test
	void namesThatAreNotSafeToLogAreRefused() { // R35
		for (Object name : List.of("A\nB", "A\u001bB", "A B", "é", "${A}", "A".repeat(129))) {
			byte[] text = name.toString().getBytes(StandardCharsets.UTF_8);
			for (byte[] term : new byte[][] { Terms.bytes(109, 0, 0, 0, text.length, text),
					Terms.bytes(100, 0, text.length, text), Terms.bytes(107, 0, text.length, text) }) {
				assertThatExceptionOfType(MalformedPayloadException.class)
					.isThrownBy(() -> read(Terms.bytes(131, 116, 0, 0, 0, 2, 119, 2, "op", 97, 0, 119, 1, "t", term)))
					.withMessageContaining("no event name");
			}
		}
	}

	@Test
	void utf8IsWhatJavaTakes() {
		int[] bytes = { 'a', 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
				0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF };
		int[] last = Boolean.getBoolean("thorough") ? bytes : new int[] { 'a', 0x80, 0xBF, 0xC2, 0xFF };
		for (int first : bytes) {
			for (int second : bytes) {
				for (int third : bytes) {
					for (int fourth : last) {
						byte[] text = Terms.bytes("0123456", first, second, third, fourth);
						for (int end = 7; end <= text.length; end++) {
							assertAsJava(text, end);
						}
						byte[] longer = Terms.bytes(text, "012345678");
						assertAsJava(longer, longer.length);
					}
				}
			}
		}
	}

	@Test
	void noByteOfATextIsPassedOverAndNoneBesideItCounts() { // R35
		for (int length = 0; length <= 80; length++) {
			for (int start : new int[] { 0, 1, 9 }) {
				byte[] buffer = new byte[start + length + 9];
				Arrays.fill(buffer, (byte) 0xFF);
				Arrays.fill(buffer, start, start + length, (byte) 'a');
				assertThat(Utf8.isValid(buffer, start, start + length)).isTrue();
				for (int i = start; i < start + length; i++) {
					buffer[i] = (byte) 0xFF;
					assertThat(Utf8.isValid(buffer, start, start + length)).isFalse();
					buffer[i] = 'a';
				}
			}
		}
	}

	@Test
	void agreesWithTheParserOnDamagedTerms() {
		Random random = new Random(6);
		int taken = 0;
		for (int i = 0; i < 30_000; i++) {
			byte[] whole = Terms.write(Terms.random(random, 3).term());
			byte[] term = Arrays.copyOfRange(whole, 1, whole.length);
			for (int damages = random.nextInt(3); damages > 0; damages--) {
				term[random
					.nextInt(term.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(8));
			}
			taken += assertAgreed(term) ? 1 : 0;
		}
		assertThat(taken).isGreaterThan(1000);
	}

	@Test
	void agreesWithTheParserOnPartsPutTogetherByChance() {
		List<byte[]> parts = new ArrayList<>();
		Stream.of(TruncationTests.TERMS, MALFORMED, WELL_FORMED).forEach(parts::addAll);
		for (int tag : new int[] { 70, 97, 98, 99, 100, 104, 105, 106, 107, 108, 109, 110, 111, 115, 116, 118, 119 }) {
			parts.add(Terms.bytes(tag));
			parts.add(Terms.bytes(tag, 0, 0, 0, 2));
			parts.add(Terms.bytes(tag, 2));
		}
		Random random = new Random(7);
		int taken = 0;
		for (int i = 0; i < 100_000; i++) {
			List<Object> term = new ArrayList<>();
			for (int left = random.nextInt(1, 6); left > 0; left--) {
				term.add(parts.get(random.nextInt(parts.size())));
			}
			taken += assertAgreed(Terms.bytes(term.toArray())) ? 1 : 0;
		}
		assertThat(taken).isGreaterThan(1000);
	}

	private static boolean assertAgreed(byte[] term) {
		boolean expected = parser(term);
		if (walk(term) != expected) {
			throw new AssertionError(
					(expected ? "Only the parser takes " : "The parser does not take ") + Arrays.toString(term));
		}
		return expected;
	}

	private static boolean walk(byte[] term) {
		try {
			return new EtfTerms(PayloadLimits.DEFAULT).skip(term, 0, term.length) == term.length;
		}
		catch (MalformedPayloadException ex) {
			return false;
		}
	}

	private static boolean parser(byte[] term) {
		try (JsonParser parser = new RawPayload(Encoding.ETF, Terms.bytes(131, term)).createParser()) {
			while (parser.nextToken() != null) {
				parser.getString();
			}
			return true;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	/* Over a million times: too often for an assertion library. */
	private static void assertAsJava(byte[] text, int end) {
		if (Utf8.isValid(text, 0, end) != java(text, end)) {
			throw new AssertionError("Java does not take it likewise: " + Arrays.toString(Arrays.copyOf(text, end)));
		}
	}

	private static boolean java(byte[] text, int end) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, 0, end));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private static Envelope read(byte[] message) {
		Envelope envelope = new Envelope();
		new EtfEnvelopeReader(PayloadLimits.DEFAULT).read(message, 0, message.length, envelope);
		return envelope;
	}

}
