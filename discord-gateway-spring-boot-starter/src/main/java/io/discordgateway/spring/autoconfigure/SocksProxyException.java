package io.discordgateway.spring.autoconfigure;

import io.discordgateway.spring.transport.ProxySettings;

/**
 * Thrown when Discord's API would have to be called over a SOCKS proxy, which the JDK's
 * client does not speak.
 */
class SocksProxyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String apiHost;

	SocksProxyException(ProxySettings proxy, String apiHost) {
		super("Discord's API cannot be called over the proxy " + proxy + ", as the JDK's HTTP client speaks no SOCKS");
		this.apiHost = apiHost;
	}

	String getApiHost() {
		return this.apiHost;
	}

}
