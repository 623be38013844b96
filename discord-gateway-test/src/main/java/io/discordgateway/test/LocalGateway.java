package io.discordgateway.test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.Token;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.GatewayInfo;
import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.OpenConnection;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.RestResponse;
import io.discordgateway.test.discord.Scope;
import io.discordgateway.test.discord.SimulatedWorld;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Discord gateway on loopback, with the part of the HTTP API that a bot needs. It is as
 * strict as Discord: a client that misbehaves is closed with the code that Discord would
 * send, and the {@linkplain #record() record} says why. What can go wrong on a network
 * can be made to go wrong here, at once or until further notice.
 * <p>
 * All methods are thread-safe and return when what they do is done on the gateway's side.
 * They throw {@link IllegalStateException} once the gateway is closed.
 *
 * <pre>{@code
 * try (LocalGateway gateway = LocalGateway.builder().token("secret").build().start()) {
 *     // point the client at gateway.apiBaseUrl() or gateway.gatewayUrl()
 *     gateway.dispatch("TYPING_START", "{...}");
 *     gateway.dropConnections();
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class LocalGateway implements AutoCloseable {

	private static final int REBIND_ATTEMPTS = 200;

	private static final int GOING_AWAY = 1001;

	private static final String BOT_ID = "1400000000000000001";

	private final Settings settings;

	private final EventLoopGroup loop;

	private final GatewayServer server;

	private volatile boolean everListened;

	private LocalGateway(Settings settings) {
		this.settings = settings;
		this.loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("local-gateway", true),
				NioIoHandler.newFactory());
		this.server = new GatewayServer(settings, this.loop);
	}

	/**
	 * Starts to describe a gateway.
	 * @return a builder with defaults for everything
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Starts to listen. A gateway that listens already goes on.
	 * @return this gateway
	 * @throws java.io.UncheckedIOException if the port is taken
	 */
	public LocalGateway start() {
		startListening();
		return this;
	}

	/**
	 * Ends all connections and sessions and frees the port, for good.
	 */
	@Override
	public void close() {
		if (!this.loop.isShuttingDown()) {
			stopListening();
		}
		this.loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
	}

	/**
	 * Listens again after {@link #stopListening()}, on the same port and with the
	 * sessions as they were.
	 */
	public void startListening() {
		if (call(this.server::listener) == null) {
			Channel listener = bind();
			run(() -> this.server.listening(listener));
		}
	}

	/*
	 * A socket that was closed frees its port with the loop's next select, so one that
	 * listened before may find the port taken for a moment.
	 */
	private Channel bind() {
		int attempts = this.everListened ? REBIND_ATTEMPTS : 1;
		this.everListened = true;
		while (true) {
			ChannelFuture bound = this.server.bind().awaitUninterruptibly();
			if (bound.isSuccess() || --attempts == 0) {
				return bound.syncUninterruptibly().channel();
			}
			pause();
		}
	}

	/**
	 * Drops all connections and refuses new ones, as if the process had died. Sessions
	 * are kept and can be resumed after {@link #startListening()}.
	 */
	public void stopListening() {
		Channel listener = call(this.server::listener);
		if (listener != null) {
			listener.close().syncUninterruptibly();
		}
		run(() -> {
			this.server.deaf();
			this.server.dropAll();
		});
	}

	/**
	 * Closes all connections with 1001, waits until clients have answered, and frees the
	 * port, for good.
	 * @param patience how long to wait at most
	 */
	@Internal
	public void shutDown(Duration patience) {
		closeConnections(GOING_AWAY);
		long end = System.nanoTime() + patience.toNanos();
		while (call(this.server::isConnected) && System.nanoTime() < end) {
			pause();
		}
		close();
	}

	private void pause() {
		this.loop.schedule(() -> {
		}, 10, TimeUnit.MILLISECONDS).syncUninterruptibly();
	}

	/**
	 * Returns the url that the API gives for the gateway.
	 * @return the url, {@code ws://127.0.0.1:PORT}
	 */
	public URI gatewayUrl() {
		return URI.create("ws://127.0.0.1:" + port());
	}

	/**
	 * Returns what stands in for {@code https://discord.com/api/v10}.
	 * @return the url, without a slash at its end
	 */
	public URI apiBaseUrl() {
		return URI.create("http://127.0.0.1:" + port() + SimulatedWorld.API_BASE);
	}

	/**
	 * Returns the port.
	 * @return the port, 0 if a random one is wanted and the gateway was not started
	 */
	public int port() {
		return call(this.server::port);
	}

	/**
	 * Returns the token that clients have to send.
	 * @return the token
	 */
	public Token token() {
		return this.settings.token();
	}

	/**
	 * Returns the id of the bot's user.
	 * @return the snowflake
	 */
	public String botId() {
		return this.settings.botId();
	}

	/**
	 * Sends an event to the shard that Discord would send it on: the one of its guild, or
	 * the first if it has none (R37). There all sessions get it whose intents let it
	 * through; those without a connection when they are resumed.
	 * @param event name of the event, such as {@code MESSAGE_CREATE}
	 * @param dataJson the data, a JSON value
	 * @return how many sessions got it
	 * @throws IllegalArgumentException if the data is not JSON
	 */
	public int dispatch(String event, String dataJson) {
		Objects.requireNonNull(event, "'event' must not be null");
		Dispatch dispatch = Dispatch.of(event, dataJson);
		return call(() -> this.server.route(dispatch));
	}

	/**
	 * Sends an event on the sessions of one shard, whatever its guild, as
	 * {@link #dispatch(String, String)} does on the right one.
	 * @param shardId number of the shard
	 * @param event name of the event
	 * @param dataJson the data, a JSON value
	 * @return how many sessions got it
	 * @throws IllegalArgumentException if the data is not JSON
	 */
	public int dispatch(int shardId, String event, String dataJson) {
		return dispatch(event, dataJson, Scope.shard(shardId));
	}

	/**
	 * Sends an event on all shards, as {@link #dispatch(String, String)} does on the
	 * right one. Discord does not do that.
	 * @param event name of the event
	 * @param dataJson the data, a JSON value
	 * @return how many sessions got it
	 * @throws IllegalArgumentException if the data is not JSON
	 */
	public int dispatchToAllShards(String event, String dataJson) {
		return dispatch(event, dataJson, Scope.ALL);
	}

	private int dispatch(String event, String dataJson, Scope scope) {
		Objects.requireNonNull(event, "'event' must not be null");
		Dispatch dispatch = Dispatch.of(event, dataJson);
		return call(() -> this.server.dispatch(dispatch, scope));
	}

	/**
	 * Lets the bot be a member of a guild from now on: GUILD_CREATE goes to its shard,
	 * and READY names it to later sessions.
	 * @param guildJson the data of GUILD_CREATE
	 * @throws IllegalArgumentException if the data is not JSON or has no id
	 */
	public void joinGuild(String guildJson) {
		JsonNode guild = Json.read(guildJson);
		if (!guild.path("id").isString()) {
			throw new IllegalArgumentException("A guild has an id");
		}
		join(guild);
	}

	void join(JsonNode guild) {
		run(() -> this.server.join(guild));
	}

	/**
	 * Looks at the world or lets something happen in it, on the gateway's thread.
	 * @param <T> what it returns
	 * @param question gets the world and the time
	 * @return what the question returns
	 */
	@Internal
	public <T extends @Nullable Object> T ask(BiFunction<SimulatedWorld, Instant, T> question) {
		return call(() -> question.apply(this.server.world(), this.server.now()));
	}

	/**
	 * Returns the connections that are open, oldest first.
	 * @return a snapshot
	 */
	@Internal
	public List<OpenConnection> connections() {
		return call(this.server::openConnections);
	}

	/**
	 * Returns the faults that last, those that were said last first.
	 * @return a snapshot
	 */
	@Internal
	public List<DiscordFault.Lasting> faults() {
		return call(this.server::faults);
	}

	/**
	 * Returns what the API tells of the gateway.
	 * @return url, shards and session starts
	 */
	@Internal
	public GatewayInfo info() {
		return call(this.server::info);
	}

	/** The world; on the gateway's thread only. */
	SimulatedWorld world() {
		return this.server.world();
	}

	Instant now() {
		return this.server.now();
	}

	Future<?> every(Duration period, Runnable action) {
		return this.loop.scheduleAtFixedRate(action, 0, period.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Sends RECONNECT on all connections (R16). */
	public void requestReconnect() {
		handle(new DiscordFault.Reconnect(Scope.ALL));
	}

	/** Asks for a heartbeat on all connections (R7). */
	public void requestHeartbeat() {
		handle(new DiscordFault.RequestHeartbeat(Scope.ALL));
	}

	void handle(DiscordInput input) {
		run(() -> this.server.handle(input));
	}

	void route(Dispatch event) {
		this.server.route(event);
	}

	SocketControl.Traffic traffic() {
		return this.server.traffic();
	}

	/**
	 * Sends INVALID_SESSION on all connections with a session (R15).
	 * @param resumable whether the sessions can be resumed; if not, they are gone
	 */
	public void invalidateSessions(boolean resumable) {
		handle(new DiscordFault.Invalidate(Scope.ALL, resumable));
	}

	/**
	 * Closes all connections. What the code says of their sessions holds: after 4003,
	 * 4007, 4009 and the codes that are final they are over (R18). To lose no session,
	 * see {@link #dropConnections()}.
	 * @param code the code of the close frame
	 */
	public void closeConnections(int code) {
		handle(new DiscordFault.Close(Scope.ALL, code));
	}

	/**
	 * Returns what can go wrong with one shard.
	 * @param id number of the shard, whatever the total
	 * @return its faults
	 */
	public ShardFaults shard(int id) {
		return new ShardFaults(Scope.shard(id), this::handle);
	}

	/**
	 * Returns what can go wrong with all shards, and with connections that are of none
	 * yet.
	 * @return their faults
	 */
	public ShardFaults everyShard() {
		return new ShardFaults(Scope.ALL, this::handle);
	}

	/** Resets all TCP connections, without a close frame. The sessions can be resumed. */
	public void dropConnections() {
		run(this.server::dropAll);
	}

	/**
	 * Stops reading from and writing to the connections that are open now, without
	 * closing them. Connections that are opened later work.
	 */
	public void stall() {
		handle(new DiscordFault.Stall(Scope.ALL, true));
	}

	/** Goes on where {@link #stall()} stopped. */
	public void unstall() {
		handle(new DiscordFault.Stall(Scope.ALL, false));
	}

	/**
	 * Ends the direction to the client on all connections, without a close frame, and
	 * goes on reading.
	 */
	public void halfClose() {
		handle(new DiscordFault.HalfClose(Scope.ALL));
	}

	/**
	 * Answers heartbeats or leaves them without an answer (R8).
	 * @param acknowledge whether to answer
	 */
	public void acknowledgeHeartbeats(boolean acknowledge) {
		handle(new DiscordFault.Acknowledge(Scope.ALL, acknowledge));
	}

	/**
	 * Sends a text message on all connections as it is, compressed or not.
	 * @param text the message
	 */
	public void sendRaw(String text) {
		handle(new DiscordFault.Raw(Scope.ALL, true, text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Sends a binary message on all connections as it is.
	 * @param bytes the message
	 */
	public void sendRaw(byte[] bytes) {
		handle(new DiscordFault.Raw(Scope.ALL, false, bytes.clone()));
	}

	/**
	 * Refuses to upgrade to a WebSocket until {@link #acceptUpgrades()} (R22).
	 * @param httpStatus the status of the answer
	 * @param retryAfter value of the header {@code Retry-After}, or {@code null} for none
	 * @param body the body of the answer
	 */
	public void refuseUpgrades(int httpStatus, @Nullable Duration retryAfter, String body) {
		handle(new DiscordFault.RefuseUpgrades(Integer.MAX_VALUE, refusal(httpStatus, retryAfter, body)));
	}

	/**
	 * Refuses the next upgrades to a WebSocket, and accepts those after them (R22).
	 * @param count how many
	 * @param httpStatus the status of the answer
	 * @param retryAfter value of the header {@code Retry-After}, or {@code null} for none
	 * @param body the body of the answer
	 */
	public void refuseNextUpgrades(int count, int httpStatus, @Nullable Duration retryAfter, String body) {
		handle(new DiscordFault.RefuseUpgrades(count, refusal(httpStatus, retryAfter, body)));
	}

	/**
	 * Refuses the next IDENTIFYs, whatever they say, and takes those after them. They
	 * cost no session start.
	 * @param count how many
	 * @param code the code to close with, or {@code null} for INVALID_SESSION (R15)
	 */
	public void refuseNextIdentifies(int count, @Nullable Integer code) {
		handle(new DiscordFault.RefuseIdentifies(count, code));
	}

	/**
	 * Ends all that goes wrong until further notice, and what would go wrong with the
	 * next message, upgrade, IDENTIFY or API call. Answers that were withheld do not come
	 * any more, and what was closed stays so.
	 */
	public void heal() {
		run(this.server::heal);
	}

	/** Upgrades to a WebSocket again. */
	public void acceptUpgrades() {
		handle(new DiscordFault.AcceptUpgrades());
	}

	/**
	 * Answers all API calls alike until {@link #acceptApiCalls()} (R2).
	 * @param httpStatus the status of the answer
	 * @param retryAfter value of the header {@code Retry-After}, or {@code null} for none
	 * @param body the body of the answer
	 */
	public void refuseApiCalls(int httpStatus, @Nullable Duration retryAfter, String body) {
		run(() -> this.server.refuseApiCalls(refusal(httpStatus, retryAfter, body)));
	}

	/** Answers API calls again. */
	public void acceptApiCalls() {
		run(() -> this.server.refuseApiCalls(null));
	}

	private static Refusal refusal(int status, @Nullable Duration retryAfter, String body) {
		return new Refusal(status, (retryAfter != null) ? retryAfter.toSeconds() : null, body);
	}

	/**
	 * Names requests to the API, to answer them by hand: for what this Discord does not
	 * know, and for what can go wrong. <pre>{@code
	 * gateway.route("PATCH", "/channels/*").refuse(429, Duration.ofSeconds(2), "{...}");
	 * gateway.route("GET", "/lobbies/*").answer(200, "{...}");
	 * }</pre>
	 * @param method the method, {@code *} for any
	 * @param pattern the path below the version of the API, where {@code *} stands for
	 * any one part between slashes
	 * @return what can be said of them
	 */
	public LocalRoute route(String method, String pattern) {
		return new LocalRoute(this, method, pattern);
	}

	void script(String method, String pattern, @Nullable RestResponse response, int times) {
		run(() -> this.server.world().script(method, pattern, response, times));
	}

	/**
	 * Accepts TCP connections, or resets each as soon as it is made.
	 * @param accept whether to accept
	 */
	public void acceptConnections(boolean accept) {
		run(() -> this.server.acceptConnections(accept));
	}

	/**
	 * Returns what the gateway saw.
	 * @return a snapshot, without the token
	 */
	public GatewayRecord record() {
		return call(this.server.recorder()::snapshot);
	}

	/** Forgets what the gateway saw. */
	public void clearRecord() {
		run(this.server.recorder()::clear);
	}

	/**
	 * Returns the sessions, connected or not, oldest first.
	 * @return a snapshot
	 */
	public List<Session> sessions() {
		return call(() -> this.server.sessions().stream().map(Session::of).toList());
	}

	@Override
	public String toString() {
		return "LocalGateway on port " + this.server.port();
	}

	void run(Runnable action) {
		Void unused = this.<@Nullable Void>call(() -> {
			action.run();
			return null;
		});
	}

	<T extends @Nullable Object> T call(Callable<T> action) {
		try {
			return this.loop.submit(action).syncUninterruptibly().getNow();
		}
		catch (RejectedExecutionException ex) {
			throw new IllegalStateException("The local gateway is closed", ex);
		}
	}

	/**
	 * Session of a shard.
	 *
	 * @param id the session id
	 * @param shard the shard
	 * @param intents the number of its intents
	 * @param lastSequence the last sequence number that was given
	 * @param connected whether it has a connection
	 */
	public record Session(String id, ShardId shard, int intents, long lastSequence, boolean connected) {

		static Session of(DiscordSession session) {
			return new Session(session.id(), session.shard(), session.intents(), session.lastSequence(),
					session.connected());
		}

	}

	/**
	 * Builder for a {@link LocalGateway}.
	 */
	public static final class Builder {

		private @Nullable Token token;

		private @Nullable String botId;

		private int port;

		private Duration heartbeatInterval = Duration.ofMillis(41_250);

		private int shards = 1;

		private int maxConcurrency = 1;

		private Duration identifyWindow = Duration.ofSeconds(5);

		private int sessionStarts = 1000;

		private Duration sessionStartsReset = Duration.ofDays(1);

		private String resumePath = "";

		private int guildsPerShard = Integer.MAX_VALUE;

		private int shardMultiple = 1;

		private Duration resumeWindow = Duration.ofMinutes(3);

		private int replayBuffer = 100_000;

		private Set<GatewayIntent> privilegedIntents = EnumSet.of(GatewayIntent.GUILD_MEMBERS,
				GatewayIntent.GUILD_PRESENCES, GatewayIntent.MESSAGE_CONTENT);

		private Duration memberListWindow = Duration.ofSeconds(30);

		private boolean rateLimits = true;

		private int invalidRequests = 10_000;

		private @Nullable Long seed;

		private Builder() {
		}

		/**
		 * Sets the token that is right. Default: one of the form of Discord's, which
		 * names the bot's id. Any other text will do, too.
		 * @param token the token
		 * @return this builder
		 */
		public Builder token(String token) {
			this.token = Token.of(token);
			return this;
		}

		/**
		 * Sets the id of the bot's user, which is the application's too. Default: the one
		 * that the token names, if it is of the form of Discord's, else
		 * {@code 1400000000000000001}.
		 * @param botId the snowflake
		 * @return this builder
		 */
		public Builder botId(String botId) {
			if (!botId.matches("\\d{1,19}")) {
				throw new IllegalArgumentException("'botId' must be a snowflake: digits, 19 at most");
			}
			this.botId = botId;
			return this;
		}

		/**
		 * Sets the port. Default: 0, a random free one.
		 * @param port the port on 127.0.0.1
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Sets the interval that HELLO asks for. Default: 41.25 s.
		 * @param heartbeatInterval the interval, at least 1 ms
		 * @return this builder
		 */
		public Builder heartbeatInterval(Duration heartbeatInterval) {
			this.heartbeatInterval = positive(heartbeatInterval, "heartbeatInterval");
			return this;
		}

		/**
		 * Sets the number of shards that the API recommends. Default: 1.
		 * @param shards the number
		 * @return this builder
		 */
		public Builder shards(int shards) {
			this.shards = positive(shards, "shards");
			return this;
		}

		/**
		 * Sets how many sessions may be started at once (R12). Default: 1.
		 * @param maxConcurrency the number
		 * @return this builder
		 */
		public Builder maxConcurrency(int maxConcurrency) {
			this.maxConcurrency = positive(maxConcurrency, "maxConcurrency");
			return this;
		}

		/**
		 * Sets the time in which each bucket may identify once (R12). Default: 5 s, as
		 * Discord has it.
		 * @param identifyWindow the time
		 * @return this builder
		 */
		public Builder identifyWindow(Duration identifyWindow) {
			this.identifyWindow = positive(identifyWindow, "identifyWindow");
			return this;
		}

		/**
		 * Sets how many sessions may be started in all (R13). Default: 1,000.
		 * @param sessionStarts the number, which the API gives as total and remaining
		 * @return this builder
		 */
		public Builder sessionStarts(int sessionStarts) {
			this.sessionStarts = positive(sessionStarts, "sessionStarts");
			return this;
		}

		/**
		 * Sets how long it takes until all session starts are there again (R13), which
		 * the API gives as {@code reset_after}. Later they are there again each day. An
		 * IDENTIFY when none is left is closed with 4004, as Discord resets the token
		 * then. Default: a day.
		 * @param sessionStartsReset the time since the gateway is there
		 * @return this builder
		 */
		public Builder sessionStartsReset(Duration sessionStartsReset) {
			this.sessionStartsReset = positive(sessionStartsReset, "sessionStartsReset");
			return this;
		}

		/**
		 * Sets the path of the url that READY gives for resuming. Default: none, as some
		 * clients append {@code /?v=10} to whatever they get.
		 * @param resumePath the path, such as {@code /resume}
		 * @return this builder
		 */
		public Builder resumePath(String resumePath) {
			if (!resumePath.isEmpty() && !resumePath.startsWith("/")) {
				throw new IllegalArgumentException("'resumePath' must be empty or begin with a slash");
			}
			this.resumePath = resumePath;
			return this;
		}

		/**
		 * Sets how many guilds a shard may have; an IDENTIFY for more is closed with 4011
		 * (R37). Default: as many as there are; Discord's is 2,500.
		 * @param guildsPerShard the number
		 * @return this builder
		 */
		public Builder guildsPerShard(int guildsPerShard) {
			this.guildsPerShard = positive(guildsPerShard, "guildsPerShard");
			return this;
		}

		/**
		 * Sets of what number every total of shards must be a multiple, as Discord does
		 * for bots in more than 150,000 guilds. An IDENTIFY with another total is closed
		 * with 4010 (R37).
		 * @param shardMultiple the number, at least 1, which is the default
		 * @return this builder
		 */
		public Builder shardMultiple(int shardMultiple) {
			this.shardMultiple = positive(shardMultiple, "shardMultiple");
			return this;
		}

		/**
		 * Sets how long a session without a connection can be resumed. Default: 3
		 * minutes.
		 * @param resumeWindow the time
		 * @return this builder
		 */
		public Builder resumeWindow(Duration resumeWindow) {
			this.resumeWindow = positive(resumeWindow, "resumeWindow");
			return this;
		}

		/**
		 * Sets how many events each session keeps for a replay. Default: 100,000, and 64
		 * MiB in any case. A client that is further behind loses its session.
		 * @param replayBuffer the number
		 * @return this builder
		 */
		public Builder replayBuffer(int replayBuffer) {
			this.replayBuffer = positive(replayBuffer, "replayBuffer");
			return this;
		}

		/**
		 * Sets the privileged intents that are enabled for the application; others close
		 * with 4014 (R39). Default: all.
		 * @param privilegedIntents the intents
		 * @return this builder
		 */
		public Builder privilegedIntents(Collection<GatewayIntent> privilegedIntents) {
			this.privilegedIntents = Set.copyOf(privilegedIntents);
			return this;
		}

		/**
		 * Sets the time in which the whole list of a guild's members may be requested
		 * once; further requests are answered by RATE_LIMITED (R27). Default: 30 s, as
		 * Discord has it.
		 * @param memberListWindow the time
		 * @return this builder
		 */
		public Builder memberListWindow(Duration memberListWindow) {
			this.memberListWindow = positive(memberListWindow, "memberListWindow");
			return this;
		}

		/**
		 * Sets whether requests to the API are limited as Discord limits them: per route,
		 * and 50 per second in all. Default: true.
		 * @param rateLimits whether they are
		 * @return this builder
		 */
		public Builder rateLimits(boolean rateLimits) {
			this.rateLimits = rateLimits;
			return this;
		}

		/**
		 * Sets how many invalid requests in 10 minutes ban the client from the API (R48).
		 * Default: 10,000, as Discord has it.
		 * @param invalidRequests the number of answers of 401, 403 and 429
		 * @return this builder
		 */
		public Builder invalidRequests(int invalidRequests) {
			this.invalidRequests = positive(invalidRequests, "invalidRequests");
			return this;
		}

		/**
		 * Sets what the ids of sessions are drawn from, and makes other ids differ from
		 * those of another seed. Default: chance.
		 * @param seed the seed
		 * @return this builder
		 */
		public Builder seed(long seed) {
			this.seed = seed;
			return this;
		}

		/**
		 * Builds the gateway. It listens after {@link LocalGateway#start()}.
		 * @return a gateway
		 */
		public LocalGateway build() {
			return new LocalGateway(settings());
		}

		/**
		 * Builds the same Discord without sockets, in virtual time. The port and the
		 * number of shards mean nothing to it.
		 * @return a gateway, ready for clients
		 */
		public InProcessGateway buildInProcess() {
			return new InProcessGateway(settings());
		}

		private Settings settings() {
			String id = this.botId;
			if (id == null) {
				String named = (this.token != null) ? this.token.applicationId() : null;
				id = (named != null) ? named : BOT_ID;
			}
			return new Settings((this.token != null) ? this.token : tokenOf(id), id, this.port, this.heartbeatInterval,
					this.shards, this.maxConcurrency, this.identifyWindow, this.sessionStarts, this.resumeWindow,
					this.replayBuffer, this.privilegedIntents, this.memberListWindow, this.sessionStartsReset,
					this.resumePath, this.guildsPerShard, this.shardMultiple, this.rateLimits, this.invalidRequests,
					this.seed);
		}

		/* Short enough that nobody takes it for a real one. */
		private static Token tokenOf(String botId) {
			return Token
				.of(Base64.getUrlEncoder().withoutPadding().encodeToString(botId.getBytes(StandardCharsets.US_ASCII))
						+ ".local.gateway");
		}

		private static int positive(int value, String name) {
			if (value < 1) {
				throw new IllegalArgumentException("'" + name + "' must be at least 1");
			}
			return value;
		}

		private static Duration positive(Duration value, String name) {
			if (value.toMillis() < 1) {
				throw new IllegalArgumentException("'" + name + "' must be at least 1 ms");
			}
			return value;
		}

	}

}
