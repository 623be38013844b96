package io.discordgateway.spring.driver;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.transport.FakeWebSocketSession;
import io.discordgateway.test.discord.Circumstances;
import io.discordgateway.test.discord.Discord;
import io.discordgateway.test.discord.DiscordAction;
import io.discordgateway.test.discord.DiscordActionHandler;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.DiscordListener;
import io.discordgateway.test.discord.DiscordLoop;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.DiscordSettings;
import io.discordgateway.test.discord.DiscordWorld;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.Scope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.WebSocketClient;

/**
 * The shell of a {@link Discord} behind a client that blocks as Tomcat's does: connecting
 * holds the thread that asks for it, a message the thread that reads, a send the thread
 * that sends while the peer is stalled; and a send on a thread that is interrupted closes
 * with 1001. Nothing times out here: how long a session lives is no matter of these
 * threads.
 */
final class SimulatedGateway
		implements WebSocketClient, Circumstances, DiscordWorld, DiscordListener, DiscordActionHandler {

	/* As long as the real client lets a send take. */
	private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration NEVER = Duration.ofDays(3650);

	private final SeededThreads threads;

	private final Duration heartbeatInterval;

	private final Discord discord;

	private final DiscordLoop loop;

	private final ObjectNode user = Json.object().put("id", "1").put("username", "bot").put("discriminator", "0");

	private final Map<String, Session> sessions = new LinkedHashMap<>();

	/** The connections, of which the first has the number 1. */
	private final List<Link> links = new ArrayList<>();

	private final List<String> violations = new ArrayList<>();

	private final List<String> identified = new ArrayList<>();

	/**
	 * The guilds that the bot is in; each comes a while after READY, and then its events.
	 */
	final List<Long> guilds = new ArrayList<>();

	/** Whether READY names them. */
	boolean namesGuilds = true;

	/** How long after READY they come at most. */
	Duration guildDelay = Duration.ofSeconds(4);

	/** Whether acknowledgments come before what was sent before them. */
	boolean overtakingAcks;

	/* How much later than to another an event comes to a session at most. */
	private static final int SKEW_MILLIS = 1500;

	/** Whether requests for members get no answer. */
	boolean silent;

	SimulatedGateway(SeededThreads threads, Duration heartbeatInterval) {
		this.threads = threads;
		this.heartbeatInterval = heartbeatInterval;
		DiscordSettings settings = DiscordSettings.builder(SimulatedBot.TOKEN.reveal())
			.resumeWindow(NEVER)
			.heartbeatGrace(NEVER)
			.resumed(true, true)
			.build();
		this.discord = new Discord(settings, this, this, this, threads.random().split());
		this.loop = new DiscordLoop(this.discord, threads::now, this);
	}

	// What a test does and sees

	/** Sends an event to a shard's session, now or with the replay. */
	void dispatch(int shard, String name, String json) {
		handle(new DiscordInput.Appended(Scope.session(session(shard).id), name,
				json.getBytes(StandardCharsets.UTF_8)));
	}

	/** Sends an event of a guild to all sessions that have the guild. */
	void dispatchToGuild(long guild, String name, String json) {
		this.sessions.values()
			.stream()
			.filter((session) -> session.guilds.contains(guild))
			.forEach((session) -> this.threads.later(session.skew,
					() -> handle(new DiscordInput.Appended(Scope.session(session.id), name,
							json.getBytes(StandardCharsets.UTF_8)))));
	}

	/** The shards that are connected, with their totals. */
	List<String> connected() {
		return this.discord.snapshot()
			.stream()
			.filter(DiscordSession::connected)
			.map((session) -> session.shard().toString())
			.sorted()
			.toList();
	}

	/** Closes the connection of a shard of a total with a code. */
	void close(ShardId shard, int code) {
		handle(new DiscordFault.Close(Scope.connection(session(shard).link.number), code));
	}

	/** Ends the connection of a shard of a total without a word. */
	void drop(ShardId shard) {
		handle(new DiscordFault.Drop(Scope.connection(session(shard).link.number)));
	}

	/** Lets no session be resumed from now on. */
	void forgetSessions() {
		handle(new DiscordFault.Replace(Scope.ALL, DiscordFault.Moment.RESUMED, DiscordFault.Instead.INVALID));
	}

	boolean hasSession(ShardId shard) {
		return this.sessions.values().stream().anyMatch((session) -> session.of.equals(shard));
	}

	private Session session(ShardId shard) {
		return this.sessions.values()
			.stream()
			.filter((session) -> session.of.equals(shard))
			.reduce((first, second) -> second)
			.orElseThrow();
	}

	/** Ends a shard's connection without a word. */
	void drop(int shard) {
		handle(new DiscordFault.Drop(Scope.connection(session(shard).link.number)));
	}

	/** Closes a shard's connection with a code. */
	void close(int shard, int code) {
		handle(new DiscordFault.Close(Scope.connection(session(shard).link.number), code));
	}

	/** Who identified, as shard and total. */
	List<String> identified() {
		return this.identified;
	}

	/** Lets a peer stop reading: what is sent to it blocks. */
	void stall(int shard, boolean stalled) {
		Link link = session(shard).link;
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
		List<String> names = session(shard).names;
		return sequence > names.size() || names.get((int) sequence - 1).equals("MESSAGE_CREATE");
	}

	boolean hasSession(int shard) {
		return this.sessions.values().stream().anyMatch((session) -> session.shard == shard);
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
		return this.discord.snapshot()
			.stream()
			.anyMatch((session) -> session.shard().id() == shard && session.connected());
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
		Link link = new Link(handler, this.links.size() + 1);
		this.links.add(link);
		try {
			handler.afterConnectionEstablished(link);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		handle(new DiscordInput.UpgradeRequested(link.number, uri.getRawPath() + "?" + uri.getRawQuery()));
		handle(new DiscordInput.Opened(link.number));
		this.threads.start(link::read);
		return CompletableFuture.completedFuture(link);
	}

	// Around Discord

	private void handle(DiscordInput input) {
		boolean unused = this.loop.handle(input);
	}

	private void with(DiscordAction action, Consumer<Link> what) {
		what.accept(this.links.get((int) action.connection() - 1));
	}

	@Override
	public String resumeUrl(ShardId shard) {
		return "wss://gateway.example";
	}

	@Override
	public Duration heartbeatInterval(long connection) {
		return this.heartbeatInterval;
	}

	@Override
	public ObjectNode user() {
		return this.user;
	}

	@Override
	public Answer answer(DiscordSession session, GatewayOpcode opcode, JsonNode data, Instant now) {
		if (this.silent || opcode != GatewayOpcode.REQUEST_GUILD_MEMBERS) {
			return Answer.NONE;
		}
		ObjectNode chunk = Json.object().put("guild_id", data.path("guild_id").asString());
		chunk.putArray("members");
		chunk.put("chunk_index", 0).put("chunk_count", 1).put("nonce", data.path("nonce").asString());
		return new Answer(List.of(Dispatch.of("GUILD_MEMBERS_CHUNK", chunk)), null);
	}

	@Override
	public void received(long connection, int opcode, Supplier<String> json) {
		Link link = this.links.get((int) connection - 1);
		link.received.add(opcode);
		if (opcode == GatewayOpcode.HEARTBEAT.code()) {
			link.beat();
		}
	}

	@Override
	public void identified(long connection, ShardId shard, int intents, boolean accepted, Supplier<String> json) {
		this.identified.add(shard.toString());
	}

	@Override
	public void sessionBegun(DiscordSession begun, long connection, String resumeUrl) {
		Session session = new Session(begun.id(), begun.shard(), this.links.get((int) connection - 1));
		this.sessions.put(session.id, session);
		session.link.session = session;
		if (!this.guilds.isEmpty()) {
			session.skew = Duration.ofMillis(this.threads.random().nextInt(SKEW_MILLIS));
			this.guilds.stream()
				.filter((guild) -> ShardId.ofGuild(guild, begun.shard().total()).equals(begun.shard()))
				.forEach((guild) -> this.threads.later(
						Duration.ofMillis(100 + this.threads.random().nextLong(this.guildDelay.toMillis())),
						() -> open(session, guild)));
		}
	}

	private void open(Session session, long guild) {
		String create = "{\"id\":\"" + Long.toUnsignedString(guild) + "\"}";
		handle(new DiscordInput.Appended(Scope.session(session.id), "GUILD_CREATE",
				create.getBytes(StandardCharsets.UTF_8)));
		session.guilds.add(guild);
	}

	@Override
	public Collection<String> guildIds() {
		return this.namesGuilds ? this.guilds.stream().map(Long::toUnsignedString).toList() : List.of();
	}

	@Override
	public void resumed(long connection, String sessionId, long sequence, boolean accepted, long replayed) {
		Session session = this.sessions.get(sessionId);
		if (accepted && session != null) {
			session.link = this.links.get((int) connection - 1);
			session.link.session = session;
		}
	}

	@Override
	public void numbered(String sessionId, long sequence, String event) {
		Objects.requireNonNull(this.sessions.get(sessionId)).names.add(event);
	}

	@Override
	public void violated(long connection, @Nullable Integer code, String what) {
		this.violations.add(what);
	}

	@Override
	public void accept(DiscordAction.Accept action) {
		// The client is told that it is connected before.
	}

	@Override
	public void refuse(DiscordAction.Refuse action) {
		throw new IllegalStateException("Nobody is refused here");
	}

	@Override
	public void send(DiscordAction.Send action) {
		with(action, (link) -> link.say(new String(action.payload().json(), StandardCharsets.UTF_8)));
	}

	@Override
	public void sendRaw(DiscordAction.SendRaw action) {
		throw new IllegalStateException("Nothing raw is sent here");
	}

	@Override
	public void compressPayloads(DiscordAction.CompressPayloads action) {
		throw new IllegalStateException("Nothing is compressed here");
	}

	@Override
	public void close(DiscordAction.Close action) {
		Integer code = action.code();
		with(action, (link) -> link.ended((code != null) ? new CloseStatus(code) : CloseStatus.NO_STATUS_CODE));
	}

	@Override
	public void end(DiscordAction.End action) {
		// A link is at its end with the close already.
	}

	@Override
	public void reset(DiscordAction.Reset action) {
		with(action, (link) -> link.ended(CloseStatus.NO_CLOSE_FRAME));
	}

	@Override
	public void halfClose(DiscordAction.HalfClose action) {
		throw new IllegalStateException("Nothing is closed by half here");
	}

	@Override
	public void read(DiscordAction.Read action) {
		throw new IllegalStateException("Links stand still by themselves here");
	}

	/** What a test knows of a session. */
	private static final class Session {

		private final String id;

		private final ShardId of;

		private final int shard;

		/** The guilds whose events come. */
		private final Set<Long> guilds = new HashSet<>();

		private Duration skew = Duration.ZERO;

		/** The names of its events. */
		private final List<String> names = new ArrayList<>();

		/** The connection that it had last. */
		private Link link;

		private Session(String id, ShardId shard, Link link) {
			this.id = id;
			this.of = shard;
			this.shard = shard.id();
			this.link = link;
		}

	}

	/** One connection, as the client sees it. */
	private final class Link extends FakeWebSocketSession {

		private final WebSocketHandler handler;

		private final int number;

		private final Deque<String> incoming = new ArrayDeque<>();

		private final List<Integer> received = new ArrayList<>();

		private Instant lastBeat = SimulatedGateway.this.threads.now();

		private Duration longestSilence = Duration.ZERO;

		private @Nullable Session session;

		private @Nullable CloseStatus ended;

		private boolean stalled;

		private boolean wasStalled;

		private boolean sending;

		private Link(WebSocketHandler handler, int number) {
			this.handler = handler;
			this.number = number;
		}

		private void say(String message) {
			if (SimulatedGateway.this.overtakingAcks && message.contains("\"op\":11")) {
				this.incoming.addFirst(message);
			}
			else {
				this.incoming.add(message);
			}
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

		/* This end is the first to know. */
		private void end(CloseStatus status) {
			if (this.ended == null) {
				this.ended = status;
				handle(CloseStatus.NO_CLOSE_FRAME.equals(status) ? new DiscordInput.Dropped(this.number)
						: new DiscordInput.CloseReceived(this.number, status.getCode(), ""));
			}
		}

		/* The other end is. */
		private void ended(CloseStatus status) {
			if (this.ended == null) {
				this.ended = status;
				handle(new DiscordInput.Dropped(this.number));
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
			byte[] payload = ((String) message.getPayload()).getBytes(StandardCharsets.UTF_8);
			handle(new DiscordInput.Received(this.number, true, payload));
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
