package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.dispatch.Delays;
import io.discordgateway.spring.transport.Failures;
import org.jspecify.annotations.Nullable;

/**
 * What the application wants sent before the number of shards is known: it waits for the
 * look-up, as it would wait for a connection (R26). Thread-safe.
 */
final class EarlyCommands {

	/** How many may wait; as many as one shard lets wait for its connection. */
	static final int CAPACITY = 1000;

	private static final String TOO_LATE = "It was not sent in time: the gateway was still being looked up";

	private final InstantSource clock;

	/* What hangs on a future is the application's and may take its time. */
	private final Executor answers;

	private final Delays delays;

	/* Guarded by this, as is what follows. */
	private List<Early<?>> waiting = new ArrayList<>();

	private @Nullable Map<Integer, ShardDriver> drivers;

	private @Nullable String end;

	EarlyCommands(InstantSource clock, Executor answers, Delays delays) {
		this.clock = clock;
		this.answers = answers;
		this.delays = delays;
	}

	/**
	 * Does something with the shards as soon as they are known.
	 * @param timeout how long all of it may take, or {@code null} for no bound
	 * @param action what to do with the shards, and in which time
	 * @return what the action returns; fails with {@link CommandDroppedException} if the
	 * shards are not known in time
	 */
	<T> CompletableFuture<T> submit(@Nullable Duration timeout, Action<T> action) {
		Map<Integer, ShardDriver> known;
		synchronized (this) {
			if (this.end != null || (this.drivers == null && this.waiting.size() >= CAPACITY)) {
				String reason = (this.end != null) ? this.end
						: "The gateway is still being looked up, and too many commands wait for that";
				return CompletableFuture.failedFuture(new CommandDroppedException(reason));
			}
			known = this.drivers;
			if (known == null) {
				Early<T> early = new Early<>(action, (timeout != null) ? this.clock.instant().plus(timeout) : null);
				this.waiting.add(early);
				if (timeout != null) {
					early.cancelTimeout = this.delays.runLater(timeout, () -> giveUp(early));
				}
				return early.result;
			}
		}
		return action.apply(known, timeout);
	}

	/** Lets all go on that wait. */
	void known(Map<Integer, ShardDriver> found) {
		List<Early<?>> all;
		synchronized (this) {
			this.drivers = found;
			all = this.waiting;
			this.waiting = List.of();
		}
		all.forEach((early) -> begin(early, found));
	}

	/** Hears of other shards, of which nobody is told who waits for the first. */
	synchronized void changed(Map<Integer, ShardDriver> found) {
		if (this.drivers != null) {
			this.drivers = found;
		}
	}

	/** Drops all that wait, and what comes from now on. */
	void close(String reason) {
		List<Early<?>> all;
		synchronized (this) {
			this.end = reason;
			all = this.waiting;
			this.waiting = List.of();
		}
		all.forEach((early) -> drop(early, reason));
	}

	private <T> void begin(Early<T> early, Map<Integer, ShardDriver> found) {
		early.cancelTimeout.run();
		Duration left = (early.deadline != null) ? Duration.between(this.clock.instant(), early.deadline) : null;
		if (left != null && (left.isNegative() || left.isZero())) {
			drop(early, TOO_LATE);
			return;
		}
		if (early.result.isDone()) {
			return;
		}
		CompletableFuture<T> sent = call(early.action, found, left);
		CompletableFuture<T> unused = early.result.whenComplete((value, failure) -> sent.cancel(false));
		if (sent.isDone()) {
			this.answers.execute(() -> pass(sent, early.result));
		}
		else {
			pass(sent, early.result);
		}
	}

	private static <T> CompletableFuture<T> call(Action<T> action, Map<Integer, ShardDriver> found,
			@Nullable Duration left) {
		try {
			return action.apply(found, left);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static <T> void pass(CompletableFuture<T> from, CompletableFuture<T> to) {
		CompletableFuture<T> unused = from.whenComplete((value, failure) -> {
			if (failure != null) {
				to.completeExceptionally(Failures.unwrap(failure));
			}
			else {
				to.complete(value);
			}
		});
	}

	private void giveUp(Early<?> early) {
		synchronized (this) {
			if (!this.waiting.remove(early)) {
				return;
			}
		}
		drop(early, TOO_LATE);
	}

	private void drop(Early<?> early, String reason) {
		this.answers.execute(() -> early.result.completeExceptionally(new CommandDroppedException(reason)));
	}

	/**
	 * Something to do with the shards.
	 *
	 * @param <T> what comes of it
	 */
	@FunctionalInterface
	interface Action<T> {

		CompletableFuture<T> apply(Map<Integer, ShardDriver> drivers, @Nullable Duration timeout);

	}

	private static final class Early<T> {

		private final Action<T> action;

		private final @Nullable Instant deadline;

		private final CompletableFuture<T> result = new CompletableFuture<>();

		private Runnable cancelTimeout = () -> {
		};

		private Early(Action<T> action, @Nullable Instant deadline) {
			this.action = action;
			this.deadline = deadline;
		}

	}

}
