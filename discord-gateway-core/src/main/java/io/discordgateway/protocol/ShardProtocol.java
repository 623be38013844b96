package io.discordgateway.protocol;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.discordgateway.codec.ConnectionUrl;
import io.discordgateway.codec.ControlPayloads;
import io.discordgateway.codec.Envelope;
import io.discordgateway.codec.MalformedPayloadException;
import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.codec.PayloadWriter;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.payload.Identify;
import io.discordgateway.payload.Recovery;
import io.discordgateway.payload.Token;
import io.discordgateway.payload.UpdatePresence;
import io.discordgateway.protocol.DisconnectCause.Kind;
import io.discordgateway.protocol.Reaction.Message;
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

	/*
	 * What is valid only for a while is in the phase, and gone with it. What each phase
	 * makes of each message is in Reaction; when the next connection comes, in
	 * ReconnectSchedule; what waits to be sent, in Outbox. This class moves from one
	 * phase to the next and says what is to be done.
	 */

	/* After so many numbers in a row that were seen already the connection ends (R44). */
	private static final int SEEN_AGAIN_ALLOWED = 3;

	/* A machine that is merely busy wakes up late by less (R42). */
	private static final Duration SLEPT = Duration.ofSeconds(10);

	private final ShardSettings settings;

	private final boolean byHand;

	private final RandomGenerator random;

	private final Supplier<MessageDecoder> decoders;

	private final ReconnectSchedule schedule;

	private final Outbox outbox;

	private final Timers timers = new Timers();

	private final Latencies latencies = new Latencies();

	private @Nullable List<ShardAction> actions;

	private Phase phase = new Phase.Stopped(null);

	private Instant now = Instant.MIN;

	/* From when on the host must have slept, if the heartbeat was not sent until then. */
	private Instant sleptAfter = Instant.MAX;

	private @Nullable GatewayUrl gatewayUrl;

	private long connections;

	private long requests;

	private long sends;

	private long seenAgain;

	private long payloadBytes;

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
		this.byHand = settings.identify() == null;
		this.decoders = decoders;
		this.random = random;
		this.schedule = new ReconnectSchedule(settings.reconnectLimits(), random);
		this.outbox = new Outbox(settings);
	}

	/**
	 * Takes what happened and returns what to do.
	 * @param input what happened
	 * @param now the time
	 * @return what to do, in order; empty if nothing
	 * @throws IllegalStateException if the application starts a shard that runs, or
	 * begins or resumes a session by hand when that is not possible
	 * @throws IllegalArgumentException if an IDENTIFY by hand is longer than Discord
	 * takes (R25)
	 */
	public List<ShardAction> handle(ShardInput input, Instant now) {
		if (now.isAfter(this.now)) {
			this.now = now;
		}
		this.actions = null;
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
		else if (input instanceof ShardInput.IdentifyGranted granted) {
			identifyGranted(granted);
		}
		else if (input instanceof ShardInput.Submit submit) {
			submit(submit);
		}
		else if (input instanceof ShardInput.ClockJumped jumped) {
			clockJumped(jumped);
		}
		else if (input instanceof ShardInput.Shutdown shutdown) {
			shutdown(shutdown.code());
		}
		else if (input instanceof ShardInput.ConnectNow) {
			connectNow();
		}
		else if (input instanceof ShardInput.Reconnect reconnect) {
			reconnect(reconnect.keepSession());
		}
		else if (input instanceof ShardInput.BeginSession begin) {
			beginByHand(begin.identify());
		}
		else if (input instanceof ShardInput.ResumeSession resume) {
			resumeByHand(resume.token());
		}
		else if (input instanceof ShardInput.SendHeartbeat) {
			heartbeatByHand();
		}
		else {
			throw new AssertionError(input);
		}
		List<ShardAction> result = this.actions;
		return (result != null) ? result : List.of();
	}

	/**
	 * Returns when to hand in {@link ShardInput.TimerFired}. The answer changes with
	 * {@link #handle} only.
	 * @return the time, or {@code null} if nothing is waited for
	 */
	public @Nullable Instant nextDeadline() {
		return this.timers.nextDue();
	}

	/**
	 * Returns what {@link #nextDeadline} is for.
	 * @return the timer, or {@code null} if nothing is waited for
	 */
	public @Nullable GatewayTimer nextTimer() {
		return this.timers.next();
	}

	/**
	 * Returns where the shard is in its life.
	 * @return the status
	 */
	public ShardStatus status() {
		return this.phase.status();
	}

	/**
	 * Returns whether the shard waits for its turn to identify, without a connection
	 * (R12): it is {@link ShardStatus#BACKING_OFF} then, whatever the time is.
	 * @return whether a {@link ShardAction.RequestIdentify} is not answered yet
	 */
	public boolean awaitsTurn() {
		return this.phase instanceof Phase.AwaitingTurn;
	}

	/**
	 * Returns when the shard connects again.
	 * @return the time, or {@code null} unless it waits for that
	 */
	public @Nullable Instant nextAttempt() {
		return (this.phase instanceof Phase.BackingOff backingOff) ? backingOff.until() : null;
	}

	/**
	 * Returns where the shard would connect to now: with a session to its resume url,
	 * otherwise, or after too many failures there, to the gateway's (R3, R19).
	 * @return the whole url, with its query
	 * @throws IllegalStateException if the shard was never started
	 */
	public URI nextUrl() {
		return ConnectionUrl.of(target(this.phase.session()), this.settings.encoding(), this.settings.compression());
	}

	/**
	 * Returns from where the session can be resumed.
	 * @return the resume point, or {@code null} without a session
	 */
	public @Nullable ResumePoint resumePoint() {
		LiveSession session = this.phase.session();
		return (session != null) ? session.resumePoint(this.settings.shard()) : null;
	}

	/**
	 * Returns the number of the last dispatch that was received on this session, whether
	 * the application wanted it or not. Costs nothing, as drivers ask it often.
	 * @return the sequence number, or -1 without a session
	 */
	public long sequence() {
		LiveSession session = this.phase.session();
		return (session != null) ? session.sequence() : -1;
	}

	/**
	 * Returns how many dispatches came with a number that was seen already while the
	 * session was live, so that they were not delivered (R44).
	 * @return the number, over all sessions
	 */
	public long seenAgain() {
		return this.seenAgain;
	}

	/**
	 * Returns how long all messages were that were received, after inflating.
	 * @return the number of bytes, over all connections
	 */
	public long payloadBytes() {
		return this.payloadBytes;
	}

	/**
	 * Returns the time between heartbeats.
	 * @return the interval, or {@code null} before HELLO
	 */
	public @Nullable Duration heartbeatInterval() {
		return (this.phase instanceof Phase.Greeted greeted) ? greeted.heartbeats().interval() : null;
	}

	/**
	 * Returns whether every heartbeat that fell due on this connection was acknowledged.
	 * @return true before the first, and without a connection
	 */
	public boolean acknowledged() {
		return !(this.phase instanceof Phase.Greeted greeted) || greeted.heartbeats().acknowledged();
	}

	/**
	 * Returns how long the last heartbeat took to be acknowledged (R9).
	 * @return the latency, or {@code null} before the first
	 */
	public @Nullable Duration latency() {
		return this.latencies.last();
	}

	/**
	 * Returns the mean of the last five latencies (R9).
	 * @return the mean, or {@code null} before the first
	 */
	public @Nullable Duration meanLatency() {
		return this.latencies.mean();
	}

	/**
	 * Returns when the budget of the connection lets another command through (R24).
	 * @param now the time
	 * @return {@code null} if one that is submitted now is sent at once, or waits for
	 * another reason than the budget; otherwise the time
	 */
	public @Nullable Instant nextCommand(Instant now) {
		return (this.phase instanceof Phase.Linked linked) ? linked.link().budget.nextPermit(now) : null;
	}

	/**
	 * Frees native memory of a connection that may still be there. The shard must not be
	 * used afterwards.
	 */
	@Override
	public void close() {
		if (this.phase instanceof Phase.Linked linked) {
			linked.link().decoder.close();
		}
	}

	// What the application wants

	private void start(ShardInput.Start start) {
		if (status() != ShardStatus.STOPPED && status() != ShardStatus.FAILED) {
			throw new IllegalStateException("The shard runs already: it is " + status());
		}
		this.gatewayUrl = start.gatewayUrl();
		LiveSession session = null;
		ResumePoint point = start.resumePoint();
		if (point != null) {
			if (point.shard().equals(this.settings.shard())) {
				session = new LiveSession(point.sessionId(), trusted(point.resumeUrl()), point.sequence());
			}
			else {
				warn("The resume point is of shard " + point.shard() + ", not of " + this.settings.shard()
						+ ": identifying instead");
				add(new ShardAction.DropResumePoint());
			}
		}
		if (session != null) {
			this.schedule.resumesAt(session.resumeUrl());
		}
		goOnAt(this.schedule.started(session != null, this.now), session);
	}

	/* A gateway that was reached by wss does not move to ws (R41). */
	private void gatewayUrlFound(ShardInput.GatewayUrlFound found) {
		if (this.gatewayUrl != null && !this.gatewayUrl.isMatchedInSecurityBy(found.gatewayUrl())) {
			warn("The gateway's new url is not wss and was refused; the old one stays in use");
			return;
		}
		this.gatewayUrl = found.gatewayUrl();
	}

	private void shutdown(CloseCode code) {
		if (this.phase instanceof Phase.Stopped) {
			return;
		}
		boolean keep = !code.endsSession();
		LiveSession session = this.phase.session();
		this.schedule.ended(ReconnectSchedule.End.OTHER, keep && session != null, Duration.ZERO, this.now);
		// Without a session there is nothing that could be kept.
		abandon((session != null || this.byHand) ? code : CloseCode.ENDS_SESSION, "stopped");
		if (session != null) {
			session.rewindAtEnd();
			add(keep ? new ShardAction.SaveResumePoint(session.resumePoint(this.settings.shard()))
					: new ShardAction.DropResumePoint());
		}
		this.timers.clearAll();
		dropCommands("the shard was stopped");
		moveTo(new Phase.Stopped(keep ? session : null));
		emit(new ShardEvent.Stopped());
	}

	private void submit(ShardInput.Submit submit) {
		if (this.phase instanceof Phase.Stopped || this.phase instanceof Phase.Failed) {
			emit(new ShardEvent.CommandDropped(submit.id(), "the shard is " + status()));
			return;
		}
		String fault = this.outbox.refuse(submit);
		if (fault != null) {
			emit(new ShardEvent.CommandDropped(submit.id(), fault));
			return;
		}
		sendCommands();
	}

	/*
	 * After that long the other side has given this one up, or soon will (R42). Before
	 * HELLO nothing could have waited longer than for HELLO.
	 */
	private void clockJumped(ShardInput.ClockJumped jumped) {
		if (this.phase instanceof Phase.Linked linked) {
			Duration interval = (linked instanceof Phase.Greeted greeted) ? greeted.heartbeats().interval()
					: this.settings.helloTimeout();
			if (jumped.by().abs().compareTo(interval) > 0) {
				disconnect(linked, Kind.CLOCK_JUMPED, "the wall clock jumped by " + jumped.by().toSeconds()
						+ " s: the host slept, or a clock was set");
			}
		}
	}

	private void connectNow() {
		if (this.phase instanceof Phase.BackingOff waiting) {
			LiveSession session = waiting.session();
			if (this.byHand || session != null || !this.schedule.identifyNotBefore().isAfter(this.now)) {
				this.timers.clear(GatewayTimer.BACKOFF);
				goOn(session);
			}
		}
	}

	private void reconnect(boolean keepSession) {
		if (this.phase instanceof Phase.Linked linked) {
			LiveSession session = keepSession ? linked.session()
					: lose(linked.session(), "the application asked for a new one");
			disconnect(linked, session, Kind.APPLICATION_ASKED, "the application asked for another connection");
		}
		else if (!(this.phase instanceof Phase.BackingOff waiting)
				|| !this.schedule.leftAloneUntil(waiting.session() != null).isAfter(this.now)) {
			connectNow();
		}
	}

	// What the socket says

	private void opened(ShardInput.Opened opened) {
		if (this.phase instanceof Phase.Connecting connecting && isOf(connecting, opened.connection())) {
			this.timers.clear(GatewayTimer.CONNECT_TIMEOUT);
			set(GatewayTimer.HELLO_TIMEOUT, this.settings.helloTimeout());
			moveTo(new Phase.AwaitingHello(connecting.link(), connecting.aim()));
		}
	}

	private void connectFailed(ShardInput.ConnectFailed failed) {
		if (this.phase instanceof Phase.Connecting connecting && isOf(connecting, failed.connection())) {
			Duration atLeast = (failed.retryAfter() != null) ? failed.retryAfter() : Duration.ZERO;
			String reason = (failed.httpStatus() != null) ? "HTTP " + failed.httpStatus() + ": " + failed.reason()
					: failed.reason();
			ReconnectSchedule.End end = endOf(connecting, Kind.CONNECT_FAILED);
			release(connecting);
			retry(new DisconnectCause(Kind.CONNECT_FAILED, null, reason), connecting.session(), end, atLeast);
		}
	}

	private void sendFailed(ShardInput.SendFailed failed) {
		if (this.phase instanceof Phase.Linked linked && isOf(linked, failed.connection())) {
			if (failed.unsent() != null && failed.unsent() >= linked.link().firstSend) {
				this.outbox.takeBack(failed.unsent());
				awaitCommandDeadline();
			}
			disconnect(linked, Kind.DROPPED, "sending failed: " + failed.reason());
		}
	}

	private void closed(ShardInput.Closed closed) {
		if (!(this.phase instanceof Phase.Linked linked) || !isOf(linked, closed.connection())) {
			return;
		}
		Integer code = closed.code();
		if (code == null) {
			Kind kind = (linked instanceof Phase.Connecting) ? Kind.CONNECT_FAILED : Kind.DROPPED;
			ReconnectSchedule.End end = endOf(linked, kind);
			release(linked);
			retry(new DisconnectCause(kind, null,
					closed.reason().isBlank() ? "the connection dropped" : closed.reason()), linked.session(), end,
					Duration.ZERO);
			return;
		}
		GatewayCloseCode closeCode = GatewayCloseCode.of(code);
		DisconnectCause cause = new DisconnectCause(Kind.CLOSED_BY_GATEWAY, code,
				reason(closeCode, closed.reason().strip()));
		Recovery recovery = GatewayCloseCode.recoveryOf(code);
		release(linked);
		if (closeCode != null && recovery == Recovery.STOP) {
			fail(cause, closeCode, linked.session());
			return;
		}
		LiveSession session = linked.session();
		if (recovery == Recovery.REIDENTIFY) {
			session = lose(session, "closed with " + code + ": " + cause.reason());
		}
		retry(cause, session, ReconnectSchedule.End.OTHER, Duration.ZERO);
	}

	/* Discord's own words say more than its code at times. */
	private static String reason(@Nullable GatewayCloseCode closeCode, String reason) {
		if (closeCode == null) {
			return reason;
		}
		return reason.isEmpty() ? closeCode.explanation() : closeCode.explanation() + " (\"" + reason + "\")";
	}

	private void reading(long number, boolean reading) {
		if (this.phase instanceof Phase.Linked linked && isOf(linked, number)) {
			linked.link().reading = reading;
			if (linked instanceof Phase.Greeted greeted) {
				greeted.heartbeats().reading(reading);
			}
		}
	}

	private void received(long number, ByteBuffer chunk, boolean text, boolean last) {
		if (!(this.phase instanceof Phase.Linked linked) || !isOf(linked, number)
				|| linked instanceof Phase.Connecting) {
			return;
		}
		if (linked instanceof Phase.Greeted greeted) {
			greeted.heartbeats().heard();
			if (!this.now.isAfter(this.sleptAfter)) {
				this.schedule.alive(this.now);
			}
		}
		try {
			Envelope envelope = linked.link().decoder.decode(chunk, text, last);
			if (envelope != null) {
				this.payloadBytes += linked.link().decoder.size();
				handle(linked, envelope);
			}
		}
		catch (MalformedPayloadException ex) {
			violation(Objects.requireNonNullElse(ex.getMessage(), "a message does not decode"));
		}
	}

	private void handle(Phase.Linked linked, Envelope envelope) {
		GatewayOpcode opcode = GatewayOpcode.of(envelope.op());
		Message message = message(opcode, envelope);
		boolean isControl = opcode != GatewayOpcode.DISPATCH && this.settings.controlEvents();
		RawPayload control = isControl ? envelope.copyData() : null;
		if (control != null && message != Message.HEARTBEAT_ACK) {
			emit(new ShardEvent.ControlReceived(envelope.op(), control));
		}
		switch (Reaction.to(message, linked.status())) {
			case FOLLOW -> follow(message, linked, envelope);
			case DELIVER -> deliver((Phase.InSession) linked, envelope);
			case WARN -> warn(message + " came while the shard was " + linked.status() + "; it was ignored");
			case REFUSE -> throw new MalformedPayloadException(nameOf(message, envelope) + " came while the shard was "
					+ linked.status() + ", where it must not come");
			case IGNORE -> {
			}
		}
		if (control != null && message == Message.HEARTBEAT_ACK) {
			emit(new ShardEvent.ControlReceived(envelope.op(), control));
		}
	}

	private static Message message(@Nullable GatewayOpcode opcode, Envelope envelope) {
		if (opcode == GatewayOpcode.DISPATCH) {
			String name = envelope.name();
			if (name == null) {
				throw new MalformedPayloadException("Dispatch without an event name");
			}
			return switch (name) {
				case "READY" -> Message.READY;
				case "RESUMED" -> Message.RESUMED;
				default -> Message.EVENT;
			};
		}
		if (opcode == null) {
			return Message.OTHER;
		}
		return switch (opcode) {
			case HELLO -> Message.HELLO;
			case HEARTBEAT -> Message.HEARTBEAT;
			case HEARTBEAT_ACK -> Message.HEARTBEAT_ACK;
			case RECONNECT -> Message.RECONNECT;
			case INVALID_SESSION -> Message.INVALID_SESSION;
			default -> Message.OTHER;
		};
	}

	private static String nameOf(Message message, Envelope envelope) {
		return (message == Message.EVENT) ? String.valueOf(envelope.name()) : message.name();
	}

	private void follow(Message message, Phase.Linked linked, Envelope envelope) {
		switch (message) {
			case HELLO -> hello((Phase.AwaitingHello) linked, envelope);
			case HEARTBEAT -> heartbeatRequested(linked);
			case HEARTBEAT_ACK -> acknowledged((Phase.Greeted) linked);
			case RECONNECT -> disconnect(linked, Kind.RECONNECT_REQUESTED, "Discord asked for a reconnect");
			case INVALID_SESSION -> invalidSession(linked, ControlPayloads.resumable(envelope));
			case READY -> ready((Phase.Identifying) linked, envelope);
			case RESUMED -> resumed((Phase.Resuming) linked, envelope);
			case EVENT, OTHER -> throw new AssertionError(message);
		}
	}

	// What the gateway says

	private void heartbeatRequested(Phase.Linked linked) {
		if (linked.link().budget.permitsRequestedHeartbeat(this.now)) {
			sendHeartbeat(linked);
		}
	}

	private void hello(Phase.AwaitingHello greeted, Envelope envelope) {
		Duration interval = ControlPayloads.heartbeatInterval(envelope);
		Link link = greeted.link();
		this.timers.clear(GatewayTimer.HELLO_TIMEOUT);
		Heartbeats heartbeats = new Heartbeats(interval, this.settings.strictHeartbeats(), this.latencies);
		heartbeats.reading(link.reading);
		link.budget.heartbeatInterval(interval);
		heartbeatAt(heartbeats, this.now.plusMillis((long) (interval.toMillis() * this.random.nextDouble())));
		Phase.Aim aim = greeted.aim();
		if (aim instanceof Phase.Resume resume) {
			resume(link, heartbeats, resume.session(), Objects.requireNonNull(this.settings.identify()).token());
			return;
		}
		moveTo(new Phase.AwaitingIdentify(link, heartbeats, aim));
		if (aim instanceof Phase.Begin begin) {
			if (begin.notBefore().isAfter(this.now)) {
				this.timers.set(GatewayTimer.IDENTIFY_TURN, begin.notBefore());
			}
			else {
				identify(link, heartbeats, this.outbox.identifyPayload());
			}
		}
	}

	private void resume(Link link, Heartbeats heartbeats, LiveSession session, Token token) {
		this.schedule.resumeSent();
		set(GatewayTimer.READY_TIMEOUT, this.settings.readyTimeout());
		moveTo(new Phase.Resuming(link, heartbeats, session, new Phase.Replay()));
		send(link, GatewayOpcode.RESUME,
				PayloadWriter.resume(this.settings.encoding(), token, session.resumePoint(this.settings.shard())));
	}

	private void identify(Link link, Heartbeats heartbeats, byte[] payload) {
		this.schedule.identifySent();
		set(GatewayTimer.READY_TIMEOUT, this.settings.readyTimeout());
		moveTo(new Phase.Identifying(link, heartbeats));
		send(link, GatewayOpcode.IDENTIFY, payload);
	}

	private void deliver(Phase.InSession current, Envelope envelope) {
		LiveSession session = current.session();
		long sequence = envelope.sequence();
		if (session.hasSeen(sequence)) {
			if (current instanceof Phase.Connected connected) {
				seenAgain(connected, sequence);
			}
			return;
		}
		// Before the sequence moves: what does not decode has to come again (R35).
		RawPayload data = wantedData(envelope);
		session.received(sequence);
		boolean replayed = current instanceof Phase.Resuming;
		if (current instanceof Phase.Resuming resuming) {
			resuming.replay().events++;
			this.schedule.replayed();
		}
		else if (current instanceof Phase.Connected connected) {
			connected.order().seenAgain = 0;
		}
		emitDispatch(envelope, session, replayed, data);
	}

	/*
	 * A resume may replay more than was missed; while live a number that goes back says
	 * that one before it was wrong, and all that comes after it would be taken for seen
	 * (R44).
	 */
	private void seenAgain(Phase.Connected connected, long sequence) {
		Phase.Order order = connected.order();
		this.seenAgain++;
		order.seenAgain++;
		connected.session().wentBack(sequence);
		if (!order.told) {
			order.told = true;
			warn("An event came with the number " + sequence + ", though " + connected.session().sequence()
					+ " had come before; it was not delivered");
		}
		if (order.seenAgain >= SEEN_AGAIN_ALLOWED) {
			renewBefore(sequence, connected.session(), order);
		}
	}

	/*
	 * Without a leap to go back behind, one resume clears up what is wrong, or nothing
	 * does: what comes again after that is merely told twice, and no reason to go on
	 * resuming.
	 */
	private void renewBefore(long sequence, LiveSession session, Phase.Order order) {
		boolean leapt = session.rewind(sequence);
		if (leapt) {
			add(new ShardAction.SaveResumePoint(session.resumePoint(this.settings.shard())));
		}
		if (leapt || session.doubt()) {
			violation("the numbers of " + order.seenAgain + " events in a row went back");
		}
	}

	private @Nullable RawPayload wantedData(Envelope envelope) {
		return this.settings.dispatchFilter().wants(Objects.requireNonNull(envelope.name())) ? envelope.copyData()
				: null;
	}

	private void emitDispatch(Envelope envelope, LiveSession session, boolean replayed, @Nullable RawPayload data) {
		if (data != null) {
			emit(new ShardEvent.Dispatched(Objects.requireNonNull(envelope.name()), session.sequence(), replayed,
					data));
		}
	}

	private void ready(Phase.Identifying identifying, Envelope envelope) {
		ControlPayloads.ReadySession ready = ControlPayloads.readySession(envelope);
		GatewayUrl resumeUrl = (ready.resumeGatewayUrl() != null)
				? GatewayUrl.parse(ready.resumeGatewayUrl().toString()) : null;
		RawPayload data = wantedData(envelope);
		LiveSession session = new LiveSession(ready.sessionId(),
				(resumeUrl != null) ? trusted(resumeUrl) : gatewayUrl(), envelope.sequence());
		this.schedule.resumesAt(session.resumeUrl());
		add(new ShardAction.SaveResumePoint(session.resumePoint(this.settings.shard())));
		live(identifying, session);
		emit(new ShardEvent.SessionStarted(session.id()));
		emitDispatch(envelope, session, false, data);
		sendCommands();
	}

	private void resumed(Phase.Resuming resuming, Envelope envelope) {
		LiveSession session = resuming.session();
		RawPayload data = wantedData(envelope);
		session.received(envelope.sequence());
		live(resuming, session);
		emit(new ShardEvent.SessionResumed(session.id(), resuming.replay().events));
		emitDispatch(envelope, session, false, data);
		sendCommands();
	}

	private void live(Phase.Greeted greeted, LiveSession session) {
		this.schedule.live(this.now);
		this.timers.clear(GatewayTimer.READY_TIMEOUT);
		moveTo(new Phase.Connected(greeted.link(), greeted.heartbeats(), session, new Phase.Order()));
	}

	private void invalidSession(Phase.Linked linked, boolean resumable) {
		LiveSession session = linked.session();
		if (!resumable) {
			session = lose(session, "Discord declared the session invalid");
		}
		disconnect(linked, session, Kind.SESSION_INVALIDATED,
				"Discord declared the session invalid" + (resumable ? ", but resumable" : ""));
	}

	private void acknowledged(Phase.Greeted greeted) {
		Duration latency = greeted.heartbeats().acknowledged(this.now);
		Duration mean = this.latencies.mean();
		if (latency != null && mean != null) {
			emit(new ShardEvent.HeartbeatAcknowledged(latency, mean));
		}
	}

	private void violation(String reason) {
		if (this.phase instanceof Phase.Linked linked) {
			disconnect(linked, Kind.PROTOCOL_VIOLATION, reason);
		}
	}

	// Beginning a session

	private void identifyGranted(ShardInput.IdentifyGranted granted) {
		if (this.phase instanceof Phase.AwaitingTurn waiting && waiting.request() == granted.request()) {
			connect(new Phase.Begin(granted.request(), granted.notBefore()));
		}
		else if (!isHeld(granted.request())) {
			add(new ShardAction.CancelIdentify(granted.request(), this.settings.shard()));
		}
	}

	private boolean isHeld(long request) {
		Phase.Begin held = held(this.phase);
		return held != null && held.request() == request;
	}

	private static Phase.@Nullable Begin held(Phase phase) {
		Phase.Aim aim = null;
		if (phase instanceof Phase.Ungreeted ungreeted) {
			aim = ungreeted.aim();
		}
		else if (phase instanceof Phase.AwaitingIdentify waiting) {
			aim = waiting.aim();
		}
		return (aim instanceof Phase.Begin begin) ? begin : null;
	}

	private void beginByHand(Identify identify) {
		Phase.AwaitingIdentify waiting = awaitingHand();
		if (this.schedule.identifyNotBefore().isAfter(this.now)) {
			throw new IllegalStateException(
					"The IDENTIFYs before were spent on sessions that did not last: the next may be sent in "
							+ Duration.between(this.now, this.schedule.identifyNotBefore()).toSeconds()
							+ " s, to save the bot's daily session starts");
		}
		byte[] payload = this.outbox.begin(identify);
		LiveSession unused = lose(waiting.session(), "a new session was begun instead");
		identify(waiting.link(), waiting.heartbeats(), payload);
	}

	private void resumeByHand(Token token) {
		Phase.AwaitingIdentify waiting = awaitingHand();
		LiveSession session = waiting.session();
		if (session == null) {
			throw new IllegalStateException("There is no session to resume: identify");
		}
		resume(waiting.link(), waiting.heartbeats(), session, token);
	}

	private Phase.AwaitingIdentify awaitingHand() {
		if (this.phase instanceof Phase.AwaitingIdentify waiting && this.byHand) {
			return waiting;
		}
		if (this.phase instanceof Phase.AwaitingHello) {
			throw new IllegalStateException("HELLO has not come yet");
		}
		if (this.phase instanceof Phase.Greeted) {
			throw new IllegalStateException("A session was started or resumed on this connection already");
		}
		throw new IllegalStateException("The connection is not open");
	}

	private void heartbeatByHand() {
		if (this.phase instanceof Phase.Greeted greeted) {
			heartbeat(greeted, this.now);
		}
	}

	// What time brings

	private void timerFired() {
		Instant earliest = this.timers.nextDue();
		if (earliest != null && this.phase instanceof Phase.Linked linked && slept(linked, earliest)) {
			disconnect(linked, Kind.CLOCK_JUMPED, nextTimer() + " was due "
					+ Duration.between(earliest, this.now).toSeconds() + " s ago: the host or the process slept");
		}
		// Those of the connection are gone then; a command's must not tell of the sleep
		// again.
		for (GatewayTimer timer : GatewayTimer.values()) {
			Instant due = this.timers.take(timer, this.now);
			if (due != null) {
				fired(timer, due);
			}
		}
	}

	/*
	 * Whether a timer is so late that no peer can be judged by it (R42). A command may
	 * have been due before the connection began: that one woke up with the host.
	 */
	private boolean slept(Phase.Linked linked, Instant due) {
		Instant begun = linked.link().begun;
		Instant since = due.isBefore(begun) ? begun : due;
		Instant latest = (linked instanceof Phase.Greeted greeted) ? greeted.heartbeats().sleptAfter(since)
				: since.plus(SLEPT);
		return this.now.isAfter(latest);
	}

	private void fired(GatewayTimer timer, Instant due) {
		switch (timer) {
			case BACKOFF -> goOn(this.phase.session());
			case COMMAND_BUDGET, COMMAND_DEADLINE -> sendCommands();
			default -> {
				if (this.phase instanceof Phase.Linked linked) {
					fired(timer, due, linked);
				}
			}
		}
	}

	private void fired(GatewayTimer timer, Instant due, Phase.Linked linked) {
		if (timer == GatewayTimer.CONNECT_TIMEOUT) {
			disconnect(linked, Kind.CONNECT_FAILED,
					"no connection within " + this.settings.connectTimeout().toSeconds() + " s");
		}
		else if (timer == GatewayTimer.HELLO_TIMEOUT) {
			helloTimedOut(linked);
		}
		else if (linked instanceof Phase.Greeted greeted) {
			if (timer == GatewayTimer.HEARTBEAT) {
				heartbeat(greeted, due);
			}
			else if (timer == GatewayTimer.READY_TIMEOUT) {
				readyTimedOut(greeted);
			}
			else if (timer == GatewayTimer.IDENTIFY_TURN) {
				identify(greeted.link(), greeted.heartbeats(), this.outbox.identifyPayload());
			}
		}
	}

	/* While this side does not read, what is unread is not missing (R8). */
	private void helloTimedOut(Phase.Linked linked) {
		if (!linked.link().reading) {
			set(GatewayTimer.HELLO_TIMEOUT, this.settings.helloTimeout());
			return;
		}
		disconnect(linked, Kind.HELLO_TIMED_OUT, "no HELLO within " + this.settings.helloTimeout().toSeconds() + " s");
	}

	/*
	 * A late READY is waited for, as another IDENTIFY would cost a session start (R14). A
	 * RESUME costs nothing, and one that is answered by silence is as good as dropped
	 * (R19).
	 */
	private void readyTimedOut(Phase.Greeted greeted) {
		Duration timeout = this.settings.readyTimeout();
		if (greeted instanceof Phase.Resuming resuming) {
			Phase.Replay replay = resuming.replay();
			if (replay.events == replay.eventsBefore && resuming.link().reading) {
				disconnect(resuming, Kind.RESUME_TIMED_OUT,
						"nothing replayed and no RESUMED within " + timeout.toSeconds() + " s");
				return;
			}
			replay.eventsBefore = replay.events;
			set(GatewayTimer.READY_TIMEOUT, timeout);
			return;
		}
		warn("No READY within " + timeout.toSeconds() + " s of IDENTIFY; it is still waited for");
	}

	private void heartbeat(Phase.Greeted greeted, Instant due) {
		Heartbeats heartbeats = greeted.heartbeats();
		if (heartbeats.missed()) {
			disconnect(greeted, Kind.HEARTBEAT_MISSED,
					"no heartbeat was acknowledged for " + heartbeats.interval().toMillis() + " ms");
			return;
		}
		heartbeats.sent(this.now);
		heartbeatAt(heartbeats, heartbeats.nextAfter(due, this.now));
		sendHeartbeat(greeted);
	}

	private void heartbeatAt(Heartbeats heartbeats, Instant due) {
		this.timers.set(GatewayTimer.HEARTBEAT, due);
		this.sleptAfter = heartbeats.sleptAfter(due);
	}

	private void sendHeartbeat(Phase.Linked linked) {
		LiveSession session = linked.session();
		send(linked.link(), GatewayOpcode.HEARTBEAT,
				PayloadWriter.heartbeat(this.settings.encoding(), (session != null) ? session.sequence() : null));
	}

	// Connections

	/** Goes on at a time, or at once if that is over. */
	private void goOnAt(Instant time, @Nullable LiveSession session) {
		if (this.byHand || time.isAfter(this.now)) {
			moveTo(new Phase.BackingOff(time, session));
			if (!this.byHand) {
				this.timers.set(GatewayTimer.BACKOFF, time);
			}
		}
		else {
			goOn(session);
		}
	}

	/*
	 * A connection that will be followed by an IDENTIFY is opened when its turn is near,
	 * so that it need not idle, and a gateway that closes what idles has no herd (R12).
	 */
	private void goOn(@Nullable LiveSession session) {
		if (this.byHand) {
			connect(new Phase.ByHand(session));
		}
		else if (session != null) {
			connect(new Phase.Resume(session));
		}
		else {
			long request = ++this.requests;
			moveTo(new Phase.AwaitingTurn(request));
			add(new ShardAction.RequestIdentify(request, this.settings.shard()));
		}
	}

	private void connect(Phase.Aim aim) {
		GatewayUrl target = target(aim.session());
		Link link = new Link(++this.connections, this.sends + 1, this.now, this.decoders.get());
		LiveSession session = aim.session();
		boolean atResumeUrl = session != null && target.equals(session.resumeUrl());
		this.schedule.connecting(atResumeUrl, target.equals(this.gatewayUrl));
		set(GatewayTimer.CONNECT_TIMEOUT, this.settings.connectTimeout());
		moveTo(new Phase.Connecting(link, aim));
		add(new ShardAction.Connect(link.number,
				ConnectionUrl.of(target, this.settings.encoding(), this.settings.compression())));
	}

	private GatewayUrl target(@Nullable LiveSession session) {
		return (session != null && this.schedule.useResumeUrl()) ? session.resumeUrl() : gatewayUrl();
	}

	private GatewayUrl gatewayUrl() {
		if (this.gatewayUrl == null) {
			throw new IllegalStateException("The shard was never started");
		}
		return this.gatewayUrl;
	}

	/* The token goes to the gateway's owner only, and never in clear (R41, R52). */
	private GatewayUrl trusted(GatewayUrl resumeUrl) {
		if (this.settings.resumeAtGatewayUrl()) {
			return gatewayUrl();
		}
		if (gatewayUrl().mayResumeAt(resumeUrl)) {
			return resumeUrl;
		}
		warn("The resume url is not wss, or leads to a host that is not the gateway's, and was refused; the session will be resumed at the gateway's url");
		return gatewayUrl();
	}

	/** Gives a connection up from this side. */
	private void disconnect(Phase.Linked linked, Kind kind, String reason) {
		disconnect(linked, linked.session(), kind, reason);
	}

	private void disconnect(Phase.Linked linked, @Nullable LiveSession session, Kind kind, String reason) {
		ReconnectSchedule.End end = endOf(linked, kind);
		CloseCode code = this.settings.closeCode();
		Integer sent = linked.status().isOpen() ? (Integer) code.value() : null;
		abandon(code, kind.name());
		retry(new DisconnectCause(kind, sent, reason), session, end, Duration.ZERO);
	}

	private void abandon(CloseCode code, String reason) {
		if (this.phase instanceof Phase.Linked linked) {
			add(linked.status().isOpen() ? new ShardAction.Close(linked.link().number, code, reason)
					: new ShardAction.Abort(linked.link().number));
			release(linked);
		}
		else if (this.phase instanceof Phase.AwaitingTurn waiting) {
			add(new ShardAction.CancelIdentify(waiting.request(), this.settings.shard()));
		}
	}

	/*
	 * Whatever a connection left behind ends here, so that nothing of it can touch the
	 * next one (R43).
	 */
	private void release(Phase.Linked linked) {
		this.timers.clear(GatewayTimer.CONNECT_TIMEOUT);
		this.timers.clear(GatewayTimer.HELLO_TIMEOUT);
		this.timers.clear(GatewayTimer.READY_TIMEOUT);
		this.timers.clear(GatewayTimer.HEARTBEAT);
		this.timers.clear(GatewayTimer.IDENTIFY_TURN);
		this.timers.clear(GatewayTimer.COMMAND_BUDGET);
		this.sleptAfter = Instant.MAX;
		Phase.Begin held = held(linked);
		if (held != null) {
			add(new ShardAction.CancelIdentify(held.request(), this.settings.shard()));
		}
		this.outbox.connectionEnded();
		linked.link().decoder.close();
	}

	/** Waits, and then connects again. */
	private void retry(DisconnectCause cause, @Nullable LiveSession session, ReconnectSchedule.End end,
			Duration atLeast) {
		if (session != null && session.rewindAtEnd()) {
			add(new ShardAction.SaveResumePoint(session.resumePoint(this.settings.shard())));
		}
		ReconnectSchedule.Plan plan = this.schedule.ended(end, session != null, atLeast, this.now);
		LiveSession kept = session;
		if (plan.sessionGivenUp()) {
			kept = lose(session, "it could not be resumed in " + (this.settings.reconnectLimits().resumeAttempts() + 1)
					+ " attempts");
		}
		if (plan.identifyWait() != null) {
			warn("The last IDENTIFY brought no session that lasted: the next waits at least "
					+ plan.identifyWait().toSeconds() + " s, to save the bot's daily session starts");
		}
		emit(new ShardEvent.Disconnected(cause, kept != null, plan.at()));
		goOnAt(plan.at(), kept);
	}

	/*
	 * A failure that a host found when it woke up is its own, not the peer's (R42); what
	 * the peer said is not.
	 */
	private ReconnectSchedule.End endOf(Phase.Linked linked, Kind kind) {
		return switch (kind) {
			case RECONNECT_REQUESTED -> ReconnectSchedule.End.RECONNECT_REQUESTED;
			case SESSION_INVALIDATED -> ReconnectSchedule.End.SESSION_INVALIDATED;
			case HEARTBEAT_MISSED -> ReconnectSchedule.End.SILENT;
			case CLOCK_JUMPED -> ReconnectSchedule.End.SLEPT;
			case APPLICATION_ASKED -> ReconnectSchedule.End.APPLICATION_ASKED;
			default -> {
				Instant earliest = this.timers.nextDue();
				boolean slept = earliest != null && slept(linked, earliest);
				yield slept ? ReconnectSchedule.End.SLEPT : ReconnectSchedule.End.OTHER;
			}
		};
	}

	private @Nullable LiveSession lose(@Nullable LiveSession session, String reason) {
		if (session != null) {
			add(new ShardAction.DropResumePoint());
			emit(new ShardEvent.SessionLost(reason));
		}
		return null;
	}

	private void fail(DisconnectCause cause, GatewayCloseCode closeCode, @Nullable LiveSession session) {
		this.schedule.ended(ReconnectSchedule.End.OTHER, false, Duration.ZERO, this.now);
		LiveSession unused = lose(session, "the shard failed");
		this.timers.clearAll();
		dropCommands("the shard failed with " + closeCode.code());
		emit(new ShardEvent.Disconnected(cause, false, null));
		moveTo(new Phase.Failed());
		String message = "Discord closed the connection with " + closeCode.code() + " (" + closeCode + "): "
				+ cause.reason();
		Identify identify = this.settings.identify();
		if (identify != null && (closeCode == GatewayCloseCode.DISALLOWED_INTENTS
				|| closeCode == GatewayCloseCode.INVALID_INTENTS)) {
			message += ". Asked for: " + GatewayIntent.fromValue(identify.intents()) + " (" + identify.intents() + ")";
		}
		emit(new ShardEvent.Failed(closeCode, message));
	}

	// Sending

	private void sendCommands() {
		this.outbox.removeExpired(this.now)
			.forEach((command) -> emit(new ShardEvent.CommandDropped(command.id(),
					"it could not be sent before its deadline; the shard is " + status())));
		this.timers.clear(GatewayTimer.COMMAND_BUDGET);
		if (this.phase instanceof Phase.Connected connected) {
			sendCommands(connected.link());
		}
		awaitCommandDeadline();
	}

	private void sendCommands(Link link) {
		while (!this.outbox.isEmpty()) {
			Instant permit = link.budget.nextPermit(this.now);
			if (permit != null) {
				this.timers.set(GatewayTimer.COMMAND_BUDGET, permit);
				return;
			}
			Outbox.Command command = this.outbox.take(this.sends + 1);
			send(link, command.command().opcode(), command.payload());
			if (command.command() instanceof UpdatePresence sent && !this.outbox.remember(sent)) {
				warn("The presence is too long for IDENTIFY: a new session will begin with the one before");
			}
			emit(new ShardEvent.CommandSent(command.id()));
		}
	}

	private void awaitCommandDeadline() {
		Instant expiry = this.outbox.nextExpiry();
		if (expiry != null) {
			this.timers.set(GatewayTimer.COMMAND_DEADLINE, expiry);
		}
		else {
			this.timers.clear(GatewayTimer.COMMAND_DEADLINE);
		}
	}

	private void dropCommands(String reason) {
		this.outbox.removeAll().forEach((command) -> emit(new ShardEvent.CommandDropped(command.id(), reason)));
	}

	private void send(Link link, GatewayOpcode opcode, byte[] payload) {
		link.budget.sent(this.now);
		add(new ShardAction.Send(link.number, ++this.sends, opcode, payload, this.settings.encoding().isText()));
	}

	// Housekeeping

	private void moveTo(Phase next) {
		ShardStatus from = status();
		ShardStatus to = next.status();
		boolean attempt = to == ShardStatus.CONNECTING;
		if ((from != to || attempt) && !from.canBecome(to)) {
			throw new IllegalStateException("A shard that is " + from + " cannot become " + to);
		}
		this.phase = next;
		if (from != to || attempt) {
			emit(new ShardEvent.StatusChanged(from, to));
		}
	}

	private static boolean isOf(Phase.Linked linked, long number) {
		return linked.link().number == number;
	}

	private void set(GatewayTimer timer, Duration delay) {
		this.timers.set(timer, this.now.plus(delay));
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
