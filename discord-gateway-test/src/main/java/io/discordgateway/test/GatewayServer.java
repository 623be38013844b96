package io.discordgateway.test;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.discordgateway.codec.Encoding;
import io.discordgateway.shard.ShardId;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state of a gateway: its listening socket, connections, sessions and limits. All of
 * it is confined to the one thread of the event loop; {@link LocalGateway} crosses over.
 */
final class GatewayServer {

	private static final int MAX_HTTP_BODY = 1024 * 1024;

	private final Settings settings;

	private final EventLoopGroup loop;

	private final Recorder recorder;

	private final RestApi api = new RestApi(this);

	private final CommandAnswers answers = new CommandAnswers(this);

	private final Snowflakes snowflakes = new Snowflakes();

	private final Set<Channel> sockets = new LinkedHashSet<>();

	private final Map<Long, GatewayConnection> connections = new LinkedHashMap<>();

	private final Map<String, GatewaySession> sessions = new LinkedHashMap<>();

	private final Map<Integer, Long> bucketTimes = new HashMap<>();

	private final Map<String, Dispatch> guilds = new LinkedHashMap<>();

	/** Channels of the guilds, with the guild's id. */
	private final Map<String, String> channels = new HashMap<>();

	private final ObjectNode bot;

	private @Nullable Channel listener;

	private int port;

	private long connectionCount;

	private int startsLeft;

	private boolean acknowledgeHeartbeats = true;

	private boolean acceptConnections = true;

	private @Nullable Refusal upgradeRefusal;

	private @Nullable Refusal apiRefusal;

	GatewayServer(Settings settings, EventLoopGroup loop) {
		this.settings = settings;
		this.loop = loop;
		this.recorder = new Recorder(settings.token().reveal());
		this.startsLeft = settings.sessionStarts();
		this.port = settings.port();
		this.bot = Json.object()
			.put("id", this.snowflakes.next())
			.put("username", "localbot")
			.put("discriminator", "0001")
			.putNull("global_name")
			.putNull("avatar")
			.put("bot", true);
	}

	Settings settings() {
		return this.settings;
	}

	Recorder recorder() {
		return this.recorder;
	}

	RestApi api() {
		return this.api;
	}

	Snowflakes snowflakes() {
		return this.snowflakes;
	}

	ObjectNode bot() {
		return this.bot;
	}

	String botId() {
		return this.bot.path("id").asString();
	}

	int port() {
		return this.port;
	}

	int startsLeft() {
		return this.startsLeft;
	}

	boolean acknowledgesHeartbeats() {
		return this.acknowledgeHeartbeats;
	}

	void acknowledgeHeartbeats(boolean acknowledge) {
		this.acknowledgeHeartbeats = acknowledge;
	}

	void acceptConnections(boolean accept) {
		this.acceptConnections = accept;
	}

	@Nullable Refusal upgradeRefusal() {
		return this.upgradeRefusal;
	}

	void refuseUpgrades(@Nullable Refusal refusal) {
		this.upgradeRefusal = refusal;
	}

	@Nullable Refusal apiRefusal() {
		return this.apiRefusal;
	}

	void refuseApiCalls(@Nullable Refusal refusal) {
		this.apiRefusal = refusal;
	}

	ChannelFuture bind() {
		return new ServerBootstrap().group(this.loop)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_REUSEADDR, true)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 * 1024, 256 * 1024))
			.childHandler(new ChannelInitializer<SocketChannel>() {

				@Override
				protected void initChannel(SocketChannel channel) {
					accept(channel);
				}

			})
			.bind(new InetSocketAddress("127.0.0.1", this.port));
	}

	void listening(Channel listener) {
		this.listener = listener;
		this.port = ((InetSocketAddress) listener.localAddress()).getPort();
	}

	@Nullable Channel listener() {
		return this.listener;
	}

	void deaf() {
		this.listener = null;
	}

	private void accept(SocketChannel channel) {
		if (!this.acceptConnections) {
			reset(channel);
			return;
		}
		this.sockets.add(channel);
		channel.closeFuture().addListener((closed) -> this.sockets.remove(channel));
		channel.pipeline()
			.addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_HTTP_BODY), new HttpEndpoint(this));
	}

	GatewayConnection connected(Channel channel, Encoding encoding, PayloadEncoder encoder, String uri) {
		GatewayConnection connection = new GatewayConnection(this, ++this.connectionCount, channel, encoding, encoder);
		this.connections.put(connection.id(), connection);
		this.recorder.connection(connection.id(), uri);
		return connection;
	}

	void gone(GatewayConnection connection) {
		this.connections.remove(connection.id());
	}

	void eachConnection(Consumer<GatewayConnection> action) {
		List.copyOf(this.connections.values()).forEach(action);
	}

	/** Resets every socket, those without a WebSocket too. */
	void dropAll() {
		eachConnection(GatewayConnection::drop);
		List.copyOf(this.sockets).forEach(GatewayServer::reset);
	}

	/** Closes a socket with a TCP reset. */
	static void reset(Channel channel) {
		try {
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
		}
		catch (ChannelException ex) {
			// The other side was faster: the socket is closed.
		}
		channel.close().addListener((closed) -> {
		});
	}

	/**
	 * Counts an IDENTIFY against the limits (Gateway &gt; Rate Limiting).
	 * @param shard the shard that identifies
	 * @return why it is refused, or {@code null} if it is not
	 */
	@Nullable String permitIdentify(ShardId shard) {
		long now = System.nanoTime();
		int bucket = shard.identifyBucket(this.settings.maxConcurrency());
		@Nullable Long previous = this.bucketTimes.get(bucket);
		if (previous != null && now - previous < this.settings.identifyWindow().toNanos()) {
			return "IDENTIFY came too soon: bucket " + bucket + " takes one per " + this.settings.identifyWindow();
		}
		if (this.startsLeft == 0) {
			return "IDENTIFY was sent though no session start was left";
		}
		this.bucketTimes.put(bucket, now);
		this.startsLeft--;
		return null;
	}

	GatewaySession begin(ShardId shard, int intents, GatewayConnection connection) {
		for (GatewaySession former : List.copyOf(this.sessions.values())) {
			if (former.shard().equals(shard) && (former.connection == null || former.connection.stalled())) {
				end(former);
			}
		}
		String id = UUID.randomUUID().toString().replace("-", "");
		GatewaySession session = new GatewaySession(id, shard, intents, this.settings.replayBuffer());
		session.connection = connection;
		this.sessions.put(id, session);
		session.append("READY", ready(session));
		for (Dispatch guild : this.guilds.values()) {
			if (shardOf(guild, shard.total()) == shard.id()) {
				append(session, guild);
			}
		}
		return session;
	}

	private byte[] ready(GatewaySession session) {
		ObjectNode ready = Json.object().put("v", 10);
		ready.set("user", this.bot);
		ArrayNode unavailable = ready.putArray("guilds");
		for (Map.Entry<String, Dispatch> guild : this.guilds.entrySet()) {
			if (shardOf(guild.getValue(), session.shard().total()) == session.shard().id()) {
				unavailable.addObject().put("id", guild.getKey()).put("unavailable", true);
			}
		}
		ready.put("session_id", session.id()).put("resume_gateway_url", "ws://127.0.0.1:" + this.port + "/resume");
		ready.putArray("shard").add(session.shard().id()).add(session.shard().total());
		ready.putObject("application").put("id", botId()).put("flags", 565248);
		return Json.write(ready);
	}

	static int shardOf(Dispatch dispatch, int total) {
		String field = dispatch.event().startsWith("GUILD_") && dispatch.tree().has("id")
				&& !dispatch.tree().has("guild_id") ? "id" : "guild_id";
		String guild = dispatch.tree().path(field).asString("");
		return guild.isEmpty() ? 0 : ShardId.ofGuild(Long.parseUnsignedLong(guild), total).id();
	}

	@Nullable GatewaySession find(String sessionId) {
		return this.sessions.get(sessionId);
	}

	void attach(GatewaySession session, GatewayConnection connection) {
		if (session.expiry != null) {
			session.expiry.cancel(false);
			session.expiry = null;
		}
		GatewayConnection former = session.connection;
		session.connection = connection;
		if (former != null && former != connection) {
			former.forget();
			if (!former.stalled()) {
				former.close(4000, "The session was resumed on another connection");
			}
		}
	}

	void detach(GatewaySession session, GatewayConnection connection) {
		if (session.connection == connection) {
			session.connection = null;
			session.expiry = this.loop.schedule(() -> end(session), this.settings.resumeWindow().toMillis(),
					TimeUnit.MILLISECONDS);
		}
	}

	void end(GatewaySession session) {
		this.sessions.remove(session.id());
		if (session.expiry != null) {
			session.expiry.cancel(false);
		}
		if (session.connection != null) {
			session.connection.forget();
			session.connection = null;
		}
	}

	List<GatewaySession> sessions() {
		return new ArrayList<>(this.sessions.values());
	}

	void invalidate(boolean resumable) {
		for (GatewaySession session : sessions()) {
			GatewayConnection connection = session.connection;
			if (connection != null) {
				connection.loseSession(resumable);
			}
			if (!resumable) {
				end(session);
			}
		}
	}

	/** Gives an event to one session, if its intents let it through. */
	boolean append(GatewaySession session, Dispatch dispatch) {
		byte[] data = dispatch.dataFor(session.intents(), botId());
		if (data == null) {
			return false;
		}
		session.append(dispatch.event(), data);
		return true;
	}

	private void sent(Dispatch dispatch) {
		if (dispatch.event().equals("INTERACTION_CREATE")) {
			this.api.interactionSent(dispatch.tree());
		}
	}

	int dispatch(Dispatch dispatch, @Nullable Integer shardId) {
		sent(dispatch);
		int count = 0;
		for (GatewaySession session : sessions()) {
			if (shardId == null || session.shard().id() == shardId) {
				if (append(session, dispatch)) {
					count++;
					pump(session);
				}
			}
		}
		return count;
	}

	/** Gives an event to the shard that Discord would send it on (R37). */
	int route(Dispatch dispatch) {
		sent(dispatch);
		int count = 0;
		for (GatewaySession session : sessions()) {
			if (session.shard().id() == shardOf(dispatch, session.shard().total()) && append(session, dispatch)) {
				count++;
				pump(session);
			}
		}
		return count;
	}

	void join(Dispatch guild) {
		this.guilds.put(guild.tree().path("id").asString(), guild);
		for (JsonNode channel : guild.tree().path("channels")) {
			this.channels.put(channel.path("id").asString(""), guild.tree().path("id").asString());
		}
		route(guild);
	}

	@Nullable Dispatch guild(String guildId) {
		return this.guilds.get(guildId);
	}

	CommandAnswers answers() {
		return this.answers;
	}

	@Nullable String guildOfChannel(String channelId) {
		return this.channels.get(channelId);
	}

	static void pump(GatewaySession session) {
		if (session.connection != null) {
			session.connection.pump();
		}
	}

	/**
	 * Answer that stands for all others.
	 *
	 * @param status the HTTP status
	 * @param retryAfterSeconds value of Retry-After, or {@code null} for none
	 * @param body the body
	 */
	record Refusal(int status, @Nullable Long retryAfterSeconds, String body) {

		byte[] bytes() {
			return this.body.getBytes(StandardCharsets.UTF_8);
		}

	}

}
