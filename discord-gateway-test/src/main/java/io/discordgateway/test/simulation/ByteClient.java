package io.discordgateway.test.simulation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

import io.discordgateway.connection.ConnectionEvent;
import io.discordgateway.connection.DiscordConnection;
import io.discordgateway.payload.CloseCode;
import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.Identify;
import io.discordgateway.protocol.DisconnectCause;
import io.discordgateway.protocol.DisconnectCause.Kind;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardSettings;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.session.ResumePoint;
import org.jspecify.annotations.Nullable;

/**
 * A shard that is driven by the bytes of a socket: a {@link DiscordConnection}, and
 * around it the loop that its documentation tells its users to write. What comes is
 * framed and cut before it is handed in; what is written is unframed, and told as the
 * actions that it comes to, so that the judges need not know the difference.
 */
final class ByteClient implements Client {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	private static final int MOST_CUTS = 3;

	private final ShardSettings settings;

	private final Identify identify;

	private final SplittableRandom random;

	private List<ShardAction> actions = new ArrayList<>();

	private Instant now = Instant.MIN;

	private @Nullable DiscordConnection connection;

	private ShardStatus status = ShardStatus.STOPPED;

	private long number;

	private long sends;

	private long requests;

	private @Nullable Permit permit;

	/* When this loop goes on by itself. */
	private @Nullable Instant due;

	private @Nullable String sessionId;

	private boolean inMessage;

	private boolean closeWritten;

	private boolean socketIsGone;

	private Kind suspected = Kind.PROTOCOL_VIOLATION;

	ByteClient(ShardSettings settings, SplittableRandom random) {
		this.settings = settings;
		this.identify = Objects.requireNonNull(settings.identify());
		this.random = random;
	}

	@Override
	public ShardStatus status() {
		return this.status;
	}

	@Override
	public @Nullable Instant nextDeadline() {
		Instant theirs = (this.connection != null && isOpen()) ? this.connection.nextDeadline() : null;
		Instant ours = this.due;
		return (ours == null || (theirs != null && theirs.isBefore(ours))) ? theirs : ours;
	}

	@Override
	public String waitsFor() {
		return (this.permit != null) ? "its turn" : String.valueOf(nextDeadline());
	}

	@Override
	public void close() {
		if (this.connection != null) {
			this.connection.close();
		}
	}

	@Override
	public List<ShardAction> handle(ShardInput input, Instant now) {
		this.now = now;
		this.actions = new ArrayList<>(2);
		this.closeWritten = false;
		this.socketIsGone = input instanceof ShardInput.Closed || input instanceof ShardInput.ConnectFailed;
		this.suspected = Kind.PROTOCOL_VIOLATION;
		DiscordConnection current = this.connection;
		if (input instanceof ShardInput.Start start) {
			start(start);
		}
		else if (input instanceof ShardInput.Submit submit) {
			submit(submit, current);
		}
		else if (current != null) {
			handle(input, current);
		}
		return this.actions;
	}

	private void handle(ShardInput input, DiscordConnection current) {
		if (input instanceof ShardInput.TextReceived received && isOf(received.connection())) {
			received(received.chunk(), ServerFrames.TEXT, received.last(), current);
		}
		else if (input instanceof ShardInput.BinaryReceived received && isOf(received.connection())) {
			received(received.chunk(), ServerFrames.BINARY, received.last(), current);
		}
		else if (input instanceof ShardInput.TimerFired) {
			timerFired(current);
		}
		else if (input instanceof ShardInput.GatewayUrlFound found) {
			current.gatewayUrlFound(found.gatewayUrl());
		}
		else if (input instanceof ShardInput.Opened opened && isBeingOpened(opened.connection())) {
			opened(current);
		}
		else if (input instanceof ShardInput.ConnectFailed failed && isBeingOpened(failed.connection())) {
			connectFailed(failed, current);
		}
		else if (input instanceof ShardInput.Closed closed) {
			closed(closed, current);
		}
		else if (input instanceof ShardInput.SendFailed failed && isOf(failed.connection())) {
			current.endOfInput(this.now);
			look(current, new byte[0]);
		}
		else if (input instanceof ShardInput.ReadingPaused paused && isOf(paused.connection())) {
			current.reading(false);
		}
		else if (input instanceof ShardInput.ReadingResumed resumed && isOf(resumed.connection())) {
			current.reading(true);
		}
		else if (input instanceof ShardInput.ClockJumped jumped && isOpen()) {
			this.suspected = Kind.CLOCK_JUMPED;
			look(current, current.clockJumped(jumped.by(), this.now));
		}
		else if (input instanceof ShardInput.IdentifyGranted granted) {
			granted(granted, current);
		}
		else if (input instanceof ShardInput.Shutdown shutdown) {
			shutdown(shutdown.code(), current);
		}
	}

	private boolean isOpen() {
		return this.status.isOpen();
	}

	private boolean isOf(long connection) {
		return isOpen() && connection == this.number;
	}

	private boolean isBeingOpened(long connection) {
		return this.status == ShardStatus.CONNECTING && connection == this.number;
	}

	// Between two connections

	private void start(ShardInput.Start start) {
		close();
		DiscordConnection begun = DiscordConnection.builder(start.gatewayUrl(), this.random.split())
			.shard(this.settings.shard())
			.encoding(this.settings.encoding())
			.compression(this.settings.compression())
			.maxPayloadSize(this.settings.maxPayloadSize())
			.reconnectLimits(this.settings.reconnectLimits())
			.resumeTimeout(this.settings.readyTimeout())
			.timeouts(CONNECT_TIMEOUT, this.settings.helloTimeout(), Duration.ofSeconds(5))
			.controlEvents(true)
			.resumeFrom(start.resumePoint())
			.build();
		this.connection = begun;
		this.sessionId = (start.resumePoint() != null) ? start.resumePoint().sessionId() : null;
		goOn(begun);
	}

	private void goOn(DiscordConnection current) {
		this.due = null;
		if (current.shouldResume()) {
			connect(current);
		}
		else {
			this.status = ShardStatus.BACKING_OFF;
			this.permit = new Permit(++this.requests, null);
			add(new ShardAction.RequestIdentify(this.requests, this.settings.shard()));
		}
	}

	private void granted(ShardInput.IdentifyGranted granted, DiscordConnection current) {
		Permit asked = this.permit;
		if (asked == null || asked.request != granted.request()) {
			add(new ShardAction.CancelIdentify(granted.request(), this.settings.shard()));
		}
		else if (this.status == ShardStatus.BACKING_OFF) {
			this.permit = new Permit(asked.request, granted.notBefore());
			connect(current);
		}
	}

	private void connect(DiscordConnection current) {
		this.status = ShardStatus.CONNECTING;
		this.due = this.now.plus(CONNECT_TIMEOUT);
		this.number++;
		this.inMessage = false;
		add(new ShardAction.Connect(this.number, current.url()));
	}

	private void opened(DiscordConnection current) {
		this.due = null;
		byte[] request = current.connect(this.now);
		this.status = ShardStatus.AWAITING_HELLO;
		receive(current, ServerFrames.accept(request));
	}

	private void connectFailed(ShardInput.ConnectFailed failed, DiscordConnection current) {
		this.suspected = Kind.CONNECT_FAILED;
		if (failed.httpStatus() == null) {
			current.connectFailed(failed.reason(), this.now);
			look(current, new byte[0]);
			return;
		}
		current.connect(this.now);
		Duration wait = failed.retryAfter();
		String seconds = (wait != null)
				? BigDecimal.valueOf(wait.toNanos(), 9).setScale(3, RoundingMode.CEILING).toPlainString() : null;
		receive(current, ServerFrames.refuse(failed.httpStatus(), seconds));
	}

	private void timerFired(DiscordConnection current) {
		if (isOpen()) {
			look(current, current.deadlineReached(this.now));
		}
		Instant ours = this.due;
		if (ours == null || ours.isAfter(this.now)) {
			return;
		}
		this.due = null;
		switch (this.status) {
			case BACKING_OFF -> goOn(current);
			case CONNECTING -> {
				this.suspected = Kind.CONNECT_FAILED;
				current.connectFailed("no connection in time", this.now);
				look(current, new byte[0]);
			}
			case AWAITING_IDENTIFY -> identify(current);
			default -> throw new IllegalStateException("Nothing of this side's is due while " + this.status);
		}
	}

	// On a connection

	private void received(ByteBuffer chunk, int opcode, boolean last, DiscordConnection current) {
		byte[] frame = ServerFrames.frame(this.inMessage ? 0 : opcode, last, chunk);
		this.inMessage = !last;
		receive(current, frame);
	}

	/* A socket delivers bytes as it likes. */
	private void receive(DiscordConnection current, byte[] bytes) {
		long same = this.number;
		int from = 0;
		for (int cut = this.random.nextInt(MOST_CUTS); cut >= 0 && from < bytes.length; cut--) {
			int to = (cut == 0) ? bytes.length : this.random.nextInt(from, bytes.length + 1);
			look(current, current.receive(ByteBuffer.wrap(bytes, from, to - from), this.now));
			from = to;
			if (this.number != same || !(isOpen() || this.status == ShardStatus.CONNECTING)) {
				return;
			}
		}
	}

	private void closed(ShardInput.Closed closed, DiscordConnection current) {
		if (isBeingOpened(closed.connection())) {
			this.suspected = Kind.CONNECT_FAILED;
			current.connectFailed("the connection dropped", this.now);
			look(current, new byte[0]);
			return;
		}
		if (!isOf(closed.connection())) {
			return;
		}
		if (closed.code() != null) {
			// The peer has gone, and needs no answer.
			byte[] frame = ServerFrames.close(closed.code());
			current.receive(ByteBuffer.wrap(frame), this.now);
		}
		current.endOfInput(this.now);
		look(current, new byte[0]);
	}

	private void identify(DiscordConnection current) {
		this.permit = null;
		this.status = ShardStatus.IDENTIFYING;
		written(current.identify(this.identify, this.now));
	}

	private void hello(DiscordConnection current) {
		Permit held = this.permit;
		Instant turn = (held != null) ? held.notBefore : null;
		if (current.shouldResume()) {
			this.status = ShardStatus.RESUMING;
			written(current.resume(this.identify.token(), this.now));
		}
		else if (turn != null && turn.isAfter(this.now)) {
			this.status = ShardStatus.AWAITING_IDENTIFY;
			this.due = turn;
		}
		else {
			identify(current);
		}
	}

	private void submit(ShardInput.Submit submit, @Nullable DiscordConnection current) {
		if (current != null && isOpen() && current.live() && current.nextCommand(this.now) == null) {
			look(current, current.send(submit.command(), this.now));
			emit(new ShardEvent.CommandSent(submit.id()));
		}
		else {
			emit(new ShardEvent.CommandDropped(submit.id(), "it cannot be sent now"));
		}
	}

	private void shutdown(CloseCode code, DiscordConnection current) {
		if (this.status == ShardStatus.STOPPED) {
			return;
		}
		ResumePoint point = current.resumePoint();
		if (isOpen()) {
			written(current.close(code, this.now));
		}
		giveUpConnection();
		cancelPermit();
		if (this.status != ShardStatus.FAILED && point != null) {
			add(code.endsSession() ? new ShardAction.DropResumePoint() : new ShardAction.SaveResumePoint(point));
		}
		current.close();
		this.due = null;
		this.status = ShardStatus.STOPPED;
		emit(new ShardEvent.Stopped());
	}

	// What a call came to

	private void look(DiscordConnection current, byte[] bytes) {
		written(bytes);
		ConnectionEvent.@Nullable Closed end = null;
		for (ConnectionEvent event : current.events()) {
			if (event instanceof ConnectionEvent.Closed closed) {
				end = closed;
			}
			else {
				take(event, current);
			}
		}
		if (current.finished()) {
			ended(end, current);
		}
	}

	private void written(byte[] bytes) {
		for (ServerFrames.Received frame : ServerFrames.read(bytes)) {
			if (frame.opcode() == ServerFrames.CLOSE) {
				this.closeWritten = true;
				add(new ShardAction.Close(this.number, new CloseCode(frame.closeCode()), ""));
			}
			else if (frame.opcode() == ServerFrames.TEXT || frame.opcode() == ServerFrames.BINARY) {
				int op = Payloads.read(frame.payload()).path("op").asInt(-1);
				add(new ShardAction.Send(this.number, ++this.sends, Objects.requireNonNull(GatewayOpcode.of(op)),
						frame.payload(), frame.opcode() == ServerFrames.TEXT));
			}
		}
	}

	private void take(ConnectionEvent event, DiscordConnection current) {
		if (event instanceof ConnectionEvent.Hello) {
			hello(current);
		}
		else if (event instanceof ConnectionEvent.Dispatch dispatch) {
			dispatched(dispatch, current);
		}
		else if (event instanceof ConnectionEvent.HeartbeatAcknowledged acknowledged) {
			Duration latency = acknowledged.latency();
			if (latency != null) {
				emit(new ShardEvent.HeartbeatAcknowledged(latency,
						Objects.requireNonNullElse(current.meanLatency(), latency)));
			}
		}
		else if (event instanceof ConnectionEvent.ReconnectRequested) {
			this.suspected = Kind.RECONNECT_REQUESTED;
		}
		else if (event instanceof ConnectionEvent.SessionInvalidated) {
			this.suspected = Kind.SESSION_INVALIDATED;
		}
		else if (event instanceof ConnectionEvent.Warning warning) {
			emit(new ShardEvent.Warning(warning.message()));
		}
	}

	private void dispatched(ConnectionEvent.Dispatch dispatch, DiscordConnection current) {
		if (dispatch.name().equals("READY")) {
			ResumePoint point = Objects.requireNonNull(current.resumePoint());
			this.sessionId = point.sessionId();
			add(new ShardAction.SaveResumePoint(point));
			this.status = ShardStatus.CONNECTED;
			emit(new ShardEvent.SessionStarted(point.sessionId()));
		}
		else if (dispatch.name().equals("RESUMED") && this.status == ShardStatus.RESUMING) {
			this.status = ShardStatus.CONNECTED;
			emit(new ShardEvent.SessionResumed(Objects.requireNonNull(this.sessionId), 0));
		}
		emit(new ShardEvent.Dispatched(dispatch.name(), dispatch.sequence(), dispatch.replayed(), dispatch.payload()));
	}

	private void ended(ConnectionEvent.@Nullable Closed end, DiscordConnection current) {
		if (!this.socketIsGone) {
			giveUpConnection();
		}
		cancelPermit();
		DisconnectCause cause = cause(end);
		if (!current.shouldReconnect()) {
			failed(cause, Objects.requireNonNull(GatewayCloseCode.of(Objects.requireNonNull(cause.code()))));
			return;
		}
		Duration wait = current.reconnect(this.now);
		ResumePoint point = current.resumePoint();
		if (point == null && this.sessionId != null) {
			loseSession(cause.reason());
		}
		else if (point != null) {
			add(new ShardAction.SaveResumePoint(point));
		}
		emit(new ShardEvent.Disconnected(cause, current.shouldResume(), this.now.plus(wait)));
		this.status = ShardStatus.BACKING_OFF;
		this.due = this.now.plus(wait);
		if (wait.isZero()) {
			goOn(current);
		}
	}

	private void failed(DisconnectCause cause, GatewayCloseCode code) {
		if (this.sessionId != null) {
			loseSession(cause.reason());
		}
		this.due = null;
		this.status = ShardStatus.FAILED;
		emit(new ShardEvent.Disconnected(cause, false, null));
		emit(new ShardEvent.Failed(code, cause.reason()));
	}

	private void loseSession(String reason) {
		this.sessionId = null;
		add(new ShardAction.DropResumePoint());
		emit(new ShardEvent.SessionLost(reason));
	}

	/* What this side gave up without a close frame, it drops. */
	private void giveUpConnection() {
		boolean connected = this.status == ShardStatus.CONNECTING || isOpen();
		if (connected && !this.closeWritten) {
			add(new ShardAction.Abort(this.number));
		}
	}

	private void cancelPermit() {
		Permit held = this.permit;
		if (held != null) {
			this.permit = null;
			add(new ShardAction.CancelIdentify(held.request, this.settings.shard()));
		}
	}

	/* Users are told a reason in words; the judges want a kind. */
	private DisconnectCause cause(ConnectionEvent.@Nullable Closed end) {
		if (end == null) {
			return new DisconnectCause(Kind.CONNECT_FAILED, null, "the upgrade was refused");
		}
		if (end.byPeer()) {
			return new DisconnectCause((end.code() != null) ? Kind.CLOSED_BY_GATEWAY : Kind.DROPPED, end.code(),
					end.reason());
		}
		String reason = end.reason();
		Kind kind = this.suspected;
		if (reason.startsWith("no heartbeat was acknowledged")) {
			kind = Kind.HEARTBEAT_MISSED;
		}
		else if (reason.startsWith("no HELLO")) {
			kind = Kind.HELLO_TIMED_OUT;
		}
		else if (reason.startsWith("nothing replayed")) {
			kind = Kind.RESUME_TIMED_OUT;
		}
		else if (reason.contains("slept")) {
			kind = Kind.CLOCK_JUMPED;
		}
		return new DisconnectCause(kind, end.code(), reason);
	}

	private void add(ShardAction action) {
		this.actions.add(action);
	}

	private void emit(ShardEvent event) {
		add(new ShardAction.Emit(event));
	}

	/**
	 * A permit to identify, asked for or given.
	 *
	 * @param request the number of the request
	 * @param notBefore from when on it is good, or {@code null} until it is given
	 */
	private record Permit(long request, @Nullable Instant notBefore) {
	}

}
