package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.core.JacksonException;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that whatever is cut off is refused, whether nothing lies behind the end (of
 * which something would have to be read) or the very bytes that are missing (which would
 * do).
 */
class TruncationTests {

	static final List<byte[]> TERMS = List.of(Terms.bytes(97, 7), Terms.bytes(98, 0, 0, 1, 0), Terms.bytes(110, 0, 0),
			Terms.bytes(110, 2, 0, 1, 1), Terms.bytes(110, 9, 1, new byte[8], 1),
			Terms.bytes(111, 0, 0, 0, 3, 0, 5, 0, 1), Terms.bytes(70, 63, 248, 0, 0, 0, 0, 0, 0),
			Terms.bytes(99, "1.50000000000000000000e+00", new byte[5]), Terms.bytes(109, 0, 0, 0, 0),
			Terms.bytes(109, 0, 0, 0, 3, "abc"), Terms.bytes(119, 0), Terms.bytes(119, 3, "nil"),
			Terms.bytes(115, 4, "true"), Terms.bytes(100, 0, 0), Terms.bytes(100, 0, 3, "abc"),
			Terms.bytes(118, 0, 3, "abc"), Terms.bytes(107, 0, 0), Terms.bytes(107, 0, 2, 1, 2), Terms.bytes(106),
			Terms.bytes(108, 0, 0, 0, 1, 97, 7, 106), Terms.bytes(108, 0, 0, 0, 1, 106, 106),
			Terms.bytes(108, 0, 0, 0, 2, 97, 7, 97, 8, 106), Terms.bytes(108, 0, 0, 0, 0, 106), Terms.bytes(104, 0),
			Terms.bytes(104, 2, 106, 106), Terms.bytes(105, 0, 0, 0, 0), Terms.bytes(105, 0, 0, 0, 1, 97, 7),
			Terms.bytes(116, 0, 0, 0, 0), Terms.bytes(116, 0, 0, 0, 1, 119, 1, "a", 106),
			Terms.bytes(116, 0, 0, 0, 2, 109, 0, 0, 0, 1, "a", 97, 1, 100, 0, 1, "b", 104, 1, 116, 0, 0, 0, 0),
			Terms.bytes(116, 0, 0, 0, 2, 97, 3, 106, 110, 1, 0, 9, 107, 0, 1, 1),
			Terms.bytes(116, 0, 0, 0, 1, 107, 0, 1, "k", 119, 0));

	static final List<byte[]> MESSAGES = Stream.concat(TERMS.stream()
		.flatMap((term) -> Stream.of(
				// Last, so that the end may be read from behind, and first.
				Terms.bytes(131, 116, 0, 0, 0, 4, 119, 1, "t", 119, 1, "A", 119, 1, "s", 97, 1, 119, 2, "op", 97, 0,
						119, 1, "d", term),
				Terms.bytes(131, 116, 0, 0, 0, 4, 119, 1, "d", term, 119, 1, "t", 119, 1, "A", 119, 1, "s", 97, 1, 119,
						2, "op", 97, 0),
				Terms.bytes(131, 116, 0, 0, 0, 2, 119, 1, "x", term, 119, 2, "op", 97, 11))),
			Stream.of(
					Terms.bytes(131, 116, 0, 0, 0, 2, 109, 0, 0, 0, 2, "op", 98, 0, 0, 0, 0, 109, 0, 0, 0, 1, "s", 98,
							0, 0, 1, 0),
					Terms.bytes(131, 116, 0, 0, 0, 2, 100, 0, 2, "op", 110, 1, 0, 0, 118, 0, 1, "t", 109, 0, 0, 0, 1,
							"A"),
					Terms.bytes(131, 116, 0, 0, 0, 2, 115, 2, "op", 97, 0, 107, 0, 1, "t", 100, 0, 1, "A")))
		.toList();

	static final List<String> TEXTS = List.of("{\"op\":11}", " { \"op\" : 11 , \"x\" : null } ",
			"{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":{\"a\":[1,{\"b\":\"c\\\\\\\"\"}],\"e\":-1.5e+3}}",
			"{\"d\":{\"a\":[1,{\"b\":\"c\"}],\"e\":{}},\"t\":\"A\",\"s\":1,\"op\":0}",
			"{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":[true,false,null],\"x\":{\"y\":[[]]}, \"z\" : \"\" }",
			"{\"t\":\"A\",\"s\":12,\"op\":0,\"d\":12}", "{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":\"}\"}");

	@ParameterizedTest
	@FieldSource("TERMS")
	void termThatEndsTooSoonIsRefused(byte[] term) { // R33, R35
		byte[] whole = Terms.bytes(131, term);
		for (int end = 1; end < whole.length; end++) {
			for (byte[] bytes : new byte[][] { whole, Arrays.copyOf(whole, end) }) {
				int length = end;
				assertThatExceptionOfType(MalformedPayloadException.class).as("%d of %d bytes", length, whole.length)
					.isThrownBy(() -> new EtfTerms(PayloadLimits.DEFAULT).skip(bytes, 1, length));
				assertThatExceptionOfType(JacksonException.class).as("%d of %d bytes", length, whole.length)
					.isThrownBy(() -> Terms.ETF.readTree(bytes, 0, length));
			}
		}
	}

	@ParameterizedTest
	@FieldSource("MESSAGES")
	void messageInEtfThatEndsTooSoonIsRefused(byte[] message) { // R33, R35
		refuseWhatIsCut(new EtfEnvelopeReader(PayloadLimits.DEFAULT), message, message.length);
	}

	@ParameterizedTest
	@FieldSource("TEXTS")
	void messageInJsonThatEndsTooSoonIsRefused(String message) { // R35
		refuseWhatIsCut(new JsonEnvelopeReader(PayloadLimits.DEFAULT), message.getBytes(StandardCharsets.UTF_8),
				message.stripTrailing().length());
	}

	private static void refuseWhatIsCut(EnvelopeReader reader, byte[] message, int complete) {
		Envelope envelope = new Envelope();
		reader.read(message, 0, message.length, envelope);
		envelope.copyData();
		for (int end = 0; end < complete; end++) {
			for (byte[] bytes : new byte[][] { message, Arrays.copyOf(message, end) }) {
				int length = end;
				assertThatExceptionOfType(MalformedPayloadException.class).as("%d of %d bytes", length, message.length)
					.isThrownBy(() -> {
						reader.read(bytes, 0, length, envelope);
						envelope.copyData();
					});
			}
		}
	}

}
