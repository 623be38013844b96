package io.discordgateway.spring.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.discordgateway.codec.Encoding;
import io.discordgateway.codec.RawPayload;
import io.discordgateway.payload.GatewayCommand;
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
import io.discordgateway.spring.dispatch.Lane;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Drives one shard: a mailbox in front of its {@link ShardProtocol}, and the hands that
 * do what the protocol says.
 */
final class ShardDriver implements ShardActionHandler {

	/*
	 * The mailbox is a queue and a counter of what is in it or being worked on. Who
	 * raises the counter from 0 works until it is 0 again; everybody else only leaves the
	 * input. So the protocol sees one thread at a time, no thread waits for another, and
	 * a chunk that meets an idle mailbox is handed on as it lies in the socket's buffer.
	 * What the hands report comes while the counter is up, and therefore waits its turn.
	 */

	private static final Log logger = LogFactory.getLog(ShardDriver.class);

	/* Not 1000: what an abandoned attempt may have begun to resume stays resumable. */
	private static final CloseStatus ABANDONED = new CloseStatus(4900, "abandoned");

	private final GatewayRun run;

	private final ShardId shard;

	private final String prefix;

	private final ShardProtocol protocol;

	private final Lane lane;

	private final int intents;

	private final DispatchFilter listeners;

	private final ShardRequests requests;

	private final Queue<ShardInput> mailbox = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	private final AtomicLong commandIds = new AtomicLong();

	private final Map<Long, CompletableFuture<Void>> commands = new ConcurrentHashMap<>();

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	/* What follows is touched by the thread that works the mailbox only. */

	private @Nullable GatewayConnection connection;

	private CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

	private @Nullable Instant armed;

	private @Nullable Future<?> timer;

	private volatile ShardState state;

	ShardDriver(GatewayRun run, ShardSettings settings, Lane lane) {
		this.run = run;
		this.shard = settings.shard();
		this.prefix = "[shard " + this.shard + "] ";
		this.lane = lane;
		this.intents = settings.intents();
		this.listeners = settings.dispatchFilter();
		this.requests = new ShardRequests(this, run, this.prefix, settings.intents());
		this.protocol = new ShardProtocol(
				settings.withDispatchFilter((name) -> this.requests.wants(name) || this.listeners.wants(name)),
				new SplittableRandom());
		this.state = new ShardState(this.shard, ShardStatus.STOPPED, run.wallTime(), null, null, null, null, null, 0,
				null, null);
	}

	ShardState state() {
		return this.state.withDelivery(this.lane.state());
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
		this.commands.put(id, sent);
		post(new ShardInput.Submit(id, command, (timeout != null) ? this.run.now().plus(timeout) : null));
		return id;
	}

	/**
	 * Stops the shard.
	 * @param keepSession whether the session is to stay resumable
	 * @return completes when the close frame was sent, or could not be
	 */
	CompletableFuture<Void> shutdown(boolean keepSession) {
		post(new ShardInput.Shutdown(keepSession));
		return this.stopped;
	}

	// The mailbox

	void post(ShardInput input) {
		this.mailbox.add(input);
		if (this.pending.getAndIncrement() == 0) {
			work(1);
		}
	}

	/**
	 * Takes a chunk from the socket's thread, and keeps that thread while the lane is
	 * full, so that nothing more is read (R8).
	 * @param connection the connection
	 * @param chunk the chunk, which is not used after this method has returned
	 * @param text whether it is text
	 * @param last whether it ends a message
	 */
	void received(GatewayConnection connection, ByteBuffer chunk, boolean text, boolean last) {
		if (logger.isTraceEnabled()) {
			logger.trace(this.prefix + "<- " + chunk.remaining() + " bytes" + (last ? "" : ", to be continued"));
		}
		if (this.pending.compareAndSet(0, 1)) {
			handle(input(connection.number(), chunk, text, last));
			work(1);
		}
		else {
			ByteBuffer copy = ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
			post(input(connection.number(), copy, text, last));
		}
		if (this.requests.isFull() || (this.lane.isFull() && !isAnswerAwaited())) {
			pauseReading(connection);
		}
	}

	private static ShardInput input(long connection, ByteBuffer chunk, boolean text, boolean last) {
		return text ? new ShardInput.TextReceived(connection, chunk, last)
				: new ShardInput.BinaryReceived(connection, chunk, last);
	}

	/*
	 * A full lane may be full because its listener waits for an answer that is still to
	 * be read. So reading goes on for a while longer.
	 */
	private boolean isAnswerAwaited() {
		return !this.requests.isEmpty() && !this.lane.isOverfull();
	}

	private void pauseReading(GatewayConnection connection) {
		post(new ShardInput.ReadingPaused(connection.number()));
		logger.debug(this.prefix + "The listeners are slower than Discord: reading pauses");
		try {
			this.lane.awaitRoom(() -> connection.isGivenUp() || isAnswerAwaited());
			this.requests.awaitRoom();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		post(new ShardInput.ReadingResumed(connection.number()));
	}

	private void work(int seen) {
		int missed = seen;
		while (missed != 0) {
			ShardInput input = this.mailbox.poll();
			while (input != null) {
				handle(input);
				input = this.mailbox.poll();
			}
			this.lane.received(this.protocol.sequence());
			armTimer();
			missed = this.pending.addAndGet(-missed);
		}
	}

	private void handle(ShardInput input) {
		if (input instanceof ShardInput.TimerFired) {
			this.armed = null;
		}
		if (input instanceof ShardInput.IdentifyGranted && !this.run.gate().holds(this.shard.id())) {
			// Given to a connection that is gone, and given back since (R12).
			return;
		}
		if (input instanceof ShardInput.Start start && start.resumePoint() != null) {
			this.lane.session(start.resumePoint());
		}
		try {
			List<ShardAction> actions = this.protocol.handle(input, this.run.now());
			for (ShardAction action : actions) {
				action.dispatchTo(this);
			}
		}
		catch (Throwable ex) {
			failedInside(ex);
		}
		if (input instanceof ShardInput.Shutdown) {
			CompletableFuture<Void> unused = this.closing.whenComplete((done, failure) -> this.stopped.complete(null));
		}
	}

	/* Whatever it was, the mailbox must go on, and a new connection starts afresh. */
	private void failedInside(Throwable failure) {
		logger.error(this.prefix + "Something failed that must not: please report it to discord-gateway", failure);
		GatewayConnection current = this.connection;
		if (current != null) {
			post(new ShardInput.SendFailed(current.number(), "this process failed: " + failure));
		}
	}

	private void armTimer() {
		Instant next = this.protocol.nextDeadline();
		if (next == null ? this.armed == null : next.equals(this.armed)) {
			return;
		}
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
		this.armed = next;
		if (next != null) {
			this.timer = this.run.threads()
				.workLater(Duration.between(this.run.now(), next), () -> post(new ShardInput.TimerFired()));
		}
	}

	// The hands

	@Override
	public void connect(ShardAction.Connect action) {
		logger.info(this.prefix + "Connecting to " + action.url().getScheme() + "://" + action.url().getAuthority());
		GatewayConnection opening = new GatewayConnection(this, action.connection());
		this.connection = opening;
		this.run.threads().connect(() -> opening.open(this.run.client(), action.url()));
	}

	@Override
	public void send(ShardAction.Send action) {
		GatewayConnection current = this.connection;
		if (current == null || current.number() != action.connection()) {
			return;
		}
		boolean secret = action.opcode() == GatewayOpcode.IDENTIFY || action.opcode() == GatewayOpcode.RESUME;
		if (logger.isTraceEnabled()) {
			logger.trace(this.prefix + "-> " + action.opcode() + " " + (secret ? "<redacted>" : readable(action)));
		}
		try {
			current.send(action.payload(), action.text());
		}
		catch (IOException ex) {
			post(new ShardInput.SendFailed(action.connection(), Failures.describe(ex), action));
		}
		finally {
			if (action.opcode() == GatewayOpcode.IDENTIFY) {
				this.run.gate().sent(this.shard.id());
				this.run.identified();
			}
		}
	}

	private static String readable(ShardAction.Send action) {
		return action.text() ? new String(action.payload(), StandardCharsets.UTF_8)
				: new RawPayload(Encoding.ETF, action.payload()).toJson();
	}

	@Override
	public void close(ShardAction.Close action) {
		giveUp(action.connection(), new CloseStatus(action.code(), action.reason()));
	}

	@Override
	public void abort(ShardAction.Abort action) {
		giveUp(action.connection(), ABANDONED);
	}

	/* The close frame may have to wait for a stalled socket, so a worker sends it. */
	private void giveUp(long number, CloseStatus status) {
		GatewayConnection current = this.connection;
		if (current == null || current.number() != number) {
			return;
		}
		this.connection = null;
		current.giveUp(status);
		this.lane.wake();
		CompletableFuture<Void> closed = new CompletableFuture<>();
		this.closing = closed;
		this.run.threads().work(() -> {
			try {
				current.close();
			}
			finally {
				closed.complete(null);
			}
		});
	}

	@Override
	public void requestIdentify(ShardAction.RequestIdentify action) {
		this.run.requestIdentify(action.shardId());
	}

	@Override
	public void cancelIdentify(ShardAction.CancelIdentify action) {
		this.run.gate().cancel(action.shardId());
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
			// Wanted by a request, it need not be wanted by a listener.
			if (!this.requests.offer(dispatched) || this.listeners.wants(dispatched.name())) {
				this.lane.add(this.run.source(), dispatched);
			}
		}
		else if (event instanceof ShardEvent.StatusChanged changed) {
			statusChanged(changed);
		}
		else if (event instanceof ShardEvent.HeartbeatAcknowledged acknowledged) {
			ShardState s = this.state;
			this.state = new ShardState(s.shard(), s.status(), s.since(), acknowledged.latency(), acknowledged.mean(),
					this.run.wallTime(), s.sessionStarted(), s.disconnectedSince(), s.reconnects(), s.lastDisconnect(),
					s.failure());
		}
		else if (event instanceof ShardEvent.CommandSent sent) {
			complete(sent.id(), null);
		}
		else if (event instanceof ShardEvent.CommandDropped dropped) {
			complete(dropped.id(), dropped.reason());
		}
		else if (event instanceof ShardEvent.SessionStarted) {
			logger.info(this.prefix + "Connected: a new session has started");
			session(this.run.wallTime());
			this.lane.connected();
			this.lane.add(new ShardConnectedEvent(this.run.source(), this.shard));
		}
		else if (event instanceof ShardEvent.SessionResumed resumed) {
			logger.info(this.prefix + "Connected: the session was resumed, " + resumed.replayed() + " events replayed");
			this.requests.resumed((id) -> !this.commands.containsKey(id));
			this.lane
				.add(new ShardResumedEvent(this.run.source(), this.shard, resumed.replayed(), this.lane.connected()));
		}
		else if (event instanceof ShardEvent.Disconnected disconnected) {
			disconnected(disconnected);
		}
		else if (event instanceof ShardEvent.SessionLost lost) {
			logger.warn(this.prefix + "The session was lost: " + lost.reason());
			session(null);
			this.requests.sessionLost(lost.reason(), (id) -> !this.commands.containsKey(id));
			this.lane.add(new SessionLostEvent(this.run.source(), this.shard, lost.reason()));
		}
		else if (event instanceof ShardEvent.Failed failed) {
			failed(failed);
		}
		else if (event instanceof ShardEvent.Warning warning) {
			logger.warn(this.prefix + warning.message());
		}
		else if (event instanceof ShardEvent.Stopped) {
			logger.info(this.prefix + "Stopped");
			this.requests.stop("the shard was stopped");
		}
	}

	// What the application is told

	private void statusChanged(ShardEvent.StatusChanged changed) {
		logger.debug(this.prefix + changed.from() + " -> " + changed.to());
		ShardState s = this.state;
		boolean wasAway = s.disconnectedSince() != null;
		Instant now = this.run.wallTime();
		Instant away = s.disconnectedSince();
		long reconnects = s.reconnects();
		if (changed.to() == ShardStatus.CONNECTED) {
			away = null;
			reconnects += wasAway ? 1 : 0;
		}
		else if (changed.from() == ShardStatus.CONNECTED) {
			away = now;
		}
		this.state = new ShardState(s.shard(), changed.to(), now, s.latency(), s.meanLatency(), s.lastHeartbeat(),
				s.sessionStarted(), away, reconnects, s.lastDisconnect(), s.failure());
	}

	private void session(@Nullable Instant started) {
		ShardState s = this.state;
		this.state = new ShardState(s.shard(), s.status(), s.since(), s.latency(), s.meanLatency(), s.lastHeartbeat(),
				started, s.disconnectedSince(), s.reconnects(), s.lastDisconnect(), s.failure());
	}

	private void disconnected(ShardEvent.Disconnected event) {
		DisconnectCause cause = event.cause();
		Instant next = this.run.wallTime(event.nextAttempt());
		String reason = cause.kind() + ((cause.code() != null) ? " " + cause.code() : "") + ": " + cause.reason();
		ShardState s = this.state;
		this.state = new ShardState(s.shard(), s.status(), s.since(), s.latency(), s.meanLatency(), s.lastHeartbeat(),
				s.sessionStarted(), s.disconnectedSince(), s.reconnects(), reason, s.failure());
		if (next != null) {
			String message = this.prefix + "Disconnected: " + reason + "; "
					+ (event.willResume() ? "the session will be resumed" : "a new session will be started") + " in "
					+ Math.max(0, Duration.between(this.run.wallTime(), next).toMillis()) + " ms";
			switch (cause.kind()) {
				case RECONNECT_REQUESTED -> logger.info(message);
				default -> logger.warn(message);
			}
		}
		this.run.gate().expectNoMore(this.shard.id());
		this.lane.add(new ShardDisconnectedEvent(this.run.source(), this.shard, cause.code(), cause.reason(),
				event.willResume(), next));
		if (cause.kind() == DisconnectCause.Kind.CONNECT_FAILED) {
			this.run.connectFailed();
		}
	}

	private void failed(ShardEvent.Failed failed) {
		ShardState s = this.state;
		this.state = new ShardState(s.shard(), s.status(), s.since(), s.latency(), s.meanLatency(), s.lastHeartbeat(),
				null, s.disconnectedSince(), s.reconnects(), s.lastDisconnect(), failed.message());
		logger.error(this.prefix + "Stopped for good. " + failed.message());
		this.lane.add(new ShardFailedEvent(this.run.source(), this.shard, failed.closeCode(), failed.message()));
		this.requests.stop("the shard has failed for good: " + failed.message());
		this.run.shardFailed();
	}

	/* Not here: what hangs on the future is the application's and may take its time. */
	private void complete(long id, @Nullable String reason) {
		CompletableFuture<Void> sent = this.commands.remove(id);
		if (sent == null) {
			return;
		}
		Runnable completion = (reason != null) ? () -> sent.completeExceptionally(new CommandDroppedException(reason))
				: () -> sent.complete(null);
		try {
			this.run.threads().answers().execute(completion);
		}
		catch (RejectedExecutionException ex) {
			completion.run();
		}
	}

}
