package io.discordgateway.spring.transport;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between this process and Discord.
 *
 * @param type what it speaks
 * @param host its name or address
 * @param port its port
 * @param username who this is to it, or {@code null}
 * @param password the password, never printed; {@code null} for none
 * @param nonProxyHosts the hosts that are reached without it, in lower case; a {@code *}
 * stands for any letters
 * @since 0.1
 */
@Internal
public record ProxySettings(Type type, String host, int port, @Nullable String username, @Nullable String password,
		List<String> nonProxyHosts) {

	public ProxySettings {
		nonProxyHosts = nonProxyHosts.stream().map((each) -> each.toLowerCase(Locale.ROOT)).toList();
	}

	/**
	 * Returns whether a host is reached over the proxy.
	 * @param host the name or address, that of IPv6 with or without brackets
	 * @return whether it is
	 */
	public boolean appliesTo(String host) {
		String name = bare(host.toLowerCase(Locale.ROOT));
		return this.nonProxyHosts.stream().noneMatch((pattern) -> matches(bare(pattern), name));
	}

	private static boolean matches(String pattern, String name) {
		String expression = ("\\Q" + pattern + "\\E").replace("*", "\\E.*\\Q");
		return Pattern.matches(expression, name);
	}

	/**
	 * Takes the brackets off an address of IPv6.
	 * @param host a host of a url
	 * @return the name or address
	 */
	static String bare(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

	@Override
	public String toString() {
		return this.type.name().toLowerCase(Locale.ROOT) + "://" + this.host + ":" + this.port;
	}

	/**
	 * What a proxy speaks.
	 */
	public enum Type {

		/** HTTP, with CONNECT. */
		HTTP,

		/** SOCKS 4a. */
		SOCKS4,

		/** SOCKS 5. */
		SOCKS5

	}

}
