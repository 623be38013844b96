package io.discordgateway.spring.driver;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Threads that are others' threads, but for what a subclass does otherwise.
 */
abstract class ThreadsAround implements GatewayThreads {

	private final GatewayThreads threads;

	ThreadsAround(GatewayThreads threads) {
		this.threads = threads;
	}

	@Override
	public Executor of(Work work) {
		return this.threads.of(work);
	}

	@Override
	public Runnable later(Duration delay, Runnable task) {
		return this.threads.later(delay, task);
	}

	@Override
	public void hold(CompletableFuture<Void> done) {
		this.threads.hold(done);
	}

	@Override
	public void letGo(Thread thread) {
		this.threads.letGo(thread);
	}

	@Override
	public CompletableFuture<Void> shutdown(Duration timeout) {
		return this.threads.shutdown(timeout);
	}

}
