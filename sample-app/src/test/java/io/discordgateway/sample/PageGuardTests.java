package io.discordgateway.sample;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PageGuard}: nobody has to log in, so who asks from where is looked at.
 */
class PageGuardTests {

	@ParameterizedTest
	@CsvSource({ "GET, /, 127.0.0.1, localhost,", "GET, /live, ::1, [::1],", "GET, /, 0:0:0:0:0:0:0:1, localhost,",
			"POST, /local/drop, 127.0.0.1, localhost, http://localhost:8080",
			"POST, /local/drop, 127.0.0.1, 127.0.0.1, http://127.0.0.1:8080",
			"POST, /local/drop, 127.0.0.1, localhost,", "GET, /actuator/health, 10.0.0.7, bot.example,",
			"GET, /actuator/health/readiness, 10.0.0.7, bot.example,",
			"GET, /actuator/prometheus, 10.0.0.7, bot.example," })
	void isLetIn(String method, String path, String from, String host, @Nullable String origin) throws Exception {
		assertThat(status(method, path, from, host, origin)).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /, 10.0.0.7, localhost,", "GET, /live, 192.168.0.2, bot.example,",
			// a name of somebody's that leads here
			"GET, /live, 127.0.0.1, rebound.example,",
			// a page of somebody's in a browser on this machine
			"POST, /local/drop, 127.0.0.1, localhost, https://evil.example",
			"POST, /local/drop, 127.0.0.1, localhost, http://localhost:9090",
			"POST, /local/drop, 127.0.0.1, localhost, null", "POST, /local/drop, 127.0.0.1, localhost, http://[",
			"POST, /actuator/discordgateway, 10.0.0.7, localhost,",
			"GET, /actuator/discordgateway, 10.0.0.7, localhost,", "POST, /actuator/health, 10.0.0.7, localhost,",
			"GET, /actuator/healthy, 10.0.0.7, localhost," })
	void isRefused(String method, String path, String from, String host, @Nullable String origin) throws Exception {
		assertThat(status(method, path, from, host, origin)).isEqualTo(403);
	}

	private static int status(String method, String path, String from, String host, @Nullable String origin)
			throws ServletException, IOException {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setRemoteAddr(from);
		request.setServerName(host);
		request.setServerPort(8080);
		if (origin != null) {
			request.addHeader("Origin", origin);
		}
		MockHttpServletResponse response = new MockHttpServletResponse();
		MockFilterChain chain = new MockFilterChain();
		new PageGuard().doFilter(request, response, chain);
		assertThat(chain.getRequest() != null).isEqualTo(response.getStatus() == 200);
		return response.getStatus();
	}

}
