package io.discordgateway.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.MalformedPayloadException;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.codec.RawPayload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * R33, R35: what the parser takes the walk takes, and nothing else, and it comes back as
 * it was written.
 */
class EtfParserFuzzTests {

	static Stream<byte[]> seeds() {
		return Stream.concat(Seeds.messages().stream().map((message) -> Seeds.ETF.writeValueAsBytes(message.path("d"))),
				Seeds.corpus("EtfParserFuzzTests.parser"));
	}

	@MethodSource("seeds")
	@FuzzTest(maxDuration = "20m")
	void parser(byte[] term) {
		JsonNode tree = tree(term);
		if (term.length > 1 && (term[0] & 0xFF) == 131) {
			Envelope envelope = null;
			byte[] head = { (byte) 131, 116, 0, 0, 0, 2, 119, 2, 'o', 'p', 97, 0, 119, 1, 'd' };
			byte[] message = new byte[head.length + term.length - 1];
			System.arraycopy(head, 0, message, 0, head.length);
			System.arraycopy(term, 1, message, head.length, term.length - 1);
			try (MessageDecoder decoder = new MessageDecoder(Encoding.ETF, Compression.NONE, 1 << 16,
					PayloadLimits.DEFAULT)) {
				envelope = decoder.decode(ByteBuffer.wrap(message), false, true);
				if (envelope == null || !Arrays.equals(envelope.copyData().bytes(), term)) {
					throw new AssertionError("The walk ends elsewhere");
				}
				if (tree == null) {
					throw new AssertionError("The walk takes what the parser does not");
				}
			}
			catch (MalformedPayloadException ex) {
				if (tree != null) {
					throw new AssertionError("The parser takes what the walk does not", ex);
				}
			}
		}
		if (tree != null) {
			byte[] written = Seeds.ETF.writeValueAsBytes(tree);
			if (!Seeds.ETF.readTree(written).equals(tree)) {
				throw new AssertionError("It does not come back");
			}
			RawPayload payload = new RawPayload(Encoding.ETF, term);
			if (!payload.toJson().equals(new RawPayload(Encoding.ETF, written).toJson()) && !hasDuplicates(term)) {
				throw new AssertionError("Its JSON does not come back");
			}
		}
	}

	/* A tree keeps the last of equal keys, text keeps both. */
	private static boolean hasDuplicates(byte[] term) {
		return Seeds.ETF.readTree(term).toString().length() != new RawPayload(Encoding.ETF, term).toJson().length();
	}

	private static @Nullable JsonNode tree(byte[] term) {
		try (JsonParser parser = new RawPayload(Encoding.ETF, term).createParser()) {
			for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
				String text = parser.getString();
				if (text == null || parser.getStringLength() != text.length()) {
					throw new AssertionError("A token of another length than its text");
				}
				parser.currentLocation();
				parser.streamReadContext().pathAsPointer();
			}
			return Seeds.ETF.readTree(term);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

}
