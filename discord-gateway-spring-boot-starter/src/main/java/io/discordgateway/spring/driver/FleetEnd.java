package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * The end of a shard from which one of another total takes over (R38): it reads what
 * Discord has sent, closes so that its session could be resumed, and is over when all is
 * handled. Touched by one thread at a time.
 */
final class FleetEnd {

	/* A listener that takes longer goes on beside those of the other shards. */
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final ShardDriver driver;

	private final CompletableFuture<Void> fence;

	private final Instant begun;

	private boolean closed;

	FleetEnd(ShardDriver driver, Instant now) {
		this.driver = driver;
		this.fence = driver.fence();
		this.begun = now;
	}

	/** Goes on with it, and returns whether it is over. */
	boolean isOver(Instant now) {
		if (!this.closed && this.fence.isDone()) {
			this.closed = true;
			CompletableFuture<Void> unused = this.driver.shutdown(true).thenRun(() -> {
				this.driver.requests().stop("the number of shards has changed");
				this.driver.lane().close();
			});
		}
		return this.closed && (isHandled() || !now.isBefore(this.begun.plus(PATIENCE)));
	}

	private boolean isHandled() {
		return this.driver.lane().isOver() && this.driver.lane().state().inHand() == 0;
	}

}
