package io.discordgateway.spring.test;

import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.spring.transport.NettyTransport;
import io.discordgateway.spring.transport.ProxyRoutes;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import org.springframework.web.socket.client.WebSocketClient;

/**
 * Netty's transport keeps to the same, which its own tests show otherwise.
 */
@EnabledIfSystemProperty(named = "thorough", matches = "true")
class NettyContractTests extends WebSocketClientContractTests {

	@Override
	protected WebSocketClient client() {
		throw new UnsupportedOperationException();
	}

	@Override
	GatewayTransport.Factory factory() {
		return NettyTransport.factory(null, ProxyRoutes.NONE);
	}

}
