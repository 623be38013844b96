package io.discordgateway.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as somebody has it who adds {@code spring-boot-starter-security}: whoever
 * logs in sees the page, from wherever. Runs with that on the class path only, which is
 * an execution of its own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.security.user.name=operator", "spring.security.user.password=secret" })
@ActiveProfiles("local")
@EnabledIf(value = "hasSpringSecurity", disabledReason = "Spring Security is not on this class path")
class LoginTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void thePageIsForWhoeverLogsIn(@Autowired ApplicationContext context) throws Exception {
		assertThat(context.getBeansOfType(PageGuard.class)).isEmpty();
		for (String path : List.of("/", "/dashboard.js", "/live")) {
			assertThat(get(path, null).headers().firstValue("Location").orElse("none")).as(path).endsWith("/login");
		}
		assertThat(get("/", "operator:wrong").statusCode()).isIn(302, 401);
		assertThat(get("/", "operator:secret").body()).contains("What happened to shards");
	}

	@Test
	void probesNeedNoLogin() throws Exception {
		assertThat(get("/actuator/health", null).body()).contains("\"status\":");
	}

	@Test
	void nothingMisbehavesForThoseWhoDoNotLogIn() throws Exception {
		HttpRequest drop = HttpRequest.newBuilder(uri("/local/drop")).POST(HttpRequest.BodyPublishers.noBody()).build();
		assertThat(this.http.send(drop, HttpResponse.BodyHandlers.discarding()).statusCode()).isIn(302, 401, 403);
	}

	static boolean hasSpringSecurity() {
		return ClassUtils.isPresent("org.springframework.security.web.SecurityFilterChain", null);
	}

	private HttpResponse<String> get(String path, @Nullable String user) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).header("Accept", "text/html, */*");
		if (user != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
		}
		return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

}
