package io.discordgateway.connection;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.ControlPayloads;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.GatewayUrl;
import io.discordgateway.codec.MalformedPayloadException;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.codec.PayloadWriter;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.limit.CommandBudget;
import io.discordgateway.limit.Heartbeats;
import io.discordgateway.limit.ReconnectLimits;
import io.discordgateway.limit.ReconnectSchedule;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.Recovery;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.DispatchFilter;
import io.discordgateway.session.LiveSession;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Discord's gateway with bytes at both ends and without I/O: for anyone with a socket. It
 * lives through many connections, one after the other.
 *
 * <pre>{@code
 * DiscordConnection connection = DiscordConnection.builder(url, new SecureRandom()).build();
 * do {
 *     // open a socket to connection.destination()
 *     socket.write(connection.connect(now));
 *     while (!connection.finished()) {
 *         socket.write(connection.receive(socket.read(), now));
 *         for (ConnectionEvent event : connection.events()) {
 *             // on Hello: socket.write(connection.shouldResume()
 *             //         ? connection.resume(token, now) : connection.identify(token, intents, now))
 *         }
 *         // when nextDeadline() comes: socket.write(connection.deadlineReached(now))
 *     }
 *     // close the socket
 * }
 * while (connection.shouldReconnect() && sleep(connection.reconnect(now)));
 * }</pre>
 *
 * Methods that return bytes return what has to be written to the socket, in the order of
 * the calls; often that is nothing. What a peer does wrong ends the connection with an
 * event; exceptions are for what the caller does wrong.
 * <p>
 * Not thread-safe: one call at a time, with a lock that covers the writing too, so that
 * bytes are written in the order in which they were made. Times come from one monotonic
 * clock; a time before the last one counts as the last one.
 *
 * @since 0.1
 */
public final class DiscordConnection implements AutoCloseable {

	private static final byte[] NOTHING = new byte[0];

	private final Builder settings;

	private final RandomGenerator random;

	private final ReconnectSchedule schedule;

	private final Deque<Duration> latencies = Heartbeats.newLatencies();

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	/* Plain arrays: no native memory, no pools that belong to threads. */
	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

	private List<ConnectionEvent> events = new ArrayList<>();

	private Instant now = Instant.MIN;

	private Phase phase = Phase.NEW;

	private Start start = Start.NONE;

	private @Nullable LiveSession session;

	private URI url;

	private @Nullable Upgrade upgrade;

	private @Nullable WebSocketCodec webSocket;

	private @Nullable MessageDecoder decoder;

	private boolean textMessage;

	private boolean reading = true;

	private @Nullable Heartbeats heartbeats;

	private CommandBudget budget = new CommandBudget();

	private @Nullable Instant deadline;

	/* When RESUME, or what it brings, is late (R19). */
	private @Nullable Instant replayDeadline;

	private boolean replayMoves;

	private int sentCloseCode;

	private ReconnectSchedule.End end = ReconnectSchedule.End.OTHER;

	private @Nullable Instant endedAt;

	private Duration retryAfter = Duration.ZERO;

	private boolean fatal;

	private DiscordConnection(Builder settings) {
		this.settings = settings;
		this.random = settings.random;
		this.schedule = new ReconnectSchedule(settings.reconnectLimits, settings.random);
		ResumePoint point = settings.resumePoint;
		if (point != null) {
			this.session = new LiveSession(point.sessionId(), secure(point.resumeUrl()), point.sequence());
		}
		this.url = nextUrl();
	}

	/**
	 * Starts to describe a connection.
	 * @param gatewayUrl the url that the API gave, {@code wss} or {@code ws}
	 * @param random where the key of the upgrade, the masks of frames and the jitter of
	 * waits come from; an unpredictable one unless the connection is private otherwise
	 * (RFC 6455, section 10.3)
	 * @return a builder
	 * @throws IllegalArgumentException if the url is none to connect to
	 */
	public static Builder builder(URI gatewayUrl, RandomGenerator random) {
		return new Builder(gatewayUrl, random);
	}

	/**
	 * Returns whether another connection makes sense after a close code: not after the
	 * codes that only a person can mend (R18).
	 * @param code the code of a close frame
	 * @return false for 4004 and 4010 to 4014
	 */
	public static boolean shouldReconnect(int code) {
		return GatewayCloseCode.recoveryOf(code) != Recovery.STOP;
	}

	// Where to connect to

	/**
	 * Returns the url of this connection, with {@code v}, {@code encoding} and
	 * {@code compress}. It is the resume url's if there is a session to resume (R3).
	 * @return the url
	 */
	public URI url() {
		return this.url;
	}

	/**
	 * Returns where to open a socket to.
	 * @return host and port of {@link #url()}
	 */
	public Destination destination() {
		return Destination.of(this.url);
	}

	/**
	 * Begins the connection once there is a socket.
	 * @param now the time
	 * @return the HTTP request that upgrades to a WebSocket
	 * @throws IllegalStateException if it was begun already, without {@link #reconnect}
	 */
	public byte[] connect(Instant now) {
		advance(now);
		if (this.phase != Phase.NEW) {
			throw new IllegalStateException("The connection was begun already; reconnect() makes it ready for another");
		}
		this.phase = Phase.UPGRADING;
		this.decoder = new MessageDecoder(this.settings.encoding, this.settings.compression,
				this.settings.maxPayloadSize, this.settings.limits);
		this.upgrade = new Upgrade(this.random, this.allocator);
		this.deadline = this.now.plus(this.settings.upgradeTimeout);
		this.upgrade.request(this.url, this.settings.userAgent, this.output);
		return takeOutput();
	}

	/**
	 * Makes this object ready for another connection. What was left of the last one is
	 * forgotten: its socket has to be closed. A session that could be resumed neither at
	 * its own url nor at the gateway's is given up (R19): {@link #shouldResume} tells.
	 * @param now the time
	 * @return how long to wait before the next connection is opened: at random, and
	 * longer with each failure, until READY or RESUMED comes (R20); nothing for the first
	 * attempt after a RECONNECT or a missed heartbeat (R16). Before an IDENTIFY after one
	 * that was spent in vain it is 5 s or more (R13)
	 * @throws IllegalStateException if {@link #shouldReconnect()} says no
	 */
	public Duration reconnect(Instant now) {
		advance(now);
		if (this.fatal) {
			throw new IllegalStateException("Discord closed the connection for good (R18): another would end alike");
		}
		release();
		Instant ended = (this.endedAt != null) ? this.endedAt : this.now;
		if (this.schedule.connectionEnded(this.end, this.session != null, ended)) {
			this.session = null;
		}
		if (this.session == null) {
			this.schedule.identifyFailed(ended);
		}
		Instant next = this.schedule.next(this.session != null, this.retryAfter, this.now);
		this.phase = Phase.NEW;
		this.start = Start.NONE;
		this.reading = true;
		this.heartbeats = null;
		this.budget = new CommandBudget();
		this.end = ReconnectSchedule.End.OTHER;
		this.endedAt = null;
		this.retryAfter = Duration.ZERO;
		this.url = nextUrl();
		return Duration.between(this.now, next);
	}

	/**
	 * Returns whether another connection makes sense.
	 * @return false once the gateway closed with a code that only a person can mend
	 */
	public boolean shouldReconnect() {
		return !this.fatal;
	}

	private URI nextUrl() {
		LiveSession current = this.session;
		URI base = (current != null && this.schedule.useResumeUrl()) ? current.resumeUrl() : this.settings.gatewayUrl;
		return GatewayUrl.forConnection(base, this.settings.encoding, this.settings.compression);
	}

	/* It must not carry the token in clear where the configured url does not (R41). */
	private URI secure(@Nullable URI resumeUrl) {
		return (resumeUrl != null && GatewayUrl.isAsSecure(resumeUrl, this.settings.gatewayUrl)) ? resumeUrl
				: this.settings.gatewayUrl;
	}

	// What the socket says

	/**
	 * Takes what the socket delivered. It does not matter how it was cut.
	 * @param bytes the bytes; read to their limit
	 * @param now the time
	 * @return what to send: pongs, answers to heartbeat requests, close frames
	 * @throws IllegalStateException if {@link #connect} was not called
	 */
	public byte[] receive(ByteBuffer bytes, Instant now) {
		advance(now);
		if (this.phase == Phase.NEW) {
			throw new IllegalStateException("Nothing can be received before connect()");
		}
		if (this.upgrade != null) {
			upgrading(this.upgrade.receive(bytes));
		}
		else if (this.webSocket != null) {
			this.webSocket.receive(bytes);
			frames(this.webSocket);
		}
		bytes.position(bytes.limit());
		return takeOutput();
	}

	/**
	 * Takes the end of the stream, or the news that the socket is broken.
	 * @param now the time
	 */
	public void endOfInput(Instant now) {
		advance(now);
		if (this.upgrade != null) {
			upgrading(this.upgrade.endOfInput());
		}
		else if (this.phase == Phase.CLOSING) {
			finish(null, "The connection ended before the close frame was answered", false);
		}
		else if (this.phase == Phase.OPEN) {
			finish(null, "The connection ended without a close frame", true);
		}
	}

	/**
	 * Notes that this side stopped or began to read: an acknowledgment that was not read
	 * is not a missing one (R8).
	 * @param reading whether it reads
	 */
	public void reading(boolean reading) {
		this.reading = reading;
		if (this.heartbeats != null) {
			this.heartbeats.reading(reading);
		}
	}

	/**
	 * Takes out the events since the last call.
	 * @return the events, in order
	 */
	public List<ConnectionEvent> events() {
		if (this.events.isEmpty()) {
			return List.of();
		}
		List<ConnectionEvent> taken = this.events;
		this.events = new ArrayList<>();
		return taken;
	}

	private void upgrading(Upgrade.@Nullable Outcome outcome) {
		if (outcome instanceof Upgrade.Upgraded upgraded) {
			Objects.requireNonNull(this.upgrade).release();
			this.upgrade = null;
			WebSocketCodec codec = new WebSocketCodec(this.settings.maxPayloadSize, this.random, this.allocator);
			this.webSocket = codec;
			this.phase = Phase.OPEN;
			this.deadline = this.now.plus(this.settings.helloTimeout);
			ByteBuf rest = upgraded.rest();
			if (rest != null) {
				codec.receive(rest);
				frames(codec);
			}
		}
		else if (outcome instanceof Upgrade.Refused refused) {
			Duration retryAfter = refused.event().retryAfter();
			if (retryAfter != null) {
				this.retryAfter = retryAfter;
			}
			this.events.add(refused.event());
			end();
		}
		else if (outcome instanceof Upgrade.Failed failed) {
			finish(null, failed.reason(), true);
		}
	}

	private void frames(WebSocketCodec codec) {
		WebSocketFrame frame;
		while (this.phase != Phase.FINISHED && (frame = codec.next()) != null) {
			try {
				frame(codec, frame);
			}
			finally {
				frame.release();
			}
		}
		WebSocketCodec.Violation violation = (this.phase != Phase.FINISHED) ? codec.violation() : null;
		if (violation != null) {
			giveUp(violation.closeCode(), violation.reason());
		}
	}

	private void frame(WebSocketCodec codec, WebSocketFrame frame) {
		if (frame instanceof CloseWebSocketFrame close) {
			closedByPeer(codec, close);
		}
		else if (frame instanceof PingWebSocketFrame) {
			if (this.phase == Phase.OPEN) {
				byte[] data = new byte[frame.content().readableBytes()];
				frame.content().readBytes(data);
				codec.pong(data, this.output);
			}
		}
		else if (!(frame instanceof PongWebSocketFrame)) {
			if (!(frame instanceof ContinuationWebSocketFrame)) {
				this.textMessage = frame instanceof TextWebSocketFrame;
			}
			message(frame);
		}
	}

	private void closedByPeer(WebSocketCodec codec, CloseWebSocketFrame close) {
		Integer code = (close.statusCode() != -1) ? close.statusCode() : null;
		if (this.phase == Phase.OPEN) {
			codec.close(code, this.output);
			GatewayCloseCode known = (code != null) ? GatewayCloseCode.of(code) : null;
			finish(code, (known != null) ? known.explanation() : close.reasonText(), true);
		}
		else {
			finish(code, "Closed by this side with " + this.sentCloseCode, false);
		}
	}

	private void message(WebSocketFrame frame) {
		try {
			Envelope envelope = Objects.requireNonNull(this.decoder)
				.decode(frame.content().nioBuffer(), this.textMessage, frame.isFinalFragment());
			if (envelope != null) {
				envelope(envelope);
			}
		}
		catch (MalformedPayloadException ex) {
			giveUp(GatewayCloseCode.KEEPS_SESSION, Objects.requireNonNullElse(ex.getMessage(), "A message is bad"));
		}
	}

	// What the gateway says

	private void envelope(Envelope envelope) {
		GatewayOpcode opcode = GatewayOpcode.of(envelope.op());
		if (opcode == null) {
			unknown(envelope);
			return;
		}
		switch (opcode) {
			case DISPATCH -> dispatch(envelope);
			case HEARTBEAT -> heartbeatRequested();
			case HEARTBEAT_ACK -> heartbeatAcknowledged();
			case HELLO -> hello(envelope);
			case RECONNECT -> {
				control(new ConnectionEvent.ReconnectRequested());
				this.end = ReconnectSchedule.End.RECONNECT_REQUESTED;
				giveUp(GatewayCloseCode.KEEPS_SESSION, "Discord asked for a reconnect");
			}
			case INVALID_SESSION -> invalidSession(ControlPayloads.resumable(envelope));
			default -> unknown(envelope);
		}
	}

	private void unknown(Envelope envelope) {
		if (this.settings.controlEvents) {
			this.events.add(new ConnectionEvent.UnknownPayload(envelope.op(), envelope.copyData()));
		}
	}

	private void hello(Envelope envelope) {
		if (this.heartbeats != null || this.phase != Phase.OPEN) {
			return;
		}
		Duration interval = ControlPayloads.heartbeatInterval(envelope);
		this.heartbeats = new Heartbeats(interval, this.latencies);
		this.heartbeats.reading(this.reading);
		this.budget.heartbeatInterval(interval);
		this.deadline = this.now.plusMillis((long) (interval.toMillis() * this.random.nextDouble()));
		this.events.add(new ConnectionEvent.Hello(interval));
	}

	private void heartbeatRequested() {
		if (this.phase == Phase.OPEN) {
			if (this.budget.permitsRequestedHeartbeat(this.now)) {
				send(PayloadWriter.heartbeat(this.settings.encoding, lastSequence()));
			}
			control(new ConnectionEvent.HeartbeatRequested());
		}
	}

	private void heartbeatAcknowledged() {
		Duration latency = (this.heartbeats != null) ? this.heartbeats.acknowledged(this.now) : null;
		control(new ConnectionEvent.HeartbeatAcknowledged(latency));
	}

	private void invalidSession(boolean resumable) {
		if (!resumable) {
			this.session = null;
		}
		control(new ConnectionEvent.SessionInvalidated(resumable));
		this.end = ReconnectSchedule.End.SESSION_INVALIDATED;
		giveUp(GatewayCloseCode.KEEPS_SESSION,
				"Discord declared the session invalid" + (resumable ? ", but resumable" : ""));
	}

	private void dispatch(Envelope envelope) {
		String name = envelope.name();
		if (name == null) {
			throw new MalformedPayloadException("Dispatch without an event name");
		}
		if (name.equals("READY")) {
			ready(envelope);
			return;
		}
		LiveSession current = this.session;
		if (current == null && this.phase == Phase.CLOSING) {
			return;
		}
		if (current == null || (this.start != Start.RESUMING && this.start != Start.LIVE)) {
			throw new MalformedPayloadException(name + " came before a session began");
		}
		boolean replayed = this.start == Start.RESUMING;
		boolean resumed = replayed && name.equals("RESUMED");
		long sequence = envelope.sequence();
		if (current.hasSeen(sequence) && !resumed) {
			return;
		}
		// Before the sequence moves: what does not decode has to come again (R35).
		RawPayload data = wantedData(envelope, name);
		current.received(sequence);
		if (resumed) {
			began();
		}
		else if (replayed) {
			this.replayMoves = true;
			this.schedule.replayed();
		}
		dispatched(name, current.sequence(), replayed, data);
	}

	private void ready(Envelope envelope) {
		if (this.start != Start.IDENTIFYING) {
			throw new MalformedPayloadException("READY came without an IDENTIFY");
		}
		ControlPayloads.ReadySession ready = ControlPayloads.readySession(envelope);
		LiveSession started = new LiveSession(ready.sessionId(), secure(ready.resumeGatewayUrl()), envelope.sequence());
		RawPayload data = wantedData(envelope, "READY");
		this.session = endsSession(this.sentCloseCode) ? null : started;
		began();
		dispatched("READY", started.sequence(), false, data);
	}

	private @Nullable RawPayload wantedData(Envelope envelope, String name) {
		return this.settings.dispatchFilter.wants(name) ? envelope.copyData() : null;
	}

	private void dispatched(String name, long sequence, boolean replayed, @Nullable RawPayload data) {
		if (data != null) {
			this.events.add(new ConnectionEvent.Dispatched(name, sequence, replayed, data));
		}
	}

	private void began() {
		this.start = Start.LIVE;
		this.replayDeadline = null;
		this.schedule.live(this.now);
	}

	private void control(ConnectionEvent event) {
		if (this.settings.controlEvents) {
			this.events.add(event);
		}
	}

	// What time brings

	/**
	 * Returns when to call {@link #deadlineReached}: for the next heartbeat, or because
	 * the peer does not answer. The answer changes with calls of other methods only.
	 * @return the time, or {@code null} if nothing is waited for
	 */
	public @Nullable Instant nextDeadline() {
		Instant replay = this.replayDeadline;
		return (replay == null || (this.deadline != null && this.deadline.isBefore(replay))) ? this.deadline : replay;
	}

	/**
	 * Does what is due: sends a heartbeat, or gives a connection up whose peer took too
	 * long to upgrade, to send HELLO, to acknowledge a heartbeat, to answer RESUME or to
	 * answer a close frame; or on which nothing was done for so long that this host must
	 * have slept (R42).
	 * @param now the time
	 * @return what to send; nothing before {@link #nextDeadline}
	 */
	public byte[] deadlineReached(Instant now) {
		advance(now);
		Instant due = this.deadline;
		if (due != null && !due.isAfter(this.now)) {
			timedOut(due);
		}
		if (this.replayDeadline != null && !this.replayDeadline.isAfter(this.now)) {
			replayTimedOut();
		}
		return takeOutput();
	}

	private void timedOut(Instant due) {
		if (this.phase == Phase.UPGRADING) {
			finish(null, "No answer to the upgrade within " + this.settings.upgradeTimeout.toSeconds() + " s", false);
		}
		else if (this.phase == Phase.CLOSING) {
			finish(null, "The close frame was not answered within " + this.settings.closeTimeout.toSeconds() + " s",
					false);
		}
		else if (this.heartbeats != null) {
			if (this.heartbeats.slept(due, this.now)) {
				this.end = ReconnectSchedule.End.SILENT;
				giveUp(GatewayCloseCode.KEEPS_SESSION, "The heartbeat was due "
						+ Duration.between(due, this.now).toSeconds() + " s ago: the host or the process slept");
				return;
			}
			heartbeat(this.heartbeats, due);
		}
		else if (this.reading) {
			giveUp(GatewayCloseCode.KEEPS_SESSION, "No HELLO within " + this.settings.helloTimeout.toSeconds() + " s");
		}
		else {
			// What is unread is not missing (R8).
			this.deadline = this.now.plus(this.settings.helloTimeout);
		}
	}

	/* RESUME costs nothing: one that is answered by silence is as good as dropped. */
	private void replayTimedOut() {
		if (this.reading && !this.replayMoves) {
			giveUp(GatewayCloseCode.KEEPS_SESSION,
					"Nothing replayed and no RESUMED within " + this.settings.resumeTimeout.toSeconds() + " s");
			return;
		}
		awaitReplay();
	}

	private void awaitReplay() {
		this.replayMoves = false;
		this.replayDeadline = this.now.plus(this.settings.resumeTimeout);
	}

	/**
	 * Returns the time between heartbeats.
	 * @return the interval, or {@code null} before HELLO
	 */
	public @Nullable Duration heartbeatInterval() {
		return (this.heartbeats != null) ? this.heartbeats.interval() : null;
	}

	/**
	 * Sends a heartbeat now, for those who keep a schedule of their own and do not ask
	 * for {@link #nextDeadline} (R5). If the one before was never acknowledged, the
	 * connection is dead: it is closed and can be resumed (R8).
	 * @param now the time
	 * @return a heartbeat or a close frame; nothing if the connection is closing or
	 * finished
	 * @throws IllegalStateException before HELLO
	 */
	public byte[] heartbeat(Instant now) {
		advance(now);
		if (closing()) {
			return NOTHING;
		}
		heartbeat(helloReceived(), this.now);
		return takeOutput();
	}

	private void heartbeat(Heartbeats heartbeats, Instant due) {
		if (heartbeats.missed()) {
			this.end = ReconnectSchedule.End.SILENT;
			giveUp(GatewayCloseCode.KEEPS_SESSION,
					"No heartbeat was acknowledged for " + heartbeats.interval().toMillis() + " ms");
			return;
		}
		heartbeats.sent(this.now);
		this.deadline = heartbeats.nextAfter(due, this.now);
		send(PayloadWriter.heartbeat(this.settings.encoding, lastSequence()));
	}

	/**
	 * Returns whether every heartbeat that fell due on this connection was acknowledged.
	 * @return true before the first
	 */
	public boolean acknowledged() {
		return this.heartbeats == null || this.heartbeats.acknowledged();
	}

	/**
	 * Returns how long the last heartbeat took to be acknowledged (R9).
	 * @return the latency, or {@code null} before the first
	 */
	public @Nullable Duration latency() {
		return this.latencies.peekLast();
	}

	/**
	 * Returns the mean of the last five latencies (R9).
	 * @return the mean, or {@code null} before the first
	 */
	public @Nullable Duration meanLatency() {
		return Heartbeats.mean(this.latencies);
	}

	// What the application sends

	/**
	 * Returns whether there is a session to resume.
	 * @return whether to answer HELLO with {@link #resume}
	 */
	public boolean shouldResume() {
		return this.session != null;
	}

	/**
	 * Returns the session: its id, its url and the number of its last dispatch. Another
	 * object or process can go on from there (R23).
	 * @return the resume point, or {@code null} without a session
	 */
	public @Nullable ResumePoint resumePoint() {
		return (this.session != null) ? this.session.resumePoint(this.settings.shard) : null;
	}

	/**
	 * Returns the number of the last dispatch.
	 * @return the number, or {@code null} without a session
	 */
	public @Nullable Long lastSequence() {
		return (this.session != null) ? this.session.sequence() : null;
	}

	/**
	 * Starts a new session, with the default properties and no presence (R11).
	 * @param token the bot token
	 * @param intents the sum of the intents
	 * @param now the time
	 * @return IDENTIFY
	 * @throws IllegalStateException as {@code identify} with all options does
	 */
	public byte[] identify(Token token, int intents, Instant now) {
		return identify(token, intents, IdentifyProperties.DEFAULT, null, null, now);
	}

	/**
	 * Starts a new session (R11). Payload compression and the shard are the builder's.
	 * The application has to keep Discord's limits on session starts (R12, R13).
	 * @param token the bot token
	 * @param intents the sum of the intents
	 * @param properties how the client describes itself
	 * @param largeThreshold from how many members on offline ones are left out of
	 * GUILD_CREATE, 50 to 250, or {@code null} for Discord's default
	 * @param presence the presence to start with, or {@code null}
	 * @param now the time
	 * @return IDENTIFY
	 * @throws IllegalStateException before HELLO, after the end, or if a session was
	 * started or resumed on this connection already
	 * @throws IllegalArgumentException if the threshold is out of its range or the
	 * presence makes the payload too long
	 */
	public byte[] identify(Token token, int intents, IdentifyProperties properties, @Nullable Integer largeThreshold,
			@Nullable UpdatePresence presence, Instant now) {
		advance(now);
		if (largeThreshold != null && (largeThreshold < 50 || largeThreshold > 250)) {
			throw new IllegalArgumentException("The large threshold is 50 to 250, not " + largeThreshold);
		}
		byte[] payload = PayloadWriter.identify(this.settings.encoding, token, this.settings.shard, intents, properties,
				this.settings.compression == Compression.PAYLOAD, largeThreshold, presence);
		checkSize(GatewayOpcode.IDENTIFY, payload);
		start(Start.IDENTIFYING);
		this.session = null;
		this.schedule.identifySent();
		send(payload);
		return takeOutput();
	}

	/**
	 * Resumes the session (R17).
	 * @param token the bot token
	 * @param now the time
	 * @return RESUME
	 * @throws IllegalStateException if there is no session, before HELLO, after the end,
	 * or if a session was started or resumed on this connection already
	 */
	public byte[] resume(Token token, Instant now) {
		advance(now);
		ResumePoint point = resumePoint();
		if (point == null) {
			throw new IllegalStateException("There is no session to resume: identify()");
		}
		start(Start.RESUMING);
		this.schedule.resumeSent();
		awaitReplay();
		send(PayloadWriter.resume(this.settings.encoding, token, point));
		return takeOutput();
	}

	private void start(Start next) {
		requireOpen();
		Heartbeats unused = helloReceived();
		if (this.start != Start.NONE) {
			throw new IllegalStateException("A session was started or resumed on this connection already");
		}
		this.start = next;
	}

	/**
	 * Returns whether the session is live, so that commands can be sent.
	 * @return true from READY or RESUMED to the end of the connection
	 */
	public boolean live() {
		return this.phase == Phase.OPEN && this.start == Start.LIVE;
	}

	/**
	 * Returns when the budget of the connection lets another command through (R24).
	 * @param now the time
	 * @return {@code null} if {@link #send} may be called now, otherwise the time to ask
	 * again
	 */
	public @Nullable Instant nextCommand(Instant now) {
		advance(now);
		return this.budget.nextPermit(this.now);
	}

	/**
	 * Sends a command: members, voice state, presence, soundboard sounds, channel info
	 * (R27, R28).
	 * @param command the command
	 * @param now the time
	 * @return the command's bytes
	 * @throws IllegalStateException if the session is not {@link #live()} (R26), or the
	 * budget is spent: 120 payloads in 60 s, of which some are kept for heartbeats (R24)
	 * @throws IllegalArgumentException if the payload is longer than Discord takes (R25)
	 */
	public byte[] send(GatewayCommand command, Instant now) {
		advance(now);
		byte[] payload = PayloadWriter.command(this.settings.encoding, command);
		checkSize(command.opcode(), payload);
		if (!live()) {
			throw new IllegalStateException(command.opcode() + " needs a live session: wait for READY or RESUMED");
		}
		Instant permit = this.budget.nextPermit(this.now);
		if (permit != null) {
			throw new IllegalStateException(
					"Discord takes 120 payloads in 60 s: the next command may be sent at " + permit + " (nextCommand)");
		}
		send(payload);
		return takeOutput();
	}

	private static void checkSize(GatewayOpcode opcode, byte[] payload) {
		if (payload.length > PayloadWriter.MAX_SIZE) {
			throw new IllegalArgumentException(
					opcode + " is " + payload.length + " bytes long; Discord takes at most " + PayloadWriter.MAX_SIZE);
		}
	}

	private void send(byte[] payload) {
		this.budget.sent(this.now);
		WebSocketCodec open = Objects.requireNonNull(this.webSocket);
		if (this.settings.encoding.isText()) {
			open.text(payload, this.output);
		}
		else {
			open.binary(payload, this.output);
		}
	}

	private void requireOpen() {
		if (this.phase != Phase.OPEN) {
			throw new IllegalStateException("The connection is not open");
		}
	}

	private Heartbeats helloReceived() {
		if (this.heartbeats == null) {
			throw new IllegalStateException("HELLO has not come yet");
		}
		return this.heartbeats;
	}

	// The end

	/**
	 * Begins the closing handshake. Go on receiving until the connection is
	 * {@link #finished()}. 1000 and 1001 end the session, and the bot goes offline; after
	 * any other code it can be resumed (R21).
	 * @param code the code to close with: 1000 to 1003, 1007 to 1014 or 3000 to 4999
	 * @param now the time
	 * @return a close frame; nothing if the connection is closing or finished, or was not
	 * upgraded yet, which finishes it
	 * @throws IllegalArgumentException if the code may not be sent
	 */
	public byte[] close(int code, Instant now) {
		advance(now);
		if (!(code >= 1000 && code <= 1003) && !(code >= 1007 && code <= 1014) && !(code >= 3000 && code <= 4999)) {
			throw new IllegalArgumentException("A close frame must not have the code " + code);
		}
		if (endsSession(code) && !closing()) {
			this.session = null;
		}
		if (this.phase == Phase.OPEN) {
			Objects.requireNonNull(this.webSocket).close(code, this.output);
			this.phase = Phase.CLOSING;
			this.sentCloseCode = code;
			this.replayDeadline = null;
			this.deadline = this.now.plus(this.settings.closeTimeout);
		}
		else if (this.phase == Phase.UPGRADING) {
			finish(null, "Closed before the upgrade was answered", false);
		}
		return takeOutput();
	}

	private static boolean endsSession(int code) {
		return code == GatewayCloseCode.ENDS_SESSION || code == 1001;
	}

	/**
	 * Returns whether this connection is at its end: a closing handshake is under way or
	 * done. Nothing of the application's can be sent any more.
	 * @return whether it is closing or finished
	 */
	public boolean closing() {
		return this.phase == Phase.CLOSING || this.phase == Phase.FINISHED;
	}

	/**
	 * Returns whether this connection is over: write what was returned, then close the
	 * socket. What it still delivers is ignored (R43). The last event says why.
	 * @return whether it is over
	 */
	public boolean finished() {
		return this.phase == Phase.FINISHED;
	}

	/**
	 * Frees native memory of the connection. Nothing is sent; the object can be used
	 * again after {@link #reconnect}.
	 */
	@Override
	public void close() {
		if (this.phase == Phase.NEW || this.phase == Phase.FINISHED) {
			release();
		}
		else {
			end();
		}
	}

	/** Ends the connection from this side, without waiting for the peer (R8). */
	private void giveUp(int code, String reason) {
		if (this.phase == Phase.OPEN) {
			Objects.requireNonNull(this.webSocket).close(code, this.output);
		}
		finish(code, reason, false);
	}

	private void finish(@Nullable Integer code, String reason, boolean byPeer) {
		Recovery recovery = GatewayCloseCode.recoveryOf(code);
		if (recovery != Recovery.RESUME) {
			this.session = null;
		}
		this.fatal = recovery == Recovery.STOP;
		if (this.session == null && !this.fatal) {
			recovery = Recovery.REIDENTIFY;
		}
		this.events.add(new ConnectionEvent.Closed(code, reason, byPeer, recovery));
		end();
	}

	private void end() {
		this.phase = Phase.FINISHED;
		this.endedAt = this.now;
		release();
	}

	private void release() {
		this.deadline = null;
		this.replayDeadline = null;
		this.sentCloseCode = 0;
		if (this.upgrade != null) {
			this.upgrade.release();
			this.upgrade = null;
		}
		if (this.webSocket != null) {
			this.webSocket.release();
			this.webSocket = null;
		}
		if (this.decoder != null) {
			this.decoder.close();
			this.decoder = null;
		}
	}

	// Housekeeping

	private void advance(Instant now) {
		if (now.isAfter(this.now)) {
			this.now = now;
		}
		Instant held = this.schedule.heldAt();
		if (held != null && !finished() && isJustPast(held)) {
			this.schedule.held();
		}
	}

	/* Who calls within a heartbeat's time was awake; a host that slept did not hold. */
	private boolean isJustPast(Instant time) {
		return !time.isAfter(this.now) && !this.now.isAfter(time.plus(helloReceived().interval()));
	}

	private byte[] takeOutput() {
		if (this.output.size() == 0) {
			return NOTHING;
		}
		byte[] bytes = this.output.toByteArray();
		this.output.reset();
		return bytes;
	}

	/** Memory that Netty's codecs hold, for tests. */
	long heldMemory() {
		return this.allocator.metric().usedHeapMemory() + this.allocator.metric().usedDirectMemory();
	}

	@Override
	public String toString() {
		return "DiscordConnection[" + this.settings.shard + ", " + this.phase + ", " + this.start + "]";
	}

	/** Where one connection is. */
	private enum Phase {

		NEW, UPGRADING, OPEN, CLOSING, FINISHED

	}

	/** Where the session is on this connection. */
	private enum Start {

		NONE, IDENTIFYING, RESUMING, LIVE

	}

	/**
	 * Builder of a {@link DiscordConnection}. Not thread-safe, and good for one
	 * connection.
	 *
	 * @since 0.1
	 */
	public static final class Builder {

		private final URI gatewayUrl;

		private final RandomGenerator random;

		private ShardId shard = ShardId.SINGLE;

		private Encoding encoding = Encoding.JSON;

		private PayloadLimits limits = PayloadLimits.DEFAULT;

		private Compression compression = Compression.NONE;

		private @Nullable ResumePoint resumePoint;

		private boolean controlEvents;

		private DispatchFilter dispatchFilter = DispatchFilter.ALL;

		private int maxPayloadSize = 64 * 1024 * 1024;

		private ReconnectLimits reconnectLimits = ReconnectLimits.DEFAULT;

		private Duration upgradeTimeout = Duration.ofSeconds(10);

		private Duration helloTimeout = Duration.ofSeconds(15);

		private Duration closeTimeout = Duration.ofSeconds(5);

		private Duration resumeTimeout = Duration.ofSeconds(60);

		private String userAgent = "DiscordBot (https://github.com/discord-gateway/discord-gateway, 0.1)";

		private Builder(URI gatewayUrl, RandomGenerator random) {
			boolean webSocket = "wss".equalsIgnoreCase(gatewayUrl.getScheme())
					|| "ws".equalsIgnoreCase(gatewayUrl.getScheme());
			if (!webSocket || gatewayUrl.getHost() == null) {
				throw new IllegalArgumentException("A gateway's url is wss://HOST or ws://HOST, not " + gatewayUrl);
			}
			this.gatewayUrl = gatewayUrl;
			this.random = Objects.requireNonNull(random, "'random' must not be null");
		}

		/**
		 * Sets the shard. Default: the only one.
		 * @param shard the shard
		 * @return this builder
		 */
		public Builder shard(ShardId shard) {
			this.shard = shard;
			return this;
		}

		/**
		 * Sets how messages are written. Default: JSON.
		 * @param encoding the encoding
		 * @return this builder
		 */
		public Builder encoding(Encoding encoding) {
			this.encoding = encoding;
			return this;
		}

		/**
		 * Sets how much one message may hold (R34). Default:
		 * {@link PayloadLimits#DEFAULT}.
		 * @param limits the limits
		 * @return this builder
		 */
		public Builder limits(PayloadLimits limits) {
			this.limits = limits;
			return this;
		}

		/**
		 * Sets how the gateway is to compress. Default: not at all.
		 * @param compression the compression
		 * @return this builder
		 * @throws IllegalArgumentException if it is not available in this process
		 */
		public Builder compression(Compression compression) {
			if (!compression.isAvailable()) {
				throw new IllegalArgumentException(compression + " needs com.github.luben:zstd-jni");
			}
			this.compression = compression;
			return this;
		}

		/**
		 * Sets the session to resume (R23). Default: none.
		 * @param resumePoint the session id, the resume url and the sequence number, or
		 * {@code null}
		 * @return this builder
		 */
		public Builder resumeFrom(@Nullable ResumePoint resumePoint) {
			this.resumePoint = resumePoint;
			return this;
		}

		/**
		 * Sets whether to hand out events that are handled inside, too. Default: no.
		 * @param controlEvents whether to hand them out
		 * @return this builder
		 */
		public Builder controlEvents(boolean controlEvents) {
			this.controlEvents = controlEvents;
			return this;
		}

		/**
		 * Sets which dispatches to hand out. Default: all.
		 * @param filter the filter
		 * @return this builder
		 */
		public Builder dispatchFilter(DispatchFilter filter) {
			this.dispatchFilter = filter;
			return this;
		}

		/**
		 * Sets how large a WebSocket frame, and one inflated message, may be. Default: 64
		 * MiB (R34).
		 * @param bytes the bound in bytes, 4096 to 1 GiB
		 * @return this builder
		 */
		public Builder maxPayloadSize(int bytes) {
			if (bytes < 4096 || bytes > 1 << 30) {
				throw new IllegalArgumentException("The largest payload size is 4096 bytes to 1 GiB, not " + bytes);
			}
			this.maxPayloadSize = bytes;
			return this;
		}

		/**
		 * Sets the bounds of {@link DiscordConnection#reconnect}. Default: 1 s and 60 s
		 * (R20).
		 * @param min the first bound
		 * @param max the last bound
		 * @return this builder
		 * @throws IllegalArgumentException unless 0 &lt; min &lt;= max
		 */
		public Builder backoff(Duration min, Duration max) {
			return reconnectLimits(this.reconnectLimits.withBackoff(min, max));
		}

		/**
		 * Sets how long {@link DiscordConnection#reconnect} says to wait, and how often
		 * RESUME is tried. Default: {@link ReconnectLimits#DEFAULT}.
		 * @param limits the limits
		 * @return this builder
		 */
		public Builder reconnectLimits(ReconnectLimits limits) {
			this.reconnectLimits = limits;
			return this;
		}

		/**
		 * Sets how long the peer may take. Default: 10 s, 15 s (R4) and 5 s.
		 * @param upgrade for the answer to the upgrade
		 * @param hello for HELLO
		 * @param close for the answer to a close frame
		 * @return this builder
		 */
		public Builder timeouts(Duration upgrade, Duration hello, Duration close) {
			this.upgradeTimeout = upgrade;
			this.helloTimeout = hello;
			this.closeTimeout = close;
			return this;
		}

		/**
		 * Sets how long RESUME may be answered by nothing at all before it counts as
		 * failed. Default: 60 s (R19).
		 * @param timeout the time-out
		 * @return this builder
		 */
		public Builder resumeTimeout(Duration timeout) {
			this.resumeTimeout = timeout;
			return this;
		}

		/**
		 * Sets the header {@code User-Agent} of the upgrade. Default: this library's
		 * name.
		 * @param userAgent the value
		 * @return this builder
		 */
		public Builder userAgent(String userAgent) {
			this.userAgent = userAgent;
			return this;
		}

		/**
		 * Builds the connection.
		 * @return a connection that waits for {@link DiscordConnection#connect}
		 * @throws IllegalArgumentException if the session to resume is another shard's
		 */
		public DiscordConnection build() {
			if (this.resumePoint != null && !this.resumePoint.shard().equals(this.shard)) {
				throw new IllegalArgumentException(
						"The session to resume is of shard " + this.resumePoint.shard() + ", not of " + this.shard);
			}
			this.compression.checkedWith(this.encoding);
			return new DiscordConnection(this);
		}

	}

}
