package io.discordgateway.spring.transport;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Over which proxy a url is reached: over the one that is set for Discord, or over what
 * the JVM itself is set to ({@code http.proxyHost}, {@code https.proxyHost},
 * {@code http.nonProxyHosts}, or its default {@link ProxySelector}). Thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class ProxyRoutes {

	/** Everything is reached without a proxy, whatever the JVM is set to. */
	public static final ProxyRoutes NONE = new ProxyRoutes(null, false, null, null);

	private final @Nullable ProxySettings settings;

	private final boolean jvm;

	private final @Nullable String username;

	private final @Nullable String password;

	private ProxyRoutes(@Nullable ProxySettings settings, boolean jvm, @Nullable String username,
			@Nullable String password) {
		this.settings = settings;
		this.jvm = jvm;
		this.username = username;
		this.password = password;
	}

	/**
	 * Makes the routes over one proxy.
	 * @param settings the proxy, and the hosts that are reached without it
	 * @return the routes
	 */
	public static ProxyRoutes over(ProxySettings settings) {
		return new ProxyRoutes(settings, false, settings.username(), settings.password());
	}

	/**
	 * Makes the routes that the JVM is set to, as they are when they are asked for.
	 * Proxies for SOCKS are passed over, as the JDK's HTTP client and Tomcat's WebSocket
	 * client do.
	 * @param username the user name for its proxies, or {@code null}
	 * @param password the password, or {@code null}
	 * @return the routes
	 */
	public static ProxyRoutes ofJvm(@Nullable String username, @Nullable String password) {
		return new ProxyRoutes(null, true, username, password);
	}

	/**
	 * Returns the proxy that is set for Discord.
	 * @return the proxy, or {@code null} if there is none, or the JVM knows
	 */
	public @Nullable ProxySettings settings() {
		return this.settings;
	}

	/**
	 * Returns whether the JVM's own settings count.
	 * @return whether they do
	 */
	public boolean ofJvm() {
		return this.jvm;
	}

	/**
	 * Returns the user name for proxies.
	 * @return the name, or {@code null}
	 */
	public @Nullable String username() {
		return this.username;
	}

	/**
	 * Returns the password for proxies.
	 * @return the password, or {@code null}
	 */
	public @Nullable String password() {
		return this.password;
	}

	/**
	 * Returns over which proxy a url is reached.
	 * @param url the url: http, https, ws or wss
	 * @return the proxy, or {@code null} for none
	 */
	public @Nullable ProxySettings to(URI url) {
		String host = url.getHost();
		if (host == null) {
			return null;
		}
		if (this.settings != null) {
			return this.settings.appliesTo(host) ? this.settings : null;
		}
		return this.jvm ? jvmProxy(url) : null;
	}

	private @Nullable ProxySettings jvmProxy(URI url) {
		ProxySelector selector = ProxySelector.getDefault();
		if (selector == null) {
			return null;
		}
		// The selector knows no ws, and no query is its business.
		boolean secure = "https".equalsIgnoreCase(url.getScheme()) || "wss".equalsIgnoreCase(url.getScheme());
		String port = (url.getPort() != -1) ? ":" + url.getPort() : "";
		Proxy first = selector.select(URI.create((secure ? "https://" : "http://") + url.getHost() + port + "/"))
			.stream()
			.findFirst()
			.orElse(Proxy.NO_PROXY);
		return (first.type() == Proxy.Type.HTTP && first.address() instanceof InetSocketAddress address)
				? new ProxySettings(ProxySettings.Type.HTTP, address.getHostString(), address.getPort(), this.username,
						this.password, List.of())
				: null;
	}

}
