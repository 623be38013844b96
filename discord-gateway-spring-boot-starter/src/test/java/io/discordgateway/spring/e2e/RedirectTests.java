package io.discordgateway.spring.e2e;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for redirects that a client of the application's may follow (R40).
 */
class RedirectTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
		.withPropertyValues("discord.gateway.intents=0", "discord.gateway.reconnect.min-backoff=20ms",
				"discord.gateway.reconnect.max-backoff=200ms");

	@Test
	@DisplayName("R40: a container's client is told to follow none")
	void aContainersClientIsToldToFollowNone() {
		StandardWebSocketClient own = new StandardWebSocketClient();
		try (LocalGateway gateway = LocalGateway.builder().build().start();
				LocalGateway other = LocalGateway.builder().build().start();
				RawPeer peer = new RawPeer(gateway, 1, (socket) -> {
					RawPeer.readHead(socket);
					RawPeer.write(socket, "HTTP/1.1 302 Found\r\nLocation: " + other.gatewayUrl()
							+ "/?v=10&encoding=json\r\nContent-Length: 0\r\n\r\n");
				})) {
			run(gateway, peer.url(), own, () -> {
				Bot.await().until(() -> !gateway.record().identifies().isEmpty());
				assertThat(other.record().connections()).isEmpty();
			});
		}
	}

	@Test
	@DisplayName("R40: whoever followed one is not told the token")
	void whoeverFollowedOneIsNotToldTheToken() {
		try (LocalGateway gateway = LocalGateway.builder().build().start()) {
			run(gateway, gateway.gatewayUrl().toString(), new Redirected(), () -> {
				Bot.await().until(() -> gateway.record().connections().size() > 2);
				assertThat(gateway.record().identifies()).isEmpty();
			});
		}
	}

	private void run(LocalGateway gateway, String url, WebSocketClient client, Runnable assertions) {
		this.runner.withBean("discordGatewayWebSocketClient", WebSocketClient.class, () -> client)
			.withPropertyValues("discord.gateway.token=" + gateway.token().reveal(), "discord.gateway.url=" + url,
					"discord.gateway.api-base-url=" + gateway.apiBaseUrl(), "discord.gateway.compression=none")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(DiscordGateway.class);
				assertions.run();
			});
	}

	/** Says of all its sessions that they are elsewhere. */
	private static final class Redirected implements WebSocketClient {

		private final WebSocketClient client = new StandardWebSocketClient();

		@Override
		public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, String url, Object... variables) {
			return execute(handler, new WebSocketHttpHeaders(), URI.create(url));
		}

		@Override
		public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, WebSocketHttpHeaders headers,
				URI url) {
			return this.client.execute(new WebSocketHandlerDecorator(handler) {

				@Override
				public void afterConnectionEstablished(WebSocketSession session) throws Exception {
					super.afterConnectionEstablished(new WebSocketSessionDecorator(session) {

						@Override
						public URI getUri() {
							return URI.create("ws://elsewhere.example/");
						}

					});
				}

			}, headers, url);
		}

	}

}
