package io.discordgateway.spring.rest;

import java.net.URI;
import java.time.Duration;

import io.discordgateway.payload.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

class DiscordRestClientsTests {

	private static final URI BASE = URI.create("https://discord.example/api/v10");

	private MockClientHttpRequest sent = new MockClientHttpRequest();

	private final RestClient client = client(BASE);

	@ParameterizedTest
	@ValueSource(strings = { "/channels/1/messages", "/users/@me", "/webhooks/1", "/channels/1/webhooks" })
	void callsCarryTheTokenAndTheNameOfTheLibrary(String path) {
		get(path);
		assertThat(this.sent.getURI()).hasToString(BASE + path);
		assertThat(header(HttpHeaders.AUTHORIZATION)).isEqualTo("Bot secret");
		assertThat(header(HttpHeaders.USER_AGENT)).startsWith("DiscordBot (https://");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://cdn.discord.example/api/v10/a", "http://discord.example/api/v10/a",
			"https://discord.example:8443/api/v10/a", "https://discord.example/other",
			"https://discord.example/api/v100", "https://discord.example.evil/api/v10/a" })
	void theTokenGoesToTheApiOnlyR40(String url) {
		get(url);
		assertThat(header(HttpHeaders.AUTHORIZATION)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/interactions/1/token/callback", "/interactions/1/token/callback?with_response=true",
			"/webhooks/1/token", "/webhooks/1/token/messages/@original" })
	void whatHasATokenInItsPathNeedsNoOther(String path) {
		get(path);
		assertThat(header(HttpHeaders.AUTHORIZATION)).isNull();
		assertThat(header(HttpHeaders.USER_AGENT)).startsWith("DiscordBot (https://");
	}

	@Test
	void theCallersAuthorizationStays() {
		this.client.get()
			.uri("/users/@me")
			.header(HttpHeaders.AUTHORIZATION, "Bearer other")
			.retrieve()
			.toBodilessEntity();
		assertThat(header(HttpHeaders.AUTHORIZATION)).isEqualTo("Bearer other");
	}

	@Test
	void aSlashAtTheEndOfTheBaseDoesNoHarm() {
		client(URI.create(BASE + "/")).get().uri("/gateway/bot").retrieve().toBodilessEntity();
		assertThat(this.sent.getURI()).hasToString(BASE + "/gateway/bot");
		assertThat(header(HttpHeaders.AUTHORIZATION)).isEqualTo("Bot secret");
	}

	private RestClient client(URI base) {
		return new DiscordRestClients((uri, method) -> {
			this.sent = new MockClientHttpRequest(method, uri);
			this.sent.setResponse(new MockClientHttpResponse(new byte[0], 204));
			return this.sent;
		}, base, () -> Token.of("secret"), Duration.ofSeconds(30), 50).create(RestClient.builder());
	}

	private void get(String uri) {
		this.client.get().uri(uri).retrieve().toBodilessEntity();
	}

	private String header(String name) {
		return this.sent.getHeaders().getFirst(name);
	}

}
