package io.discordgateway.spring.driver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayCommand;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.DispatchFilter;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardActionHandler;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardProtocol;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.CommandDroppedException;
import io.discordgateway.spring.SessionLostEvent;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardFailedEvent;
import io.discordgateway.spring.ShardResumedEvent;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.dispatch.EventDispatcher;
import io.discordgateway.spring.dispatch.Lane;
import io.discordgateway.spring.observation.ShardFigures;
import io.discordgateway.spring.observation.ShardMeters;
import io.discordgateway.spring.transport.Failures;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Drives one shard: a mailbox in front of its {@link ShardProtocol}, and the hands that
 * do what the protocol says.
 */
final class ShardDriver implements ShardActionHandler {

	/*
	 * The mailbox is worked by threads of the driver's; everybody else only leaves an
	 * input. So the protocol sees one thread at a time, and never one of the
	 * application's, which may be interrupted, in a hurry or about to wait for what it
	 * would have to do itself.
	 *
	 * A chunk that meets an idle mailbox is handed on by the socket's own thread as it
	 * lies in the socket's buffer. That thread does no more than this: it leaves what
	 * came meanwhile to the driver's. What it adds to the lane is handed over when all
	 * that was read is added, as to wake a thread of the listeners for each event costs
	 * more than most events do (3 of 8 µs where one core has both). A chunk that meets a
	 * busy mailbox waits its turn, and the socket with it: so no more than one waits,
	 * however slow this side is.
	 */

	private static final Log logger = LogFactory.getLog(ShardDriver.class);

	/* No connection has this number. */
	private static final long NONE = -1;

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private static final String ABANDONED = "abandoned";

	private final GatewayRun run;

	private final ShardSettings settings;

	private final ShardId shard;

	private final String prefix;

	private final ShardLog log;

	private final ShardProtocol protocol;

	private final Lane lane;

	private final int intents;

	private final DispatchFilter listeners;

	private final CloseCode closeCode;

	private final ShardRequests requests;

	private final ShardMeters meters;

	private final ShardHistory history = new ShardHistory();

	private final Mailbox<Mail> mailbox;

	private final AtomicLong commandIds = new AtomicLong();

	private final int commandCapacity;

	/* How many commands the mailbox has not come to yet. */
	private final AtomicInteger unseen = new AtomicInteger();

	/* Those that are neither sent nor dropped. */
	private final Map<Long, Command> commands = new ConcurrentHashMap<>();

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	/* What follows is touched by the thread that works the mailbox only. */

	private @Nullable GatewayConnection connection;

	private CompletableFuture<Void> closing = DONE;

	/* How many bytes of messages were told of. */
	private long inflated;

	private @Nullable Instant armed;

	private @Nullable Runnable timer;

	/* A driver has one life, and what waited for a session may come too late for it. */
	private boolean over;

	/* Who waits until all is read that Discord has sent, and on which connection. */
	private final List<CompletableFuture<Void>> fences = new ArrayList<>();

	private @Nullable Long probed;

	private volatile ShardState state;

	private volatile @Nullable String waitingFor;

	/* Hears why the shard has failed for good, in the place of the application. */
	private volatile @Nullable Consumer<String> whenFailed;

	/* Whether it is of use with the session only that it begins with. */
	private volatile boolean resumesOnly;

	/* Whether it was connected, or waits for the owner of its session. */
	private volatile boolean ready;

	private volatile long sequence = -1;

	private final AtomicLong received = new AtomicLong();

	ShardDriver(GatewayRun run, ShardSettings settings, Lane lane) {
		this.run = run;
		this.settings = settings;
		this.shard = settings.shard();
		this.prefix = "[shard " + this.shard + "] ";
		this.log = new ShardLog(logger, this.shard);
		this.lane = lane;
		this.meters = run.dispatcher().meters().shard(this.shard);
		this.intents = Objects.requireNonNull(settings.identify()).intents();
		this.listeners = settings.dispatchFilter();
		this.commandCapacity = settings.commandQueueCapacity();
		this.mailbox = new Mailbox<>((task) -> run.threads().of(Work.DRIVE).execute(task), this::handle, this::worked);
		this.requests = new ShardRequests(this, run, this.prefix, this.intents);
		this.protocol = new ShardProtocol(settings.toBuilder().dispatchFilter(this::wants).build(), run.newRandom());
		this.closeCode = settings.closeCode();
		this.state = ShardState.builder(this.shard, ShardStatus.STOPPED, run.wallTime()).build();
	}

	ShardState state() {
		long current = this.sequence;
		return this.state.mutate()
			.received((current >= 0) ? current : null, this.received.get())
			.delivery(this.lane.state())
			.waitingFor(this.waitingFor)
			.build();
	}

	ShardFigures figures() {
		return new ShardFigures(state(), this.commands.size(), this.lane.isOwned() && this.waitingFor == null);
	}

	ShardDetails details() {
		ShardFigures figures = figures();
		return new ShardDetails(figures.state(), this.history.transitions(), this.history.latencies(),
				figures.commands(), figures.owned(), this.lane.isHeld());
	}

	/**
	 * Asks for another connection.
	 * @param keepSession whether the session is to be resumed there
	 */
	void reconnect(boolean keepSession) {
		post(new ShardInput.Reconnect(keepSession));
	}

	ShardMeters meters() {
		return this.meters;
	}

	/* Asked once for each event that has come, which counts it. */
	private boolean wants(String name) {
		EventDispatcher dispatcher = this.run.dispatcher();
		boolean heard = dispatcher.receive(name);
		return this.requests.wants(name) || this.lane.needs(name)
				|| ((this.listeners == dispatcher) ? heard : this.listeners.wants(name));
	}

	/**
	 * Lets the shard be one of another total, of which the application does not know yet.
	 * @param whenFailed hears why it has failed for good
	 */
	void standBy(Consumer<String> whenFailed) {
		this.lane.standBy();
		this.whenFailed = whenFailed;
	}

	boolean isStandingBy() {
		return this.whenFailed != null;
	}

	/** Lets the application know of the shard from now on. */
	void takeOver() {
		this.whenFailed = null;
	}

	/** Lets the shard stop when the session is over that it begins with. */
	void resumeOnly() {
		this.resumesOnly = true;
	}

	boolean resumesOnly() {
		return this.resumesOnly;
	}

	/** Returns whether the shard was not started yet, as it waits for its session. */
	boolean isWaiting() {
		return this.waitingFor != null;
	}

	/** Returns whether the guilds of a shard that is connected have come. */
	boolean hasArrived() {
		return this.state.isConnected() && this.lane.hasArrived((this.intents & GatewayIntent.GUILDS.bit()) != 0);
	}

	/** Returns whether nothing more comes of this shard, and nothing is waited for. */
	boolean isOver() {
		ShardStatus status = this.state.status();
		return status == ShardStatus.FAILED || (status == ShardStatus.STOPPED && this.over);
	}

	/**
	 * Tells when all has come that Discord has sent until now: when a heartbeat was
	 * acknowledged that was sent after this was called. What is sent on one connection
	 * comes in order.
	 * @return completes then, or when the shard is over
	 */
	CompletableFuture<Void> fence() {
		CompletableFuture<Void> fence = new CompletableFuture<>();
		this.mailbox.post(new Mail(new ShardInput.TimerFired(), null, false, fence));
		return fence;
	}

	/**
	 * Says what the shard waits for before it is started.
	 * @param waitingFor one clause for people, or {@code null}
	 */
	void waitFor(@Nullable String waitingFor) {
		this.waitingFor = waitingFor;
	}

	void waitForOwner() {
		this.ready = true;
		this.run.lookForReadiness();
	}

	boolean isReady() {
		return this.ready;
	}

	ShardSettings settings() {
		return this.settings;
	}

	int intents() {
		return this.intents;
	}

	Lane lane() {
		return this.lane;
	}

	ShardRequests requests() {
		return this.requests;
	}

	CompletableFuture<Void> submit(GatewayCommand command, @Nullable Duration timeout) {
		CompletableFuture<Void> sent = new CompletableFuture<>();
		submit(command, timeout, sent);
		return sent;
	}

	/**
	 * Sends a command when it can be sent.
	 * @param command the command
	 * @param timeout how long it may wait, or {@code null} for no bound
	 * @param sent completed when it was sent, or was dropped
	 * @return the command's number
	 */
	long submit(GatewayCommand command, @Nullable Duration timeout, CompletableFuture<Void> sent) {
		long id = this.commandIds.incrementAndGet();
		if (this.unseen.incrementAndGet() > this.commandCapacity) {
			this.unseen.decrementAndGet();
			complete(sent, "the shard has not come to " + this.commandCapacity
					+ " commands that were given before: its driver is held up");
			return id;
		}
		ShardInput.Submit submit = new ShardInput.Submit(id, command,
				(timeout != null) ? this.run.now().plus(timeout) : null);
		this.commands.put(id, new Command(submit, sent));
		post(submit);
		// A listener that is about to wait may be what holds up a full lane.
		this.lane.wake();
		return id;
	}

	/**
	 * Stops the shard.
	 * @param keepSession whether the session is to stay resumable
	 * @return completes when the close frame was sent, or could not be
	 */
	CompletableFuture<Void> shutdown(boolean keepSession) {
		post(new ShardInput.Shutdown(keepSession ? this.closeCode : CloseCode.ENDS_SESSION));
		return this.stopped;
	}

	// The mailbox

	/** Leaves an input. Called by any thread, and never works itself. */
	void post(ShardInput input) {
		this.mailbox.post(new Mail(input, null, false, null));
	}

	/**
	 * Takes a chunk from the socket's thread.
	 * @param connection the connection
	 * @param chunk the chunk, which is not used after this method has returned
	 * @param text whether it is text
	 * @param last whether it ends a message
	 * @return completes when the socket may be read on: not while a chunk waits its turn,
	 * nor while the lane is full (R8). Until then nothing waits for {@link #caughtUp()}
	 */
	CompletableFuture<Void> received(GatewayConnection connection, ByteBuffer chunk, boolean text, boolean last) {
		this.meters.bytesReceived(chunk.remaining());
		if (this.log.isTraceEnabled()) {
			this.log.trace("<- " + chunk.remaining() + " bytes" + (last ? "" : ", to be continued"));
		}
		if (this.mailbox.handleIfIdle(new Mail(input(connection.number(), chunk, text, last), null, true, null))) {
			return room(connection);
		}
		ByteBuffer copy = ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
		CompletableFuture<Void> seen = new CompletableFuture<>();
		this.mailbox.post(new Mail(input(connection.number(), copy, text, last), seen, false, null));
		return seen.thenCompose((done) -> room(connection));
	}

	/** Hears that for now no chunk follows. */
	void caughtUp() {
		this.lane.handOver();
	}

	private static ShardInput input(long connection, ByteBuffer chunk, boolean text, boolean last) {
		return text ? new ShardInput.TextReceived(connection, chunk, last)
				: new ShardInput.BinaryReceived(connection, chunk, last);
	}

	/*
	 * A full lane may be full because its listener waits for what is still to be read:
	 * the answer to a request or, before a command can be sent, READY or RESUMED. So
	 * reading goes on for a while longer.
	 */
	private boolean isAnswerAwaited() {
		boolean awaited = !this.requests.isEmpty()
				|| (!this.commands.isEmpty() && this.state.status() != ShardStatus.CONNECTED);
		return awaited && !this.lane.isOverfull();
	}

	private CompletableFuture<Void> room(GatewayConnection connection) {
		boolean full = this.requests.isFull() || (this.lane.isFull() && !isAnswerAwaited());
		// Before HELLO there is nothing to wait for, but heartbeats that have to begin.
		if (!full || this.state.status() == ShardStatus.AWAITING_HELLO) {
			return DONE;
		}
		this.lane.handOver();
		post(new ShardInput.ReadingPaused(connection.number()));
		this.log.debug("The listeners are slower than Discord: reading pauses");
		return this.lane.whenRoom(() -> connection.isGivenUp() || isAnswerAwaited())
			.thenCompose((done) -> this.requests.whenRoom())
			.thenRun(() -> post(new ShardInput.ReadingResumed(connection.number())));
	}

	private void handle(Mail mail) {
		if (mail.fence() != null) {
			this.fences.add(mail.fence());
			this.probed = null;
		}
		try {
			handle(mail.input());
		}
		finally {
			if (!mail.more()) {
				this.lane.handOver();
			}
			if (mail.seen() != null) {
				mail.seen().complete(null);
			}
		}
	}

	private void worked() {
		received(this.protocol.sequence());
		lookAtFences();
		long inflated = this.protocol.payloadBytes();
		if (inflated > this.inflated) {
			this.meters.bytesInflated(inflated - this.inflated);
			this.inflated = inflated;
		}
		armTimer();
	}

	/* Not beside a heartbeat that is not acknowledged yet: it would look like missed. */
	private void lookAtFences() {
		if (this.fences.isEmpty()) {
			return;
		}
		if (isOver()) {
			this.probed = null;
			this.fences.forEach((fence) -> fence.complete(null));
			this.fences.clear();
			return;
		}
		GatewayConnection current = this.connection;
		if (current == null || !this.state.isConnected() || !this.protocol.acknowledged()) {
			return;
		}
		if (this.probed == null || this.probed != current.number()) {
			this.probed = current.number();
			handle(new ShardInput.SendHeartbeat());
		}
		else {
			this.probed = null;
			this.fences.forEach((fence) -> fence.complete(null));
			this.fences.clear();
		}
	}

	/* A session counts its events from 1. */
	private void received(long upTo) {
		this.lane.received(upTo);
		long before = this.sequence;
		if (upTo != before) {
			long counted = (upTo > before) ? Math.max(0, before) : 0;
			this.received.addAndGet(Math.max(0, upTo - counted));
			this.sequence = upTo;
		}
	}

	private void handle(ShardInput input) {
		if (input instanceof ShardInput.TimerFired) {
			this.armed = null;
		}
		if (input instanceof ShardInput.Submit) {
			this.unseen.decrementAndGet();
		}
		if (input instanceof ShardInput.Start && this.over) {
			return;
		}
		if (input instanceof ShardInput.Start start && start.resumePoint() != null) {
			this.lane.session(start.resumePoint());
			this.sequence = start.resumePoint().sequence();
		}
		try {
			List<ShardAction> actions = this.protocol.handle(input, this.run.now());
			for (ShardAction action : actions) {
				action.dispatchTo(this);
			}
			if (input instanceof ShardInput.SendFailed failed && failed.unsent() != null && actions.isEmpty()) {
				submitAgain(failed.connection());
			}
		}
		catch (Throwable ex) {
			failedInside(ex);
		}
		if (input instanceof ShardInput.Shutdown) {
			this.over = true;
			CompletableFuture<Void> unused = this.closing.whenComplete((done, failure) -> this.stopped.complete(null));
		}
	}

	/* Whatever it was, the mailbox must go on, and a new connection starts afresh. */
	private void failedInside(Throwable failure) {
		this.log.error("Something failed that must not: please report it to discord-gateway", failure);
		GatewayConnection current = this.connection;
		if (current != null) {
			post(new ShardInput.SendFailed(current.number(), "this process failed: " + failure));
		}
	}

	/*
	 * The protocol takes back what could not be sent, and what is behind it; but nothing
	 * of a connection that it had left already.
	 */
	private void submitAgain(long connection) {
		this.commands.values().stream().filter((command) -> command.connection == connection).forEach((command) -> {
			command.connection = NONE;
			this.unseen.incrementAndGet();
			post(command.submit);
		});
	}

	private void armTimer() {
		Instant next = this.protocol.nextDeadline();
		if (next == null ? this.armed == null : next.equals(this.armed)) {
			return;
		}
		if (this.timer != null) {
			this.timer.run();
			this.timer = null;
		}
		this.armed = next;
		if (next != null) {
			this.timer = this.run.threads()
				.later(Duration.between(this.run.now(), next), () -> post(new ShardInput.TimerFired()));
		}
	}

	// The hands

	@Override
	public void connect(ShardAction.Connect action) {
		if (!this.lane.isOwned()) {
			// A RESUME that is not sent would count as one that was refused (R19, R49).
			this.connection = null;
			post(new ShardInput.ConnectFailed(action.connection(), "another process may own the session by now", null,
					null));
			return;
		}
		this.log.connecting("Connecting to " + action.url().getScheme() + "://" + action.url().getAuthority());
		GatewayConnection opening;
		try {
			opening = new GatewayConnection(this, this.run.transport(), action.connection());
		}
		catch (RuntimeException ex) {
			// Such as of a host that has no descriptors left.
			this.connection = null;
			post(new ShardInput.ConnectFailed(action.connection(), Failures.describe(ex), null, null));
			return;
		}
		this.connection = opening;
		this.run.threads().of(Work.CONNECT).execute(() -> opening.open(action.url()));
	}

	@Override
	public void send(ShardAction.Send action) {
		GatewayConnection current = this.connection;
		if (current == null || current.number() != action.connection()) {
			return;
		}
		boolean secret = action.opcode() == GatewayOpcode.IDENTIFY || action.opcode() == GatewayOpcode.RESUME;
		if (this.log.isTraceEnabled()) {
			this.log.trace("-> " + action.opcode() + " " + (secret ? "<redacted>" : readable(action)));
		}
		if (secret && !this.lane.isOwned()) {
			// It would end the connection of the process that has the session (R49).
			refuse(action, "another process may own the session by now");
			return;
		}
		if (action.opcode() == GatewayOpcode.IDENTIFY && !this.run.gate().isTurnOf(this.shard)) {
			// Another process may identify in the same bucket by now (R12).
			refuse(action, "the connection was so slow that the shard's turn to identify is over");
			return;
		}
		current.send(action);
	}

	private void refuse(ShardAction.Send action, String reason) {
		if (action.opcode() == GatewayOpcode.IDENTIFY) {
			this.run.gate().notSent(this.shard);
		}
		post(new ShardInput.SendFailed(action.connection(), reason));
	}

	/** Hears that a payload was sent, or may have been. */
	void given(ShardAction.Send action) {
		if (action.opcode() == GatewayOpcode.IDENTIFY) {
			this.meters.identified();
			this.run.identified(this.run.gate().sent(this.shard));
		}
	}

	private static String readable(ShardAction.Send action) {
		return FrameFormatter.format(action.text() ? new String(action.payload(), StandardCharsets.UTF_8)
				: new RawPayload(Encoding.ETF, action.payload()).toJson());
	}

	@Override
	public void close(ShardAction.Close action) {
		giveUp(action.connection(), action.code(), action.reason());
	}

	@Override
	public void abort(ShardAction.Abort action) {
		// What an abandoned attempt may have begun to resume stays resumable.
		giveUp(action.connection(), CloseCode.KEEPS_SESSION, ABANDONED);
	}

	private void giveUp(long number, CloseCode code, String reason) {
		GatewayConnection current = this.connection;
		if (current == null || current.number() != number) {
			return;
		}
		this.connection = null;
		this.closing = current.giveUp(code.value(), reason);
		this.lane.wake();
	}

	@Override
	public void requestIdentify(ShardAction.RequestIdentify action) {
		this.run.requestIdentify(action);
	}

	@Override
	public void cancelIdentify(ShardAction.CancelIdentify action) {
		this.run.gate().cancel(action.shard(), action.request());
	}

	@Override
	public void saveResumePoint(ShardAction.SaveResumePoint action) {
		this.lane.session(action.point());
		this.run.sessionMoved();
	}

	@Override
	public void dropResumePoint(ShardAction.DropResumePoint action) {
		this.lane.dropSession();
		this.run.sessionMoved();
	}

	@Override
	public void emit(ShardAction.Emit action) {
		ShardEvent event = action.event();
		if (event instanceof ShardEvent.Dispatched dispatched) {
			if (this.log.isTraceEnabled()) {
				this.log.trace("<- " + dispatched.name() + " " + dispatched.sequence() + " "
						+ FrameFormatter.format(dispatched.payload().toJson()));
			}
			// Wanted by a request, it need not be wanted by a listener.
			if (!this.requests.offer(dispatched) || this.listeners.wants(dispatched.name())) {
				this.lane.add(this.run.source(), dispatched);
			}
		}
		else if (event instanceof ShardEvent.StatusChanged changed) {
			statusChanged(changed);
		}
		else if (event instanceof ShardEvent.HeartbeatAcknowledged acknowledged) {
			this.meters.heartbeat(acknowledged.latency());
			this.history.acknowledged(acknowledged.latency());
			this.state = this.state.mutate()
				.heartbeat(acknowledged.latency(), acknowledged.mean(), this.run.wallTime())
				.build();
		}
		else if (event instanceof ShardEvent.CommandSent sent) {
			sent(sent.id());
		}
		else if (event instanceof ShardEvent.CommandDropped dropped) {
			complete(dropped.id(), dropped.reason());
		}
		else if (event instanceof ShardEvent.SessionStarted) {
			this.log.connected("Connected: a new session has started");
			session(this.run.wallTime());
			this.lane.connected();
			this.lane.add(new ShardConnectedEvent(this.run.source(), this.shard));
		}
		else if (event instanceof ShardEvent.SessionResumed resumed) {
			this.log.connected("Connected: the session was resumed, " + resumed.replayed() + " events replayed");
			this.meters.replayed(resumed.replayed());
			this.requests.resumed((id) -> !this.commands.containsKey(id));
			this.lane
				.add(new ShardResumedEvent(this.run.source(), this.shard, resumed.replayed(), this.lane.connected()));
		}
		else if (event instanceof ShardEvent.Disconnected disconnected) {
			disconnected(disconnected);
		}
		else if (event instanceof ShardEvent.SessionLost lost) {
			this.log.warn("The session was lost: " + lost.reason());
			session(null);
			this.requests.sessionLost(lost.reason(), (id) -> !this.commands.containsKey(id));
			this.lane.add(new SessionLostEvent(this.run.source(), this.shard, lost.reason()));
			if (this.resumesOnly) {
				CompletableFuture<Void> unused = shutdown(false);
			}
		}
		else if (event instanceof ShardEvent.Failed failed) {
			failed(failed);
		}
		else if (event instanceof ShardEvent.Warning warning) {
			this.log.warn(warning.message());
		}
		else if (event instanceof ShardEvent.Stopped) {
			this.log.info("Stopped");
			this.requests.stop("the shard was stopped");
		}
	}

	// What the application is told

	private void statusChanged(ShardEvent.StatusChanged changed) {
		this.log.debug(changed.from() + " -> " + changed.to());
		if (changed.from() == ShardStatus.RESUMING && changed.to() != ShardStatus.STOPPED) {
			this.meters.resumed(changed.to() == ShardStatus.CONNECTED);
		}
		ShardState s = this.state;
		boolean wasAway = s.disconnectedSince() != null;
		Instant now = this.run.wallTime();
		this.history.moved(now, changed.from(), changed.to());
		Instant away = s.disconnectedSince();
		long reconnects = s.reconnects();
		if (changed.to() == ShardStatus.CONNECTED) {
			this.ready = true;
			away = null;
			reconnects += wasAway ? 1 : 0;
		}
		else if (changed.from() == ShardStatus.CONNECTED) {
			away = now;
		}
		this.state = s.mutate().status(changed.to(), now).disconnectedSince(away).reconnects(reconnects).build();
		if (changed.to() == ShardStatus.CONNECTED) {
			this.run.lookForReadiness();
		}
	}

	private void session(@Nullable Instant started) {
		this.state = this.state.mutate().sessionStarted(started).build();
	}

	private void disconnected(ShardEvent.Disconnected event) {
		DisconnectCause cause = event.cause();
		this.meters.disconnected(cause);
		Instant next = this.run.wallTime(event.nextAttempt());
		String why = Advice.withProperties(cause.reason());
		String reason = cause.kind() + ((cause.code() != null) ? " " + cause.code() : "") + ": " + why;
		this.state = this.state.mutate().lastDisconnect(reason).build();
		this.history.because(reason);
		if (next != null) {
			this.log.disconnected(reason,
					(event.willResume() ? "the session will be resumed" : "a new session will be started") + " in "
							+ Waits.describe(Duration.between(this.run.wallTime(), next)),
					cause.kind() == DisconnectCause.Kind.RECONNECT_REQUESTED
							|| cause.kind() == DisconnectCause.Kind.APPLICATION_ASKED);
		}
		this.run.gate().expectNoMore(this.shard);
		this.lane.add(
				new ShardDisconnectedEvent(this.run.source(), this.shard, cause.code(), why, event.willResume(), next));
		if (cause.kind() == DisconnectCause.Kind.CONNECT_FAILED) {
			this.run.connectFailed();
		}
	}

	private void failed(ShardEvent.Failed failed) {
		Consumer<String> hears = this.whenFailed;
		if (hears != null) {
			this.requests.stop(failed.message());
			hears.accept(Advice.addTo(failed.message(), failed.closeCode(), null));
			return;
		}
		if (failed.closeCode() == GatewayCloseCode.SHARDING_REQUIRED
				&& this.run.askForTotal((recommended) -> failedForGood(failed, recommended))) {
			String failure = failed.message() + ". Discord's API is asked how many";
			this.state = this.state.mutate().sessionStarted(null).failure(failure).build();
			this.log.warn("Stopped. " + failure);
			this.requests.stop(failure);
			return;
		}
		failedForGood(failed, null);
	}

	private void failedForGood(ShardEvent.Failed failed, @Nullable Integer recommendedTotal) {
		String failure = Advice.addTo(failed.message(), failed.closeCode(), recommendedTotal);
		this.state = this.state.mutate().sessionStarted(null).failure(failure).build();
		this.log.error("Stopped for good. " + failure, null);
		this.lane.add(new ShardFailedEvent(this.run.source(), this.shard, failed.closeCode(), failure));
		this.requests.stop("the shard has failed for good: " + failure);
		this.run.shardFailed();
	}

	/* The protocol has given it to the connection, which has yet to send it. */
	private void sent(long id) {
		GatewayConnection current = this.connection;
		Command command = this.commands.get(id);
		if (current != null && command != null) {
			command.connection = current.number();
			current.afterSends(() -> complete(id, null));
		}
	}

	private void complete(long id, @Nullable String reason) {
		Command command = this.commands.remove(id);
		if (command != null) {
			this.meters.command(reason == null);
			complete(command.sent, reason);
		}
	}

	/* Not here: what hangs on the future is the application's and may take its time. */
	private void complete(CompletableFuture<Void> sent, @Nullable String reason) {
		this.run.threads()
			.of(Work.ANSWER)
			.execute((reason != null) ? () -> sent.completeExceptionally(new CommandDroppedException(reason))
					: () -> sent.complete(null));
	}

	/**
	 * What is in the mailbox.
	 *
	 * @param input what happened
	 * @param seen completed when it was handled, or {@code null} if nobody waits for that
	 * @param more whether {@link #caughtUp()} follows
	 * @param fence completed when all has come that was sent before, or {@code null}
	 */
	private record Mail(ShardInput input, @Nullable CompletableFuture<Void> seen, boolean more,
			@Nullable CompletableFuture<Void> fence) {
	}

	/** A command that the application waits for. */
	private static final class Command {

		private final ShardInput.Submit submit;

		private final CompletableFuture<Void> sent;

		/* Which connection was given it. Touched by who works the mailbox only. */
		private long connection = NONE;

		private Command(ShardInput.Submit submit, CompletableFuture<Void> sent) {
			this.submit = submit;
			this.sent = sent;
		}

	}

}
