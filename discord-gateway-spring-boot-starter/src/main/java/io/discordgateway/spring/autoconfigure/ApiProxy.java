package io.discordgateway.spring.autoconfigure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Locale;

import io.discordgateway.spring.transport.ProxyRoutes;
import io.discordgateway.spring.transport.ProxySettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Has the JDK's client reach Discord's API over a proxy.
 */
final class ApiProxy {

	static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

	private static final Log logger = LogFactory.getLog(ApiProxy.class);

	private ApiProxy() {
	}

	/**
	 * Has a client connect over the proxies, unless they are the JVM's own, which it asks
	 * for by itself.
	 * @param client the client
	 * @param proxies the proxies
	 * @param apiBaseUrl where it will go to
	 * @throws SocksProxyException if it cannot
	 */
	static void apply(HttpClient.Builder client, ProxyRoutes proxies, URI apiBaseUrl) {
		ProxySettings proxy = proxies.to(apiBaseUrl);
		if (proxy != null && proxy.type() != ProxySettings.Type.HTTP) {
			throw new SocksProxyException(proxy, String.valueOf(apiBaseUrl.getHost()));
		}
		if (!proxies.ofJvm()) {
			client.proxy(new Selector(proxies));
		}
	}

	/**
	 * Warns where the JDK will keep the credentials to itself.
	 * @param proxies the proxies
	 * @param apiBaseUrl where requests will go to
	 */
	static void warnOfCredentials(ProxyRoutes proxies, URI apiBaseUrl) {
		if (proxies.username() != null && proxies.to(apiBaseUrl) != null && isWithheld(apiBaseUrl)) {
			logger.warn("The JDK tells a proxy no user name and password on the way to an https url, so that calls of "
					+ "Discord's API may be refused with 407: start the JVM with -D" + DISABLED_SCHEMES + "=\"\"");
		}
	}

	/**
	 * Returns whether the JDK tells no proxy who this is. Basic is its own default; it is
	 * read once in a process.
	 * @param url where a request goes to
	 * @return whether it keeps that to itself
	 */
	static boolean isWithheld(URI url) {
		return "https".equalsIgnoreCase(url.getScheme())
				&& System.getProperty(DISABLED_SCHEMES, "Basic").toLowerCase(Locale.ROOT).contains("basic");
	}

	private static final class Selector extends ProxySelector {

		private final ProxyRoutes proxies;

		Selector(ProxyRoutes proxies) {
			this.proxies = proxies;
		}

		/* Its name is looked up anew each time. */
		@Override
		public List<Proxy> select(URI url) {
			ProxySettings proxy = this.proxies.to(url);
			return List.of((proxy != null)
					? new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.host(), proxy.port())) : Proxy.NO_PROXY);
		}

		@Override
		public void connectFailed(URI url, SocketAddress address, IOException failure) {
			// The call fails with it.
		}

	}

}
