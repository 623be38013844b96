package io.discordgateway.codec;

import java.net.URI;
import java.util.StringJoiner;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayUrl;

/**
 * Builds the url of a connection (Gateway &gt; Gateway URL Query String Params; R3).
 */
@Internal
public final class ConnectionUrl {

	/** The version of the gateway that this library speaks. */
	public static final int VERSION = 10;

	private ConnectionUrl() {
	}

	/**
	 * Adds what the gateway has to know to a url. Path and query of the url are kept,
	 * except for a {@code v}, {@code encoding} or {@code compress} of its own.
	 * @param gatewayUrl the url as the API or READY gave it
	 * @param encoding how messages are to be written
	 * @param compression how the gateway is to compress
	 * @return the whole url
	 */
	public static URI of(GatewayUrl gatewayUrl, Encoding encoding, Compression compression) {
		URI base = gatewayUrl.uri();
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
		String path = base.getRawPath().isEmpty() ? "/" : base.getRawPath();
		return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path + "?" + query);
	}

}
