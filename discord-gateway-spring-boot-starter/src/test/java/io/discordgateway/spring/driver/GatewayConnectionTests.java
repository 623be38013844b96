package io.discordgateway.spring.driver;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GatewayConnection}.
 */
class GatewayConnectionTests {

	private final SeededThreads threads = new SeededThreads(1);

	private final List<String> heard = new ArrayList<>();

	private final SimulatedBot bot = SimulatedBot.on(this.threads).listener((event) -> {
		if (event.name().equals("MESSAGE_CREATE")) {
			this.heard.add(event.rawJson());
		}
	}).build();

	private final GatewayConnection connection;

	GatewayConnectionTests() {
		this.bot.connect();
		this.connection = new GatewayConnection(this.bot.driver(0), this.threads, 99);
	}

	@ParameterizedTest
	@DisplayName("R40: a client that followed a redirect to another host or port is closed before anything is sent")
	@CsvSource({ "wss://gateway.example, wss://gateway.example/?v=10, false",
			"wss://gateway.example, wss://GATEWAY.example:443, false",
			"wss://gateway.example:443, wss://gateway.example, false",
			"ws://gateway.example, ws://gateway.example:80, false",
			"wss://gateway.example, wss://gateway.example:8443, true",
			"wss://gateway.example, ws://gateway.example, true", "wss://gateway.example, wss://other.example, true" })
	void connectionThatWasRedirectedIsClosed(URI asked, URI reached, boolean closed) {
		Opened session = new Opened(reached);
		this.connection.open(client(session), asked);
		this.threads.settle();
		assertThat(this.connection.isGivenUp()).isEqualTo(closed);
		assertThat(session.closed).hasSize(closed ? 1 : 0);
		assertThat(session.sent).isEmpty();
	}

	@Test
	void clientThatDoesNotTellWhereItIsIsTrusted() {
		this.connection.open(client(new Opened(null)), URI.create("wss://gateway.example"));
		this.connection.afterConnectionEstablished(new Opened(URI.create("/relative")));
		assertThat(this.connection.isGivenUp()).isFalse();
	}

	@Test
	@DisplayName("R43: an attempt that was given up before its turn is not made, and one that opens too late is closed")
	void connectionThatWasGivenUpIsNotMadeOrClosed() {
		Opened session = new Opened(null);
		this.connection.giveUp(CloseStatus.GOING_AWAY);
		this.connection.open(client(session), URI.create("wss://gateway.example"));
		assertThat(session.opened).isFalse();
		this.connection.afterConnectionEstablished(session);
		this.threads.settle();
		assertThat(session.closed).containsExactly(CloseStatus.GOING_AWAY);
	}

	@ParameterizedTest
	@DisplayName("RFC 6455, 7.4.1: 1005, 1006 and 1015 say that no close frame came")
	@CsvSource({ "1005, false", "1006, false", "1015, false", "1000, true", "4000, true" })
	void codeOfACloseFrameIsTold(int code, boolean told) {
		current().afterConnectionClosed(new Opened(null), new CloseStatus(code, "on purpose"));
		this.threads.settle();
		String why = this.bot.driver(0).state().lastDisconnect();
		assertThat(why).contains("on purpose");
		assertThat(why.contains(String.valueOf(code))).isEqualTo(told);
	}

	@Test
	void errorOfTheTransportIsTheReasonWhereNoneWasGiven() {
		GatewayConnection current = current();
		current.handleTransportError(new Opened(null), new IOException("reset by peer"));
		current.afterConnectionClosed(new Opened(null), new CloseStatus(4000, "said so"));
		this.threads.settle();
		assertThat(this.bot.driver(0).state().lastDisconnect()).contains("said so").doesNotContain("reset by peer");
	}

	@Test
	void errorOfTheTransportIsToldWhenTheConnectionDrops() {
		GatewayConnection current = current();
		current.handleTransportError(new Opened(null), new IOException("reset by peer"));
		current.afterConnectionClosed(new Opened(null), CloseStatus.NO_CLOSE_FRAME);
		this.threads.settle();
		assertThat(this.bot.driver(0).state().lastDisconnect()).contains("reset by peer");
	}

	@Test
	void characterThatTwoPartsOfAMessageCutInTwoIsWhole() {
		GatewayConnection current = current();
		String message = "{\"t\":\"MESSAGE_CREATE\",\"s\":2,\"op\":0,\"d\":{\"content\":\"\uD83D\uDE00\"}}";
		int cut = message.indexOf('\uDE00');
		this.threads.start(() -> {
			current.handleMessage(new Opened(null), new TextMessage("", false));
			current.handleMessage(new Opened(null), new TextMessage(message.substring(0, cut), false));
			current.handleMessage(new Opened(null), new TextMessage(message.substring(cut), true));
		});
		this.threads.settle();
		assertThat(this.heard).containsExactly("{\"content\":\"\uD83D\uDE00\"}");
	}

	/* What is said here counts as said by the bot's own connection, the first. */
	private GatewayConnection current() {
		return new GatewayConnection(this.bot.driver(0), this.threads, 1);
	}

	@Test
	void closeOfWhatNeverOpenedCompletes() {
		this.connection.giveUp(CloseStatus.GOING_AWAY);
		CompletableFuture<Void> closed = this.connection.close();
		this.threads.settle();
		assertThat(closed).isCompleted();
	}

	private static WebSocketClient client(Opened session) {
		return new WebSocketClient() {

			@Override
			public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, String uriTemplate,
					@Nullable Object... variables) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler,
					@Nullable WebSocketHttpHeaders headers, URI uri) {
				session.opened = true;
				try {
					handler.afterConnectionEstablished(session);
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
				return CompletableFuture.completedFuture(session);
			}

		};
	}

	/** A session that remembers what was done with it. */
	private static final class Opened extends FakeWebSocketSession {

		private final @Nullable URI uri;

		private final List<CloseStatus> closed = new ArrayList<>();

		private final List<WebSocketMessage<?>> sent = new ArrayList<>();

		private boolean opened;

		private Opened(@Nullable URI uri) {
			this.uri = uri;
		}

		@Override
		public @Nullable URI getUri() {
			return this.uri;
		}

		@Override
		public void sendMessage(WebSocketMessage<?> message) throws IOException {
			this.sent.add(message);
		}

		@Override
		public boolean isOpen() {
			return this.closed.isEmpty();
		}

		@Override
		public void close(CloseStatus status) {
			this.closed.add(status);
		}

	}

}
