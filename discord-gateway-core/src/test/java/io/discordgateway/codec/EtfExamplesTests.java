package io.discordgateway.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.discordgateway.model.DispatchType;
import io.discordgateway.model.Encodable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every example of every event is the same from ETF as from JSON.
 */
class EtfExamplesTests {

	private static final JsonMapper JSON = new JsonMapper();

	static Stream<Path> examples() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/test/resources/examples"))) {
			return files.filter((file) -> file.toString().endsWith(".json")).sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("examples")
	void exampleIsTheSameFromEtfAsFromJson(Path file) { // R33
		JsonNode data = JSON.readTree(file.toFile()).path("d");
		byte[] etf = Terms.ETF.writeValueAsBytes(data);
		assertThat(Terms.ETF.readTree(etf)).isEqualTo(data);
		assertThat(Terms.ETF.readTree(Terms.write(Terms.term(data)))).isEqualTo(data);
		assertThat(JSON.readTree(new RawPayload(Encoding.ETF, etf).toJson())).isEqualTo(data);
		assertThat(decode(file, Encoding.ETF, etf))
			.isEqualTo(decode(file, Encoding.JSON, JSON.writeValueAsBytes(data)));
	}

	@ParameterizedTest
	@MethodSource("examples")
	void exampleIsTheSameWithAtomsAndNumbers(Path file) { // R33
		JsonNode data = JSON.readTree(file.toFile()).path("d");
		Encodable fromJson = decode(file, Encoding.JSON, JSON.writeValueAsBytes(data));
		Encodable fromErlang = decode(file, Encoding.ETF, Terms.write(Terms.erlangTerm(data)));
		assertThat(fromErlang).isEqualTo(fromJson);
	}

	@ParameterizedTest
	@MethodSource("examples")
	void envelopeIsTheSameFromEtfAsFromJson(Path file) { // R33
		JsonNode message = JSON.readTree(file.toFile());
		try (MessageDecoder etf = new MessageDecoder(Encoding.ETF, Compression.NONE, 1 << 26, PayloadLimits.DEFAULT)) {
			for (byte[] bytes : new byte[][] { Terms.ETF.writeValueAsBytes(message),
					Terms.write(Terms.term(message)) }) {
				Envelope envelope = etf.decode(ByteBuffer.wrap(bytes), false, true);
				assertThat(envelope).isNotNull();
				assertThat(envelope.op()).isEqualTo(message.path("op").intValue());
				assertThat(envelope.sequence()).isEqualTo(message.path("s").longValue());
				assertThat(envelope.name()).isEqualTo(message.path("t").stringValue());
				assertThat(JSON.readTree(envelope.copyData().toJson())).isEqualTo(message.path("d"));
			}
		}
	}

	private static Encodable decode(Path file, Encoding encoding, byte[] data) {
		DispatchType type = DispatchType.of(JSON.readTree(file.toFile()).path("t").stringValue());
		assertThat(type).isNotNull();
		return type.decode(new RawPayload(encoding, data));
	}

}
