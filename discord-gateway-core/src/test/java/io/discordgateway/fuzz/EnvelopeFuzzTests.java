package io.discordgateway.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.discordgateway.codec.Compression;
import io.discordgateway.codec.ControlPayloads;
import io.discordgateway.codec.DecodeException;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.codec.RawPayload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * R29, R33, R35: an envelope says what a whole parse says, or that the message does not
 * decode.
 */
class EnvelopeFuzzTests {

	static Stream<byte[]> json() {
		return Stream.concat(Seeds.json(), Seeds.corpus("EnvelopeFuzzTests.json"));
	}

	static Stream<byte[]> etf() {
		return Stream.concat(Seeds.etf(), Seeds.corpus("EnvelopeFuzzTests.etf"));
	}

	@MethodSource("json")
	@FuzzTest(maxDuration = "20m")
	void json(byte[] message) {
		read(Encoding.JSON, message, Seeds.STRICT_JSON);
	}

	@MethodSource("etf")
	@FuzzTest(maxDuration = "20m")
	void etf(byte[] message) {
		read(Encoding.ETF, message, Seeds.ETF);
	}

	private static void read(Encoding encoding, byte[] message, ObjectMapper mapper) {
		try (MessageDecoder decoder = new MessageDecoder(encoding, Compression.NONE, 1 << 16, PayloadLimits.DEFAULT)) {
			Envelope envelope = decoder.decode(ByteBuffer.wrap(message), encoding.isText(), true);
			if (envelope == null) {
				throw new AssertionError("A whole message gave no envelope");
			}
			control(envelope);
			RawPayload data = envelope.copyData();
			JsonNode whole = isText(encoding, message) ? tree(mapper, message) : null;
			if (whole != null) {
				compare(envelope, data, whole, mapper);
			}
		}
		catch (DecodeException ex) {
			// What does not decode may say so.
		}
	}

	/*
	 * Of what is no UTF-8 a whole parse is no measure: Jackson takes a key of 0xFF and
	 * "d" for "d".
	 */
	private static boolean isText(Encoding encoding, byte[] message) {
		return encoding != Encoding.JSON
				|| Arrays.equals(new String(message, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), message);
	}

	private static void control(Envelope envelope) {
		switch (envelope.op()) {
			case 9 -> ControlPayloads.resumable(envelope);
			case 10 -> ControlPayloads.heartbeatInterval(envelope);
			case 0 -> {
				if ("READY".equals(envelope.name())) {
					ControlPayloads.readySession(envelope);
				}
			}
			default -> {
				// Nothing of it is read by the protocol.
			}
		}
	}

	private static @Nullable JsonNode tree(ObjectMapper mapper, byte[] message) {
		try {
			return mapper.readTree(message);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static void compare(Envelope envelope, RawPayload data, JsonNode whole, ObjectMapper mapper) {
		if (!whole.isObject()) {
			throw new AssertionError("An envelope of what is no object");
		}
		if (whole.path("op").isIntegralNumber() && whole.path("op").longValue() != envelope.op()) {
			throw new AssertionError("op " + envelope.op());
		}
		if (whole.path("s").isIntegralNumber() && whole.path("s").longValue() != envelope.sequence()) {
			throw new AssertionError("s " + envelope.sequence());
		}
		if (whole.path("t").isString() && envelope.name() != null && isPlain(whole.path("t").stringValue())
				&& !whole.path("t").stringValue().equals(envelope.name())) {
			throw new AssertionError("t " + envelope.name());
		}
		if (whole.has("d") && !mapper.readTree(data.bytes()).equals(whole.path("d"))) {
			throw new AssertionError("d " + data.toJson());
		}
	}

	/* In names with escapes, or twice there, the two need not agree. */
	private static boolean isPlain(String name) {
		return name.chars().allMatch((each) -> each >= 'A' && each <= 'Z');
	}

}
