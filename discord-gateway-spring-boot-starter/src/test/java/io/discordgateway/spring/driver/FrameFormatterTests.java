package io.discordgateway.spring.driver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrameFormatter} (R40).
 */
class FrameFormatterTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"token\":\"hidden\"}", "{\"a\":[{\"token\" : \"hidden\"}]}",
			"{\"session_id\":\"hidden\",\"resume_gateway_url\":\"wss://hidden.example\"}",
			"{\"token\":\"a\\\"hidden\\\\\",\"b\":1}", "{\"token\":\"hidden\",\"x\":{\"token\":\"hidden\"}}" })
	void secretsAreTakenOut(String json) {
		assertThat(FrameFormatter.format(json)).doesNotContain("hidden").contains("<redacted>");
	}

	@Test
	void allElseStays() {
		assertThat(FrameFormatter.format("{\"id\":\"1\",\"token\":\"x\",\"content\":\"the token\",\"n\":[1]}"))
			.isEqualTo("{\"id\":\"1\",\"token\":\"<redacted>\",\"content\":\"the token\",\"n\":[1]}");
	}

}
