package io.discordgateway.spring.transport;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLContext;

import io.discordgateway.spring.rest.UserAgent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Finds out why a peer refuses to upgrade to a WebSocket (R22). Thread-safe.
 */
final class RefusalReader {

	/*
	 * Tomcat's client tells the status of a refusal and keeps its headers and body to
	 * itself. So the question is asked a second time, with the client of the JDK, which
	 * tells them: once in a while for all shards, as a peer that limits rates is not to
	 * be asked twice for each attempt.
	 */

	private static final Log logger = LogFactory.getLog(RefusalReader.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	/* For so long one answer stands for all, or for as long as the answer itself says. */
	private static final Duration VALIDITY = Duration.ofSeconds(10);

	private final @Nullable SSLContext sslContext;

	private final InstantSource clock;

	private @Nullable Refusal last;

	RefusalReader(@Nullable SSLContext sslContext, InstantSource clock) {
		this.sslContext = sslContext;
		this.clock = clock;
	}

	/**
	 * Explains a refused upgrade. Blocks for some seconds at most.
	 * @param url where the upgrade was refused
	 * @param status with which HTTP status
	 * @param failure what the client made of it
	 * @return what is known of the refusal
	 */
	UpgradeRefusedException explain(URI url, int status, Throwable failure) {
		Refusal refusal = recall(url, status);
		if (refusal == null) {
			return new UpgradeRefusedException("the upgrade to a WebSocket was refused", status, null, failure);
		}
		Duration retryAfter = (refusal.retryAt != null) ? Duration.between(this.clock.instant(), refusal.retryAt)
				: null;
		return new UpgradeRefusedException(
				"the upgrade to a WebSocket was refused"
						+ (refusal.body.isEmpty() ? "" : " with: " + Failures.oneLine(refusal.body)),
				status, (retryAfter != null && !retryAfter.isNegative()) ? retryAfter : null, failure);
	}

	private synchronized @Nullable Refusal recall(URI url, int status) {
		Refusal known = this.last;
		if (known == null || known.status != status || !known.authority.equals(url.getAuthority())
				|| !known.validUntil.isAfter(this.clock.instant())) {
			known = ask(url);
			this.last = known;
		}
		return (known != null && known.status == status) ? known : null;
	}

	private @Nullable Refusal ask(URI url) {
		HttpClient.Builder client = HttpClient.newBuilder()
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(TIMEOUT);
		if (this.sslContext != null) {
			client.sslContext(this.sslContext).sslParameters(this.sslContext.getDefaultSSLParameters());
		}
		try {
			WebSocket accepted = client.build()
				.newWebSocketBuilder()
				.header("User-Agent", UserAgent.VALUE)
				.buildAsync(url, new WebSocket.Listener() {
				})
				.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			accepted.abort();
			return null;
		}
		catch (ExecutionException ex) {
			if (Failures.unwrap(ex) instanceof WebSocketHandshakeException refused) {
				return refusal(url, refused.getResponse());
			}
			logger.debug("A refused upgrade could not be asked about: " + Failures.describe(ex));
			return null;
		}
		catch (TimeoutException ex) {
			logger.debug("A refused upgrade could not be asked about in time");
			return null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

	private Refusal refusal(URI url, HttpResponse<?> response) {
		Instant now = this.clock.instant();
		Duration retryAfter = seconds(response.headers().firstValue(HttpHeaders.RETRY_AFTER).orElse(""));
		Instant validUntil = now
			.plus((retryAfter != null && retryAfter.compareTo(VALIDITY) > 0) ? retryAfter : VALIDITY);
		return new Refusal(String.valueOf(url.getAuthority()), response.statusCode(),
				(retryAfter != null) ? now.plus(retryAfter) : null,
				(response.body() instanceof String body) ? body.strip() : "", validUntil);
	}

	private static @Nullable Duration seconds(String value) {
		try {
			double seconds = Double.parseDouble(value.strip());
			return (seconds >= 0) ? Duration.ofMillis((long) (Math.min(seconds, 86_400) * 1000)) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private record Refusal(String authority, int status, @Nullable Instant retryAt, String body, Instant validUntil) {
	}

}
