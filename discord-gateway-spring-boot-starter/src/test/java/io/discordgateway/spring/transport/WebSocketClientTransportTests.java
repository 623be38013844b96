package io.discordgateway.spring.transport;

import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WebSocketClientTransport}.
 */
class WebSocketClientTransportTests {

	private static final URI URL = URI.create("wss://gateway.example");

	private static final byte[] PAYLOAD = { '{', '}' };

	private final Heard heard = new Heard();

	private final List<CompletableFuture<Void>> held = new ArrayList<>();

	@ParameterizedTest
	@DisplayName("R40: a client that followed a redirect to another host or port is closed before anything is sent")
	@CsvSource({ "wss://gateway.example, wss://gateway.example/?v=10, false",
			"wss://gateway.example, wss://GATEWAY.example:443, false",
			"wss://gateway.example:443, wss://gateway.example, false",
			"ws://gateway.example, ws://gateway.example:80, false",
			"wss://gateway.example, wss://gateway.example:8443, true",
			"wss://gateway.example, ws://gateway.example, true", "wss://gateway.example, wss://other.example, true" })
	void connectionThatWasRedirectedIsClosed(URI asked, URI reached, boolean closed) {
		Session session = new Session(reached);
		WebSocketClientConnection connection = connection(session);
		connection.open(asked);
		assertThat(session.closed).hasSize(closed ? 1 : 0);
		assertThat(this.heard.lines())
			.containsExactly(closed ? "failed null null the upgrade was redirected to another host" : "opened");
		connection.handleMessage(session, new TextMessage("{}"));
		connection.afterConnectionClosed(session, CloseStatus.NORMAL);
		assertThat(this.heard.lines()).hasSize(closed ? 1 : 3);
	}

	@Test
	void clientThatDoesNotTellWhereItIsIsTrusted() {
		connection(new Session(null)).open(URL);
		connection(new Session(URI.create("/relative"))).open(URL);
		assertThat(this.heard.lines()).containsExactly("opened", "opened");
	}

	@Test
	@DisplayName("R43: an attempt that was closed before its turn is not made, and one that opens too late is closed")
	void connectionThatWasClosedIsNotMadeOrClosed() {
		Session session = new Session(null);
		WebSocketClientConnection connection = connection(session);
		assertThat(connection.close(4900, "abandoned")).isCompleted();
		connection.open(URL);
		assertThat(session.opened).isFalse();
		connection.afterConnectionEstablished(session);
		assertThat(session.closed).containsExactly(new CloseStatus(4900, "abandoned"));
		assertThat(this.heard.lines()).isEmpty();
	}

	@ParameterizedTest
	@DisplayName("RFC 6455, 7.4.1: 1005, 1006 and 1015 say that no close frame came")
	@CsvSource({ "1005, null", "1006, null", "1015, null", "1000, 1000", "4000, 4000" })
	void codeOfACloseFrameIsTold(int code, String told) {
		connection(new Session(null)).afterConnectionClosed(new Session(null), new CloseStatus(code, "on purpose"));
		assertThat(this.heard.lines()).containsExactly("closed " + told + " on purpose");
	}

	@Test
	void errorOfTheTransportIsTheReasonWhereNoneWasGiven() {
		WebSocketClientConnection connection = connection(new Session(null));
		connection.handleTransportError(new Session(null), new IOException("reset by peer"));
		connection.afterConnectionClosed(new Session(null), new CloseStatus(4000, "said so"));
		connection.afterConnectionClosed(new Session(null), CloseStatus.NO_CLOSE_FRAME);
		assertThat(this.heard.lines()).containsExactly("closed 4000 said so", "closed null reset by peer");
	}

	@Test
	void characterThatTwoPartsOfAMessageCutInTwoIsWhole() {
		WebSocketClientConnection connection = connection(new Session(null));
		connection.handleMessage(new Session(null), new TextMessage("", false));
		connection.handleMessage(new Session(null), new TextMessage("\uD83D", false));
		connection.handleMessage(new Session(null), new TextMessage("\uDE00", true));
		assertThat(this.heard.lines()).containsExactly("text part ", "text part ", "text \uD83D\uDE00");
	}

	@Test
	@DisplayName("R8: the thread that reads is held while there is no room")
	void readingThreadIsHeldWhileThereIsNoRoom() {
		CompletableFuture<Void> room = new CompletableFuture<>();
		this.heard.hold(() -> room);
		connection(new Session(null)).handleMessage(new Session(null), new TextMessage("{}"));
		assertThat(this.held).containsExactly(room);
	}

	@Test
	void nothingIsSentBehindWhatCouldNotBe() {
		Session session = new Session(null);
		WebSocketClientConnection connection = connection(session);
		List<String> done = new ArrayList<>();
		connection.open(URL);
		connection.send(PAYLOAD, true, (failure) -> done.add("first " + failure));
		connection.afterSends(() -> done.add("after the first"));
		session.broken = true;
		connection.send(PAYLOAD, false, (failure) -> done.add("second " + (failure != null)));
		session.broken = false;
		connection.send(PAYLOAD, true, (failure) -> done.add("third " + (failure != null)));
		connection.afterSends(() -> done.add("after all"));
		assertThat(done).containsExactly("first null", "after the first", "second true", "third true");
		assertThat(session.sent).singleElement().isInstanceOf(TextMessage.class);
	}

	@Test
	void whatFollowsASendIsDoneThoughThePeerHasClosedSince() {
		WebSocketClientConnection connection = connection(new Session(null));
		connection.open(URL);
		connection.send(PAYLOAD, true, (failure) -> {
		});
		connection.afterConnectionClosed(new Session(null), new CloseStatus(4000));
		List<String> done = new ArrayList<>();
		connection.afterSends(() -> done.add("after"));
		assertThat(done).containsExactly("after");
	}

	@Test
	void clientThatThrowsCouldNotConnect() {
		WebSocketClientTransport.factory(mock(WebSocketClient.class, (invocation) -> {
			throw new IllegalStateException("on purpose");
		})).create(new Threads(), InstantSource.system()).newConnection(this.heard).open(URL);
		assertThat(this.heard.lines()).containsExactly("failed null null on purpose");
	}

	@Test
	void sessionThatDoesNotCloseInOrderIsClosedAllTheSame() {
		Session session = new Session(null);
		WebSocketClientConnection connection = connection(session);
		connection.open(URL);
		session.broken = true;
		assertThat(connection.close(4900, "abandoned")).isCompleted();
	}

	@Test
	void whatNeverOpenedSendsNothing() {
		List<Throwable> done = new ArrayList<>();
		connection(new Session(null)).send(PAYLOAD, true, done::add);
		assertThat(done).singleElement().satisfies((failure) -> assertThat(failure).hasMessageContaining("not open"));
	}

	@Test
	void binaryMessagesAreSentAsSuch() {
		Session session = new Session(null);
		WebSocketClientConnection connection = connection(session);
		connection.open(URL);
		connection.send(PAYLOAD, false, (failure) -> {
		});
		assertThat(session.sent).singleElement().isInstanceOf(BinaryMessage.class);
	}

	private WebSocketClientConnection connection(Session session) {
		return (WebSocketClientConnection) WebSocketClientTransport.factory(new OpeningClient(session))
			.create(new Threads(), InstantSource.system())
			.newConnection(this.heard);
	}

	/** Runs everything at once. */
	private final class Threads implements TransportThreads {

		@Override
		public Executor connecting() {
			return Runnable::run;
		}

		@Override
		public Executor handshaking() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Executor newOutbox() {
			return Runnable::run;
		}

		@Override
		public Executor closing() {
			return Runnable::run;
		}

		@Override
		public void hold(CompletableFuture<Void> done) {
			WebSocketClientTransportTests.this.held.add(done);
		}

	}

	private record OpeningClient(Session session) implements WebSocketClient {

		@Override
		public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, String uriTemplate,
				@Nullable Object... variables) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler,
				@Nullable WebSocketHttpHeaders headers, URI uri) {
			this.session.opened = true;
			try {
				handler.afterConnectionEstablished(this.session);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
			return CompletableFuture.completedFuture(this.session);
		}

	}

	/** A session that remembers what was done with it. */
	private static final class Session extends FakeWebSocketSession {

		private final @Nullable URI uri;

		private final List<CloseStatus> closed = new ArrayList<>();

		private final List<WebSocketMessage<?>> sent = new ArrayList<>();

		private boolean opened;

		private boolean broken;

		private Session(@Nullable URI uri) {
			this.uri = uri;
		}

		@Override
		public @Nullable URI getUri() {
			return this.uri;
		}

		@Override
		public void sendMessage(WebSocketMessage<?> message) throws IOException {
			if (this.broken) {
				throw new IOException("broken on purpose");
			}
			this.sent.add(message);
		}

		@Override
		public boolean isOpen() {
			return this.closed.isEmpty();
		}

		@Override
		public void close(CloseStatus status) {
			if (this.broken) {
				throw new IllegalStateException("broken on purpose");
			}
			this.closed.add(status);
		}

	}

}
