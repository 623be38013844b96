package io.discordgateway.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
class PageTests {

	private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void everythingThatThePageNamesIsServedByTheApplication() throws Exception {
		Matcher references = REFERENCE.matcher(get("/").body());
		int found = 0;
		while (references.find()) {
			assertThat(references.group(1)).doesNotContain("//");
			assertThat(get("/" + references.group(1)).statusCode()).as(references.group(1)).isEqualTo(200);
			found++;
		}
		assertThat(found).isGreaterThanOrEqualTo(6);
	}

	@Test
	void theChartLibraryComesFromItsWebjar() throws Exception {
		assertThat(get("/webjars/uplot/dist/uPlot.iife.min.js").body()).contains("uPlot");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/dashboard.js", "/live-is-not-here", "/actuator/health" })
	void nothingFromElsewhereIsAllowed(String path) throws Exception {
		HttpResponse<String> response = get(path);
		assertThat(response.headers().firstValue("Content-Security-Policy")).hasValue(SecurityHeaders.POLICY);
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(SecurityHeaders.POLICY).startsWith("default-src 'none'").doesNotContain("unsafe", "http", "*");
	}

	@Test
	void textFromOutsideIsNeverTakenForMarkup() throws Exception {
		assertThat(get("/dashboard.js").body()).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML",
				"document.write");
	}

	private HttpResponse<String> get(String path) throws Exception {
		return this.http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

}
