package io.discordgateway.spring.rest;

import java.io.IOException;
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
 * an interaction's or a webhook's own token in their path, and those that bring another
 * authorisation.
 */
class BotAuthorization implements ClientHttpRequestInterceptor {

	private final DiscordApi api;

	private final Supplier<Token> token;

	BotAuthorization(DiscordApi api, Supplier<Token> token) {
		this.api = api;
		this.token = token;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		HttpHeaders headers = request.getHeaders();
		Route route = this.api.route(request);
		if (route != null) {
			if (!headers.containsHeader(HttpHeaders.USER_AGENT)) {
				headers.set(HttpHeaders.USER_AGENT, UserAgent.VALUE);
			}
			if (route.global() && !headers.containsHeader(HttpHeaders.AUTHORIZATION)) {
				headers.set(HttpHeaders.AUTHORIZATION, "Bot " + this.token.get().reveal());
			}
		}
		return execution.execute(request, body);
	}

}
