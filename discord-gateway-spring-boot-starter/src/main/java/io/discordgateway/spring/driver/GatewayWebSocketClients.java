package io.discordgateway.spring.driver;

import java.util.Map;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;

import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * Makes the WebSocket client that the gateway uses where the application brings none.
 *
 * @since 0.1
 */
public final class GatewayWebSocketClients {

	/* Messages come in parts of this size at most; each connection has such a buffer. */
	private static final int BUFFER_SIZE = 8192;

	/* Connecting blocks a thread; so many may connect at once (R4: 10 s at most). */
	private static final int CONNECTORS = 4;

	private GatewayWebSocketClients() {
	}

	/**
	 * Makes a client on the class path's own container, which is Tomcat by default.
	 * @return the client
	 */
	public static StandardWebSocketClient standard() {
		WebSocketContainer container = ContainerProvider.getWebSocketContainer();
		container.setDefaultMaxTextMessageBufferSize(BUFFER_SIZE);
		container.setDefaultMaxBinaryMessageBufferSize(BUFFER_SIZE);
		StandardWebSocketClient client = new StandardWebSocketClient(container);
		// What other containers do not know, they ignore.
		client.setUserProperties(Map.of("org.apache.tomcat.websocket.IO_TIMEOUT_MS", "10000",
				"org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 5000L,
				"org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 5000L));
		client.setTaskExecutor(new TaskExecutorAdapter(GatewayThreads.pool(CONNECTORS, "discord-connect-")));
		return client;
	}

}
