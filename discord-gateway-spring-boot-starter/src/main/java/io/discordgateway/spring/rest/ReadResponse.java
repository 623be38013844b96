package io.discordgateway.spring.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * An answer whose body was read to its end, so that reading it later cannot fail. Spring
 * would put the url into that failure, and with it the token that the url holds.
 */
final class ReadResponse implements ClientHttpResponse {

	private static final int MAX_BODY = 8 * 1024 * 1024;

	private final ClientHttpResponse response;

	private final byte[] body;

	private ReadResponse(ClientHttpResponse response, byte[] body) {
		this.response = response;
		this.body = body;
	}

	static ClientHttpResponse of(ClientHttpResponse response) throws IOException {
		try {
			byte[] body = response.getBody().readNBytes(MAX_BODY + 1);
			if (body.length > MAX_BODY) {
				throw new IOException("the answer is longer than " + MAX_BODY + " bytes");
			}
			return new ReadResponse(response, body);
		}
		catch (IOException | RuntimeException ex) {
			response.close();
			throw ex;
		}
	}

	@Override
	public HttpStatusCode getStatusCode() throws IOException {
		return this.response.getStatusCode();
	}

	@Override
	public String getStatusText() throws IOException {
		return this.response.getStatusText();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.response.getHeaders();
	}

	@Override
	public InputStream getBody() {
		return new ByteArrayInputStream(this.body);
	}

	@Override
	public void close() {
		this.response.close();
	}

}
