package io.discordgateway.spring.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.discordgateway.spring.rest.UserAgent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;

/**
 * One WebSocket of Spring's client.
 */
final class WebSocketClientConnection implements GatewayTransport.Connection, WebSocketHandler {

	/*
	 * What is sent waits in an outbox, in order, and the close frame behind it; so nobody
	 * who moves a shard waits for a socket.
	 */

	private static final Log logger = LogFactory.getLog(WebSocketClientConnection.class);

	private final WebSocketClient client;

	private final TransportThreads threads;

	private final GatewayTransport.Listener listener;

	private final Executor outbox;

	/* Touched by the tasks of the outbox only. */
	private boolean broken;

	private volatile @Nullable URI url;

	private volatile @Nullable WebSocketSession session;

	private volatile @Nullable CloseStatus closeStatus;

	private volatile @Nullable String transportError;

	/* The first half of a character that a text message's chunks cut in two. */
	private String cutCharacter = "";

	WebSocketClientConnection(WebSocketClient client, TransportThreads threads, GatewayTransport.Listener listener) {
		this.client = client;
		this.threads = threads;
		this.listener = listener;
		this.outbox = threads.newOutbox();
	}

	@Override
	public void open(URI url) {
		if (this.closeStatus != null) {
			return;
		}
		this.url = url;
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.set("User-Agent", UserAgent.VALUE);
		try {
			CompletableFuture<WebSocketSession> unused = this.client.execute(this, headers, url)
				.whenComplete((opened, failure) -> {
					if (failure != null) {
						failed(failure);
					}
				});
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void failed(Throwable failure) {
		if (this.session == null) {
			Throwable cause = Failures.unwrap(failure);
			if (cause instanceof UpgradeRefusedException refused) {
				this.listener.connectFailed(Failures.describeOnly(refused), refused.status(), refused.retryAfter());
			}
			else {
				this.listener.connectFailed(Failures.describe(failure), Failures.httpStatus(cause), null);
			}
		}
	}

	@Override
	public void send(byte[] payload, boolean text, Consumer<@Nullable Throwable> done) {
		this.outbox.execute(() -> {
			Throwable failure = null;
			try {
				transmit(payload, text);
			}
			catch (Throwable ex) {
				this.broken = true;
				failure = ex;
			}
			done.accept(failure);
		});
	}

	private void transmit(byte[] payload, boolean text) throws IOException {
		WebSocketSession current = this.session;
		if (this.broken || current == null) {
			throw new IOException("the connection is not open");
		}
		current.sendMessage(text ? new TextMessage(payload) : new BinaryMessage(payload));
	}

	@Override
	public void afterSends(Runnable task) {
		this.outbox.execute(() -> {
			if (!this.broken) {
				task.run();
			}
		});
	}

	@Override
	public CompletableFuture<Void> close(int code, String reason) {
		CloseStatus status = new CloseStatus(code, reason);
		this.closeStatus = status;
		return close(status);
	}

	private CompletableFuture<Void> close(CloseStatus status) {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.outbox.execute(() -> this.threads.closing().execute(() -> {
			try {
				closeSession(status);
			}
			finally {
				closed.complete(null);
			}
		}));
		return closed;
	}

	private void closeSession(CloseStatus status) {
		WebSocketSession current = this.session;
		if (current != null) {
			try {
				current.close(status);
			}
			catch (IOException | RuntimeException ex) {
				logger.trace("A connection that was given up did not close in order", ex);
			}
		}
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		boolean elsewhere = isElsewhere(session.getUri());
		if (elsewhere && this.closeStatus == null) {
			// The token would go there (R40). Not every client can be told not to follow.
			failed(new IOException("the upgrade was redirected to another host"));
			this.closeStatus = CloseStatus.NORMAL;
		}
		this.session = session;
		CloseStatus status = this.closeStatus;
		if (status != null) {
			CompletableFuture<Void> unused = close(status);
			return;
		}
		this.listener.opened();
	}

	private boolean isElsewhere(@Nullable URI reached) {
		URI asked = this.url;
		return reached != null && reached.getHost() != null && asked != null
				&& !(reached.getHost().equalsIgnoreCase(asked.getHost()) && port(reached) == port(asked));
	}

	private static int port(URI url) {
		return (url.getPort() != -1) ? url.getPort() : "ws".equalsIgnoreCase(url.getScheme()) ? 80 : 443;
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		if (this.closeStatus != null) {
			return;
		}
		if (message instanceof BinaryMessage binary) {
			take(binary.getPayload(), false, binary.isLast());
		}
		else if (message instanceof TextMessage text) {
			take(encode(text.getPayload(), text.isLast()), true, text.isLast());
		}
	}

	/* The client reads on when this returns: so its thread is held while it may not. */
	private void take(ByteBuffer chunk, boolean text, boolean last) {
		CompletableFuture<Void> room = this.listener.received(chunk, text, last);
		// What else the client has read, it does not tell.
		this.listener.caughtUp();
		if (!room.isDone()) {
			this.threads.hold(room);
		}
	}

	private ByteBuffer encode(String chunk, boolean last) {
		String text = this.cutCharacter.isEmpty() ? chunk : this.cutCharacter + chunk;
		int end = text.length();
		if (!last && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
			end--;
		}
		this.cutCharacter = text.substring(end);
		return StandardCharsets.UTF_8.encode(text.substring(0, end));
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable failure) {
		this.transportError = Failures.describe(failure);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		if (this.closeStatus != null) {
			return;
		}
		int code = status.getCode();
		// These three say that no close frame came (RFC 6455, 7.4.1).
		boolean dropped = code == CloseStatus.NO_STATUS_CODE.getCode() || code == CloseStatus.NO_CLOSE_FRAME.getCode()
				|| code == CloseStatus.TLS_HANDSHAKE_FAILURE.getCode();
		String reason = (status.getReason() != null) ? Failures.oneLine(status.getReason()) : "";
		String error = this.transportError;
		if (reason.isEmpty() && error != null) {
			reason = error;
		}
		this.listener.closed(dropped ? null : Integer.valueOf(code), reason);
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

}
