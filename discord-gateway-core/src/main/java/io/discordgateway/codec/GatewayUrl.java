package io.discordgateway.codec;

import java.net.URI;
import java.util.StringJoiner;

/**
 * Builds the url of a connection (Gateway &gt; Gateway URL Query String Params; R3).
 *
 * @since 0.1
 */
public final class GatewayUrl {

	/** The version of the gateway that this library speaks. */
	public static final int VERSION = 10;

	private GatewayUrl() {
	}

	/**
	 * Adds what the gateway has to know to a url. Path and query of the url are kept,
	 * except for a {@code v}, {@code encoding} or {@code compress} of its own.
	 * @param base the url as the API or READY gave it
	 * @param encoding how messages are to be written
	 * @param compression how the gateway is to compress
	 * @return the whole url
	 */
	public static URI forConnection(URI base, Encoding encoding, Compression compression) {
		StringJoiner query = new StringJoiner("&");
		if (base.getRawQuery() != null) {
			for (String parameter : base.getRawQuery().split("&", -1)) {
				String name = parameter.split("=", 2)[0];
				if (!parameter.isEmpty() && !name.equals("v") && !name.equals("encoding") && !name.equals("compress")) {
					query.add(parameter);
				}
			}
		}
		query.add("v=" + VERSION).add("encoding=" + encoding.queryValue());
		if (compression.queryValue() != null) {
			query.add("compress=" + compression.queryValue());
		}
		String path = (base.getRawPath() == null || base.getRawPath().isEmpty()) ? "/" : base.getRawPath();
		return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + "?" + query);
	}

	/**
	 * Returns whether a url protects the token as well as another does: {@code wss}, or
	 * {@code ws} where the other is that, too (R41).
	 * @param url the url, from READY
	 * @param reference the url that was configured
	 * @return whether to use it
	 */
	public static boolean isAsSecure(URI url, URI reference) {
		return "wss".equalsIgnoreCase(url.getScheme())
				|| ("ws".equalsIgnoreCase(url.getScheme()) && "ws".equalsIgnoreCase(reference.getScheme()));
	}

}
