package io.discordgateway.spring.rest;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Keeps Discord's rate limits: waits before a request where a limit is used up, and sends
 * it again where Discord refused it with 429. On anything else only what may safely be
 * done twice is sent again. All waits of a request together have a bound.
 */
class RateLimitInterceptor implements ClientHttpRequestInterceptor {

	private static final Log logger = LogFactory.getLog(RateLimitInterceptor.class);

	private static final int MAX_BODY = 64 * 1024;

	private static final int MAX_ATTEMPTS = 3;

	private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);

	private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT,
			HttpMethod.DELETE);

	private final DiscordApi api;

	private final RateLimits limits;

	private final RateLimitTime time;

	private final Duration maxWait;

	RateLimitInterceptor(DiscordApi api, RateLimits limits, RateLimitTime time, Duration maxWait) {
		this.api = api;
		this.limits = limits;
		this.time = time;
		this.maxWait = maxWait;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		if (!this.api.contains(request.getURI())) {
			return execution.execute(request, body);
		}
		Route route = Route.of(request.getMethod().name(), this.api.pathOf(request.getURI()));
		Object bound = request.getAttributes().get(DiscordRestClients.MAX_WAIT);
		long deadline = this.time.nanos() + ((bound instanceof Duration wait) ? wait : this.maxWait).toNanos();
		try {
			return execute(request, body, execution, route, deadline);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException(route + " was interrupted while it waited");
		}
	}

	private ClientHttpResponse execute(HttpRequest request, byte[] body, ClientHttpRequestExecution execution,
			Route route, long deadline) throws IOException, InterruptedException {
		boolean idempotent = IDEMPOTENT.contains(request.getMethod());
		int attempt = 1;
		while (true) {
			RateLimits.Permit permit = this.limits.acquire(route, deadline);
			Duration backoff = FIRST_BACKOFF.multipliedBy(attempt);
			boolean mayRepeat = idempotent && attempt < MAX_ATTEMPTS
					&& this.time.nanos() + backoff.toNanos() - deadline < 0;
			ClientHttpResponse response;
			int status;
			try {
				response = execution.execute(request, body);
				status = response.getStatusCode().value();
			}
			catch (IOException ex) {
				permit.lost();
				if (!mayRepeat) {
					throw ex;
				}
				logger.debug(route + " failed and is sent again: " + ex);
				attempt++;
				this.time.sleep(backoff);
				continue;
			}
			catch (RuntimeException | Error ex) {
				permit.lost();
				throw ex;
			}
			if (status == 429) {
				refused(route, permit, response, deadline);
			}
			else {
				permit.answered(response.getHeaders(), response.getStatusCode().is2xxSuccessful());
				if (!mayRepeat || (status != 502 && status != 503 && status != 504)) {
					return response;
				}
				response.close();
				logger.debug(route + " was answered with " + status + " and is sent again");
				attempt++;
				this.time.sleep(backoff);
			}
		}
	}

	private void refused(Route route, RateLimits.Permit permit, ClientHttpResponse response, long deadline)
			throws IOException, InterruptedException {
		RetryAfter retry;
		try (response) {
			retry = RetryAfter.of(response.getHeaders(), read(response));
			permit.refused(response.getHeaders(), retry.duration(), retry.global());
		}
		catch (IOException | RuntimeException ex) {
			permit.lost();
			throw ex;
		}
		long wait = retry.duration().toNanos();
		if (this.time.nanos() + wait - deadline > 0) {
			throw new DiscordRateLimitException(route, retry.duration(), retry.global());
		}
		logger.debug(route + " hit Discord's " + (retry.global() ? "global " : "") + "rate limit and is sent again in "
				+ retry.duration().toMillis() + " ms");
		if (route.callback() || (!route.global() && retry.global())) {
			// No bucket and no global limit holds it back.
			this.time.sleep(retry.duration());
		}
	}

	private static String read(ClientHttpResponse response) throws IOException {
		return new String(response.getBody().readNBytes(MAX_BODY), StandardCharsets.UTF_8);
	}

}
