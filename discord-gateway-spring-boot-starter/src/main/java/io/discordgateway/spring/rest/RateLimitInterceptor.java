package io.discordgateway.spring.rest;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;

/**
 * Keeps Discord's rate limits: waits before a request where a limit is used up, and sends
 * it again where Discord refused it with 429, five times at most. On anything else only
 * what may safely be done twice is sent again. All waits of a request together have a
 * bound. What Discord has refused with 401 is not sent with the same token again (R48).
 */
class RateLimitInterceptor implements ClientHttpRequestInterceptor {

	private static final Log logger = LogFactory.getLog(RateLimitInterceptor.class);

	private static final int MAX_BODY = 64 * 1024;

	private static final int MAX_ATTEMPTS = 3;

	/* The first time and five more. */
	private static final int MAX_REFUSALS = 6;

	private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);

	private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT,
			HttpMethod.DELETE);

	/* 408 is what a proxy of Discord's API says that has waited in vain (nirn-proxy). */
	private static final Set<Integer> REPEATED = Set.of(408, 502, 503, 504);

	private final DiscordApi api;

	private final RateLimits limits;

	private final RefusedTokens refusedTokens;

	private final RateLimitTime time;

	private final Duration maxWait;

	RateLimitInterceptor(DiscordApi api, RateLimits limits, RefusedTokens refusedTokens, RateLimitTime time,
			Duration maxWait) {
		this.api = api;
		this.limits = limits;
		this.refusedTokens = refusedTokens;
		this.time = time;
		this.maxWait = maxWait;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		Route route = this.api.route(request);
		if (route == null) {
			return execution.execute(request, body);
		}
		Object bound = request.getAttributes().get(DiscordRestClients.MAX_WAIT);
		long deadline = this.time.nanos() + ((bound instanceof Duration wait) ? wait : this.maxWait).toNanos();
		try {
			return execute(request, body, execution, route, deadline);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure(route, new InterruptedIOException("it was interrupted while it waited"));
		}
		catch (IOException ex) {
			throw failure(route, ex);
		}
	}

	/* As Spring has it, but that Spring's message has the url, which may hold a token. */
	private static ResourceAccessException failure(Route route, IOException cause) {
		String message = cause.getMessage();
		return new ResourceAccessException(
				route + " failed: " + ((message != null) ? message : cause.getClass().getSimpleName()), cause);
	}

	private ClientHttpResponse execute(HttpRequest request, byte[] body, ClientHttpRequestExecution execution,
			Route route, long deadline) throws IOException, InterruptedException {
		boolean idempotent = IDEMPOTENT.contains(request.getMethod());
		String authorization = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
		BodyFields fields = new BodyFields(body);
		int refusals = 0;
		int attempt = 1;
		while (true) {
			this.refusedTokens.check(route, authorization);
			RateLimits.Permit permit = this.limits.acquire(route, fields, deadline, refusals > 0);
			Duration backoff = FIRST_BACKOFF.multipliedBy(attempt);
			boolean mayRepeat = idempotent && attempt < MAX_ATTEMPTS
					&& this.time.nanos() + backoff.toNanos() - deadline < 0;
			ClientHttpResponse response;
			int status;
			try {
				// Another call may have been refused while this one waited.
				this.refusedTokens.check(route, authorization);
				response = execution.execute(request, body);
				status = response.getStatusCode().value();
			}
			catch (IOException ex) {
				permit.lost();
				if (!mayRepeat || ex instanceof ProxyAuthenticationException) {
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
				refused(route, permit, response, deadline, ++refusals);
			}
			else {
				if (status == 401) {
					this.refusedTokens.refused(route, authorization);
				}
				permit.answered(response.getHeaders(), status);
				if (!mayRepeat || !REPEATED.contains(status)) {
					return (route.secret() != null) ? ReadResponse.of(response) : response;
				}
				response.close();
				logger.debug(route + " was answered with " + status + " and is sent again");
				attempt++;
				this.time.sleep(backoff);
			}
		}
	}

	private void refused(Route route, RateLimits.Permit permit, ClientHttpResponse response, long deadline,
			int refusals) throws IOException, InterruptedException {
		RetryAfter retry;
		Limit limit;
		try (response) {
			retry = RetryAfter.of(response.getHeaders(), read(response));
			limit = permit.refused(response.getHeaders(), retry);
		}
		catch (IOException | RuntimeException ex) {
			permit.lost();
			throw ex;
		}
		if (refusals == MAX_REFUSALS) {
			throw DiscordRateLimitException.refused(route, limit, retry.duration(), refusals);
		}
		if (this.time.nanos() + retry.duration().toNanos() - deadline > 0) {
			throw DiscordRateLimitException.held(route, limit, retry.duration(), true);
		}
		logger.debug(route + " is sent again: " + limit + " lets it pass in " + retry.duration().toMillis() + " ms");
		if ((route.callback() && limit != Limit.ADDRESS) || (!route.global() && limit == Limit.GLOBAL)) {
			// No bucket and no global limit holds it back.
			this.time.sleep(retry.duration());
		}
	}

	private static String read(ClientHttpResponse response) throws IOException {
		return new String(response.getBody().readNBytes(MAX_BODY), StandardCharsets.UTF_8);
	}

}
