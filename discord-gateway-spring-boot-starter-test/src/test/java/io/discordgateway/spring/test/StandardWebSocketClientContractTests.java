package io.discordgateway.spring.test;

import io.discordgateway.spring.transport.GatewayWebSocketClients;
import io.discordgateway.spring.transport.ProxyRoutes;

import org.springframework.web.socket.client.WebSocketClient;

/**
 * The client that the gateway makes where the application brings none.
 */
class StandardWebSocketClientContractTests extends WebSocketClientContractTests {

	@Override
	protected WebSocketClient client() {
		return GatewayWebSocketClients.standard(null, ProxyRoutes.NONE, false);
	}

}
