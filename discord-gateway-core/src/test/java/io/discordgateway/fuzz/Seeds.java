package io.discordgateway.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;

import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.EtfFactory;
import io.discordgateway.codec.PayloadLimits;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * What fuzzing starts from: the examples, in both encodings.
 */
public final class Seeds {

	static final JsonMapper JSON = JsonMapper.builder().build();

	/** Takes no key twice: which of two counts depends on the reader. */
	static final JsonMapper STRICT_JSON = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	static final ObjectMapper ETF = new ObjectMapper(new EtfFactory());

	/* Longer ones make a campaign slow and show it nothing more. */
	private static final int LONGEST = 6000;

	private Seeds() {
	}

	static List<JsonNode> messages() {
		try (Stream<Path> files = Files.walk(Path.of("src/test/resources/examples"))) {
			return files.filter((file) -> file.toString().endsWith(".json"))
				.sorted()
				.map((file) -> JSON.readTree(file.toFile()))
				.filter((message) -> message.toString().length() < LONGEST)
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The examples as messages in JSON. */
	public static Stream<byte[]> json() {
		return messages().stream().map(JSON::writeValueAsBytes);
	}

	static Stream<byte[]> etf() {
		return messages().stream().map(ETF::writeValueAsBytes);
	}

	/**
	 * What campaigns found that reaches further, as small as it got.
	 * @param target class and method of the fuzz test, {@code EnvelopeFuzzTests.json}
	 * @return inputs, each with what it reaches of its own
	 */
	public static Stream<byte[]> corpus(String target) {
		List<byte[]> inputs = new ArrayList<>();
		try (ZipInputStream zip = new ZipInputStream(
				Files.newInputStream(Path.of("src/test/resources/corpora", target + ".zip")))) {
			while (zip.getNextEntry() != null) {
				inputs.add(zip.readAllBytes());
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return inputs.stream();
	}

	/**
	 * Whether Jackson takes it as one whole value, in one level more than contents may
	 * have.
	 */
	static boolean isJson(byte[] bytes) {
		PayloadLimits limits = PayloadLimits.DEFAULT;
		int values = 0;
		try (JsonParser parser = Encoding.JSON.createParser(bytes, new PayloadLimits(limits.maxDepth() + 1,
				limits.maxStringLength(), limits.maxNameLength(), limits.maxNumberLength(), limits.maxTokens()))) {
			for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
				parser.getString();
				if (parser.streamReadContext().inRoot() && !token.isStructStart()) {
					values++;
				}
			}
		}
		catch (JacksonException ex) {
			return false;
		}
		return values == 1;
	}

	/** Whether bytes are UTF-8 as Java has it. */
	static boolean isText(byte[] bytes) {
		return Arrays.equals(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
	}

	/** A few bytes that a test reads itself, and then the seed. */
	static byte[] after(int[] head, byte[] seed) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		for (int each : head) {
			out.write(each);
		}
		out.writeBytes(seed);
		return out.toByteArray();
	}

}
