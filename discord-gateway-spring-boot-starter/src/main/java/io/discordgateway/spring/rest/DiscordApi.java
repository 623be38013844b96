package io.discordgateway.spring.rest;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpRequest;

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

	/** Returns what a request calls, {@code null} if it does not go to the API. */
	@Nullable Route route(HttpRequest request) {
		URI uri = request.getURI();
		return contains(uri)
				? Route.of(request.getMethod().name(), uri.getRawPath().substring(this.base.getRawPath().length()))
				: null;
	}

	private boolean contains(URI uri) {
		return this.base.getScheme().equalsIgnoreCase(uri.getScheme())
				&& this.base.getHost().equalsIgnoreCase(uri.getHost()) && this.base.getPort() == uri.getPort()
				&& uri.getRawPath().startsWith(this.base.getRawPath() + "/");
	}

}
