package io.discordgateway.spring.driver;

import java.net.URI;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlainUrls} (R41).
 */
@ExtendWith(OutputCaptureExtension.class)
class PlainUrlsTests {

	@ParameterizedTest
	@ValueSource(strings = { "http://discord.com/api/v10", "HTTP://10.0.0.1", "ws://gateway",
			"ws://127.0.0.1.example:80", "http://localhost.example", "http://notlocalhost", "ws://[2001:db8::1]" })
	void anotherHostInClearIsWarnedOf(String url, CapturedOutput output) {
		PlainUrls.warnOf("discord.gateway.url", URI.create(url));
		assertThat(output).contains("discord.gateway.url goes to " + URI.create(url).getHost() + " without TLS");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://discord.com/api/v10", "wss://gateway", "http://localhost:8080/api",
			"ws://127.0.0.1", "ws://127.1.2.3:1", "http://discord.localhost", "ws://[::1]:80", "ws://[0:0:0:0:0:0:0:1]",
			"gateway.example" })
	void whatIsNotReadOnTheWayIsNot(String url, CapturedOutput output) {
		PlainUrls.warnOf("discord.gateway.url", URI.create(url));
		assertThat(output).isEmpty();
	}

}
