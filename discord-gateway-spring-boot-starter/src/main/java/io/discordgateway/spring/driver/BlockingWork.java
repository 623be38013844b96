package io.discordgateway.spring.driver;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.discordgateway.spring.transport.TransportThreads;

/**
 * Those of the gateway's threads that a transport may block.
 */
record BlockingWork(GatewayThreads threads) implements TransportThreads {

	@Override
	public Executor connecting() {
		return this.threads.of(Work.CONNECT);
	}

	/* The threads that close have little to do, and become more when they are held up. */
	@Override
	public Executor handshaking() {
		return this.threads.of(Work.CLOSE);
	}

	@Override
	public Executor newOutbox() {
		return new SerialTasks(this.threads.of(Work.SEND), () -> {
		})::add;
	}

	@Override
	public Executor closing() {
		return this.threads.of(Work.CLOSE);
	}

	@Override
	public void hold(CompletableFuture<Void> done) {
		this.threads.hold(done);
	}

}
