package io.discordgateway.spring.transport;

import java.net.InetSocketAddress;
import java.util.Objects;

import io.netty.channel.ChannelHandler;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;

/**
 * Netty's handlers of proxies, which are on the class path only where a proxy is wanted.
 */
final class NettyProxies {

	private NettyProxies() {
	}

	static ChannelHandler newHandler(ProxySettings proxy, InetSocketAddress address, long timeoutMillis) {
		String username = proxy.username();
		String password = Objects.requireNonNullElse(proxy.password(), "");
		ProxyHandler handler = switch (proxy.type()) {
			case HTTP ->
				(username != null) ? new HttpProxyHandler(address, username, password) : new HttpProxyHandler(address);
			case SOCKS4 -> new Socks4ProxyHandler(address, username);
			case SOCKS5 -> new Socks5ProxyHandler(address, username, password);
		};
		handler.setConnectTimeoutMillis(timeoutMillis);
		return handler;
	}

	/** Returns whether an event says that the proxy has connected. */
	static boolean isConnected(Object event) {
		return event instanceof ProxyConnectionEvent;
	}

}
