package io.discordgateway.spring.driver;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
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
 * One WebSocket of a shard, from the attempt to its end: the adapter to Spring's client,
 * whose calls block. Once it was given up it says nothing more (R43).
 */
final class GatewayConnection implements WebSocketHandler {

	/*
	 * What is sent waits in an outbox, in order, and the close frame behind it; so nobody
	 * who moves a shard waits for a socket. With the first payload that cannot be sent
	 * the outbox is at its end: the protocol takes back that one and those behind it.
	 */

	private static final Log logger = LogFactory.getLog(GatewayConnection.class);

	private final ShardDriver driver;

	private final GatewayThreads threads;

	private final long number;

	private final SerialTasks outbox;

	/* Touched by the tasks of the outbox only. */
	private boolean broken;

	private volatile @Nullable URI url;

	private volatile @Nullable WebSocketSession session;

	private volatile @Nullable CloseStatus givenUp;

	private volatile @Nullable String transportError;

	/* The first half of a character that a text message's chunks cut in two. */
	private String cutCharacter = "";

	GatewayConnection(ShardDriver driver, GatewayThreads threads, long number) {
		this.driver = driver;
		this.threads = threads;
		this.number = number;
		this.outbox = new SerialTasks(threads.of(Work.SEND), () -> {
		});
	}

	long number() {
		return this.number;
	}

	/** Connects, unless it was too late for that before it began. Blocks until then. */
	void open(WebSocketClient client, URI url) {
		if (this.givenUp != null) {
			return;
		}
		this.url = url;
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.set("User-Agent", UserAgent.VALUE);
		try {
			CompletableFuture<WebSocketSession> unused = client.execute(this, headers, url)
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
		if (this.givenUp == null && this.session == null) {
			Throwable cause = Failures.unwrap(failure);
			this.driver.post((cause instanceof UpgradeRefusedException refused)
					? new ShardInput.ConnectFailed(this.number, Failures.describeOnly(refused), refused.status(),
							refused.retryAfter())
					: new ShardInput.ConnectFailed(this.number, Failures.describe(failure), Failures.httpStatus(cause),
							null));
		}
	}

	/** Sends when all that was given before is sent, and tells the driver how it went. */
	void send(ShardAction.Send action) {
		this.outbox.add(() -> transmit(action));
	}

	/**
	 * Does something when all that was given before is sent; never if it could not be.
	 * @param task what to do; it may not block
	 */
	void afterSends(Runnable task) {
		this.outbox.add(() -> {
			if (!this.broken) {
				task.run();
			}
		});
	}

	private void transmit(ShardAction.Send action) {
		try {
			if (!this.broken) {
				WebSocketSession current = this.session;
				if (current == null) {
					throw new IOException("the connection is not open");
				}
				current.sendMessage(
						action.text() ? new TextMessage(action.payload()) : new BinaryMessage(action.payload()));
			}
		}
		catch (Throwable ex) {
			this.broken = true;
			this.driver.post(new ShardInput.SendFailed(this.number, Failures.describe(ex), action.number()));
		}
		finally {
			this.driver.given(action);
		}
	}

	/**
	 * Gives the connection up. From now on nothing of it reaches the shard.
	 * @param status what is sent with the close frame, if it comes to that
	 */
	void giveUp(CloseStatus status) {
		this.givenUp = status;
	}

	boolean isGivenUp() {
		return this.givenUp != null;
	}

	/**
	 * Closes a connection that was given up, when what was given to it is sent.
	 * @return completes when the close frame was sent, or could not be
	 */
	CompletableFuture<Void> close() {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.outbox.add(() -> this.threads.of(Work.CLOSE).execute(() -> {
			try {
				closeSession();
			}
			finally {
				closed.complete(null);
			}
		}));
		return closed;
	}

	private void closeSession() {
		WebSocketSession current = this.session;
		CloseStatus status = this.givenUp;
		if (current != null && status != null) {
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
		if (isElsewhere(session.getUri())) {
			// The token would go there (R40). Not every client can be told not to follow.
			failed(new IOException("the upgrade was redirected to another host"));
			giveUp(CloseStatus.NORMAL);
		}
		this.session = session;
		if (this.givenUp != null) {
			CompletableFuture<Void> unused = close();
			return;
		}
		this.driver.post(new ShardInput.Opened(this.number));
	}

	private boolean isElsewhere(@Nullable URI reached) {
		URI asked = this.url;
		return reached != null && reached.getHost() != null && asked != null
				&& !(reached.getHost().equalsIgnoreCase(asked.getHost()) && port(reached) == port(asked));
	}

	private static int port(URI url) {
		return (url.getPort() != -1) ? url.getPort() : PlainUrls.isPlain(url) ? 80 : 443;
	}

	@Override
	public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
		if (this.givenUp != null) {
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
		CompletableFuture<Void> room = this.driver.received(this, chunk, text, last);
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
		if (this.givenUp != null) {
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
		this.driver.post(new ShardInput.Closed(this.number, dropped ? null : Integer.valueOf(code), reason));
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

}
