package io.discordgateway.spring.transport;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

import io.discordgateway.Internal;
import io.discordgateway.spring.rest.ProxyAuthenticationException;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * Makes the WebSocket client that the gateway uses where the application brings none.
 *
 * @since 0.1
 */
@Internal
public final class GatewayWebSocketClients {

	/* Messages come in parts of this size at most; each connection has such a buffer. */
	private static final int BUFFER_SIZE = 8192;

	/* Enough for the text that does not come where a stream of bytes was asked for. */
	private static final int UNUSED_BUFFER_SIZE = 128;

	private static final String MAX_REDIRECTIONS = "org.apache.tomcat.websocket.MAX_REDIRECTIONS";

	private static final String PROXY_USER_NAME = "org.apache.tomcat.websocket.WS_AUTHENTICATION_PROXY_USER_NAME";

	private static final String PROXY_PASSWORD = "org.apache.tomcat.websocket.WS_AUTHENTICATION_PROXY_PASSWORD";

	private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private GatewayWebSocketClients() {
	}

	/**
	 * Makes a client on the class path's own container, which is Tomcat by default. It
	 * connects on the thread that asks it to.
	 * @param sslContext whom to trust, or {@code null} for the defaults of the platform
	 * @param proxies what tells Tomcat's client the credentials for the JVM's own
	 * proxies, over which it connects by itself
	 * @param binary whether the peer will send binary messages only, so that the buffer
	 * for text may be small
	 * @return the client
	 */
	public static StandardWebSocketClient standard(@Nullable SSLContext sslContext, ProxyRoutes proxies,
			boolean binary) {
		WebSocketContainer container = ContainerProvider.getWebSocketContainer();
		container.setDefaultMaxTextMessageBufferSize(binary ? UNUSED_BUFFER_SIZE : BUFFER_SIZE);
		container.setDefaultMaxBinaryMessageBufferSize(BUFFER_SIZE);
		StandardWebSocketClient client = new ExplainingWebSocketClient(container,
				new RefusalReader(sslContext, InstantSource.system()), proxies);
		// What other containers do not know, they ignore. A redirect could carry the
		// token to another host (R40).
		client.setUserProperties(Map.of("org.apache.tomcat.websocket.IO_TIMEOUT_MS", String.valueOf(TIMEOUT.toMillis()),
				MAX_REDIRECTIONS, "0", "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 5000L,
				"org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 5000L));
		String username = proxies.username();
		if (username != null) {
			client.getUserProperties().put(PROXY_USER_NAME, username);
			client.getUserProperties().put(PROXY_PASSWORD, Objects.requireNonNullElse(proxies.password(), ""));
		}
		client.setTaskExecutor(new TaskExecutorAdapter(Runnable::run));
		if (sslContext != null) {
			client.setSslContext(sslContext);
		}
		return client;
	}

	/**
	 * Makes a client of the application's follow no redirect, which could carry the token
	 * to another host (R40).
	 * @param client the client
	 * @return the same client
	 */
	public static WebSocketClient withoutRedirects(WebSocketClient client) {
		if (client instanceof StandardWebSocketClient standard) {
			standard.getUserProperties().put(MAX_REDIRECTIONS, "0");
		}
		return client;
	}

	/**
	 * Says more of a refused upgrade than the container does (R22).
	 */
	private static final class ExplainingWebSocketClient extends StandardWebSocketClient {

		private final RefusalReader refusals;

		private final ProxyRoutes proxies;

		private ExplainingWebSocketClient(WebSocketContainer container, RefusalReader refusals, ProxyRoutes proxies) {
			super(container);
			this.refusals = refusals;
			this.proxies = proxies;
		}

		@Override
		protected CompletableFuture<WebSocketSession> executeInternal(WebSocketHandler handler, HttpHeaders headers,
				URI uri, List<String> protocols, List<WebSocketExtension> extensions, Map<String, Object> attributes) {
			return super.executeInternal(handler, headers, uri, protocols, extensions, attributes)
				.exceptionallyCompose((failure) -> CompletableFuture.failedFuture(explained(uri, failure)));
		}

		private Throwable explained(URI uri, Throwable failure) {
			ProxySettings proxy = this.proxies.to(uri);
			Integer status = Failures.httpStatus(Failures.unwrap(failure));
			boolean asked = status != null && status == PROXY_AUTHENTICATION_REQUIRED;
			// Tomcat has words of its own for credentials that it does not have.
			if (proxy != null && (asked || Failures.mentions(failure, "provided to use for authentication"))) {
				return (proxy.username() != null) ? ProxyAuthenticationException.refused(proxy.toString())
						: ProxyAuthenticationException.asked(proxy.toString());
			}
			if (proxy != null && (status == null || Failures.mentions(failure, "the configured Proxy"))) {
				return new ToldException("over the proxy " + proxy + ": " + Failures.describe(failure), failure);
			}
			return (status != null) ? this.refusals.explain(uri, status, failure) : failure;
		}

	}

}
