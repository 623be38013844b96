package io.discordgateway.spring.rest;

import java.time.Duration;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryAfter} (R2).
 */
class RetryAfterTests {

	private final HttpHeaders headers = new HttpHeaders();

	@ParameterizedTest
	@DisplayName("The longer of header and body counts, of a millisecond to a day; without either it is a second")
	@CsvSource(delimiter = '|',
			value = { "|{}|PT1S", "2|{}|PT2S", "2|{\"retry_after\":0.5}|PT2S", "2|{\"retry_after\":2.5}|PT2.5S",
					"Wed, 21 Oct 2026 07:28:00 GMT|{\"retry_after\":3}|PT3S", "-5|[]|PT1S", "0.0001||PT0.001S",
					"1e9|not json|PT24H" })
	void timeIsTheLongerOne(String header, String body, Duration expected) {
		if (header != null) {
			this.headers.set("Retry-After", header);
		}
		assertThat(RetryAfter.of(this.headers, (body != null) ? body : "").duration()).isEqualTo(expected);
	}

	@ParameterizedTest
	@DisplayName("What Discord itself refuses is told from what stands before it by the fields of the body")
	@CsvSource(delimiter = '|',
			value = { "{\"retry_after\":1,\"global\":false}|BUCKET", "{\"retry_after\":1,\"global\":true}|GLOBAL",
					"{\"retry_after\":\"1\",\"global\":false}|ADDRESS", "{\"retry_after\":1}|ADDRESS",
					"{\"global\":true}|ADDRESS", "[]|ADDRESS", "<html>|ADDRESS" })
	void limitIsToldByTheBody(String body, Limit expected) {
		assertThat(RetryAfter.of(this.headers, body).limit()).isEqualTo(expected);
	}

	@Test
	void headersMayTellThatTheLimitIsGlobal() {
		String body = "{\"retry_after\":1,\"global\":false}";
		this.headers.set("X-RateLimit-Scope", "user");
		assertThat(RetryAfter.of(this.headers, body).limit()).isEqualTo(Limit.BUCKET);
		this.headers.set("X-RateLimit-Scope", "GLOBAL");
		assertThat(RetryAfter.of(this.headers, body).limit()).isEqualTo(Limit.GLOBAL);
		this.headers.remove("X-RateLimit-Scope");
		this.headers.set("X-RateLimit-Global", "True");
		assertThat(RetryAfter.of(this.headers, body).limit()).isEqualTo(Limit.GLOBAL);
	}

}
