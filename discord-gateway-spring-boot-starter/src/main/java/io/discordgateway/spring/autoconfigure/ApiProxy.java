package io.discordgateway.spring.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.discordgateway.spring.transport.ProxySettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * The proxy, as the JDK's client is told of it, which calls Discord's API.
 */
final class ApiProxy {

	/*
	 * Credentials are a header of each request, which the client tells the proxy only. An
	 * Authenticator of the JDK's would make it drop the bot's own Authorization, and take
	 * Discord's 401 for a broken answer.
	 */

	private static final Log logger = LogFactory.getLog(ApiProxy.class);

	private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

	private ApiProxy() {
	}

	/**
	 * Has a client connect over the proxy. Says so if it cannot.
	 * @param client the client
	 * @param proxy the proxy
	 */
	static void apply(HttpClient.Builder client, ProxySettings proxy) {
		if (isSpoken(proxy)) {
			client.proxy(new Selector(proxy));
		}
		else {
			logger.warn("discord.gateway.proxy.type is " + proxy.type().name().toLowerCase(Locale.ROOT)
					+ ", which is for the gateway only: Discord's API is called without a proxy");
		}
	}

	/**
	 * Has requests tell the proxy who this is.
	 * @param requests makes the requests
	 * @param proxy the proxy
	 * @param apiBaseUrl where they go to
	 * @return what makes them
	 */
	static ClientHttpRequestFactory withCredentials(ClientHttpRequestFactory requests, ProxySettings proxy,
			URI apiBaseUrl) {
		String username = proxy.username();
		if (username == null || !isSpoken(proxy)) {
			return requests;
		}
		if ("https".equalsIgnoreCase(apiBaseUrl.getScheme()) && isBasicDisabled()) {
			logger.warn("The JDK tells a proxy no user name and password on the way to an https url, so that calls of "
					+ "Discord's API may be refused with 407: start the JVM with -D" + DISABLED_SCHEMES + "=\"\"");
		}
		String credentials = "Basic " + HttpHeaders.encodeBasicAuth(username,
				Objects.requireNonNullElse(proxy.password(), ""), StandardCharsets.UTF_8);
		return (url, method) -> {
			ClientHttpRequest request = requests.createRequest(url, method);
			if (isReached(url, proxy)) {
				request.getHeaders().set(HttpHeaders.PROXY_AUTHORIZATION, credentials);
			}
			return request;
		};
	}

	private static boolean isSpoken(ProxySettings proxy) {
		return proxy.type() == ProxySettings.Type.HTTP;
	}

	private static boolean isReached(URI url, ProxySettings proxy) {
		return url.getHost() != null && proxy.appliesTo(url.getHost());
	}

	/* Basic is the JDK's own default; it is read once in a process. */
	private static boolean isBasicDisabled() {
		return System.getProperty(DISABLED_SCHEMES, "Basic").toLowerCase(Locale.ROOT).contains("basic");
	}

	private static final class Selector extends ProxySelector {

		private final ProxySettings proxy;

		Selector(ProxySettings proxy) {
			this.proxy = proxy;
		}

		/* Its name is looked up anew each time. */
		@Override
		public List<Proxy> select(URI url) {
			return List.of(isReached(url, this.proxy)
					? new Proxy(Proxy.Type.HTTP, new InetSocketAddress(this.proxy.host(), this.proxy.port()))
					: Proxy.NO_PROXY);
		}

		@Override
		public void connectFailed(URI url, SocketAddress address, IOException failure) {
			// The call fails with it.
		}

	}

}
