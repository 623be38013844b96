package io.discordgateway.payload;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Url of a gateway as the API, READY or an application gave it (R1, R14): {@code wss} or
 * {@code ws}, with a host, and with no credentials and no fragment. Checked once, here.
 *
 * @param uri the url; at most 2,048 characters long
 * @since 0.1
 */
public record GatewayUrl(URI uri) {

	private static final int MAX_LENGTH = 2048;

	private static final Pattern IP_ADDRESS = Pattern.compile("\\[.*]|[0-9.]+");

	public GatewayUrl {
		Objects.requireNonNull(uri, "'uri' must not be null");
		String fault = fault(uri);
		if (fault != null) {
			throw new IllegalArgumentException("A gateway's url is wss://HOST or ws://HOST, and this one " + fault);
		}
	}

	/**
	 * Reads a url.
	 * @param text the url
	 * @return the url
	 * @throws IllegalArgumentException if it is no url of a gateway; the message does not
	 * repeat it
	 */
	public static GatewayUrl of(String text) {
		URI uri = uri(text);
		if (uri == null) {
			throw new IllegalArgumentException("A gateway's url is wss://HOST or ws://HOST, and this is no url");
		}
		return new GatewayUrl(uri);
	}

	/**
	 * Reads what a peer or a store calls a url.
	 * @param text the text, or {@code null}
	 * @return the url, or {@code null} if it is no url of a gateway
	 */
	public static @Nullable GatewayUrl parse(@Nullable String text) {
		URI uri = (text != null) ? uri(text) : null;
		return (uri != null && fault(uri) == null) ? new GatewayUrl(uri) : null;
	}

	private static @Nullable URI uri(String text) {
		try {
			return new URI(text);
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	private static @Nullable String fault(URI uri) {
		if (!"wss".equalsIgnoreCase(uri.getScheme()) && !"ws".equalsIgnoreCase(uri.getScheme())) {
			return "has another scheme";
		}
		// Java knows no host in an authority with characters that host names have not.
		if (uri.getHost() == null || uri.getHost().equals("null")) {
			return "has no host, or one with characters that host names have not";
		}
		if (uri.getRawUserInfo() != null) {
			return "has a user name";
		}
		if (uri.getRawFragment() != null) {
			return "has a fragment";
		}
		if (uri.getPort() == 0 || uri.getPort() > 65_535) {
			return "has a port that does not exist";
		}
		return (uri.toString().length() > MAX_LENGTH) ? "is longer than " + MAX_LENGTH + " characters" : null;
	}

	/**
	 * Returns the host, in lower case.
	 * @return a name, or an address; one of IPv6 in brackets
	 */
	public String host() {
		return this.uri.getHost().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns the port.
	 * @return the url's own, else 443 for {@code wss} and 80 for {@code ws}
	 */
	public int port() {
		if (this.uri.getPort() > 0) {
			return this.uri.getPort();
		}
		return secure() ? 443 : 80;
	}

	/**
	 * Returns whether the connection is encrypted.
	 * @return whether the scheme is {@code wss}
	 */
	public boolean secure() {
		return "wss".equalsIgnoreCase(this.uri.getScheme());
	}

	/**
	 * Returns whether another url protects the token as well as this one (R41).
	 * @param other the other url
	 * @return whether it is {@code wss}, or neither is
	 */
	public boolean isMatchedInSecurityBy(GatewayUrl other) {
		return other.secure() || !secure();
	}

	/**
	 * Returns whether a session of this gateway may be resumed at another url, so that
	 * the token goes there: it is as secure (R41), and leads to the same owner: to the
	 * same host, or to one below this host without its first label, which must leave two
	 * labels or more (R52).
	 * @param resumeUrl the other url
	 * @return whether to send RESUME there
	 */
	public boolean mayResumeAt(GatewayUrl resumeUrl) {
		if (!isMatchedInSecurityBy(resumeUrl)) {
			return false;
		}
		String host = host();
		String other = resumeUrl.host();
		if (host.equals(other) || IP_ADDRESS.matcher(host).matches()) {
			return host.equals(other);
		}
		String domain = host.substring(host.indexOf('.') + 1);
		return host.contains(".") && domain.contains(".") && other.endsWith("." + domain);
	}

	/**
	 * Returns the url without its query, which may hold what is nobody's business.
	 */
	@Override
	public String toString() {
		return this.uri.getScheme() + "://" + this.uri.getRawAuthority()
				+ Objects.requireNonNullElse(this.uri.getRawPath(), "");
	}

}
