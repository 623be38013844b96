package io.discordgateway.spring.transport;

import java.net.InetSocketAddress;
import java.util.Objects;

import io.discordgateway.spring.rest.ProxyAuthenticationException;
import io.netty.channel.ChannelHandler;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import org.jspecify.annotations.Nullable;

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

	/**
	 * Says why a connection over a proxy failed.
	 * @param failure the failure
	 * @param proxy the proxy
	 * @return one clause, without the user name and the password
	 */
	static String describe(Throwable failure, ProxySettings proxy) {
		String said = Failures.describe(failure);
		String refused = refused(said, proxy);
		return (refused != null) ? refused : "over the proxy " + proxy + ": " + said;
	}

	/* Netty tells what the proxy answered in a message only. */
	private static @Nullable String refused(String said, ProxySettings proxy) {
		if (proxy.type() == ProxySettings.Type.HTTP && said.contains("status: 407")) {
			return (proxy.username() != null) ? ProxyAuthenticationException.refused(proxy.toString()).getMessage()
					: ProxyAuthenticationException.asked(proxy.toString()).getMessage();
		}
		if (said.contains("authStatus: ") || said.contains("AUTH_FAILURE")) {
			return "the proxy " + proxy + " does not accept the user name and password (" + said
					+ "): correct discord.gateway.proxy.username and discord.gateway.proxy.password";
		}
		if (said.contains("unexpected authMethod")) {
			return "the proxy " + proxy + " wants a way of authentication that it was not offered (" + said
					+ "): set discord.gateway.proxy.username and discord.gateway.proxy.password";
		}
		return null;
	}

	/** Returns whether an event says that the proxy has connected. */
	static boolean isConnected(Object event) {
		return event instanceof ProxyConnectionEvent;
	}

}
