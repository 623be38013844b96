package io.discordgateway.spring.rest;

import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;

import io.discordgateway.payload.Token;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Puts the bot token into the Authorization header of requests to Discord's API, and
 * nowhere else (R40): a request to another host goes without it. So do those that carry
 * an interaction's own token in their path, and those that bring another authorisation.
 */
class BotAuthorization implements ClientHttpRequestInterceptor {

	private final URI base;

	private final Supplier<Token> token;

	BotAuthorization(URI base, Supplier<Token> token) {
		this.base = base;
		this.token = token;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		HttpHeaders headers = request.getHeaders();
		if (isForApi(request.getURI())) {
			if (!headers.containsHeader(HttpHeaders.USER_AGENT)) {
				headers.set(HttpHeaders.USER_AGENT, UserAgent.VALUE);
			}
			if (!headers.containsHeader(HttpHeaders.AUTHORIZATION) && !isForInteraction(request.getURI())) {
				headers.set(HttpHeaders.AUTHORIZATION, "Bot " + this.token.get().reveal());
			}
		}
		return execution.execute(request, body);
	}

	private boolean isForApi(URI uri) {
		return this.base.getScheme().equalsIgnoreCase(uri.getScheme()) && this.base.getHost() != null
				&& this.base.getHost().equalsIgnoreCase(uri.getHost()) && this.base.getPort() == uri.getPort()
				&& uri.getRawPath().startsWith(this.base.getRawPath() + "/");
	}

	private boolean isForInteraction(URI uri) {
		String path = uri.getRawPath().substring(this.base.getRawPath().length());
		return path.matches("/interactions/\\d+/[^/]+/callback|/webhooks/\\d+/[^/]+(/.*)?");
	}

}
