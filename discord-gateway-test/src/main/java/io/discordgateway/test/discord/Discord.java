package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.discordgateway.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Discord's gateway as its documentation has it: connections, sessions with their replay
 * buffers, limits, close codes and what they mean. It knows no socket, thread or clock
 * and has no chance of its own: a shell hands it what happens and does what it says.
 * <p>
 * It shares no code with the client that it judges, but for the names of opcodes, close
 * codes and intents. Not thread-safe.
 *
 * @since 0.1
 */
@Internal
public final class Discord {

	private final DiscordSettings settings;

	private final Circumstances circumstances;

	private final DiscordWorld world;

	private final DiscordListener listener;

	private final Sessions sessions;

	private final SessionStarts starts;

	private final Timers timers = new Timers();

	private final Map<Long, Connection> connections = new LinkedHashMap<>();

	private List<DiscordAction> actions = new ArrayList<>();

	private long now = Long.MIN_VALUE;

	private final Rules rules = new Rules();

	private @Nullable Refusal refusal;

	private int refusals;

	private int identifyRefusals;

	private @Nullable Integer identifyRefusalCode;

	private int reached;

	/**
	 * Makes a Discord without connections and sessions.
	 * @param settings what it is like
	 * @param circumstances what differs from one connection to the next
	 * @param world what the sessions see
	 * @param listener hears what it sees
	 * @param random where the ids of sessions come from
	 */
	public Discord(DiscordSettings settings, Circumstances circumstances, DiscordWorld world, DiscordListener listener,
			RandomGenerator random) {
		this.settings = settings;
		this.circumstances = circumstances;
		this.world = world;
		this.listener = listener;
		this.sessions = new Sessions(this, world, random);
		this.starts = new SessionStarts(settings);
	}

	/**
	 * Takes what happened. What is due by then happens before it.
	 * @param input what happened; connections that are not known any more are nothing to
	 * it
	 * @param now the time, which does not go back
	 * @return what the shell has to do, in this order
	 */
	public List<DiscordAction> handle(DiscordInput input, Instant now) {
		this.actions = new ArrayList<>(2);
		moveTo(now);
		this.timers.run(this.now);
		if (input instanceof DiscordInput.Received received) {
			at(received.connection(), (connection) -> connection.receive(received.text(), received.message()));
		}
		else if (input instanceof DiscordInput.Appended appended) {
			this.sessions.append(appended.scope(), appended.event(), appended.data());
		}
		else if (input instanceof DiscordInput.Writable writable) {
			at(writable.connection(), (connection) -> connection.writable(writable.writable()));
		}
		else if (input instanceof DiscordInput.Happened happened) {
			Dispatch event = happened.dispatch();
			this.reached = this.sessions.dispatch(event,
					(session) -> session.shard().id() == event.shard(session.shard().total()));
		}
		else if (input instanceof DiscordInput.Dispatched dispatched) {
			this.reached = this.sessions.dispatch(dispatched.dispatch(), dispatched.scope()::covers);
		}
		else if (input instanceof DiscordInput.UpgradeRequested request) {
			upgrade(request);
		}
		else if (input instanceof DiscordInput.Opened opened) {
			at(opened.connection(), Connection::open);
		}
		else if (input instanceof DiscordInput.CloseReceived close) {
			at(close.connection(), (connection) -> connection.closeReceived(close.code(), close.reason()));
		}
		else if (input instanceof DiscordInput.Dropped dropped) {
			at(dropped.connection(), (connection) -> {
				connection.dropped();
				remove(connection);
			});
		}
		else if (input instanceof DiscordFault fault) {
			strike(fault);
		}
		return this.actions;
	}

	/**
	 * Returns when {@link DiscordInput.TimerFired} is due.
	 * @return the time, or {@code null} if nothing is waited for
	 */
	public @Nullable Instant nextDeadline() {
		Long next = this.timers.next();
		return (next != null) ? Instant.ofEpochSecond(0, next) : null;
	}

	/**
	 * Returns the sessions, connected or not, oldest first.
	 * @return a snapshot
	 */
	public List<DiscordSession> snapshot() {
		return this.sessions.all().stream().map(Session::snapshot).toList();
	}

	/**
	 * Returns the connections, oldest first.
	 * @return a snapshot
	 */
	public List<OpenConnection> connections() {
		return this.connections.values().stream().map(Connection::snapshot).toList();
	}

	/**
	 * Returns the faults that last, those that were said last first.
	 * @return a snapshot
	 */
	public List<DiscordFault.Lasting> faults() {
		return this.rules.all();
	}

	/**
	 * Returns how many sessions got the event that was handled last.
	 * @return the number
	 */
	public int reached() {
		return this.reached;
	}

	/**
	 * Returns how many sessions may be started until the reset (R13).
	 * @param now the time, which does not go back
	 * @return the number
	 */
	public int sessionStartsLeft(Instant now) {
		moveTo(now);
		return this.starts.left(this.now);
	}

	/**
	 * Returns when all session starts are there again (R13).
	 * @param now the time, which does not go back
	 * @return the time from now
	 */
	public Duration sessionStartsReset(Instant now) {
		moveTo(now);
		return Duration.ofNanos(this.starts.reset(this.now) - this.now);
	}

	private void moveTo(Instant time) {
		this.now = Math.max(this.now, time.getEpochSecond() * 1_000_000_000L + time.getNano());
	}

	private void upgrade(DiscordInput.UpgradeRequested input) {
		Refusal answer = this.refusal;
		if (answer != null) {
			if (this.refusals != Integer.MAX_VALUE && --this.refusals == 0) {
				this.refusal = null;
			}
			act(new DiscordAction.Refuse(input.connection(), answer));
			return;
		}
		UpgradeRequest request = UpgradeRequest.of(input.uri());
		if (!request.path().isEmpty() && !request.path().equals("/")
				&& !request.path().equals(this.settings.resumePath)) {
			act(new DiscordAction.Refuse(input.connection(),
					new Refusal(404, null, "{\"message\":\"404: Not Found\",\"code\":0}")));
			return;
		}
		Connection connection = new Connection(this, input.connection(), request);
		this.connections.put(connection.id(), connection);
		this.listener.connected(connection.id(), input.uri());
		act(new DiscordAction.Accept(connection.id(), request.format()));
	}

	private void strike(DiscordFault fault) {
		if (fault instanceof DiscordFault.Drop drop) {
			each(drop.scope(), Connection::drop);
		}
		else if (fault instanceof DiscordFault.Stall stall) {
			each(stall.scope(), (connection) -> connection.stall(stall.stalled()));
		}
		else if (fault instanceof DiscordFault.HalfClose half) {
			each(half.scope(), Connection::halfClose);
		}
		else if (fault instanceof DiscordFault.Reconnect reconnect) {
			each(reconnect.scope(), Connection::reconnect);
		}
		else if (fault instanceof DiscordFault.RequestHeartbeat request) {
			each(request.scope(), (connection) -> connection.control(Payload.control(Payload.HEARTBEAT, "null")));
		}
		else if (fault instanceof DiscordFault.Invalidate invalidate) {
			invalidate(invalidate);
		}
		else if (fault instanceof DiscordFault.Close close) {
			each(close.scope(), (connection) -> connection.close(close.code(), "Closed on demand"));
		}
		else if (fault instanceof DiscordFault.Raw raw) {
			each(raw.scope(), (connection) -> connection.raw(raw.text(), raw.message()));
		}
		else if (fault instanceof DiscordFault.Corrupt corrupt) {
			each(corrupt.scope(), Connection::corruptNext);
		}
		else if (fault instanceof DiscordFault.Lasting lasting) {
			Long only = lasting.scope().connection();
			if (only == null || this.connections.containsKey(only)) {
				this.rules.add(lasting);
			}
		}
		else if (fault instanceof DiscordFault.Leap leap) {
			at(leap.connection(), (connection) -> connection.leap(leap));
		}
		else if (fault instanceof DiscordFault.RefuseUpgrades refuse) {
			this.refusal = refuse.refusal();
			this.refusals = refuse.count();
		}
		else if (fault instanceof DiscordFault.AcceptUpgrades) {
			this.refusal = null;
		}
		else if (fault instanceof DiscordFault.RefuseIdentifies refuse) {
			this.identifyRefusals = refuse.count();
			this.identifyRefusalCode = refuse.code();
		}
		else if (fault instanceof DiscordFault.Heal) {
			heal();
		}
	}

	private void heal() {
		this.refusal = null;
		this.identifyRefusals = 0;
		this.rules.clear();
		each(Scope.ALL, Connection::heal);
	}

	/* Whoever names a connection means it, with a session or without. */
	private void invalidate(DiscordFault.Invalidate invalidate) {
		Long only = invalidate.scope().connection();
		if (only != null) {
			at(only, (connection) -> connection.invalidate(invalidate.resumable()));
			return;
		}
		for (Session session : this.sessions.all()) {
			if (invalidate.scope().covers(session)) {
				if (session.connection != null) {
					session.connection.invalidate(invalidate.resumable());
				}
				else if (!invalidate.resumable()) {
					this.sessions.end(session, "Discord declared it invalid");
				}
			}
		}
	}

	private void at(long id, Consumer<Connection> action) {
		Connection connection = this.connections.get(id);
		if (connection != null) {
			action.accept(connection);
		}
	}

	private void each(Scope scope, Consumer<Connection> action) {
		if (scope.connection() != null) {
			at(scope.connection(), action);
			return;
		}
		for (Connection connection : List.copyOf(this.connections.values())) {
			if (scope.covers(connection)) {
				action.accept(connection);
			}
		}
	}

	// For its parts

	DiscordSettings settings() {
		return this.settings;
	}

	Circumstances circumstances() {
		return this.circumstances;
	}

	DiscordWorld world() {
		return this.world;
	}

	DiscordListener listener() {
		return this.listener;
	}

	Sessions sessions() {
		return this.sessions;
	}

	SessionStarts starts() {
		return this.starts;
	}

	Rules rules() {
		return this.rules;
	}

	/** Takes the next IDENTIFY as one that is refused, if one is to be. */
	boolean refusesIdentify() {
		if (this.identifyRefusals > 0) {
			this.identifyRefusals--;
			return true;
		}
		return false;
	}

	@Nullable Integer identifyRefusalCode() {
		return this.identifyRefusalCode;
	}

	long now() {
		return this.now;
	}

	Instant instant() {
		return Instant.ofEpochSecond(0, this.now);
	}

	void act(DiscordAction action) {
		this.actions.add(action);
	}

	Timers.Timer after(Duration delay, Runnable what) {
		return this.timers.at(this.now + delay.toNanos(), what);
	}

	void afterOrNow(Duration delay, Runnable what) {
		if (delay.isZero()) {
			what.run();
		}
		else {
			Timers.Timer unused = after(delay, what);
		}
	}

	void pump(Session session) {
		if (session.connection != null) {
			session.connection.pump();
		}
	}

	boolean has(Connection connection) {
		return this.connections.get(connection.id()) == connection;
	}

	void remove(Connection connection) {
		this.connections.remove(connection.id(), connection);
		this.rules.forget(connection);
	}

}
