package io.discordgateway.spring.fleet;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.discordgateway.Internal;
import io.discordgateway.shard.ShardId;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link IdentifyTurns} that a gate over HTTP gives, which other programs in other
 * languages ask, too: {@code GET url?shard=N} is answered with 2xx when the shard may
 * identify, and left open until then, as
 * <a href="https://github.com/twilight-rs/gateway-queue">twilight's gateway-queue</a>
 * does. While the gate is away nobody has a turn.
 *
 * <pre>
 * The gate counts from its answer on, not from IDENTIFY (R12), and knows of no turn that
 * was not used. So a turn is good for as long as the gate lets pass between two; who
 * is later asks again.
 * </pre>
 *
 * @since 0.1
 */
@Internal
public final class HttpIdentifyTurns implements IdentifyTurns {

	/** How long a turn is good: what Discord wants between two identifies. */
	static final Duration VALIDITY = Duration.ofSeconds(5);

	private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);

	private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

	private static final Log logger = LogFactory.getLog(HttpIdentifyTurns.class);

	private final HttpClient client;

	private final URI gate;

	private final Duration timeout;

	private final Setting setting;

	private final AtomicBoolean away = new AtomicBoolean();

	/**
	 * Makes turns.
	 * @param client asks the gate; it should follow no redirects
	 * @param gate the gate's url
	 * @param timeout how long an answer may take, and with it a turn
	 * @param setting what they run in
	 */
	public HttpIdentifyTurns(HttpClient client, URI gate, Duration timeout, Setting setting) {
		this.client = client;
		this.gate = gate;
		this.timeout = timeout;
		this.setting = setting;
	}

	@Override
	public CompletableFuture<Turn> take(ShardId shard, int maxConcurrency, Budget budget) {
		Request request = new Request(shard, budget);
		request.later(Duration.ZERO);
		return request.turn;
	}

	/* The gate counts for itself. */
	@Override
	public void used(Turn turn) {
	}

	@Override
	public void unused(Turn turn) {
	}

	private URI url(ShardId shard) {
		String query = this.gate.getRawQuery();
		String path = this.gate.getRawPath();
		return URI.create(this.gate.getScheme() + "://" + this.gate.getRawAuthority()
				+ ((path == null || path.isEmpty()) ? "/" : path) + "?" + ((query != null) ? query + "&" : "")
				+ "shard=" + shard.id());
	}

	private void away(String why, Duration wait) {
		if (this.away.compareAndSet(false, true)) {
			logger.warn("The identify gate " + this.gate.getAuthority() + " gives no turns: " + why
					+ ". Until it does no session is started; sessions that can be resumed are. It is asked again in "
					+ wait.toSeconds() + " s, and so on");
		}
	}

	private void back() {
		if (this.away.compareAndSet(true, false)) {
			logger.info("The identify gate " + this.gate.getAuthority() + " gives turns again");
		}
	}

	/** One shard's wait for its turn, however often the gate is asked. */
	private final class Request {

		private final ShardId shard;

		private final Budget budget;

		private final CompletableFuture<Turn> turn = new CompletableFuture<>();

		private final AtomicInteger failures = new AtomicInteger();

		private Request(ShardId shard, Budget budget) {
			this.shard = shard;
			this.budget = budget;
		}

		private void later(Duration wait) {
			if (wait.isZero() || wait.isNegative()) {
				begin();
				return;
			}
			Runnable cancel = HttpIdentifyTurns.this.setting.delays().runLater(wait, this::begin);
			CompletableFuture<Turn> unused = this.turn.whenComplete((taken, failure) -> cancel.run());
		}

		private void begin() {
			try {
				HttpIdentifyTurns.this.setting.blocking().execute(this::askBudget);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("The gateway was stopped while a shard waited for its turn");
			}
		}

		private void askBudget() {
			if (this.turn.isDone()) {
				return;
			}
			Instant until;
			try {
				until = this.budget.waitUntil(0);
			}
			catch (RuntimeException ex) {
				logger.debug("The day's session starts could not be read, so none is made", ex);
				later(backoff());
				return;
			}
			if (until != null) {
				Duration wait = Duration.between(HttpIdentifyTurns.this.setting.clock().instant(), until);
				later((wait.compareTo(MIN_BACKOFF) > 0) ? wait : MIN_BACKOFF);
				return;
			}
			askGate();
		}

		private void askGate() {
			HttpRequest request = HttpRequest.newBuilder(url(this.shard))
				.timeout(HttpIdentifyTurns.this.timeout)
				.GET()
				.build();
			CompletableFuture<HttpResponse<Void>> answer = HttpIdentifyTurns.this.client.sendAsync(request,
					HttpResponse.BodyHandlers.discarding());
			// Given up, it is not left in the gate's queue.
			CompletableFuture<Turn> unused = this.turn.whenComplete((taken, failure) -> answer.cancel(true));
			CompletableFuture<HttpResponse<Void>> unusedAnswer = answer.whenComplete(this::answered);
		}

		private void answered(@Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
			if (this.turn.isDone()) {
				return;
			}
			if (response != null && response.statusCode() / 100 == 2) {
				back();
				Instant now = HttpIdentifyTurns.this.setting.clock().instant();
				this.turn.complete(new Turn(this.shard, now, now.plus(VALIDITY)));
				return;
			}
			Duration wait = backoff();
			away((response != null) ? "it answered with " + response.statusCode() : describe(failure), wait);
			later(wait);
		}

		private Duration backoff() {
			Duration wait = MIN_BACKOFF.multipliedBy(1L << Math.min(this.failures.getAndIncrement(), 6));
			return (wait.compareTo(MAX_BACKOFF) < 0) ? wait : MAX_BACKOFF;
		}

		private static String describe(@Nullable Throwable failure) {
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			return String.valueOf(cause);
		}

	}

}
