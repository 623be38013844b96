package io.discordgateway.spring.e2e;

import java.util.Map;

import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a bot behind a proxy of Discord's API that keeps the rate limits of all its
 * clients, as the docs describe it.
 */
class NirnProxyTests {

	private final LocalGateway gateway = LocalGateway.builder().build().start();

	private final NirnProxy proxy = new NirnProxy(this.gateway.apiBaseUrl());

	private final Bot bot = Bot.start(WebApplicationType.NONE, this.gateway,
			"discord.gateway.api-base-url=" + this.proxy.apiBaseUrl());

	@AfterEach
	void close() {
		this.bot.close();
		this.proxy.close();
		this.gateway.close();
	}

	@Test
	void whatGoesOverTheApiGoesOverTheProxyAndTheGatewayIsReachedDirectly() {
		this.bot.awaitConnected();
		assertThat(this.proxy.requests()).contains("GET /gateway/bot");
		Messages.send(this.gateway, 0, 5);
		Bot.await().until(() -> this.bot.ears().count() == 5);
		assertThat(call(HttpMethod.GET, "/users/@me")).contains("\"bot\":true");
	}

	@Test
	void failingNodeOfTheProxyIsWaitedForAndIsNoRefusalOfDiscords() {
		this.bot.awaitConnected();
		this.gateway.route("POST", "/users/@me/channels").answer(200, "{\"type\":1}");
		this.proxy.thenItself(429).thenItself(429);
		assertThat(call(HttpMethod.POST, "/users/@me/channels")).contains("\"type\":1");
		assertThat(this.proxy.requests()).filteredOn("POST /users/@me/channels"::equals).hasSize(3);
		assertThat(this.gateway.record().violations()).isEmpty();
	}

	@Test
	void whatTheProxyGaveUpIsAskedAgainOnlyIfItMayBeDoneTwice() {
		this.bot.awaitConnected();
		this.proxy.thenItself(408);
		assertThat(call(HttpMethod.GET, "/users/@me")).contains("\"bot\":true");
		assertThat(this.proxy.requests()).filteredOn("GET /users/@me"::equals).hasSize(2);
		this.proxy.thenItself(408);
		assertThatExceptionOfType(HttpClientErrorException.class)
			.isThrownBy(() -> call(HttpMethod.POST, "/users/@me/channels"))
			.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(408));
		assertThat(this.proxy.requests()).filteredOn("POST /users/@me/channels"::equals).hasSize(1);
	}

	private String call(HttpMethod method, String uri) {
		RestClient.RequestBodySpec request = this.bot.context()
			.getBean("discordRestClient", RestClient.class)
			.method(method)
			.uri(uri);
		if (method == HttpMethod.POST) {
			request.contentType(MediaType.APPLICATION_JSON).body(Map.of("recipient_id", "7"));
		}
		return String.valueOf(request.retrieve().body(String.class));
	}

}
