package io.discordgateway.model;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.EtfFactory;
import io.discordgateway.codec.RawPayload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * R34, R46: no message costs more than its size. Compared is the processor's time with
 * that of plain parsing, in a ratio that only another order of growth can reach: 1.6
 * million digits once took 38 seconds.
 */
class LinearTimeTests {

	private static final int SIZE = 4_000_000;

	private static final int MOST_TIMES = 60;

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final ObjectMapper ETF = new ObjectMapper(new EtfFactory());

	static Stream<Arguments> worst() {
		String digits = "\"" + "9".repeat(SIZE) + "\"";
		String zeros = "\"" + "0".repeat(SIZE) + "\"";
		String umlauts = "\"" + "ü".repeat(SIZE / 2) + "\"";
		String numbers = repeat("9".repeat(900), SIZE);
		return Stream.of(Arguments.of("snowflake", DispatchType.TYPING_START, "{\"user_id\":" + digits + "}"),
				Arguments.of("snowflake of zeros", DispatchType.TYPING_START, "{\"user_id\":" + zeros + "}"),
				Arguments.of("snowflake of umlauts", DispatchType.TYPING_START, "{\"user_id\":" + umlauts + "}"),
				Arguments.of("snowflakes", DispatchType.GUILD_MEMBERS_CHUNK, "{\"not_found\":[" + numbers + "]}"),
				Arguments.of("permissions", DispatchType.GUILD_ROLE_CREATE,
						"{\"role\":{\"permissions\":" + digits + "}}"),
				Arguments.of("flags", DispatchType.MESSAGE_CREATE, "{\"flags\":" + digits + "}"),
				Arguments.of("number of an enum", DispatchType.MESSAGE_CREATE, "{\"type\":" + digits + "}"),
				Arguments.of("type of a union", DispatchType.MESSAGE_CREATE,
						"{\"components\":[{\"id\":1,\"type\":" + digits + "}]}"),
				Arguments.of("text of an enum", DispatchType.PRESENCE_UPDATE, "{\"status\":" + digits + "}"),
				Arguments.of("string", DispatchType.MESSAGE_CREATE, "{\"content\":" + digits + "}"),
				Arguments.of("timestamp", DispatchType.MESSAGE_CREATE, "{\"timestamp\":" + digits + "}"),
				Arguments.of("integer", DispatchType.MESSAGE_CREATE, "{\"position\":" + digits + "}"),
				Arguments.of("time in milliseconds", DispatchType.PRESENCE_UPDATE,
						"{\"activities\":[{\"created_at\":" + digits + "}]}"),
				Arguments.of("decimal", DispatchType.RATE_LIMITED, "{\"retry_after\":" + digits + "}"),
				Arguments.of("boolean", DispatchType.MESSAGE_CREATE, "{\"tts\":" + digits + "}"),
				Arguments.of("object", DispatchType.MESSAGE_CREATE, "{\"author\":" + digits + "}"),
				Arguments.of("list", DispatchType.MESSAGE_CREATE, "{\"mentions\":" + digits + "}"),
				Arguments.of("elements of a list", DispatchType.MESSAGE_CREATE,
						"{\"mentions\":[" + repeat("1", SIZE) + "]}"),
				Arguments.of("elements far down", DispatchType.MESSAGE_CREATE,
						nested("\"referenced_message\":", "{\"mentions\":[" + repeat("1", SIZE) + "]}", 400)),
				Arguments.of("map", DispatchType.INTERACTION_CREATE,
						"{\"authorizing_integration_owners\":" + digits + "}"),
				Arguments.of("keys of a map", DispatchType.INTERACTION_CREATE,
						"{\"authorizing_integration_owners\":{" + repeat("\"" + "9".repeat(1000) + "\":1", SIZE)
								+ "}}"),
				Arguments.of("numbers of a tree", DispatchType.GUILD_AUDIT_LOG_ENTRY_CREATE,
						"{\"changes\":[{\"new_value\":[" + numbers + "]}]}"),
				Arguments.of("unions in unions, types last", DispatchType.MESSAGE_CREATE,
						"{\"components\":[{\"components\":[{\"components\":[{\"label\":" + digits
								+ ",\"type\":2}],\"type\":1}],\"type\":17}]}"),
				Arguments.of("unions without a type", DispatchType.MESSAGE_CREATE,
						"{\"components\":[" + repeat("{\"label\":{}}", SIZE) + "]}"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("worst")
	void worstOfFourMegabytesCostsLittleMoreThanParsing(String kind, DispatchType type, String json) {
		RawPayload text = RawPayload.json(json.getBytes(StandardCharsets.UTF_8));
		assertThat(ratio(type, text)).as("JSON").isLessThan(MOST_TIMES);
		RawPayload etf = new RawPayload(Encoding.ETF, ETF.writeValueAsBytes(new JsonMapper().readTree(json)));
		assertThat(ratio(type, etf)).as("ETF").isLessThan(MOST_TIMES);
	}

	/* The best of three, as the first ones run while the code is compiled. */
	private static double ratio(DispatchType type, RawPayload payload) {
		long parsing = Long.MAX_VALUE;
		long decoding = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			parsing = Math.min(parsing, time(() -> parse(payload)));
			decoding = Math.min(decoding, time(() -> type.decode(payload, new LeftOut())));
		}
		return (double) decoding / Math.max(parsing, 1_000_000);
	}

	private static void parse(RawPayload payload) {
		try (JsonParser parser = payload.createParser()) {
			while (parser.nextToken() != null) {
				parser.getStringLength();
			}
		}
	}

	private static long time(Runnable task) {
		long before = THREADS.getCurrentThreadCpuTime();
		task.run();
		return THREADS.getCurrentThreadCpuTime() - before;
	}

	private static String repeat(String element, int size) {
		int times = size / (element.length() + 1);
		return (element + ",").repeat(times - 1) + element;
	}

	private static String nested(String open, String innermost, int levels) {
		return ("{" + open).repeat(levels) + innermost + "}".repeat(levels);
	}

}
