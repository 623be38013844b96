package io.discordgateway.connection;

import java.net.URI;

/**
 * Where to open a socket to.
 *
 * @param host the host's name or address, without brackets
 * @param port the port; 443, or 80 without TLS, if the url names none
 * @param secure whether to speak TLS (R41)
 * @since 0.1
 */
public record Destination(String host, int port, boolean secure) {

	static Destination of(URI url) {
		boolean secure = "wss".equalsIgnoreCase(url.getScheme());
		String host = url.getHost();
		if (host.startsWith("[")) {
			host = host.substring(1, host.length() - 1);
		}
		int port = url.getPort();
		return new Destination(host, (port != -1) ? port : defaultPort(secure), secure);
	}

	static int defaultPort(boolean secure) {
		return secure ? 443 : 80;
	}

}
