package io.discordgateway.spring.driver;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.discordgateway.spring.transport.FakeWebSocketSession;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;

/**
 * A small Discord behind a client that blocks as Tomcat's does: connecting holds the
 * thread that asks for it, a message the thread that reads, a send the thread that sends
 * while the peer is stalled; and a send on a thread that is interrupted closes with 1001.
 */
final class SimulatedGateway implements WebSocketClient {

	/* As long as the real client lets a send take. */
	private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

	/* With a max_concurrency of 1. */
	private static final Duration IDENTIFY_WINDOW = Duration.ofSeconds(5);

	private static final JsonMapper mapper = JsonMapper.shared();

	private final SeededThreads threads;

	private final Duration heartbeatInterval;

	private final Map<String, Session> sessions = new LinkedHashMap<>();

	private final List<Link> links = new ArrayList<>();

	private final List<String> violations = new ArrayList<>();

	private final List<String> identified = new ArrayList<>();

	private @Nullable Instant lastIdentify;

	/** Whether requests for members get no answer. */
	boolean silent;

	SimulatedGateway(SeededThreads threads, Duration heartbeatInterval) {
		this.threads = threads;
		this.heartbeatInterval = heartbeatInterval;
	}

	// What a test does and sees

	/** Sends an event to a shard's session, now or with the replay. */
	void dispatch(int shard, String name, String json) {
		Session session = session(shard);
		String event = "{\"t\":\"" + name + "\",\"s\":" + (session.log.size() + 1) + ",\"op\":0,\"d\":" + json + "}";
		session.log.add(event);
		if (session.link != null && session.live) {
			session.link.say(event);
		}
	}

	/** Ends a shard's connection without a word. */
	void drop(int shard) {
		Link link = session(shard).link;
		if (link != null) {
			link.end(CloseStatus.NO_CLOSE_FRAME);
		}
	}

	/** Closes a shard's connection with a code. */
	void close(int shard, int code) {
		Objects.requireNonNull(session(shard).link).end(new CloseStatus(code));
	}

	/** Who identified, as shard and total. */
	List<String> identified() {
		return this.identified;
	}

	/** Lets a peer stop reading: what is sent to it blocks. */
	void stall(int shard, boolean stalled) {
		Link link = Objects.requireNonNull(session(shard).link);
		link.stalled = stalled;
		link.wasStalled |= stalled;
	}

	/** The opcodes that came in a shard's sessions, on whatever connection. */
	List<Integer> received(int shard) {
		return this.links.stream()
			.filter((link) -> link.session != null && link.session.shard == shard)
			.flatMap((link) -> link.received.stream())
			.toList();
	}

	/**
	 * How long there was no heartbeat on a connection that was never stalled, at most.
	 */
	Duration longestSilence(int shard) {
		return this.links.stream()
			.filter((link) -> link.session != null && link.session.shard == shard && !link.wasStalled)
			.map((link) -> link.longestSilence)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
	}

	/** Whether an event of a shard's session is one that a test dispatched, or will. */
	boolean isMessage(int shard, long sequence) {
		List<String> log = session(shard).log;
		return sequence > log.size() || log.get((int) sequence - 1).contains("MESSAGE_CREATE");
	}

	int connections() {
		return this.links.size();
	}

	int sessions() {
		return this.sessions.size();
	}

	List<String> violations() {
		return this.violations;
	}

	boolean isConnected(int shard) {
		return this.sessions.values().stream().anyMatch((session) -> session.shard == shard && session.live);
	}

	private Session session(int shard) {
		return this.sessions.values()
			.stream()
			.filter((session) -> session.shard == shard)
			.reduce((first, second) -> second)
			.orElseThrow();
	}

	// The client

	@Override
	public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, String uriTemplate,
			@Nullable Object... variables) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<WebSocketSession> execute(WebSocketHandler handler, @Nullable WebSocketHttpHeaders headers,
			URI uri) {
		this.threads.pause();
		Link link = new Link(handler);
		this.links.add(link);
		try {
			handler.afterConnectionEstablished(link);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		link.say("{\"op\":10,\"d\":{\"heartbeat_interval\":" + this.heartbeatInterval.toMillis() + "}}");
		this.threads.start(link::read);
		return CompletableFuture.completedFuture(link);
	}

	// The server

	private void received(Link link, JsonNode payload) {
		int opcode = payload.path("op").asInt();
		link.received.add(opcode);
		switch (opcode) {
			case 1 -> {
				link.beat();
				link.say("{\"op\":11,\"d\":null}");
			}
			case 2 -> identify(link, payload.path("d"));
			case 6 -> resume(link, payload.path("d"));
			case 8 -> answer(link, payload.path("d"));
			default -> {
			}
		}
	}

	private void identify(Link link, JsonNode data) {
		Instant now = this.threads.now();
		if (this.lastIdentify != null && Duration.between(this.lastIdentify, now).compareTo(IDENTIFY_WINDOW) < 0) {
			this.violations.add("two IDENTIFYs in 5 s (R12)");
		}
		this.lastIdentify = now;
		this.identified.add(data.path("shard").path(0).asInt(0) + "/" + data.path("shard").path(1).asInt(1));
		Session session = new Session("session-" + this.sessions.size(), data.path("shard").path(0).asInt(0));
		this.sessions.put(session.id, session);
		session.link = link;
		link.session = session;
		session.live = true;
		dispatch(session.shard, "READY",
				"{\"v\":10,\"user\":{\"id\":\"1\",\"username\":\"bot\",\"discriminator\":\"0\"},\"guilds\":[],"
						+ "\"session_id\":\"" + session.id + "\",\"resume_gateway_url\":\"wss://gateway.example\","
						+ "\"application\":{\"id\":\"1\",\"flags\":0}}");
	}

	private void resume(Link link, JsonNode data) {
		Session session = this.sessions.get(data.path("session_id").asString(""));
		if (session == null || session.over) {
			link.say("{\"op\":9,\"d\":false}");
			return;
		}
		if (session.link != null && session.link != link) {
			session.link.end(CloseStatus.NO_CLOSE_FRAME);
		}
		session.link = link;
		link.session = session;
		session.live = true;
		session.log.subList(data.path("seq").asInt(), session.log.size()).forEach(link::say);
		dispatch(session.shard, "RESUMED", "{}");
	}

	private void answer(Link link, JsonNode data) {
		if (this.silent) {
			return;
		}
		Session session = Objects.requireNonNull(link.session);
		dispatch(session.shard, "GUILD_MEMBERS_CHUNK",
				"{\"guild_id\":\"" + data.path("guild_id").asString() + "\",\"members\":[],\"chunk_index\":0,"
						+ "\"chunk_count\":1,\"nonce\":\"" + data.path("nonce").asString() + "\"}");
	}

	private static final class Session {

		private final String id;

		private final int shard;

		private final List<String> log = new ArrayList<>();

		private @Nullable Link link;

		private boolean live;

		private boolean over;

		private Session(String id, int shard) {
			this.id = id;
			this.shard = shard;
		}

	}

	/** One connection, as the client sees it. */
	private final class Link extends FakeWebSocketSession {

		private final WebSocketHandler handler;

		private final Deque<String> incoming = new ArrayDeque<>();

		private final List<Integer> received = new ArrayList<>();

		private Instant lastBeat = SimulatedGateway.this.threads.now();

		private Duration longestSilence = Duration.ZERO;

		private @Nullable Session session;

		private @Nullable CloseStatus ended;

		private boolean stalled;

		private boolean wasStalled;

		private boolean sending;

		private Link(WebSocketHandler handler) {
			this.handler = handler;
		}

		private void say(String message) {
			this.incoming.add(message);
		}

		private void beat() {
			Instant now = SimulatedGateway.this.threads.now();
			Duration silence = Duration.between(this.lastBeat, now);
			this.longestSilence = (silence.compareTo(this.longestSilence) > 0) ? silence : this.longestSilence;
			this.lastBeat = now;
		}

		/** The thread of the socket: it reads on when it is let go. */
		private void read() {
			try {
				while (true) {
					SimulatedGateway.this.threads.await(() -> !this.incoming.isEmpty() || this.ended != null);
					String message = (this.ended == null || isDropped()) ? this.incoming.poll() : null;
					if (message == null) {
						this.handler.afterConnectionClosed(this, Objects.requireNonNull(this.ended));
						return;
					}
					int cut = SimulatedGateway.this.threads.random().nextInt(message.length());
					this.handler.handleMessage(this, new TextMessage(message.substring(0, cut), false));
					this.handler.handleMessage(this, new TextMessage(message.substring(cut), true));
				}
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		/* What was on its way is read before the end is noticed. */
		private boolean isDropped() {
			return CloseStatus.NO_CLOSE_FRAME.equals(this.ended);
		}

		private void end(CloseStatus status) {
			if (this.ended == null) {
				this.ended = status;
				if (this.session != null && this.session.link == this) {
					this.session.live = false;
					this.session.over |= status.getCode() == 1000 || status.getCode() == 1001;
				}
			}
		}

		@Override
		public void sendMessage(WebSocketMessage<?> message) throws IOException {
			if (Thread.interrupted()) {
				SimulatedGateway.this.violations.add("a thread that was interrupted has sent");
				end(CloseStatus.GOING_AWAY);
			}
			if (this.sending) {
				SimulatedGateway.this.violations.add("two threads have sent at once");
			}
			this.sending = true;
			boolean[] late = new boolean[1];
			SimulatedGateway.this.threads.later(SEND_TIMEOUT, () -> late[0] = true);
			SimulatedGateway.this.threads.pause();
			SimulatedGateway.this.threads.await(() -> !this.stalled || this.ended != null || late[0]);
			this.sending = false;
			if (this.ended == null && this.stalled) {
				end(CloseStatus.NO_CLOSE_FRAME);
			}
			if (this.ended != null) {
				throw new IOException("the connection is closed");
			}
			received(this, mapper.readTree((String) message.getPayload()));
		}

		private void received(Link link, JsonNode payload) {
			SimulatedGateway.this.received(link, payload);
		}

		@Override
		public boolean isOpen() {
			return this.ended == null;
		}

		@Override
		public void close(CloseStatus status) {
			SimulatedGateway.this.threads.pause();
			end(status);
		}

	}

}
