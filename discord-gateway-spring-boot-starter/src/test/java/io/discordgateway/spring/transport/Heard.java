package io.discordgateway.spring.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A listener that writes down what it hears.
 */
final class Heard implements GatewayTransport.Listener {

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final List<String> threads = new CopyOnWriteArrayList<>();

	private final List<Integer> batches = new CopyOnWriteArrayList<>();

	private final AtomicInteger received = new AtomicInteger();

	private volatile Supplier<CompletableFuture<Void>> room = () -> DONE;

	/** Lets the socket be read on when something says so. */
	void hold(Supplier<CompletableFuture<Void>> room) {
		this.room = room;
	}

	List<String> lines() {
		return this.lines;
	}

	/** How many pieces came before each time that all was told. */
	List<Integer> batches() {
		return this.batches;
	}

	/** The names of the threads that told of failed attempts. */
	List<String> threads() {
		return this.threads;
	}

	@Override
	public void opened() {
		this.lines.add("opened");
	}

	@Override
	public void connectFailed(String reason, @Nullable Integer httpStatus, @Nullable Duration retryAfter) {
		this.threads.add(Thread.currentThread().getName());
		this.lines.add("failed " + httpStatus + " " + retryAfter + " " + reason);
	}

	@Override
	public CompletableFuture<Void> received(ByteBuffer chunk, boolean text, boolean last) {
		this.lines.add((text ? "text " : "binary ") + (last ? "" : "part ") + StandardCharsets.UTF_8.decode(chunk));
		this.received.incrementAndGet();
		return this.room.get();
	}

	@Override
	public void caughtUp() {
		int pieces = this.received.getAndSet(0);
		if (pieces > 0) {
			this.batches.add(pieces);
		}
	}

	@Override
	public void closed(@Nullable Integer code, String reason) {
		this.lines.add("closed " + code + " " + reason);
	}

}
