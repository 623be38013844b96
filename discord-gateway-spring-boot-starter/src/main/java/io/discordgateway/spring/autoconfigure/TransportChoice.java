package io.discordgateway.spring.autoconfigure;

import java.net.URI;
import java.util.Locale;

import javax.net.ssl.SSLContext;

import io.discordgateway.spring.autoconfigure.DiscordGatewayProperties.Transport;
import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.spring.transport.GatewayWebSocketClients;
import io.discordgateway.spring.transport.NettyTransport;
import io.discordgateway.spring.transport.ProxyRoutes;
import io.discordgateway.spring.transport.ProxySettings;
import io.discordgateway.spring.transport.WebSocketClientTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

/**
 * Chooses what carries the gateway's bytes.
 */
final class TransportChoice {

	private static final Log logger = LogFactory.getLog(TransportChoice.class);

	private static final String HANDLER = "io.netty.handler.ssl.SslHandler";

	/* Netty 4.1 has none, and no way for what is built for 4.2. */
	private static final String IO_HANDLER = "io.netty.channel.IoHandlerFactory";

	private static final URI USUAL_GATEWAY = URI.create("wss://gateway.discord.gg");

	private static final String PROXY_HANDLER = "io.netty.handler.proxy.ProxyHandler";

	private TransportChoice() {
	}

	/**
	 * Chooses a transport.
	 * @param wanted what is set
	 * @param client the client that is named for the gateway, or {@code null}
	 * @param sslContext whom to trust, or {@code null} for the defaults of the platform
	 * @param proxies what is to be connected over
	 * @param gatewayUrl where the gateway is, or {@code null} if the API knows
	 * @param classLoader where Netty may be
	 * @return what makes the transport
	 * @throws TransportNotAvailableException if what is wanted is not there
	 */
	static GatewayTransport.Factory choose(Transport wanted, @Nullable WebSocketClient client,
			@Nullable SSLContext sslContext, ProxyRoutes proxies, @Nullable URI gatewayUrl,
			@Nullable ClassLoader classLoader) {
		ProxySettings proxy = proxies.settings();
		boolean netty = hasNetty(classLoader);
		if (client != null && wanted != Transport.NETTY) {
			if (proxy != null) {
				throw new TransportNotAvailableException(
						(wanted == Transport.AUTO && !netty) ? TransportNotAvailableException.Reason.PROXY_WITHOUT_NETTY
								: TransportNotAvailableException.Reason.PROXY_WITH_CLIENT);
			}
			tell((client instanceof StandardWebSocketClient) ? "StandardWebSocketClient" : client.getClass().getName(),
					wanted);
			return WebSocketClientTransport.factory(GatewayWebSocketClients.withoutRedirects(client));
		}
		if (wanted == Transport.WEBSOCKET_CLIENT) {
			throw new TransportNotAvailableException(TransportNotAvailableException.Reason.NO_CLIENT);
		}
		if (!netty) {
			throw new TransportNotAvailableException(TransportNotAvailableException.Reason.NO_NETTY);
		}
		ProxyRoutes routes = proxies;
		if (!isPresent(PROXY_HANDLER, classLoader)) {
			if (proxy != null) {
				throw new TransportNotAvailableException(TransportNotAvailableException.Reason.NO_PROXY_HANDLER);
			}
			if (proxies.to((gatewayUrl != null) ? gatewayUrl : USUAL_GATEWAY) != null) {
				throw new TransportNotAvailableException(TransportNotAvailableException.Reason.JVM_PROXY);
			}
			routes = ProxyRoutes.NONE;
		}
		GatewayTransport.Factory factory = NettyTransport.factory(sslContext, routes);
		tell(factory, wanted);
		return factory;
	}

	private static void tell(Object with, Transport wanted) {
		logger.info("The gateway is connected to with " + with + " (discord.gateway.transport is "
				+ wanted.name().toLowerCase(Locale.ROOT).replace('_', '-') + ")");
	}

	private static boolean hasNetty(@Nullable ClassLoader classLoader) {
		return isPresent(HANDLER, classLoader) && isPresent(IO_HANDLER, classLoader);
	}

	private static boolean isPresent(String type, @Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(type, classLoader);
	}

	/**
	 * Matches where a WebSocket client carries the bytes if nobody brings another one.
	 */
	static final class OnWebSocketClient extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Transport wanted = Binder.get(context.getEnvironment())
				.bind("discord.gateway.transport", Transport.class)
				.orElse(Transport.AUTO);
			boolean client = wanted == Transport.WEBSOCKET_CLIENT
					|| (wanted == Transport.AUTO && !hasNetty(context.getClassLoader()));
			return new ConditionOutcome(client, ConditionMessage.forCondition("Transport of the Discord gateway")
				.because(client ? "it is a WebSocket client" : "it is Netty"));
		}

	}

}
