package io.discordgateway.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpInputStream;
import com.ericsson.otp.erlang.OtpOutputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Erlang's own library as an independent writer and reader.
 */
class EtfAgainstErlangTests {

	private static final int TERMS = 5000;

	@Test
	void whatErlangWritesIsRead() { // R33
		for (int seed = 0; seed < TERMS; seed++) {
			Terms.Pair pair = Terms.random(new Random(seed), 5);
			assertThat(Terms.ETF.readTree(Terms.write(pair.term()))).as("seed %d", seed).isEqualTo(pair.tree());
		}
	}

	@Test
	void whatIsWrittenErlangReads() throws Exception { // R33
		for (int seed = 0; seed < TERMS; seed++) {
			JsonNode tree = Terms.random(new Random(seed), 5).tree();
			byte[] written = Terms.ETF.writeValueAsBytes(tree);
			OtpErlangObject read = new OtpInputStream(written).read_any();
			assertThat(read).as("seed %d", seed).isEqualTo(Terms.term(tree));
		}
	}

	@Test
	void walkEndsWhereErlangsTermDoes() { // R33
		EtfTerms terms = new EtfTerms(PayloadLimits.DEFAULT);
		for (int seed = 0; seed < TERMS; seed++) {
			byte[] written = Terms.bytes(Terms.write(Terms.random(new Random(seed), 5).term()), "behind");
			assertThat(terms.skip(written, 1, written.length)).as("seed %d", seed).isEqualTo(written.length - 6);
		}
	}

	@Test
	void halfTermsAreRefused() { // R35
		EtfTerms terms = new EtfTerms(PayloadLimits.DEFAULT);
		for (int seed = 0; seed < 200; seed++) {
			byte[] written = Terms.write(Terms.random(new Random(seed), 3).term());
			for (int length = 1; length < written.length; length++) {
				byte[] half = Arrays.copyOf(written, length);
				assertThat(isRefused(() -> Terms.ETF.readTree(half))).as("seed %d, %d bytes", seed, length).isTrue();
				assertThat(isRefused(() -> terms.skip(half, 1, half.length))).as("seed %d, %d bytes", seed, length)
					.isTrue();
			}
		}
	}

	private static boolean isRefused(Runnable reading) {
		try {
			reading.run();
			return false;
		}
		catch (JacksonException | MalformedPayloadException ex) {
			return true;
		}
	}

	@Test
	void compressedTermsAreRefused() { // R33
		OtpOutputStream out = new OtpOutputStream();
		out.write_compressed(Terms.binary("x".repeat(1000)));
		byte[] compressed = Terms.bytes(EtfTag.VERSION, out.toByteArray());
		assertThat(compressed[1]).isEqualTo((byte) EtfTag.COMPRESSED);
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> Terms.ETF.readTree(compressed))
			.withMessageContaining("compressed");
		assertThatExceptionOfType(MalformedPayloadException.class)
			.isThrownBy(() -> new EtfTerms(PayloadLimits.DEFAULT).skip(compressed, 1, compressed.length))
			.withMessageContaining("compressed");
	}

	@Test
	void jsonComesBackFromEtf() {
		for (int seed = 0; seed < 500; seed++) {
			JsonNode tree = Terms.random(new Random(seed), 4).tree();
			ByteArrayOutputStream json = new ByteArrayOutputStream();
			try (var generator = Encoding.JSON.createGenerator(json)) {
				generator.writeRaw(tree.toString());
			}
			RawPayload etf = new RawPayload(Encoding.ETF, Terms.ETF.writeValueAsBytes(tree));
			assertThat(etf.toJson()).as("seed %d", seed).isEqualTo(json.toString(StandardCharsets.UTF_8));
		}
	}

}
