package io.discordgateway.spring.rest;

import java.net.URI;

/**
 * Where the API is.
 *
 * @param base its url with its version, without a slash at the end
 */
record DiscordApi(URI base) {

	static DiscordApi at(URI url) {
		String text = url.toString();
		return new DiscordApi(URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text));
	}

	boolean contains(URI uri) {
		return this.base.getScheme().equalsIgnoreCase(uri.getScheme())
				&& this.base.getHost().equalsIgnoreCase(uri.getHost()) && this.base.getPort() == uri.getPort()
				&& uri.getRawPath().startsWith(this.base.getRawPath() + "/");
	}

	/** Returns the path from behind the version on. */
	String pathOf(URI uri) {
		return uri.getRawPath().substring(this.base.getRawPath().length());
	}

}
