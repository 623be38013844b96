package io.discordgateway.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.EtfFactory;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.model.DecodeException;
import io.discordgateway.model.DispatchType;
import io.discordgateway.model.Encodable;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * R35, R36: an event decodes, or says with its own exception that it does not; and what
 * was decoded can be written and read again.
 */
class ModelFuzzTests {

	private static final ObjectMapper STRICT_ETF = new ObjectMapper(
			EtfFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

	static Stream<byte[]> json() {
		return Stream.concat(seeds(Seeds.JSON), Seeds.corpus("ModelFuzzTests.json"));
	}

	static Stream<byte[]> etf() {
		return Stream.concat(seeds(Seeds.ETF), Seeds.corpus("ModelFuzzTests.etf"));
	}

	private static Stream<byte[]> seeds(ObjectMapper mapper) {
		return Seeds.messages()
			.stream()
			.map((message) -> Seeds.after(new int[] { type(message).ordinal() },
					mapper.writeValueAsBytes(message.path("d"))));
	}

	private static DispatchType type(JsonNode message) {
		DispatchType type = DispatchType.of(message.path("t").stringValue());
		return (type != null) ? type : DispatchType.READY;
	}

	@MethodSource("json")
	@FuzzTest(maxDuration = "20m")
	void json(byte[] input) {
		decode(Encoding.JSON, input);
	}

	@MethodSource("etf")
	@FuzzTest(maxDuration = "20m")
	void etf(byte[] input) {
		decode(Encoding.ETF, input);
	}

	private static void decode(Encoding encoding, byte[] input) {
		if (input.length == 0) {
			return;
		}
		DispatchType type = DispatchType.values()[(input[0] & 0xFF) % DispatchType.values().length];
		Encodable event;
		try {
			event = type.decode(new RawPayload(encoding, Arrays.copyOfRange(input, 1, input.length)));
		}
		catch (DecodeException ex) {
			return;
		}
		if (hasKeyTwice(encoding, input)) {
			return;
		}
		String json = event.toJson();
		if (!StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
			// Half a surrogate pair, which JSON can hold and UTF-8 cannot.
			return;
		}
		Encodable again = type.decode(json.getBytes(StandardCharsets.UTF_8));
		if (!again.toJson().equals(json) || event.toString().isEmpty()) {
			throw new AssertionError("It comes back as " + again.toJson() + " instead of " + json);
		}
	}

	/* Of two types the first decides what is decoded, and the last is written. */
	private static boolean hasKeyTwice(Encoding encoding, byte[] input) {
		try {
			((encoding == Encoding.JSON) ? Seeds.STRICT_JSON : STRICT_ETF).readTree(input, 1, input.length - 1);
			return false;
		}
		catch (JacksonException ex) {
			return true;
		}
	}

}
