package io.discordgateway.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.discordgateway.codec.Compression;
import io.discordgateway.codec.ControlPayloads;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.MalformedPayloadException;
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

	private static final int MAX_SIZE = 1 << 16;

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

	static Stream<byte[]> contents() {
		return Seeds.messages().stream().map((message) -> Seeds.JSON.writeValueAsBytes(message.path("d")));
	}

	/*
	 * Of what is no UTF-8 Jackson takes more, where it has read a name before.
	 */
	@MethodSource("contents")
	@FuzzTest(maxDuration = "20m")
	void contents(byte[] data) {
		byte[] head = "{\"t\":\"A\",\"s\":1,\"op\":0,\"d\":".getBytes(StandardCharsets.US_ASCII);
		byte[] message = Arrays.copyOf(head, head.length + data.length + 1);
		System.arraycopy(data, 0, message, head.length, data.length);
		message[message.length - 1] = '}';
		if (message.length > MAX_SIZE) {
			return;
		}
		boolean expected = Seeds.isJson(message);
		boolean taken = isTaken(message);
		if (taken && !expected) {
			throw new AssertionError("Jackson does not take it");
		}
		if (expected && !taken && Seeds.isText(message)) {
			throw new AssertionError("Only Jackson takes it");
		}
	}

	private static boolean isTaken(byte[] message) {
		try (MessageDecoder decoder = new MessageDecoder(Encoding.JSON, Compression.NONE, MAX_SIZE,
				PayloadLimits.DEFAULT)) {
			Envelope envelope = decoder.decode(ByteBuffer.wrap(message), true, true);
			return envelope != null && envelope.copyData().bytes().length > 0;
		}
		catch (MalformedPayloadException ex) {
			return false;
		}
	}

	private static void read(Encoding encoding, byte[] message, ObjectMapper mapper) {
		try (MessageDecoder decoder = new MessageDecoder(encoding, Compression.NONE, MAX_SIZE, PayloadLimits.DEFAULT)) {
			Envelope envelope = decoder.decode(ByteBuffer.wrap(message), encoding.isText(), true);
			if (envelope == null) {
				if (message.length > 0) {
					throw new AssertionError("A whole message gave no envelope");
				}
				return;
			}
			control(envelope);
			RawPayload data = envelope.copyData();
			if (encoding == Encoding.JSON && !Seeds.isJson(message)) {
				throw new AssertionError("Jackson does not take it");
			}
			// Of what is no UTF-8 a tree is no measure: a key of 0xFF and "d" is "d"
			// there.
			JsonNode whole = (encoding == Encoding.ETF || Seeds.isText(message)) ? tree(mapper, message) : null;
			if (whole != null) {
				compare(envelope, data, whole, mapper);
			}
		}
		catch (MalformedPayloadException ex) {
			// What does not decode may say so.
		}
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
		if (whole.path("t").isString() && envelope.name() != null
				&& !whole.path("t").stringValue().equals(envelope.name())) {
			throw new AssertionError("t " + envelope.name());
		}
		if (whole.has("d") && !mapper.readTree(data.bytes()).equals(whole.path("d"))) {
			throw new AssertionError("d " + data.toJson());
		}
	}

}
