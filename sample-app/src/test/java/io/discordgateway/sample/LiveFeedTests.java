package io.discordgateway.sample;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
class LiveFeedTests {

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@LocalServerPort
	private int port;

	@Autowired
	private LiveFeed feed;

	@Autowired
	private BotStatistics statistics;

	@Test
	void aSnapshotComesAtOnceAndThenOneASecond() throws Exception {
		this.statistics.answered(new DashboardSnapshot.Answer(Instant.EPOCH, "test", "1", "grüße 🦊 <b>", null));
		HttpResponse<InputStream> response = open();
		try (BufferedReader lines = reader(response)) {
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type")).get().asString().startsWith("text/event-stream");
			JsonNode first = next(lines);
			JsonNode second = next(lines);
			JsonNode third = next(lines);
			assertThat(first.path("answers").valueStream().map((answer) -> answer.path("text").asString()))
				.contains("grüße 🦊 <b>");
			assertThat(Duration.between(time(second), time(third))).isBetween(Duration.ofMillis(300),
					Duration.ofSeconds(5));
		}
	}

	@Test
	void browsersThatLeaveAreForgottenAndNoMoreThanTheLimitWatch() throws Exception {
		await().until(() -> this.feed.clients() == 0);
		List<InputStream> streams = new ArrayList<>();
		for (int i = 0; i < LiveFeed.MAX_CLIENTS; i++) {
			HttpResponse<InputStream> response = open();
			assertThat(response.statusCode()).isEqualTo(200);
			streams.add(response.body());
		}
		HttpResponse<InputStream> refused = open();
		assertThat(refused.statusCode()).isEqualTo(503);
		refused.body().close();
		for (InputStream stream : streams) {
			stream.close();
		}
		await().until(() -> this.feed.clients() == 0);
	}

	private HttpResponse<InputStream> open() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/live"))
			.header("Accept", "text/event-stream")
			.timeout(Duration.ofSeconds(20))
			.build();
		return this.http.send(request, HttpResponse.BodyHandlers.ofInputStream());
	}

	private static BufferedReader reader(HttpResponse<InputStream> response) {
		return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
	}

	private static JsonNode next(BufferedReader lines) throws Exception {
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			if (line.startsWith("data:")) {
				return JsonMapper.shared().readTree(line.substring("data:".length()));
			}
		}
		throw new AssertionError("the stream ended");
	}

	private static Instant time(JsonNode snapshot) {
		return Instant.parse(snapshot.path("time").asString());
	}

}
