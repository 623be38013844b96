package io.discordgateway.spring.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

/**
 * Answers requests from a list, and with 200 behind its end. Writes down what was sent,
 * and when.
 */
class ScriptedDiscord implements ClientHttpRequestFactory {

	private final VirtualTime time;

	private final Deque<Answer> answers = new ArrayDeque<>();

	private final List<String> sent = new ArrayList<>();

	ScriptedDiscord(VirtualTime time) {
		this.time = time;
	}

	/**
	 * Adds an answer.
	 * @param status the status, 0 for none
	 * @param body the body
	 * @param headers names and values in turn
	 * @return this
	 */
	ScriptedDiscord then(int status, String body, String... headers) {
		this.answers.add(new Answer(status, body, false, headers));
		return this;
	}

	/** Adds an answer whose body breaks off. */
	ScriptedDiscord thenBroken() {
		this.answers.add(new Answer(200, "{", true));
		return this;
	}

	ScriptedDiscord thenBucket(String bucket, int limit, int remaining, double resetAfter) {
		return then(200, "{}", bucket(bucket, limit, remaining, resetAfter));
	}

	static String[] bucket(String bucket, int limit, int remaining, double resetAfter) {
		return new String[] { "X-RateLimit-Bucket", bucket, "X-RateLimit-Limit", String.valueOf(limit),
				"X-RateLimit-Remaining", String.valueOf(remaining), "X-RateLimit-Reset-After",
				String.valueOf(resetAfter) };
	}

	/** Returns what was sent: milliseconds since the start, method, path. */
	List<String> sent() {
		return List.copyOf(this.sent);
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new MockClientHttpRequest(method, uri) {

			@Override
			protected MockClientHttpResponse executeInternal() throws IOException {
				Duration passed = ScriptedDiscord.this.time.passed();
				ScriptedDiscord.this.sent
					.add(passed.toMillis() + " " + method + " " + uri.getPath().substring("/api/v10".length()));
				Answer answer = ScriptedDiscord.this.answers.poll();
				return ((answer != null) ? answer : new Answer(200, "{}", false)).toResponse();
			}

		};
	}

	private record Answer(int status, String body, boolean breaksOff, String... headers) {

		MockClientHttpResponse toResponse() throws IOException {
			if (this.status == 0) {
				throw new IOException("Connection reset");
			}
			MockClientHttpResponse response = new MockClientHttpResponse(stream(), this.status);
			for (int i = 0; i < this.headers.length; i += 2) {
				response.getHeaders().set(this.headers[i], this.headers[i + 1]);
			}
			return response;
		}

		private InputStream stream() {
			InputStream whole = new ByteArrayInputStream(this.body.getBytes(StandardCharsets.UTF_8));
			return this.breaksOff ? new SequenceInputStream(whole, new InputStream() {

				@Override
				public int read() throws IOException {
					throw new IOException("Broken off");
				}

			}) : whole;
		}

	}

}
