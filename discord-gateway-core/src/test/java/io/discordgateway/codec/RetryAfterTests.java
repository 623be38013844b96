package io.discordgateway.codec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All forms in which a peer can say how long it wants to be left alone (R22).
 */
class RetryAfterTests {

	private static final String DATE = "Sun, 29 Nov 2026 08:00:00 GMT";

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0                                   | PT0S
			7                                   | PT7S
			' 7	'                               | PT7S
			007                                 | PT7S
			7.5                                 | PT7.5S
			64.57                               | PT64.57S
			0.0001                              | PT0.001S
			1.0009                              | PT1.001S
			86400                               | PT24H
			86400.1                             | PT24H
			99999999999999999999999999999999999 | PT24H
			Sun, 29 Nov 2026 08:00:00 GMT       | PT0S
			Sun, 29 Nov 2026 08:01:30 GMT       | PT1M30S
			Sun, 29 Nov 2026 07:00:00 GMT       | PT0S
			Mon, 30 Nov 2026 08:00:01 GMT       | PT24H
			Tue, 1 Dec 2026 08:00:00 GMT        | PT24H
			""")
	void headerIsANumberOfSecondsOrADate(String header, Duration expected) { // R22
		assertThat(RetryAfter.ofHeader(header, DATE)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "+1", "1e3", ".5", "5.", "5,5", "NaN", "Infinity", "0x1", "5 s", "1 2", "soon",
			"Mon, 29 Nov 2026 08:01:30 GMT", "Sun, 32 Nov 2026 08:01:30 GMT", "\u0663" })
	void otherHeadersSayNothing(String header) { // R22
		assertThat(RetryAfter.ofHeader(header, DATE)).isNull();
	}

	@Test
	void dateIsComparedWithThePeersOwn() { // R22
		assertThat(RetryAfter.ofHeader(DATE, null)).isNull();
		assertThat(RetryAfter.ofHeader(DATE, "yesterday")).isNull();
		assertThat(RetryAfter.ofHeader(DATE, " Sun, 29 Nov 2026 07:59:59 GMT")).isEqualTo(Duration.ofSeconds(1));
		assertThat(RetryAfter.ofHeader("7", null)).isEqualTo(Duration.ofSeconds(7));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"retry_after":64.57,"global":false}                              | PT64.57S
			{"message":"x","retry_after":7}                                   | PT7S
			{"a":{"retry_after":1},"b":[{"retry_after":2}],"retry_after":3}   | PT3S
			{"retry_after":0}                                                 | PT0S
			{"retry_after":1e400}                                             | PT24H
			{"retry_after":99999999999999999999}                              | PT24H
			{"retry_after":64.5,"glo                                          | PT64.5S
			{"retry_after":64 <                                               | PT64S
			{"retry_after":"x","retry_after":5}                               | PT5S
			""")
	void bodyHasANumberOfSeconds(String body, Duration expected) { // R22
		assertThat(RetryAfter.ofBody(utf8(body))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{}", "[]", "[{\"retry_after\":5}]", "5", "error 1015", "{\"retry_after\":",
			"{\"retry_after\":6", "{\"retry_after\":6.", "{\"retry_after\":-1}", "{\"retry_after\":-0.1}",
			"{\"retry_after\":NaN}", "{\"retry_after\":null}", "{\"retry_after\":\"5\"}", "{\"retry_after\":[5]}",
			"{\"Retry_After\":5}", "{\"a\":[", "{\"a\":x,\"retry_after\":5}", "{\"a\"" })
	void otherBodiesSayNothing(String body) { // R22
		assertThat(RetryAfter.ofBody(utf8(body))).isNull();
	}

	@Test
	void numberOfAMillionDigitsCostsNothing() { // R22
		assertThat(RetryAfter.ofBody(utf8("{\"retry_after\":" + "9".repeat(1_000_000) + "}"))).isNull();
		assertThat(RetryAfter.ofHeader("9".repeat(8000), null)).isEqualTo(Duration.ofDays(1));
	}

	@Test
	void bodyCountsWithoutAHeaderThatCanBeRead() { // R22
		byte[] body = utf8("{\"retry_after\":5}");
		assertThat(of(body)).isEqualTo(Duration.ofSeconds(5));
		assertThat(of(body, "soon")).isEqualTo(Duration.ofSeconds(5));
		assertThat(of(body, DATE)).isEqualTo(Duration.ofSeconds(5));
		assertThat(of(body, "7")).isEqualTo(Duration.ofSeconds(7));
		assertThat(of(body, "soon", "8", "9")).isEqualTo(Duration.ofSeconds(8));
		assertThat(of(new byte[0])).isNull();
	}

	private static @Nullable Duration of(byte[] body, String... headers) {
		return RetryAfter.of(List.of(headers), null, body);
	}

}
