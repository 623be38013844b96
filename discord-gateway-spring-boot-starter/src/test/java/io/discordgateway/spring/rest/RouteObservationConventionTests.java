package io.discordgateway.spring.rest;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.discordgateway.payload.Token;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what is observed of calls: metrics and traces are made of it (R40).
 */
class RouteObservationConventionTests {

	private static final URI BASE = URI.create("https://discord.example/api/v10");

	private final VirtualTime time = new VirtualTime();

	private final ScriptedDiscord discord = new ScriptedDiscord(this.time);

	private final Observed observed = new Observed();

	private final DiscordRestClients clients = new DiscordRestClients(this.discord, BASE, () -> Token.of("bot-secret"),
			Duration.ofSeconds(30), 50, this.time);

	@ParameterizedTest
	@CsvSource({ "/webhooks/1/very-secret, /webhooks/:id/:token",
			"/webhooks/1/very-secret/messages/@original?x=very-secret, /webhooks/:id/:token/messages/@original",
			"/interactions/1/very-secret/callback, /interactions/:id/:token/callback",
			"/channels/1/messages, /channels/:id/messages" })
	void urlsAreRoutes(String url, String route) {
		this.clients.create(builder()).post().uri(url).retrieve().toBodilessEntity();
		assertThat(this.observed.values).contains(KeyValue.of("uri", route), KeyValue.of("http.url", BASE + route));
		assertThat(this.observed.told()).doesNotContain("secret");
	}

	@Test
	void noFailureShowsASecret() {
		this.discord.then(0, "").then(404, "{}").then(429, "{\"retry_after\": 60, \"global\": false}").thenBroken();
		RestClient client = this.clients.create(builder());
		for (int i = 0; i < 4; i++) {
			assertThatExceptionOfType(RestClientException.class)
				.isThrownBy(() -> client.post().uri("/webhooks/1/very-secret").retrieve().body(String.class))
				.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret"));
			this.time.sleep(Duration.ofMinutes(1));
		}
		assertThat(this.observed.errors).hasSizeGreaterThanOrEqualTo(4);
		assertThat(this.observed.told()).doesNotContain("secret");
	}

	@Test
	void aConventionOfTheApplicationsSeesNoSecretPass() {
		RestClient client = this.clients.create(builder(), new DefaultClientRequestObservationConvention("own.name") {

			@Override
			protected KeyValue requestUri(ClientRequestObservationContext context) {
				return KeyValue.of("own.url", context.getCarrier().getURI().toString());
			}

		});
		client.post().uri("/webhooks/1/very-secret").retrieve().toBodilessEntity();
		assertThat(this.observed.names).contains("own.name");
		assertThat(this.observed.values).contains(KeyValue.of("own.url", BASE + "/webhooks/1/:token"));
		assertThat(this.observed.told()).doesNotContain("secret");
	}

	@Test
	void otherUrlsStayAsTheyAre() {
		this.clients.create(builder())
			.get()
			.uri("https://other.example/api/v10/webhooks/1/a")
			.retrieve()
			.toBodilessEntity();
		assertThat(this.observed.values)
			.contains(KeyValue.of("http.url", "https://other.example/api/v10/webhooks/1/a"));
	}

	private RestClient.Builder builder() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(this.observed);
		return RestClient.builder().observationRegistry(registry);
	}

	private static final class Observed implements ObservationHandler<Observation.Context> {

		private final List<String> names = new ArrayList<>();

		private final List<KeyValue> values = new ArrayList<>();

		private final List<String> errors = new ArrayList<>();

		@Override
		public void onStart(Observation.Context context) {
			context.getAllKeyValues().forEach(this.values::add);
		}

		@Override
		public void onError(Observation.Context context) {
			for (Throwable error = context.getError(); error != null; error = error.getCause()) {
				this.errors.add(error.toString());
			}
		}

		@Override
		public void onStop(Observation.Context context) {
			this.names.add(context.getName());
			this.names.add(context.getContextualName());
			context.getAllKeyValues().forEach(this.values::add);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		String told() {
			return this.names + " " + this.values + " " + this.errors;
		}

	}

}
