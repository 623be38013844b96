package io.discordgateway.spring.driver;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/**
 * One of several processes on the same {@link SeededThreads} and the same
 * {@link SimulatedGateway}. It may be frozen, as by SIGSTOP: none of its threads goes on,
 * while time does and the others do. One that is never woken was killed.
 */
final class FreezableProcess implements GatewayThreads {

	private final SeededThreads threads;

	private final SimulatedGateway gateway;

	private boolean frozen;

	private boolean over;

	FreezableProcess(SeededThreads threads, SimulatedGateway gateway) {
		this.threads = threads;
		this.gateway = gateway;
	}

	SimulatedGateway gateway() {
		return this.gateway;
	}

	void freeze() {
		this.frozen = true;
	}

	void wake() {
		this.frozen = false;
	}

	/** Lets others run, in the middle of a task of this process. */
	void pause() {
		this.threads.pause();
		awake();
	}

	private void awake() {
		this.threads.await(() -> !this.frozen);
	}

	@Override
	public Executor of(Work work) {
		return (task) -> {
			if (this.over && work == Work.DISPATCH) {
				throw new RejectedExecutionException("the gateway was stopped");
			}
			this.threads.of(work).execute(() -> {
				awake();
				task.run();
			});
		};
	}

	@Override
	public Runnable later(Duration delay, Runnable task) {
		AtomicBoolean cancelled = new AtomicBoolean();
		Runnable cancel = this.threads.later(delay, () -> {
			awake();
			if (!cancelled.get() && !this.over) {
				task.run();
			}
		});
		return () -> {
			cancelled.set(true);
			cancel.run();
		};
	}

	@Override
	public void hold(CompletableFuture<Void> done) {
		this.threads.hold(done);
		awake();
	}

	@Override
	public void letGo(Thread thread) {
		this.threads.letGo(thread);
	}

	@Override
	public CompletableFuture<Void> shutdown(Duration timeout) {
		this.over = true;
		return CompletableFuture.completedFuture(null);
	}

	/** The gateway as this process sees it: what comes while it is frozen waits. */
	WebSocketClient client() {
		return new WebSocketClient() {

			@Override
			public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, String uriTemplate,
					@Nullable Object... variables) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler,
					@Nullable WebSocketHttpHeaders headers, URI uri) {
				return FreezableProcess.this.gateway.execute(new Waiting(handler), headers, uri);
			}

		};
	}

	private final class Waiting extends WebSocketHandlerDecorator {

		private Waiting(WebSocketHandler handler) {
			super(handler);
		}

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
			awake();
			super.handleMessage(session, message);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
			awake();
			super.afterConnectionClosed(session, status);
		}

	}

}
