package io.discordgateway.spring.test;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.discordgateway.test.discord.RestRequest;
import io.discordgateway.test.discord.RestResponse;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

/**
 * Requests to the API of the Discord in this process, answered by the thread that makes
 * them. No other host is reached.
 */
final class InProcessRequests implements ClientHttpRequestFactory {

	private final InProcessDiscord discord;

	InProcessRequests(InProcessDiscord discord) {
		this.discord = discord;
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
		if (!InProcessDiscord.HOST.equals(uri.getHost())) {
			throw new IOException(InProcessDiscord.refusal(uri));
		}
		return new MockClientHttpRequest(method, uri) {

			@Override
			protected ClientHttpResponse executeInternal() {
				return answer(this);
			}

		};
	}

	private ClientHttpResponse answer(MockClientHttpRequest request) {
		URI uri = request.getURI();
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		this.discord.noticeCaller(request.getMethod() + " " + uri.getRawPath());
		Map<String, String> headers = new LinkedHashMap<>();
		request.getHeaders()
			.forEach((String name, List<String> values) -> headers.put(name, String.join(", ", values)));
		RestResponse answer = this.discord.call(new RestRequest(request.getMethod().name(), uri.getRawPath() + query,
				headers, request.getBodyAsBytes()));
		MockClientHttpResponse response = new MockClientHttpResponse(answer.body(),
				HttpStatusCode.valueOf(answer.status()));
		answer.headers().forEach(response.getHeaders()::set);
		return response;
	}

}
