package io.discordgateway.protocol;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.ControlPayloads;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.GatewayUrl;
import io.discordgateway.codec.MalformedPayloadException;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadWriter;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.limit.Heartbeats;
import io.discordgateway.limit.ReconnectSchedule;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.Recovery;
import io.discordgateway.payload.RequestGuildMembers;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.DisconnectCause.Kind;
import io.discordgateway.session.LiveSession;
import io.discordgateway.session.ResumePoint;
import org.jspecify.annotations.Nullable;

/**
 * One shard's life over many connections and sessions, as a state machine without
 * network, threads or clock.
 * <p>
 * There are two kinds of methods. {@link #handle} takes what happened and the time, and
 * returns what to do, in order; it throws for nothing that a peer sent. Getters say where
 * the shard is; {@link #nextDeadline} is the one that a driver has to ask after each
 * {@code handle}: when that time comes, it hands in {@link ShardInput.TimerFired}. A
 * driver reports each failure of its own as an input ({@link ShardInput.ConnectFailed},
 * {@link ShardInput.SendFailed}, {@link ShardInput.Closed}).
 * <p>
 * Not thread-safe: one call at a time. The time is a monotonic one; a time before the
 * last one counts as the last one.
 *
 * @since 0.1
 */
public final class ShardProtocol implements AutoCloseable {

	private static final int FINAL_CLOSE = GatewayCloseCode.ENDS_SESSION;

	private final ShardSettings settings;

	private final RandomGenerator random;

	private final Supplier<MessageDecoder> decoders;

	private final ReconnectSchedule schedule;

	private final CommandQueue commands;

	private final Map<GatewayTimer, Instant> timers = new EnumMap<>(GatewayTimer.class);

	private final Deque<Duration> latencies = Heartbeats.newLatencies();

	private @Nullable UpdatePresence presence;

	private @Nullable List<ShardAction> actions;

	private ShardStatus status = ShardStatus.STOPPED;

	private Instant now = Instant.MIN;

	private @Nullable URI gatewayUrl;

	private @Nullable LiveSession session;

	private @Nullable Connection connection;

	private long connections;

	private boolean identifyRequested;

	/**
	 * Makes a shard that is stopped.
	 * @param settings the settings
	 * @param random where the jitter comes from; only
	 * {@link RandomGenerator#nextDouble()} is used
	 * @throws IllegalArgumentException if IDENTIFY would be longer than Discord takes
	 * (R25)
	 */
	public ShardProtocol(ShardSettings settings, RandomGenerator random) {
		this(settings, random, () -> new MessageDecoder(settings.encoding(), settings.compression(),
				settings.maxPayloadSize(), settings.limits()));
	}

	ShardProtocol(ShardSettings settings, RandomGenerator random, Supplier<MessageDecoder> decoders) {
		this.settings = settings;
		this.decoders = decoders;
		this.random = random;
		this.schedule = new ReconnectSchedule(settings.reconnectLimits(), random);
		this.commands = new CommandQueue(settings.commandQueueCapacity());
		this.presence = settings.presence();
		int identifySize = identifyPayload(this.presence).length;
		if (identifySize > PayloadWriter.MAX_SIZE) {
			throw new IllegalArgumentException("IDENTIFY would be " + identifySize
					+ " bytes long; Discord takes at most " + PayloadWriter.MAX_SIZE + ". Shorten the presence");
		}
	}

	/**
	 * Takes what happened and returns what to do.
	 * @param input what happened
	 * @param now the time
	 * @return what to do, in order; empty if nothing
	 * @throws IllegalStateException if the application starts a shard that runs
	 */
	public List<ShardAction> handle(ShardInput input, Instant now) {
		if (now.isAfter(this.now)) {
			this.now = now;
		}
		if (input instanceof ShardInput.TextReceived received) {
			received(received.connection(), received.chunk(), true, received.last());
		}
		else if (input instanceof ShardInput.BinaryReceived received) {
			received(received.connection(), received.chunk(), false, received.last());
		}
		else if (input instanceof ShardInput.TimerFired) {
			timerFired();
		}
		else if (input instanceof ShardInput.Start start) {
			start(start);
		}
		else if (input instanceof ShardInput.GatewayUrlFound found) {
			gatewayUrlFound(found);
		}
		else if (input instanceof ShardInput.Opened opened) {
			opened(opened);
		}
		else if (input instanceof ShardInput.Closed closed) {
			closed(closed);
		}
		else if (input instanceof ShardInput.ConnectFailed failed) {
			connectFailed(failed);
		}
		else if (input instanceof ShardInput.SendFailed failed) {
			sendFailed(failed);
		}
		else if (input instanceof ShardInput.ReadingPaused paused) {
			reading(paused.connection(), false);
		}
		else if (input instanceof ShardInput.ReadingResumed resumed) {
			reading(resumed.connection(), true);
		}
		else if (input instanceof ShardInput.IdentifyGranted) {
			identifyGranted();
		}
		else if (input instanceof ShardInput.Submit submit) {
			submit(submit);
		}
		else if (input instanceof ShardInput.ClockJumped jumped) {
			clockJumped(jumped);
		}
		else if (input instanceof ShardInput.Shutdown shutdown) {
			shutdown(shutdown);
		}
		else {
			throw new AssertionError(input);
		}
		List<ShardAction> result = this.actions;
		this.actions = null;
		return (result != null) ? result : List.of();
	}

	/**
	 * Returns when to hand in {@link ShardInput.TimerFired}. The answer changes with
	 * {@link #handle} only.
	 * @return the time, or {@code null} if nothing is waited for
	 */
	public @Nullable Instant nextDeadline() {
		GatewayTimer next = nextTimer();
		return (next != null) ? this.timers.get(next) : null;
	}

	/**
	 * Returns what {@link #nextDeadline} is for.
	 * @return the timer, or {@code null} if nothing is waited for
	 */
	public @Nullable GatewayTimer nextTimer() {
		GatewayTimer next = null;
		Instant earliest = Instant.MAX;
		for (Map.Entry<GatewayTimer, Instant> timer : this.timers.entrySet()) {
			if (timer.getValue().isBefore(earliest)) {
				next = timer.getKey();
				earliest = timer.getValue();
			}
		}
		return next;
	}

	/**
	 * Returns where the shard is in its life.
	 * @return the status
	 */
	public ShardStatus status() {
		return this.status;
	}

	/**
	 * Returns from where the session can be resumed.
	 * @return the resume point, or {@code null} without a session
	 */
	public @Nullable ResumePoint resumePoint() {
		return (this.session != null) ? this.session.resumePoint(this.settings.shard()) : null;
	}

	/**
	 * Returns the number of the last dispatch that was received on this session, whether
	 * the application wanted it or not. Costs nothing, as drivers ask it often.
	 * @return the sequence number, or -1 without a session
	 */
	public long sequence() {
		return (this.session != null) ? this.session.sequence() : -1;
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

	/**
	 * Frees native memory of a connection that may still be there. The shard must not be
	 * used afterwards.
	 */
	@Override
	public void close() {
		if (this.connection != null) {
			this.connection.decoder.close();
		}
	}

	// What the application wants

	private void start(ShardInput.Start start) {
		if (this.status != ShardStatus.STOPPED && this.status != ShardStatus.FAILED) {
			throw new IllegalStateException("The shard runs already: it is " + this.status);
		}
		this.gatewayUrl = start.gatewayUrl();
		this.schedule.started();
		this.session = null;
		ResumePoint point = start.resumePoint();
		if (point != null) {
			if (point.shard().equals(this.settings.shard())) {
				this.session = new LiveSession(point.sessionId(), secure(point.resumeUrl()), point.sequence());
			}
			else {
				warn("The resume point is of shard " + point.shard() + ", not of " + this.settings.shard()
						+ ": identifying instead");
				add(new ShardAction.DropResumePoint());
			}
		}
		if (this.session == null) {
			identifyFailed();
		}
		connectAt(this.schedule.notBeforeIdentify(this.session != null, this.now));
	}

	/* A gateway that was reached by wss does not move to ws (R41). */
	private void gatewayUrlFound(ShardInput.GatewayUrlFound found) {
		if (this.gatewayUrl != null && !GatewayUrl.isAsSecure(found.gatewayUrl(), this.gatewayUrl)) {
			warn("The gateway's new url is not wss and was refused; the old one stays in use");
			return;
		}
		this.gatewayUrl = found.gatewayUrl();
	}

	private void shutdown(ShardInput.Shutdown shutdown) {
		if (this.status == ShardStatus.STOPPED) {
			return;
		}
		ResumePoint point = resumePoint();
		this.schedule.connectionEnded(ReconnectSchedule.End.OTHER, false, this.now);
		if (point != null && shutdown.keepSession()) {
			abandon(this.settings.closeCode(), "stopped");
			add(new ShardAction.SaveResumePoint(point));
		}
		else {
			abandon(FINAL_CLOSE, "stopped");
			this.schedule.identifyFailed(this.now);
			if (point != null) {
				this.session = null;
				add(new ShardAction.DropResumePoint());
			}
		}
		this.timers.clear();
		dropCommands("the shard was stopped");
		transitionTo(ShardStatus.STOPPED);
		emit(new ShardEvent.Stopped());
	}

	private void submit(ShardInput.Submit submit) {
		if (this.status == ShardStatus.STOPPED || this.status == ShardStatus.FAILED) {
			emit(new ShardEvent.CommandDropped(submit.id(), "the shard is " + this.status));
			return;
		}
		GatewayIntent missing = missingIntent(submit.command());
		if (missing != null) {
			emit(new ShardEvent.CommandDropped(submit.id(), "this request needs the intent " + missing
					+ ", which the shard did not ask for: add it to discord.gateway.intents"));
			return;
		}
		byte[] payload = PayloadWriter.command(this.settings.encoding(), submit.command());
		if (payload.length > PayloadWriter.MAX_SIZE) {
			emit(new ShardEvent.CommandDropped(submit.id(), submit.command().opcode() + " is " + payload.length
					+ " bytes long; Discord takes at most " + PayloadWriter.MAX_SIZE));
			return;
		}
		if (!this.commands.offer(new CommandQueue.Command(submit.id(), submit.command(), payload, submit.deadline()))) {
			emit(new ShardEvent.CommandDropped(submit.id(), "the command queue is full: "
					+ this.settings.commandQueueCapacity() + " commands wait, and Discord takes 120 in 60 s"));
			return;
		}
		sendCommands();
	}

	/* Discord does not answer such requests, or leaves out what was wanted (R27). */
	private @Nullable GatewayIntent missingIntent(GatewayCommand command) {
		if (command instanceof RequestGuildMembers members) {
			int intents = this.settings.intents();
			if (members.presences() && (intents & GatewayIntent.GUILD_PRESENCES.value()) == 0) {
				return GatewayIntent.GUILD_PRESENCES;
			}
			if (members.isWholeList() && (intents & GatewayIntent.GUILD_MEMBERS.value()) == 0) {
				return GatewayIntent.GUILD_MEMBERS;
			}
		}
		return null;
	}

	/*
	 * After that long the other side has given this one up, or soon will (R42). Before
	 * HELLO nothing could have waited longer than for HELLO.
	 */
	private void clockJumped(ShardInput.ClockJumped jumped) {
		Connection current = this.connection;
		if (current == null) {
			return;
		}
		Heartbeats heartbeats = current.heartbeats;
		Duration interval = (heartbeats != null) ? heartbeats.interval() : this.settings.helloTimeout();
		if (jumped.by().abs().compareTo(interval) > 0) {
			disconnect(new DisconnectCause(Kind.CLOCK_JUMPED, null,
					"the wall clock jumped by " + jumped.by().toSeconds() + " s: the host slept, or a clock was set"));
		}
	}

	// What the socket says

	private void opened(ShardInput.Opened opened) {
		if (isCurrent(opened.connection()) && this.status == ShardStatus.CONNECTING) {
			clear(GatewayTimer.CONNECT_TIMEOUT);
			set(GatewayTimer.HELLO_TIMEOUT, this.settings.helloTimeout());
			transitionTo(ShardStatus.AWAITING_HELLO);
		}
	}

	private void connectFailed(ShardInput.ConnectFailed failed) {
		if (!isCurrent(failed.connection()) || this.status != ShardStatus.CONNECTING) {
			return;
		}
		release();
		Duration atLeast = (failed.retryAfter() != null) ? failed.retryAfter() : Duration.ZERO;
		String reason = (failed.httpStatus() != null) ? "HTTP " + failed.httpStatus() + ": " + failed.reason()
				: failed.reason();
		retry(new DisconnectCause(Kind.CONNECT_FAILED, null, reason), atLeast);
	}

	private void sendFailed(ShardInput.SendFailed failed) {
		if (isCurrent(failed.connection())) {
			if (failed.unsent() != null) {
				this.commands.takeBack(failed.unsent().payload());
				awaitCommandDeadline();
			}
			disconnect(new DisconnectCause(Kind.DROPPED, null, "sending failed: " + failed.reason()));
		}
	}

	private void closed(ShardInput.Closed closed) {
		if (!isCurrent(closed.connection())) {
			return;
		}
		boolean wasConnecting = this.status == ShardStatus.CONNECTING;
		release();
		Integer code = closed.code();
		if (code == null) {
			retry(new DisconnectCause(wasConnecting ? Kind.CONNECT_FAILED : Kind.DROPPED, null,
					closed.reason().isEmpty() ? "the connection dropped" : closed.reason()), Duration.ZERO);
			return;
		}
		GatewayCloseCode closeCode = GatewayCloseCode.of(code);
		String reason = (closeCode != null) ? closeCode.explanation() : closed.reason();
		DisconnectCause cause = new DisconnectCause(Kind.CLOSED_BY_GATEWAY, code, reason);
		Recovery recovery = GatewayCloseCode.recoveryOf(code);
		if (closeCode != null && recovery == Recovery.STOP) {
			fail(cause, closeCode);
			return;
		}
		if (recovery == Recovery.REIDENTIFY) {
			loseSession("closed with " + code + ": " + reason);
		}
		retry(cause, Duration.ZERO);
	}

	private void reading(long number, boolean reading) {
		if (isCurrent(number) && this.connection != null) {
			this.connection.reading = reading;
			if (this.connection.heartbeats != null) {
				this.connection.heartbeats.reading(reading);
			}
		}
	}

	private void received(long number, ByteBuffer chunk, boolean text, boolean last) {
		Connection current = this.connection;
		if (current == null || current.number != number || !this.status.isOpen()) {
			return;
		}
		try {
			Envelope envelope = current.decoder.decode(chunk, text, last);
			if (envelope != null) {
				handle(current, envelope);
			}
		}
		catch (MalformedPayloadException ex) {
			disconnect(new DisconnectCause(Kind.PROTOCOL_VIOLATION, null,
					Objects.requireNonNullElse(ex.getMessage(), "a message does not decode")));
		}
	}

	private void handle(Connection current, Envelope envelope) {
		GatewayOpcode opcode = GatewayOpcode.of(envelope.op());
		if (opcode == null) {
			return;
		}
		switch (opcode) {
			case DISPATCH -> dispatch(envelope);
			case HEARTBEAT -> heartbeatRequested(current);
			case HEARTBEAT_ACK -> acknowledged(current);
			case HELLO -> hello(current, envelope);
			case RECONNECT ->
				disconnect(new DisconnectCause(Kind.RECONNECT_REQUESTED, null, "Discord asked for a reconnect"));
			case INVALID_SESSION -> invalidSession(ControlPayloads.resumable(envelope));
			default -> {
				// What only a client sends is ignored when it comes (R36).
			}
		}
	}

	// What the gateway says

	private void heartbeatRequested(Connection current) {
		if (current.budget.permitsRequestedHeartbeat(this.now)) {
			send(GatewayOpcode.HEARTBEAT, PayloadWriter.heartbeat(this.settings.encoding(), lastSequence()));
		}
	}

	private void hello(Connection current, Envelope envelope) {
		if (this.status != ShardStatus.AWAITING_HELLO) {
			warn("A second HELLO came while " + this.status + "; it was ignored");
			return;
		}
		Duration interval = ControlPayloads.heartbeatInterval(envelope);
		clear(GatewayTimer.HELLO_TIMEOUT);
		current.heartbeats = new Heartbeats(interval, this.latencies);
		current.heartbeats.reading(current.reading);
		current.budget.heartbeatInterval(interval);
		set(GatewayTimer.HEARTBEAT, Duration.ofMillis((long) (interval.toMillis() * this.random.nextDouble())));
		ResumePoint point = resumePoint();
		if (point != null) {
			this.schedule.resumeSent();
			set(GatewayTimer.READY_TIMEOUT, this.settings.readyTimeout());
			transitionTo(ShardStatus.RESUMING);
			send(GatewayOpcode.RESUME, PayloadWriter.resume(this.settings.encoding(), this.settings.token(), point));
		}
		else {
			transitionTo(ShardStatus.AWAITING_IDENTIFY);
			this.identifyRequested = true;
			add(new ShardAction.RequestIdentify(this.settings.shard().id()));
		}
	}

	private void identifyGranted() {
		if (this.status != ShardStatus.AWAITING_IDENTIFY) {
			add(new ShardAction.CancelIdentify(this.settings.shard().id()));
			return;
		}
		this.identifyRequested = false;
		this.schedule.identifySent();
		set(GatewayTimer.READY_TIMEOUT, this.settings.readyTimeout());
		transitionTo(ShardStatus.IDENTIFYING);
		send(GatewayOpcode.IDENTIFY, identifyPayload(this.presence));
	}

	/* The next session begins with the presence that the application set last. */
	private void remember(UpdatePresence sent) {
		if (identifyPayload(sent).length <= PayloadWriter.MAX_SIZE) {
			this.presence = sent;
		}
		else {
			warn("The presence is too long for IDENTIFY: a new session will begin with the one before");
		}
	}

	private byte[] identifyPayload(@Nullable UpdatePresence presence) {
		return PayloadWriter.identify(this.settings.encoding(), this.settings.token(), this.settings.shard(),
				this.settings.intents(), this.settings.identifyProperties(),
				this.settings.compression() == Compression.PAYLOAD, this.settings.largeThreshold(), presence);
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
		if (current == null || (this.status != ShardStatus.RESUMING && this.status != ShardStatus.CONNECTED)) {
			throw new MalformedPayloadException(name + " came while " + this.status + ", before a session began");
		}
		boolean resumed = name.equals("RESUMED") && this.status == ShardStatus.RESUMING;
		long sequence = envelope.sequence();
		if (current.hasSeen(sequence) && !resumed) {
			return;
		}
		// Before the sequence moves: what does not decode has to come again (R35).
		RawPayload data = wantedData(envelope, name);
		current.received(sequence);
		if (resumed) {
			resumed(current);
		}
		else if (this.status == ShardStatus.RESUMING) {
			Objects.requireNonNull(this.connection).replayed++;
			this.schedule.replayed();
		}
		emitDispatch(name, current.sequence(), data);
	}

	private @Nullable RawPayload wantedData(Envelope envelope, String name) {
		return this.settings.dispatchFilter().wants(name) ? envelope.copyData() : null;
	}

	private void emitDispatch(String name, long sequence, @Nullable RawPayload data) {
		if (data != null) {
			emit(new ShardEvent.Dispatched(name, sequence, this.status == ShardStatus.RESUMING, data));
		}
	}

	private void ready(Envelope envelope) {
		if (this.status != ShardStatus.IDENTIFYING) {
			throw new MalformedPayloadException("READY came while " + this.status);
		}
		ControlPayloads.ReadySession ready = ControlPayloads.readySession(envelope);
		LiveSession started = new LiveSession(ready.sessionId(), secure(ready.resumeGatewayUrl()), envelope.sequence());
		RawPayload data = wantedData(envelope, "READY");
		this.session = started;
		add(new ShardAction.SaveResumePoint(started.resumePoint(this.settings.shard())));
		live();
		emit(new ShardEvent.SessionStarted(started.id()));
		emitDispatch("READY", started.sequence(), data);
		sendCommands();
	}

	private void resumed(LiveSession current) {
		live();
		emit(new ShardEvent.SessionResumed(current.id(), Objects.requireNonNull(this.connection).replayed));
		sendCommands();
	}

	private void live() {
		this.schedule.live(this.now);
		clear(GatewayTimer.READY_TIMEOUT);
		Instant held = this.schedule.heldAt();
		if (held != null) {
			this.timers.put(GatewayTimer.SESSION_STABLE, held);
		}
		transitionTo(ShardStatus.CONNECTED);
	}

	private void invalidSession(boolean resumable) {
		if (!resumable || this.session == null) {
			loseSession("Discord declared the session invalid");
		}
		disconnect(new DisconnectCause(Kind.SESSION_INVALIDATED, null,
				"Discord declared the session invalid" + (resumable ? ", but resumable" : "")));
	}

	private void acknowledged(Connection current) {
		Heartbeats heartbeats = current.heartbeats;
		Duration latency = (heartbeats != null) ? heartbeats.acknowledged(this.now) : null;
		if (latency != null) {
			emit(new ShardEvent.HeartbeatAcknowledged(latency, Objects.requireNonNull(meanLatency())));
		}
	}

	// What time brings

	private void timerFired() {
		for (GatewayTimer timer : GatewayTimer.values()) {
			Instant due = this.timers.get(timer);
			if (due != null && !due.isAfter(this.now)) {
				this.timers.remove(timer);
				fired(timer, due);
			}
		}
	}

	private void fired(GatewayTimer timer, Instant due) {
		switch (timer) {
			case CONNECT_TIMEOUT -> {
				abort();
				retry(new DisconnectCause(Kind.CONNECT_FAILED, null,
						"no connection within " + this.settings.connectTimeout().toSeconds() + " s"), Duration.ZERO);
			}
			case HELLO_TIMEOUT -> helloTimedOut();
			case READY_TIMEOUT -> readyTimedOut();
			case HEARTBEAT -> heartbeatDue(due);
			case BACKOFF -> connect();
			case SESSION_STABLE -> this.schedule.held();
			case COMMAND_BUDGET, COMMAND_DEADLINE -> sendCommands();
		}
	}

	/* While this side does not read, what is unread is not missing (R8). */
	private void helloTimedOut() {
		if (!Objects.requireNonNull(this.connection).reading) {
			set(GatewayTimer.HELLO_TIMEOUT, this.settings.helloTimeout());
			return;
		}
		disconnect(new DisconnectCause(Kind.HELLO_TIMED_OUT, null,
				"no HELLO within " + this.settings.helloTimeout().toSeconds() + " s"));
	}

	/*
	 * A late READY is waited for, as another IDENTIFY would cost a session start (R14). A
	 * RESUME costs nothing, and one that is answered by silence is as good as dropped
	 * (R19).
	 */
	private void readyTimedOut() {
		Duration timeout = this.settings.readyTimeout();
		if (this.status == ShardStatus.IDENTIFYING) {
			warn("No READY within " + timeout.toSeconds() + " s of IDENTIFY; it is still waited for");
			return;
		}
		Connection current = Objects.requireNonNull(this.connection);
		if (current.replayed == current.replayedBefore && current.reading) {
			disconnect(new DisconnectCause(Kind.RESUME_TIMED_OUT, null,
					"nothing replayed and no RESUMED within " + timeout.toSeconds() + " s"));
			return;
		}
		current.replayedBefore = current.replayed;
		set(GatewayTimer.READY_TIMEOUT, timeout);
	}

	private void heartbeatDue(Instant due) {
		Connection current = Objects.requireNonNull(this.connection);
		Heartbeats heartbeats = Objects.requireNonNull(current.heartbeats);
		if (heartbeats.slept(due, this.now)) {
			disconnect(new DisconnectCause(Kind.CLOCK_JUMPED, null, "the heartbeat was due "
					+ Duration.between(due, this.now).toSeconds() + " s ago: the host or the process slept"));
			return;
		}
		if (heartbeats.missed()) {
			disconnect(new DisconnectCause(Kind.HEARTBEAT_MISSED, null,
					"no heartbeat was acknowledged for " + heartbeats.interval().toMillis() + " ms"));
			return;
		}
		heartbeats.sent(this.now);
		this.timers.put(GatewayTimer.HEARTBEAT, heartbeats.nextAfter(due, this.now));
		send(GatewayOpcode.HEARTBEAT, PayloadWriter.heartbeat(this.settings.encoding(), lastSequence()));
	}

	// Connections

	private void connect() {
		URI base = Objects.requireNonNull(this.gatewayUrl);
		LiveSession current = this.session;
		if (current != null && this.schedule.useResumeUrl()) {
			base = current.resumeUrl();
		}
		long number = ++this.connections;
		this.connection = new Connection(number, this.decoders.get());
		set(GatewayTimer.CONNECT_TIMEOUT, this.settings.connectTimeout());
		transitionTo(ShardStatus.CONNECTING);
		add(new ShardAction.Connect(number,
				GatewayUrl.forConnection(base, this.settings.encoding(), this.settings.compression())));
	}

	/** Gives a connection up that is open, from this side. */
	private void disconnect(DisconnectCause cause) {
		abandon(this.settings.closeCode(), cause.kind().name());
		retry(new DisconnectCause(cause.kind(), this.settings.closeCode(), cause.reason()), Duration.ZERO);
	}

	private void abandon(int code, String reason) {
		if (this.status.isOpen() && this.connection != null) {
			add(new ShardAction.Close(this.connection.number, code, reason));
			release();
		}
		else {
			abort();
		}
	}

	private void abort() {
		if (this.connection != null) {
			add(new ShardAction.Abort(this.connection.number));
			release();
		}
	}

	/*
	 * Whatever a connection left behind ends here, so that nothing of it can touch the
	 * next one (R43).
	 */
	private void release() {
		clear(GatewayTimer.CONNECT_TIMEOUT);
		clear(GatewayTimer.HELLO_TIMEOUT);
		clear(GatewayTimer.READY_TIMEOUT);
		clear(GatewayTimer.HEARTBEAT);
		clear(GatewayTimer.SESSION_STABLE);
		clear(GatewayTimer.COMMAND_BUDGET);
		if (this.identifyRequested) {
			this.identifyRequested = false;
			add(new ShardAction.CancelIdentify(this.settings.shard().id()));
		}
		this.commands.connectionEnded();
		Objects.requireNonNull(this.connection).decoder.close();
		this.connection = null;
	}

	/** Waits, and then connects again. */
	private void retry(DisconnectCause cause, Duration atLeast) {
		if (this.schedule.connectionEnded(endOf(cause.kind()), this.session != null, this.now)) {
			loseSession("it could not be resumed in " + (this.settings.reconnectLimits().resumeAttempts() + 1)
					+ " attempts");
		}
		if (this.session == null) {
			identifyFailed();
		}
		Instant next = this.schedule.next(this.session != null, atLeast, this.now);
		emit(new ShardEvent.Disconnected(cause, this.session != null, next));
		connectAt(next);
	}

	private static ReconnectSchedule.End endOf(Kind kind) {
		return switch (kind) {
			case RECONNECT_REQUESTED -> ReconnectSchedule.End.RECONNECT_REQUESTED;
			case HEARTBEAT_MISSED, CLOCK_JUMPED -> ReconnectSchedule.End.SILENT;
			case SESSION_INVALIDATED -> ReconnectSchedule.End.SESSION_INVALIDATED;
			default -> ReconnectSchedule.End.OTHER;
		};
	}

	private void connectAt(Instant time) {
		if (time.isAfter(this.now)) {
			this.timers.put(GatewayTimer.BACKOFF, time);
			transitionTo(ShardStatus.BACKING_OFF);
		}
		else {
			connect();
		}
	}

	/* A session start was spent and brought nothing that lasted: be slower (R13). */
	private void identifyFailed() {
		Duration wait = this.schedule.identifyFailed(this.now);
		if (wait != null) {
			warn("The last IDENTIFY brought no lasting session (" + this.schedule.failedIdentifies()
					+ " in a row): the next waits at least " + wait.toSeconds()
					+ " s, to save the bot's daily session starts");
		}
	}

	private void loseSession(String reason) {
		if (this.session != null) {
			this.session = null;
			add(new ShardAction.DropResumePoint());
			emit(new ShardEvent.SessionLost(reason));
		}
	}

	private void fail(DisconnectCause cause, GatewayCloseCode closeCode) {
		this.schedule.connectionEnded(ReconnectSchedule.End.OTHER, false, this.now);
		loseSession("the shard failed");
		this.schedule.identifyFailed(this.now);
		this.timers.clear();
		dropCommands("the shard failed with " + closeCode.code());
		emit(new ShardEvent.Disconnected(cause, false, null));
		transitionTo(ShardStatus.FAILED);
		String message = "Discord closed the connection with " + closeCode.code() + " (" + closeCode + "): "
				+ closeCode.explanation();
		if (closeCode == GatewayCloseCode.DISALLOWED_INTENTS || closeCode == GatewayCloseCode.INVALID_INTENTS) {
			message += ". Asked for: " + GatewayIntent.fromValue(this.settings.intents()) + " ("
					+ this.settings.intents() + ")";
		}
		emit(new ShardEvent.Failed(closeCode, message));
	}

	/*
	 * A url that would carry the token in clear where the gateway's does not is refused
	 * (R41).
	 */
	private URI secure(@Nullable URI resumeUrl) {
		URI gateway = Objects.requireNonNull(this.gatewayUrl);
		if (resumeUrl == null) {
			return gateway;
		}
		if (GatewayUrl.isAsSecure(resumeUrl, gateway)) {
			return resumeUrl;
		}
		warn("The resume url is not wss and was refused; the session will be resumed at the gateway's url");
		return gateway;
	}

	// Sending

	private void sendCommands() {
		this.commands.removeExpired(this.now)
			.forEach((command) -> emit(new ShardEvent.CommandDropped(command.id(),
					"it could not be sent before its deadline; the shard is " + this.status)));
		clear(GatewayTimer.COMMAND_BUDGET);
		while (this.status == ShardStatus.CONNECTED && !this.commands.isEmpty()) {
			Instant permit = Objects.requireNonNull(this.connection).budget.nextPermit(this.now);
			if (permit != null) {
				this.timers.put(GatewayTimer.COMMAND_BUDGET, permit);
				break;
			}
			CommandQueue.Command command = this.commands.take();
			send(command.command().opcode(), command.payload());
			if (command.command() instanceof UpdatePresence sent) {
				remember(sent);
			}
			emit(new ShardEvent.CommandSent(command.id()));
		}
		awaitCommandDeadline();
	}

	private void awaitCommandDeadline() {
		Instant expiry = this.commands.nextExpiry();
		if (expiry != null) {
			this.timers.put(GatewayTimer.COMMAND_DEADLINE, expiry);
		}
		else {
			clear(GatewayTimer.COMMAND_DEADLINE);
		}
	}

	private void dropCommands(String reason) {
		this.commands.removeAll().forEach((command) -> emit(new ShardEvent.CommandDropped(command.id(), reason)));
	}

	private void send(GatewayOpcode opcode, byte[] payload) {
		Connection current = Objects.requireNonNull(this.connection);
		current.budget.sent(this.now);
		add(new ShardAction.Send(current.number, opcode, payload, this.settings.encoding().isText()));
	}

	private @Nullable Long lastSequence() {
		return (this.session != null) ? this.session.sequence() : null;
	}

	// Housekeeping

	private void transitionTo(ShardStatus next) {
		if (!this.status.canBecome(next)) {
			throw new IllegalStateException("A shard that is " + this.status + " cannot become " + next);
		}
		ShardStatus previous = this.status;
		this.status = next;
		emit(new ShardEvent.StatusChanged(previous, next));
	}

	private boolean isCurrent(long number) {
		return this.connection != null && this.connection.number == number;
	}

	private void set(GatewayTimer timer, Duration delay) {
		this.timers.put(timer, this.now.plus(delay));
	}

	private void clear(GatewayTimer timer) {
		this.timers.remove(timer);
	}

	private void warn(String message) {
		emit(new ShardEvent.Warning(message));
	}

	private void emit(ShardEvent event) {
		add(new ShardAction.Emit(event));
	}

	private void add(ShardAction action) {
		if (this.actions == null) {
			this.actions = new ArrayList<>(4);
		}
		this.actions.add(action);
	}

}
