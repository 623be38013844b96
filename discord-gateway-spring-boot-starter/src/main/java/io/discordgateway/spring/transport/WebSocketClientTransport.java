package io.discordgateway.spring.transport;

import io.discordgateway.Internal;

import org.springframework.web.socket.client.WebSocketClient;

/**
 * Connections of Spring's {@link WebSocketClient}, whose calls block.
 *
 * @since 0.1
 */
@Internal
public final class WebSocketClientTransport implements GatewayTransport {

	private final WebSocketClient client;

	private final TransportThreads threads;

	/**
	 * Makes a transport.
	 * @param client what makes connections. It hands on messages in parts, follows no
	 * redirect (R40), and connects on the thread that asks it to
	 * @param threads where its calls block
	 */
	public WebSocketClientTransport(WebSocketClient client, TransportThreads threads) {
		this.client = client;
		this.threads = threads;
	}

	/**
	 * Makes transports of one client.
	 * @param client as above
	 * @return what makes them
	 */
	public static Factory factory(WebSocketClient client) {
		return (threads, clock) -> new WebSocketClientTransport(client, threads);
	}

	@Override
	public Connection newConnection(Listener listener) {
		return new WebSocketClientConnection(this.client, this.threads, listener);
	}

	@Override
	public void close() {
	}

}
