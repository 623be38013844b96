package io.discordgateway.spring.rest;

import java.io.IOException;

/**
 * Thrown when the proxy on the way to Discord wants to know who calls, or does not accept
 * the answer (407). Discord has not seen the request then. No credentials are in it.
 *
 * @since 0.1
 */
public final class ProxyAuthenticationException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String action;

	private ProxyAuthenticationException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * Makes one for a proxy that was told no user name.
	 * @param proxy the proxy, as a url
	 * @return the exception
	 */
	public static ProxyAuthenticationException asked(String proxy) {
		return new ProxyAuthenticationException("the proxy " + proxy + " asks for a user name and password (407)",
				"set discord.gateway.proxy.username and discord.gateway.proxy.password");
	}

	/**
	 * Makes one for a proxy that was told a user name and a password.
	 * @param proxy the proxy, as a url
	 * @return the exception
	 */
	public static ProxyAuthenticationException refused(String proxy) {
		return new ProxyAuthenticationException(
				"the proxy " + proxy + " does not accept the user name and password (407)",
				"correct discord.gateway.proxy.username and discord.gateway.proxy.password");
	}

	/**
	 * Makes one for a proxy that the JDK's client has not told what it knows.
	 * @param proxy the proxy, as a url
	 * @param property the property of the JVM that keeps it from that
	 * @return the exception
	 */
	public static ProxyAuthenticationException withheld(String proxy, String property) {
		return new ProxyAuthenticationException(
				"the proxy " + proxy + " asks for a user name and password (407), which the JDK's client keeps to "
						+ "itself on the way to an https url",
				"start the JVM with -D" + property + "=\"\"");
	}

	/**
	 * Returns what an operator is to do.
	 * @return one clause, in the imperative
	 */
	public String getAction() {
		return this.action;
	}

	@Override
	public String getMessage() {
		return super.getMessage() + ": " + this.action;
	}

}
