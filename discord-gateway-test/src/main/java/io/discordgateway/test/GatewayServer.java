package io.discordgateway.test;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.Circumstances;
import io.discordgateway.test.discord.Discord;
import io.discordgateway.test.discord.DiscordAction;
import io.discordgateway.test.discord.DiscordActionHandler;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.DiscordLoop;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.GatewayInfo;
import io.discordgateway.test.discord.OpenConnection;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.Scope;
import io.discordgateway.test.discord.SimulatedWorld;
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
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The shell of a {@link Discord} on loopback: its listening socket, its connections, its
 * clock and its timer. All of it is confined to the one thread of the event loop;
 * {@link LocalGateway} crosses over.
 */
final class GatewayServer implements Circumstances, DiscordActionHandler {

	private static final int MAX_HTTP_BODY = 32 * 1024 * 1024;

	private final Settings settings;

	private final EventLoopGroup loop;

	private final Recorder recorder;

	private final SimulatedWorld world;

	private final Discord discord;

	/** When the server was made, by the wall clock and by the other. */
	private final Instant origin = InstantSource.system().instant();

	private final long originNanos = System.nanoTime();

	private final DiscordLoop discordLoop;

	private @Nullable Instant armed;

	private final Set<Channel> sockets = new LinkedHashSet<>();

	private final Map<Long, GatewayConnection> connections = new LinkedHashMap<>();

	/** What was written to and not flushed yet. */
	private final Set<GatewayConnection> written = new LinkedHashSet<>();

	private @Nullable Channel listener;

	private int port;

	private long connectionCount;

	private boolean acceptConnections = true;

	private @Nullable Refusal apiRefusal;

	GatewayServer(Settings settings, EventLoopGroup loop) {
		this.settings = settings;
		this.loop = loop;
		this.recorder = new Recorder(settings.token().reveal(), this::now);
		this.port = settings.port();
		this.world = new SimulatedWorld(settings.world(), this::info, this::happened);
		Long seed = settings.seed();
		this.discord = new Discord(settings.discord(), this, this.world, this.recorder,
				(seed != null) ? new Random(seed) : new SecureRandom());
		this.discordLoop = new DiscordLoop(this.discord, this::now, this);
	}

	Settings settings() {
		return this.settings;
	}

	Recorder recorder() {
		return this.recorder;
	}

	SimulatedWorld world() {
		return this.world;
	}

	int port() {
		return this.port;
	}

	GatewayInfo info() {
		return new GatewayInfo("ws://127.0.0.1:" + this.port, this.settings.shards(), this.settings.sessionStarts(),
				this.discord.sessionStartsLeft(now()), this.discord.sessionStartsReset(now()),
				this.settings.maxConcurrency());
	}

	void acceptConnections(boolean accept) {
		this.acceptConnections = accept;
	}

	@Nullable Refusal apiRefusal() {
		return this.apiRefusal;
	}

	void refuseApiCalls(@Nullable Refusal refusal) {
		this.apiRefusal = refusal;
	}

	// The one thread, the clock and the socket of Discord

	Instant now() {
		return this.origin.plusNanos(System.nanoTime() - this.originNanos);
	}

	/** Hands on what happened, and does what follows. */
	void handle(DiscordInput input) {
		if (this.discordLoop.handle(input)) {
			this.written.forEach(GatewayConnection::flush);
			this.written.clear();
			arm();
		}
	}

	/* A timer that is too early is no harm, so one that is armed stays. */
	private void arm() {
		Instant next = this.discord.nextDeadline();
		Instant current = this.armed;
		if (next == null || (current != null && !next.isBefore(current)) || this.loop.isShuttingDown()) {
			return;
		}
		this.armed = next;
		Future<?> unused = this.loop.schedule(() -> {
			if (next.equals(this.armed)) {
				this.armed = null;
			}
			handle(new DiscordInput.TimerFired());
		}, Math.max(0, Duration.between(now(), next).toNanos()), TimeUnit.NANOSECONDS);
	}

	@Override
	public String resumeUrl(ShardId shard) {
		return "ws://127.0.0.1:" + this.port + this.settings.resumePath();
	}

	@Override
	public Duration heartbeatInterval(long connection) {
		return this.settings.heartbeatInterval();
	}

	@Override
	public void accept(DiscordAction.Accept action) {
		with(action, (connection) -> connection.accept(action.format()));
	}

	@Override
	public void refuse(DiscordAction.Refuse action) {
		with(action, (connection) -> connection.refuse(action.refusal()));
	}

	@Override
	public void send(DiscordAction.Send action) {
		write(action, (connection) -> connection.send(action));
	}

	@Override
	public void sendRaw(DiscordAction.SendRaw action) {
		write(action, (connection) -> connection.send(action.text(), action.message()));
	}

	@Override
	public void compressPayloads(DiscordAction.CompressPayloads action) {
		with(action, GatewayConnection::compressPayloads);
	}

	@Override
	public void close(DiscordAction.Close action) {
		write(action, (connection) -> connection.close(action.code(), action.reason()));
	}

	@Override
	public void end(DiscordAction.End action) {
		with(action, GatewayConnection::end);
	}

	@Override
	public void reset(DiscordAction.Reset action) {
		with(action, GatewayConnection::reset);
	}

	@Override
	public void halfClose(DiscordAction.HalfClose action) {
		with(action, GatewayConnection::halfClose);
	}

	@Override
	public void read(DiscordAction.Read action) {
		with(action, (connection) -> connection.read(action.read()));
	}

	private void write(DiscordAction action, Consumer<GatewayConnection> how) {
		with(action, (connection) -> {
			how.accept(connection);
			this.written.add(connection);
		});
	}

	private void with(DiscordAction action, Consumer<GatewayConnection> what) {
		GatewayConnection connection = this.connections.get(action.connection());
		if (connection != null) {
			what.accept(connection);
		}
	}

	/** A client asks for a WebSocket; the connection knows whether it is refused. */
	GatewayConnection asked(Channel channel, String uri) {
		GatewayConnection connection = new GatewayConnection(this, this.connectionCount + 1, channel);
		this.connections.put(connection.id(), connection);
		handle(new DiscordInput.UpgradeRequested(connection.id(), uri));
		if (connection.refusal() == null) {
			this.connectionCount++;
		}
		else {
			this.connections.remove(connection.id());
		}
		return connection;
	}

	void gone(GatewayConnection connection) {
		this.connections.remove(connection.id());
		handle(new DiscordInput.Dropped(connection.id()));
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

	/** Resets every socket, those without a WebSocket too. */
	void dropAll() {
		handle(new DiscordFault.Drop(Scope.ALL));
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

	// What happened on the sockets

	SocketControl.Traffic traffic() {
		Collection<GatewayConnection> open = this.connections.values();
		return new SocketControl.Traffic(open.size(), open.stream().mapToLong(GatewayConnection::sent).sum(),
				open.stream().mapToLong(GatewayConnection::received).sum());
	}

	// What happens in the world

	List<DiscordSession> sessions() {
		return this.discord.snapshot();
	}

	List<OpenConnection> openConnections() {
		return this.discord.connections();
	}

	List<DiscordFault.Lasting> faults() {
		return this.discord.faults();
	}

	/** Whether a WebSocket is open, or closing. */
	boolean isConnected() {
		return !this.connections.isEmpty();
	}

	void heal() {
		this.acceptConnections = true;
		this.apiRefusal = null;
		this.world.clearScripts();
		handle(new DiscordFault.Heal());
	}

	int dispatch(Dispatch dispatch, Scope scope) {
		this.world.adopt(dispatch.event(), dispatch.tree(), now());
		handle(new DiscordInput.Dispatched(scope, dispatch));
		return this.discord.reached();
	}

	/** Gives an event from elsewhere to the shard that Discord would send it on (R37). */
	int route(Dispatch dispatch) {
		this.world.adopt(dispatch.event(), dispatch.tree(), now());
		happened(dispatch);
		return this.discord.reached();
	}

	private void happened(Dispatch dispatch) {
		handle(new DiscordInput.Happened(dispatch));
	}

	void join(JsonNode guild) {
		this.world.adopt("GUILD_CREATE", guild, now());
		happened(Objects.requireNonNull(this.world.guildCreate(guild.path("id").asString(), Integer.MAX_VALUE)));
	}

}
