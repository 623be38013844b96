package io.discordgateway.spring.test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.Token;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.driver.GatewayTime;
import io.discordgateway.spring.rest.RateLimitTime;
import io.discordgateway.spring.transport.GatewayTransport;
import io.discordgateway.spring.transport.TransportThreads;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.Recorder;
import io.discordgateway.test.discord.Circumstances;
import io.discordgateway.test.discord.Discord;
import io.discordgateway.test.discord.DiscordAction;
import io.discordgateway.test.discord.DiscordActionHandler;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.DiscordLoop;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.DiscordSettings;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.GatewayInfo;
import io.discordgateway.test.discord.RestRequest;
import io.discordgateway.test.discord.RestResponse;
import io.discordgateway.test.discord.SimulatedWorld;
import io.discordgateway.test.discord.WorldSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * The shell of a simulated Discord in this process: its connections, its clock and its
 * timer, and the world behind it. All of it is guarded by one lock. Thread-safe.
 */
final class InProcessDiscord implements Circumstances, DiscordActionHandler, Shell {

	/** No name of this domain ever leads anywhere (RFC 6761). */
	static final String HOST = "discord.test";

	static final URI API = URI.create("https://" + HOST + SimulatedWorld.API_BASE);

	private static final String GATEWAY = "wss://" + HOST;

	private static final String RESUME_PATH = "/resume";

	private static final String BOT_ID = "1400000000000000001";

	private static final Token TOKEN = Token
		.of(Base64.getUrlEncoder().withoutPadding().encodeToString(BOT_ID.getBytes(StandardCharsets.US_ASCII))
				+ ".Gtestt.the-token-of-a-bot-in-a-test");

	private static final Duration HEARTBEAT = Duration.ofMillis(41_250);

	private static final int SESSION_STARTS = 1000;

	private final int shards;

	private final int maxConcurrency;

	private final Activity activity = new Activity();

	private final VirtualTime time = new VirtualTime(this.activity);

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "discord");
		thread.setDaemon(true);
		return thread;
	});

	private final Recorder recorder;

	private final SimulatedWorld world;

	private final Discord discord;

	private final DiscordLoop loop;

	private volatile IntSupplier owed = () -> 0;

	/* Guarded by this, as is all that follows. */
	private final Map<Long, InProcessConnection> connections = new LinkedHashMap<>();

	private long connectionCount;

	private @Nullable Instant armed;

	InProcessDiscord(int shards, int maxConcurrency) {
		this.shards = shards;
		this.maxConcurrency = maxConcurrency;
		this.recorder = new Recorder(TOKEN.reveal(), this.time.clock());
		EnumSet<GatewayIntent> privileged = EnumSet.of(GatewayIntent.GUILD_MEMBERS, GatewayIntent.GUILD_PRESENCES,
				GatewayIntent.MESSAGE_CONTENT);
		this.world = new SimulatedWorld(
				new WorldSettings(TOKEN, BOT_ID, 0, privileged, Duration.ofSeconds(30), true, 10_000), this::info,
				(event) -> handle(new DiscordInput.Happened(event)));
		DiscordSettings settings = DiscordSettings.builder(TOKEN.reveal())
			.maxConcurrency(maxConcurrency)
			.privilegedIntents(privileged)
			.resumePath(RESUME_PATH)
			.build();
		this.discord = new Discord(settings, this, this.world, this.recorder, new SplittableRandom(0));
		this.loop = new DiscordLoop(this.discord, this.time.clock(), this);
	}

	@Override
	public Token token() {
		return TOKEN;
	}

	@Override
	public URI api() {
		return API;
	}

	static String refusal(URI url) {
		return "a test must not reach " + url.getHost() + ": the Discord in this process is at " + HOST;
	}

	@Override
	public Activity activity() {
		return this.activity;
	}

	VirtualTime virtualTime() {
		return this.time;
	}

	@Override
	public synchronized GatewayRecord record() {
		return this.recorder.snapshot();
	}

	@Override
	public synchronized void clearRecord() {
		this.recorder.clear();
	}

	@Override
	public String botId() {
		return BOT_ID;
	}

	private GatewayInfo info() {
		Instant now = this.time.now();
		return new GatewayInfo(GATEWAY, this.shards, SESSION_STARTS, this.discord.sessionStartsLeft(now),
				this.discord.sessionStartsReset(now), this.maxConcurrency);
	}

	Executor carrier(String what) {
		return this.activity.watched(what, Integer.MAX_VALUE, this.threads);
	}

	@Override
	public synchronized <T extends @Nullable Object> T ask(Function<SimulatedWorld, T> action) {
		return action.apply(this.world);
	}

	@Override
	public synchronized List<DiscordSession> sessions() {
		return this.discord.snapshot();
	}

	@Override
	public void owed(IntSupplier owed) {
		this.owed = owed;
	}

	@Override
	public @Nullable String onItsWay() {
		return null;
	}

	@Override
	public boolean isRealTime() {
		return false;
	}

	@Override
	public Instant now() {
		return this.time.now();
	}

	@Override
	public void stop() {
		this.time.stop();
	}

	@Override
	public void goOn() {
		this.time.goOn();
	}

	@Override
	public void advance(Duration duration, Runnable settle) {
		this.time.advance(duration, settle);
	}

	@Override
	public @Nullable Instant next() {
		return this.time.next();
	}

	@Override
	public boolean isWaitedFor() {
		return this.time.isWaitedFor();
	}

	/*
	 * While nothing is counted and nothing owed, settle() would return. Whoever calls
	 * then is somebody of whom it knows nothing.
	 */
	void noticeCaller(String call) {
		if (this.time.isStoppedByAnother() && !this.activity.knowsThisThread() && this.activity.isQuiet()
				&& this.owed.getAsInt() == 0) {
			String what = UNKNOWN_THREAD + "'" + Thread.currentThread().getName() + "', which calls " + call
					+ ". Give its work to an executor that is a bean, or let the listener return a future of it.";
			synchronized (this) {
				this.recorder.violated(0, null, what);
			}
		}
	}

	synchronized RestResponse call(RestRequest request) {
		RestResponse response = this.world.answer(request, this.time.now());
		this.recorder.restCall(request.method(), request.uri(), response.status(),
				new String(request.body(), StandardCharsets.UTF_8));
		if (!request.hasUserAgentOfBot()) {
			this.recorder.violated(0, null, "The User-Agent of an API call is not 'DiscordBot (url, version)'");
		}
		return response;
	}

	// The machine

	@Override
	public synchronized void handle(DiscordInput input) {
		if (this.loop.handle(input)) {
			arm();
		}
	}

	/* A timer that is too early is no harm, so one that is armed stays. */
	private void arm() {
		Instant next = this.discord.nextDeadline();
		Instant current = this.armed;
		if (next == null || (current != null && !next.isBefore(current))) {
			return;
		}
		this.armed = next;
		Runnable unused = this.time.later(Duration.between(this.time.now(), next), () -> fired(next));
	}

	private synchronized void fired(Instant due) {
		if (due.equals(this.armed)) {
			this.armed = null;
		}
		handle(new DiscordInput.TimerFired());
	}

	@Override
	public synchronized long connections() {
		return this.connectionCount;
	}

	synchronized InProcessConnection newConnection(GatewayTransport.Listener listener) {
		return new InProcessConnection(this, ++this.connectionCount, listener);
	}

	synchronized void connect(InProcessConnection connection, String uri) {
		this.connections.put(connection.id(), connection);
		handle(new DiscordInput.UpgradeRequested(connection.id(), uri));
		handle(new DiscordInput.Opened(connection.id()));
	}

	synchronized void gone(InProcessConnection connection) {
		if (this.connections.remove(connection.id(), connection)) {
			handle(new DiscordInput.Dropped(connection.id()));
			connection.free();
		}
	}

	@Override
	public String resumeUrl(ShardId shard) {
		return GATEWAY + RESUME_PATH;
	}

	@Override
	public Duration heartbeatInterval(long connection) {
		return HEARTBEAT;
	}

	@Override
	public void accept(DiscordAction.Accept action) {
		with(action, (connection) -> connection.accept(action.format()));
	}

	@Override
	public void refuse(DiscordAction.Refuse action) {
		with(action, (connection) -> {
			this.connections.remove(connection.id());
			connection.refuse(action.refusal());
		});
	}

	@Override
	public void send(DiscordAction.Send action) {
		with(action, (connection) -> connection.send(action));
	}

	@Override
	public void sendRaw(DiscordAction.SendRaw action) {
		with(action, (connection) -> connection.send(action.text(), action.message()));
	}

	@Override
	public void compressPayloads(DiscordAction.CompressPayloads action) {
		with(action, InProcessConnection::compressPayloads);
	}

	@Override
	public void close(DiscordAction.Close action) {
		with(action, (connection) -> connection.closed(action.code(), action.reason()));
	}

	@Override
	public void end(DiscordAction.End action) {
		with(action, (connection) -> connection.lost("the connection ended"));
	}

	@Override
	public void reset(DiscordAction.Reset action) {
		with(action, (connection) -> connection.lost("the connection was reset"));
	}

	@Override
	public void halfClose(DiscordAction.HalfClose action) {
		with(action, (connection) -> connection.lost("the connection ended without a close frame"));
	}

	@Override
	public void read(DiscordAction.Read action) {
		with(action, (connection) -> connection.read(action.read()));
	}

	private void with(DiscordAction action, Consumer<InProcessConnection> what) {
		InProcessConnection connection = this.connections.get(action.connection());
		if (connection != null) {
			what.accept(connection);
		}
	}

	@Override
	public synchronized void dispatch(Dispatch event) {
		this.world.adopt(event.event(), event.tree(), this.time.now());
		handle(new DiscordInput.Happened(event));
	}

	@Override
	public String toString() {
		return "Discord in this process";
	}

	// In place of the network and the clocks

	@Override
	public GatewayTransport.Factory transports(Supplier<GatewayTransport.Factory> network) {
		return Transport::new;
	}

	@Override
	public ClientHttpRequestFactory requests() {
		return new InProcessRequests(this);
	}

	@Override
	public GatewayTime time() {
		return this.time;
	}

	@Override
	public RateLimitTime limits() {
		return this.time;
	}

	@Override
	public void close() {
		List<InProcessConnection> open;
		synchronized (this) {
			open = List.copyOf(this.connections.values());
		}
		open.forEach(this::gone);
		this.time.end();
		this.threads.shutdown();
	}

	/** What carries the bytes of one start of the gateway: nothing of its own. */
	private final class Transport implements GatewayTransport {

		private Transport(TransportThreads threads, InstantSource clock) {
		}

		@Override
		public Connection newConnection(Listener listener) {
			return InProcessDiscord.this.newConnection(listener);
		}

		@Override
		public void close() {
		}

	}

}
