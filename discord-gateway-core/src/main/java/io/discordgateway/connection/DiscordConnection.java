package io.discordgateway.connection;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.PayloadLimits;
import io.discordgateway.limit.ReconnectLimits;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.IdentifyProperties;
import io.discordgateway.payload.Recovery;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.DispatchFilter;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardActionHandler;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardProtocol;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;

/**
 * Discord's gateway with bytes at both ends and without I/O: for anyone with a socket. It
 * lives through many connections, one after the other.
 *
 * <pre>{@code
 * DiscordConnection connection = DiscordConnection.builder(url, new SecureRandom()).build();
 * do {
 *     // open a socket to connection.destination(); if that fails: connection.connectFailed(why, now)
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

	/*
	 * A shell: what the wire tells becomes an input of the shard, and what the shard
	 * wants done becomes bytes of the wire. Sessions, heartbeats and waits are the
	 * shard's, which is driven by hand (ShardSettings): it connects, and begins or
	 * resumes a session, when the caller says so.
	 */

	private static final byte[] NOTHING = new byte[0];

	private final Builder settings;

	private final ShardProtocol shard;

	private final Hands hands = new Hands();

	private List<ConnectionEvent> events = new ArrayList<>();

	private GatewayUrl gatewayUrl;

	private URI url;

	private @Nullable WebSocketWire wire;

	private Instant now = Instant.MIN;

	private long number;

	private long commands;

	private DiscordConnection(Builder settings) {
		this.settings = settings;
		this.gatewayUrl = settings.gatewayUrl;
		this.shard = new ShardProtocol(settings.shardSettings(), settings.random);
		run(new ShardInput.Start(this.gatewayUrl, settings.resumePoint));
		this.url = this.shard.nextUrl();
	}

	/**
	 * Starts to describe a connection.
	 * @param gatewayUrl the url that the API gave
	 * @param random where the key of the upgrade, the masks of frames and the jitter of
	 * waits come from; an unpredictable one unless the connection is private otherwise
	 * (RFC 6455, section 10.3)
	 * @return a builder
	 */
	public static Builder builder(GatewayUrl gatewayUrl, RandomGenerator random) {
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
	 * Takes a new url of the gateway, when the API was asked again, as the one before
	 * cannot be reached (R1). It is used from the next {@link #reconnect} on; one that is
	 * less secure than the one before is not (R41).
	 * @param gatewayUrl the url that the API gave
	 */
	public void gatewayUrlFound(GatewayUrl gatewayUrl) {
		if (this.gatewayUrl.isMatchedInSecurityBy(gatewayUrl)) {
			this.gatewayUrl = gatewayUrl;
		}
		run(new ShardInput.GatewayUrlFound(gatewayUrl));
	}

	/**
	 * Begins the connection once there is a socket.
	 * @param now the time
	 * @return the HTTP request that upgrades to a WebSocket
	 * @throws IllegalStateException if it was begun already, without {@link #reconnect}
	 */
	public byte[] connect(Instant now) {
		advance(now);
		WebSocketWire begun = begin();
		begun.start(this.now);
		return begun.takeOutput();
	}

	/**
	 * Takes the news that no socket could be opened: this connection is
	 * {@link #finished()}.
	 * @param reason what went wrong; no secrets
	 * @param now the time
	 * @throws IllegalStateException if the connection was begun already
	 */
	public void connectFailed(String reason, Instant now) {
		advance(now);
		begin().abort();
		run(new ShardInput.ConnectFailed(this.number, reason, null, null));
		ended(null, reason, false);
	}

	private WebSocketWire begin() {
		if (this.wire != null) {
			throw new IllegalStateException("The connection was begun already; reconnect() makes it ready for another");
		}
		startAnew();
		run(new ShardInput.ConnectNow());
		WebSocketWire begun = WebSocketWire.builder(this.url, this.settings.random, new Ears())
			.userAgent(this.settings.userAgent)
			.maxMessageSize(this.settings.maxPayloadSize)
			.timeouts(this.settings.upgradeTimeout, this.settings.closeTimeout)
			.build();
		this.wire = begun;
		return begun;
	}

	/* After close() the shard has stopped, and goes on with the session that it kept. */
	private void startAnew() {
		if (this.shard.status() == ShardStatus.STOPPED) {
			run(new ShardInput.Start(this.gatewayUrl, this.shard.resumePoint()));
		}
	}

	/**
	 * Makes this object ready for another connection. What was left of the last one is
	 * forgotten: its socket has to be closed. A session that could be resumed neither at
	 * its own url nor at the gateway's is given up (R19): {@link #shouldResume} tells.
	 * @param now the time
	 * @return how long to wait before the next connection is opened: at random, and
	 * longer with each failure that no time of a live session forgives (R20, R45);
	 * nothing for the first attempt after a RECONNECT or a missed heartbeat (R16). Before
	 * an IDENTIFY it is longer by what the IDENTIFYs before were spent on (R13)
	 * @throws IllegalStateException if {@link #shouldReconnect()} says no
	 */
	public Duration reconnect(Instant now) {
		advance(now);
		if (!shouldReconnect()) {
			throw new IllegalStateException("Discord closed the connection for good (R18): another would end alike");
		}
		giveUp();
		this.wire = null;
		startAnew();
		this.url = this.shard.nextUrl();
		Instant next = this.shard.nextAttempt();
		return (next != null && next.isAfter(this.now)) ? Duration.between(this.now, next) : Duration.ZERO;
	}

	/**
	 * Returns whether another connection makes sense.
	 * @return false once the gateway closed with a code that only a person can mend
	 */
	public boolean shouldReconnect() {
		return this.shard.status() != ShardStatus.FAILED;
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
		WebSocketWire current = this.wire;
		if (current == null) {
			throw new IllegalStateException("Nothing can be received before connect()");
		}
		current.receive(bytes);
		return current.takeOutput();
	}

	/**
	 * Takes the end of the stream, or the news that the socket is broken.
	 * @param now the time
	 */
	public void endOfInput(Instant now) {
		advance(now);
		if (this.wire != null) {
			this.wire.endOfInput();
		}
	}

	/**
	 * Notes that this side stopped or began to read: an acknowledgment that was not read
	 * is not a missing one (R8).
	 * @param reading whether it reads
	 */
	public void reading(boolean reading) {
		run(reading ? new ShardInput.ReadingResumed(this.number) : new ShardInput.ReadingPaused(this.number));
	}

	/**
	 * Takes the news that the wall clock moved against the monotonic one: the host slept,
	 * or a clock was set. If that was for longer than a heartbeat interval, the
	 * connection is taken for dead (R42).
	 * @param by how far it moved since the last look, forwards or (negative) backwards
	 * @param now the time
	 * @return what to send
	 */
	public byte[] clockJumped(Duration by, Instant now) {
		advance(now);
		run(new ShardInput.ClockJumped(by));
		return takeOutput();
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

	// What time brings

	/**
	 * Returns when to call {@link #deadlineReached}: for the next heartbeat, or because
	 * the peer does not answer. The answer changes with calls of other methods only.
	 * @return the time, or {@code null} if nothing is waited for
	 */
	public @Nullable Instant nextDeadline() {
		Instant next = this.shard.nextDeadline();
		Instant wires = (this.wire != null) ? this.wire.nextDeadline() : null;
		return (next == null || (wires != null && wires.isBefore(next))) ? wires : next;
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
		if (this.wire != null) {
			this.wire.deadlineReached(this.now);
		}
		run(new ShardInput.TimerFired());
		return takeOutput();
	}

	/**
	 * Returns the time between heartbeats.
	 * @return the interval, or {@code null} before HELLO
	 */
	public @Nullable Duration heartbeatInterval() {
		return this.shard.heartbeatInterval();
	}

	/**
	 * Sends a heartbeat now, for those who keep a schedule of their own and do not ask
	 * for {@link #nextDeadline} (R5). If the one before was never acknowledged, the
	 * connection is dead: it is closed and can be resumed (R8, R47).
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
		if (this.shard.heartbeatInterval() == null) {
			throw new IllegalStateException("HELLO has not come yet");
		}
		run(new ShardInput.SendHeartbeat());
		return takeOutput();
	}

	/**
	 * Returns whether every heartbeat that fell due on this connection was acknowledged.
	 * @return true before the first
	 */
	public boolean acknowledged() {
		return this.shard.acknowledged();
	}

	/**
	 * Returns how long the last heartbeat took to be acknowledged (R9).
	 * @return the latency, or {@code null} before the first
	 */
	public @Nullable Duration latency() {
		return this.shard.latency();
	}

	/**
	 * Returns the mean of the last five latencies (R9).
	 * @return the mean, or {@code null} before the first
	 */
	public @Nullable Duration meanLatency() {
		return this.shard.meanLatency();
	}

	// What the application sends

	/**
	 * Returns whether there is a session to resume.
	 * @return whether to answer HELLO with {@link #resume}
	 */
	public boolean shouldResume() {
		return this.shard.sequence() >= 0;
	}

	/**
	 * Returns the session: its id, its url and the number of its last dispatch. Another
	 * object or process can go on from there (R23).
	 * @return the resume point, or {@code null} without a session
	 */
	public @Nullable ResumePoint resumePoint() {
		return this.shard.resumePoint();
	}

	/**
	 * Returns the number of the last dispatch.
	 * @return the number, or {@code null} without a session
	 */
	public @Nullable Long lastSequence() {
		long sequence = this.shard.sequence();
		return (sequence >= 0) ? (Long) sequence : null;
	}

	/**
	 * Starts a new session, with the default properties and no presence (R11).
	 * @param token the bot token
	 * @param intents the sum of the intents
	 * @param now the time
	 * @return IDENTIFY
	 * @throws IllegalStateException as {@link #identify(Identify, Instant)} does
	 */
	public byte[] identify(Token token, int intents, Instant now) {
		return identify(Identify.of(token, intents), now);
	}

	/**
	 * Starts a new session (R11).
	 * @param token the bot token
	 * @param intents the sum of the intents
	 * @param properties how the client describes itself
	 * @param largeThreshold from how many members on offline ones are left out of
	 * GUILD_CREATE, 50 to 250, or {@code null} for Discord's default
	 * @param presence the presence to start with, or {@code null}
	 * @param now the time
	 * @return IDENTIFY
	 * @throws IllegalStateException as {@link #identify(Identify, Instant)} does
	 * @throws IllegalArgumentException if the threshold is out of its range or the
	 * presence makes the payload too long
	 */
	public byte[] identify(Token token, int intents, IdentifyProperties properties, @Nullable Integer largeThreshold,
			@Nullable UpdatePresence presence, Instant now) {
		return identify(new Identify(token, intents, properties, largeThreshold, presence, null), now);
	}

	/**
	 * Starts a new session (R11). Payload compression and the shard are the builder's.
	 * The application has to keep Discord's limits on session starts over all its shards
	 * (R12, R13).
	 * @param identify what to say of the application
	 * @param now the time
	 * @return IDENTIFY
	 * @throws IllegalStateException before HELLO, after the end, if a session was started
	 * or resumed on this connection already, or if the IDENTIFYs of this shard brought no
	 * session that lasted and the next one has to wait (R13)
	 * @throws IllegalArgumentException if the payload is longer than Discord takes (R25)
	 */
	public byte[] identify(Identify identify, Instant now) {
		advance(now);
		run(new ShardInput.BeginSession(identify));
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
		run(new ShardInput.ResumeSession(token));
		return takeOutput();
	}

	/**
	 * Returns whether the session is live, so that commands can be sent.
	 * @return true from READY or RESUMED to the end of the connection
	 */
	public boolean live() {
		return this.shard.status() == ShardStatus.CONNECTED;
	}

	/**
	 * Returns when the budget of the connection lets another command through (R24).
	 * @param now the time
	 * @return {@code null} if {@link #send} may be called now, otherwise the time to ask
	 * again
	 */
	public @Nullable Instant nextCommand(Instant now) {
		advance(now);
		return this.shard.nextCommand(this.now);
	}

	/**
	 * Sends a command: members, voice state, presence, soundboard sounds, channel info
	 * (R27, R28).
	 * @param command the command
	 * @param now the time
	 * @return the command's bytes
	 * @throws IllegalStateException if the session is not {@link #live()} (R26), or the
	 * budget is spent: 120 payloads in 60 s, of which some are kept for heartbeats (R24)
	 * @throws IllegalArgumentException if the payload is longer than Discord takes (R25),
	 * or Discord would not answer it for want of an intent (R27)
	 */
	public byte[] send(GatewayCommand command, Instant now) {
		advance(now);
		if (!live()) {
			throw new IllegalStateException(command.opcode() + " needs a live session: wait for READY or RESUMED");
		}
		Instant permit = this.shard.nextCommand(this.now);
		if (permit != null) {
			throw new IllegalStateException(
					"Discord takes 120 payloads in 60 s: the next command may be sent at " + permit + " (nextCommand)");
		}
		this.hands.refusal = null;
		run(new ShardInput.Submit(++this.commands, command, null));
		if (this.hands.refusal != null) {
			throw new IllegalArgumentException(this.hands.refusal);
		}
		return takeOutput();
	}

	// The end

	/**
	 * Begins the closing handshake. Go on receiving until the connection is
	 * {@link #finished()}; what still comes is not handed out, and comes again when the
	 * session is resumed. 1000 and 1001 end the session, and the bot goes offline; after
	 * any other code it can be resumed (R21).
	 * @param code the code to close with
	 * @param now the time
	 * @return a close frame; nothing if the connection is closing or finished, or was not
	 * upgraded yet, which finishes it
	 */
	public byte[] close(CloseCode code, Instant now) {
		advance(now);
		if (closing() || !shouldReconnect()) {
			return NOTHING;
		}
		this.hands.closesInOrder = true;
		try {
			run(new ShardInput.Shutdown(code));
		}
		finally {
			this.hands.closesInOrder = false;
		}
		return takeOutput();
	}

	/**
	 * Returns whether this connection is at its end: a closing handshake is under way or
	 * done. Nothing of the application's can be sent any more.
	 * @return whether it is closing or finished
	 */
	public boolean closing() {
		return this.wire != null && (this.wire.finished() || this.shard.status() == ShardStatus.STOPPED);
	}

	/**
	 * Returns whether this connection is over: write what was returned, then close the
	 * socket. What it still delivers is ignored (R43). The last event says why.
	 * @return whether it is over
	 */
	public boolean finished() {
		return this.wire != null && this.wire.finished();
	}

	/**
	 * Frees native memory of the connection. Nothing is sent, and nothing told; the
	 * object can be used again after {@link #reconnect}.
	 */
	@Override
	public void close() {
		giveUp();
	}

	private void giveUp() {
		if (this.wire != null && !this.wire.finished()) {
			this.wire.abort();
			run(new ShardInput.Closed(this.number, null, "given up by this side"));
		}
	}

	/* The last event of a connection; what may follow is known by the shard only now. */
	private void ended(@Nullable Integer code, String reason, boolean byPeer) {
		this.events.add(new ConnectionEvent.Closed(code, reason, byPeer, recovery()));
	}

	private Recovery recovery() {
		if (!shouldReconnect()) {
			return Recovery.STOP;
		}
		return shouldResume() ? Recovery.RESUME : Recovery.REIDENTIFY;
	}

	// Between wire and shard

	private void run(ShardInput input) {
		for (ShardAction action : this.shard.handle(input, this.now)) {
			action.dispatchTo(this.hands);
		}
		this.hands.tellEnd();
	}

	private void advance(Instant now) {
		if (now.isAfter(this.now)) {
			this.now = now;
		}
	}

	private byte[] takeOutput() {
		return (this.wire != null) ? this.wire.takeOutput() : NOTHING;
	}

	@Override
	public String toString() {
		return "DiscordConnection[" + this.settings.shard + ", " + this.shard.status() + "]";
	}

	/** Hears what the wire tells. */
	private final class Ears implements WebSocketWire.Listener {

		@Override
		public void opened() {
			run(new ShardInput.Opened(DiscordConnection.this.number));
		}

		@Override
		public void refused(ConnectionEvent.UpgradeRejected rejected) {
			run(new ShardInput.ConnectFailed(DiscordConnection.this.number, rejected.reason(), rejected.status(),
					rejected.retryAfter()));
			DiscordConnection.this.events.add(rejected);
		}

		@Override
		public void message(ByteBuffer chunk, boolean text, boolean last) {
			long connection = DiscordConnection.this.number;
			run(text ? new ShardInput.TextReceived(connection, chunk, last)
					: new ShardInput.BinaryReceived(connection, chunk, last));
		}

		@Override
		public void closed(WebSocketWire.Closed closed) {
			if (closed.byPeer()) {
				String reason = (closed.code() != null) ? closed.reason() : "closed without a code";
				run(new ShardInput.Closed(DiscordConnection.this.number, closed.code(), reason));
				DisconnectCause cause = DiscordConnection.this.hands.cause;
				ended(closed.code(), (cause != null) ? cause.reason() : closed.reason(), true);
			}
			else {
				ended(closed.code(), (closed.code() != null) ? "Closed by this side with " + closed.code()
						: "Closed before the upgrade was answered", false);
			}
		}

		@Override
		public void failed(WebSocketWire.Failed failed) {
			boolean closing = DiscordConnection.this.shard.status() == ShardStatus.STOPPED;
			run(new ShardInput.Closed(DiscordConnection.this.number, null, failed.reason()));
			ended(failed.closeCode(), failed.reason(), failed.fault() == WebSocketWire.Fault.LOST && !closing);
		}

	}

	/** Does what the shard wants done. */
	private final class Hands implements ShardActionHandler {

		private boolean closesInOrder;

		private @Nullable String refusal;

		private @Nullable DisconnectCause cause;

		private @Nullable Duration latency;

		private boolean gaveUp;

		@Override
		public void connect(ShardAction.Connect action) {
			DiscordConnection.this.number = action.connection();
			DiscordConnection.this.url = action.url();
		}

		@Override
		public void send(ShardAction.Send action) {
			WebSocketWire open = Objects.requireNonNull(DiscordConnection.this.wire);
			if (action.text()) {
				open.sendText(action.payload());
			}
			else {
				open.sendBinary(action.payload());
			}
		}

		/* A connection that the shard gives up is not waited for (R8). */
		@Override
		public void close(ShardAction.Close action) {
			WebSocketWire open = Objects.requireNonNull(DiscordConnection.this.wire);
			open.close(action.code().value(), "", DiscordConnection.this.now);
			if (!this.closesInOrder) {
				open.abort();
				this.gaveUp = true;
			}
		}

		@Override
		public void abort(ShardAction.Abort action) {
			WebSocketWire opening = DiscordConnection.this.wire;
			if (opening != null && this.closesInOrder) {
				opening.close(CloseCode.ENDS_SESSION.value(), "", DiscordConnection.this.now);
			}
			else if (opening != null) {
				opening.abort();
				this.gaveUp = true;
			}
		}

		private void tellEnd() {
			DisconnectCause why = this.cause;
			if (this.gaveUp && why != null) {
				this.gaveUp = false;
				ended(why.code(), why.reason(), false);
			}
		}

		/* Sessions are begun by hand: nobody is asked for a permit. */
		@Override
		public void requestIdentify(ShardAction.RequestIdentify action) {
			throw new AssertionError(action);
		}

		@Override
		public void cancelIdentify(ShardAction.CancelIdentify action) {
			throw new AssertionError(action);
		}

		@Override
		public void saveResumePoint(ShardAction.SaveResumePoint action) {
			// The caller asks for it when it wants to save it: resumePoint().
		}

		@Override
		public void dropResumePoint(ShardAction.DropResumePoint action) {
			// Likewise.
		}

		@Override
		public void emit(ShardAction.Emit action) {
			ShardEvent event = action.event();
			List<ConnectionEvent> told = DiscordConnection.this.events;
			if (event instanceof ShardEvent.Dispatched dispatched) {
				told.add(new ConnectionEvent.Dispatch(dispatched.name(), dispatched.sequence(), dispatched.replayed(),
						dispatched.payload()));
			}
			else if (event instanceof ShardEvent.StatusChanged changed
					&& changed.to() == ShardStatus.AWAITING_IDENTIFY) {
				told.add(new ConnectionEvent.Hello(
						Objects.requireNonNull(DiscordConnection.this.shard.heartbeatInterval())));
			}
			else if (event instanceof ShardEvent.HeartbeatAcknowledged acknowledged) {
				this.latency = acknowledged.latency();
			}
			else if (event instanceof ShardEvent.ControlReceived control) {
				control(control, told);
			}
			else if (event instanceof ShardEvent.Disconnected disconnected) {
				this.cause = disconnected.cause();
			}
			else if (event instanceof ShardEvent.CommandDropped dropped) {
				this.refusal = dropped.reason();
			}
			else if (event instanceof ShardEvent.Warning warning && DiscordConnection.this.settings.controlEvents) {
				told.add(new ConnectionEvent.Warning(warning.message()));
			}
		}

		private void control(ShardEvent.ControlReceived control, List<ConnectionEvent> told) {
			GatewayOpcode opcode = GatewayOpcode.of(control.op());
			if (opcode == GatewayOpcode.HEARTBEAT) {
				told.add(new ConnectionEvent.HeartbeatRequested());
			}
			else if (opcode == GatewayOpcode.HEARTBEAT_ACK) {
				told.add(new ConnectionEvent.HeartbeatAcknowledged(this.latency));
				this.latency = null;
			}
			else if (opcode == GatewayOpcode.RECONNECT) {
				told.add(new ConnectionEvent.ReconnectRequested());
			}
			else if (opcode == GatewayOpcode.INVALID_SESSION) {
				told.add(new ConnectionEvent.SessionInvalidated(control.payload().toJson().equals("true")));
			}
			else if (opcode != GatewayOpcode.HELLO) {
				told.add(new ConnectionEvent.UnknownPayload(control.op(), control.payload()));
			}
		}

	}

	/**
	 * Builder of a {@link DiscordConnection}. Not thread-safe, and good for one
	 * connection.
	 *
	 * @since 0.1
	 */
	public static final class Builder {

		private final GatewayUrl gatewayUrl;

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

		private boolean strictHeartbeats;

		private Builder(GatewayUrl gatewayUrl, RandomGenerator random) {
			this.gatewayUrl = Objects.requireNonNull(gatewayUrl, "'gatewayUrl' must not be null");
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
		 */
		public Builder compression(Compression compression) {
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
		 * Sets whether the first missing acknowledgment ends a connection on which other
		 * things come. Default: no, three in a row do (R47).
		 * @param strict whether it does
		 * @return this builder
		 */
		public Builder strictHeartbeats(boolean strict) {
			this.strictHeartbeats = strict;
			return this;
		}

		/*
		 * The wire has a time for the upgrade, and tells what had come of a refusal by
		 * then; the shard's own is only behind it.
		 */
		private ShardSettings shardSettings() {
			return ShardSettings.builder(this.shard)
				.encoding(this.encoding)
				.compression(this.compression)
				.limits(this.limits)
				.maxPayloadSize(this.maxPayloadSize)
				.dispatchFilter(this.dispatchFilter)
				.reconnectLimits(this.reconnectLimits)
				.connectTimeout(this.upgradeTimeout.multipliedBy(2))
				.helloTimeout(this.helloTimeout)
				.readyTimeout(this.resumeTimeout)
				.strictHeartbeats(this.strictHeartbeats)
				.controlEvents(this.controlEvents)
				.build();
		}

		/**
		 * Builds the connection.
		 * @return a connection that waits for {@link DiscordConnection#connect}
		 * @throws IllegalArgumentException if a value is out of its range, the
		 * compression does not go with the encoding or is not available in this process,
		 * or the session to resume is another shard's
		 */
		public DiscordConnection build() {
			if (this.resumePoint != null && !this.resumePoint.shard().equals(this.shard)) {
				throw new IllegalArgumentException(
						"The session to resume is of shard " + this.resumePoint.shard() + ", not of " + this.shard);
			}
			return new DiscordConnection(this);
		}

	}

}
