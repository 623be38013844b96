package io.discordgateway.spring.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

import io.discordgateway.spring.rest.ProxyAuthenticationException;
import io.discordgateway.spring.transport.Failures;
import io.discordgateway.spring.transport.ProxyRoutes;
import io.discordgateway.spring.transport.ProxySettings;
import io.discordgateway.spring.transport.ToldException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Requests that tell a proxy who this is, and say for people why they were not answered.
 */
final class ApiRequests implements ClientHttpRequestFactory {

	/*
	 * Credentials are a header of each request, which the client tells the proxy only. An
	 * Authenticator of the JDK's would make it drop the bot's own Authorization, and take
	 * Discord's 401 for a broken answer.
	 */

	private static final int PROXY_AUTHENTICATION_REQUIRED = 407;

	private final ClientHttpRequestFactory requests;

	private final ProxyRoutes proxies;

	ApiRequests(ClientHttpRequestFactory requests, ProxyRoutes proxies) {
		this.requests = requests;
		this.proxies = proxies;
	}

	@Override
	public ClientHttpRequest createRequest(URI url, HttpMethod method) throws IOException {
		ClientHttpRequest request = this.requests.createRequest(url, method);
		ProxySettings proxy = this.proxies.to(url);
		if (proxy != null && proxy.username() != null) {
			request.getHeaders()
				.set(HttpHeaders.PROXY_AUTHORIZATION, "Basic " + HttpHeaders.encodeBasicAuth(proxy.username(),
						Objects.requireNonNullElse(proxy.password(), ""), StandardCharsets.UTF_8));
		}
		return new ToldRequest(request, proxy);
	}

	private record ToldRequest(ClientHttpRequest request, @Nullable ProxySettings proxy) implements ClientHttpRequest {

		@Override
		public ClientHttpResponse execute() throws IOException {
			ClientHttpResponse response;
			try {
				response = this.request.execute();
			}
			catch (IOException ex) {
				throw told(ex);
			}
			if (this.proxy != null && response.getStatusCode().value() == PROXY_AUTHENTICATION_REQUIRED) {
				response.close();
				throw refused(this.proxy);
			}
			return response;
		}

		/* Where the JDK says it well enough itself, nothing is put around it. */
		private IOException told(IOException failure) {
			if (this.proxy != null) {
				return new ToldException("over the proxy " + this.proxy + ": " + Failures.describe(failure), failure);
			}
			String told = Failures.describe(failure);
			return (told.equals(failure.getMessage())) ? failure : new ToldException(told, failure);
		}

		private ProxyAuthenticationException refused(ProxySettings proxy) {
			if (proxy.username() == null) {
				return ProxyAuthenticationException.asked(proxy.toString());
			}
			return ApiProxy.isWithheld(getURI())
					? ProxyAuthenticationException.withheld(proxy.toString(), ApiProxy.DISABLED_SCHEMES)
					: ProxyAuthenticationException.refused(proxy.toString());
		}

		@Override
		public HttpMethod getMethod() {
			return this.request.getMethod();
		}

		@Override
		public URI getURI() {
			return this.request.getURI();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.request.getHeaders();
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.request.getAttributes();
		}

		@Override
		public OutputStream getBody() throws IOException {
			return this.request.getBody();
		}

	}

}
