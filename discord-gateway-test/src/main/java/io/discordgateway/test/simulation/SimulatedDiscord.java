package io.discordgateway.test.simulation;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.shard.ShardId;
import io.discordgateway.test.discord.Circumstances;
import io.discordgateway.test.discord.Discord;
import io.discordgateway.test.discord.DiscordAction;
import io.discordgateway.test.discord.DiscordActionHandler;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.DiscordFault.Instead;
import io.discordgateway.test.discord.DiscordFault.Moment;
import io.discordgateway.test.discord.DiscordInput;
import io.discordgateway.test.discord.DiscordListener;
import io.discordgateway.test.discord.DiscordLoop;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.DiscordSettings;
import io.discordgateway.test.discord.DiscordWorld;
import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.Payload;
import io.discordgateway.test.discord.Refusal;
import io.discordgateway.test.discord.Scope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The shell of {@link Discord} in virtual time: its hosts, its connections, what it does
 * of its own accord and what it does wrong, and what the judges know of its sessions. The
 * law is not here.
 */
final class SimulatedDiscord implements Circumstances, DiscordWorld, DiscordListener, DiscordActionHandler {

	static final String TOKEN = "the-token-of-the-simulation";

	private final World world;

	private final Chance chance;

	private final Discord discord;

	private final ObjectNode user = Json.object().put("id", "1").put("session_id", "not this");

	private final DiscordLoop loop;

	private long armed = Timeline.NEVER;

	private final Map<Long, Link> links = new HashMap<>();

	private final Map<String, Session> sessions = new HashMap<>();

	private final Map<String, Host> hosts = new LinkedHashMap<>();

	private Host gateway = new Host("gateway.discord.sim");

	/* What goes wrong, and until when. */

	private Flaw flaw = Flaw.NONE;

	@Nullable Eviction eviction;

	boolean apiDown;

	boolean stopped;

	SimulatedDiscord(World world, Chance chance) {
		this.world = world;
		this.chance = chance;
		this.discord = new Discord(settings(world.climate), this, this, this, new SplittableRandom(chance.seed()));
		this.loop = new DiscordLoop(this.discord, this::instant, this);
		this.hosts.put(this.gateway.name, this.gateway);
		for (int i = 0; i < 3; i++) {
			addHost("resume-" + i + ".discord.sim");
		}
	}

	private static DiscordSettings settings(Climate climate) {
		return DiscordSettings.builder(TOKEN)
			.maxConcurrency(climate.maxConcurrency())
			.sessionStarts(climate.startTotal(), climate.startRemaining(), Duration.ofNanos(climate.startReset()))
			.resumeWindow(Duration.ofNanos(climate.sessionTimeout()))
			.replayBuffer(climate.replayBuffer())
			.replayOverlap(climate.replayOverlap())
			.resumed(climate.resumedIsNumbered(), climate.resumedIsKept())
			.heartbeatGrace(Duration.ofSeconds(5))
			.build();
	}

	// The API

	boolean apiUp() {
		return !this.apiDown;
	}

	GatewayUrl gatewayUrl() {
		return GatewayUrl.of(this.gateway.url());
	}

	void sessionStartLimit(SessionStartBudget budget, Instant now) {
		if (apiUp()) {
			budget.update(this.world.climate.startTotal(), remaining(), this.discord.sessionStartsReset(instant()),
					now);
		}
	}

	int remaining() {
		return this.discord.sessionStartsLeft(instant());
	}

	long reset() {
		return this.world.timeline.now() + this.discord.sessionStartsReset(instant()).toNanos();
	}

	private Instant instant() {
		return Timeline.instant(this.world.timeline.now());
	}

	// Hosts

	Host gateway() {
		return this.gateway;
	}

	@Nullable Host host(@Nullable String name) {
		return this.hosts.get(name);
	}

	List<Host> resumeHosts() {
		return this.hosts.values().stream().filter((host) -> host != this.gateway && !host.gone).toList();
	}

	List<Host> hosts() {
		return List.copyOf(this.hosts.values());
	}

	void addHost(String name) {
		this.hosts.put(name, new Host(name));
	}

	/** The gateway gets another name, and the old one is gone. */
	void moveGateway() {
		this.gateway.gone = true;
		this.gateway.state = Host.State.REFUSING;
		this.gateway = new Host("gateway-" + this.hosts.size() + ".discord.sim");
		this.hosts.put(this.gateway.name, this.gateway);
	}

	/** A host that resumes goes for ever; another takes its place for new sessions. */
	void retire(Host host, Host.State state) {
		host.gone = true;
		host.state = state;
		addHost("resume-" + this.hosts.size() + ".discord.sim");
	}

	// Around the law

	private void handle(DiscordInput input) {
		if (this.loop.handle(input)) {
			arm();
		}
	}

	private void arm() {
		Instant next = this.discord.nextDeadline();
		long time = (next != null) ? Timeline.time(next) : Timeline.NEVER;
		if (time < this.armed) {
			this.armed = time;
			this.world.timeline.at(time, () -> {
				if (this.armed == time) {
					this.armed = Timeline.NEVER;
				}
				handle(new DiscordInput.TimerFired());
			});
		}
	}

	@Override
	public String resumeUrl(ShardId shard) {
		Host host = this.chance.oneOf(resumeHosts());
		return (this.world.climate.insecureUrls() && this.chance.happens(0.3)) ? "ws://" + host.name : host.url();
	}

	@Override
	public Duration heartbeatInterval(long connection) {
		long longest = this.world.climate.heartbeatInterval();
		long interval = this.world.climate.intervalsDiffer()
				? this.chance.between(Math.min(5 * Timeline.SECOND, longest), longest) : longest;
		Link link = this.links.get(connection);
		if (link != null) {
			link.heartbeatInterval = interval;
		}
		return Duration.ofNanos(interval);
	}

	@Override
	public Duration readyDelay() {
		return Duration.ofNanos(this.chance.between(10 * Timeline.MILLISECOND, 2 * Timeline.SECOND));
	}

	@Override
	public Duration resumedDelay() {
		return Duration.ofNanos(this.chance.between(0, 300 * Timeline.MILLISECOND));
	}

	@Override
	public @Nullable Integer closeForUnknownSession() {
		return this.chance.happens(0.1) ? this.chance.oneOf(4009, 4007) : null;
	}

	@Override
	public ObjectNode user() {
		return this.user;
	}

	// Connections

	void upgrade(Link link, URI url) {
		this.links.put(link.id, link);
		handle(new DiscordInput.UpgradeRequested(link.id, url.getRawPath() + "?" + url.getRawQuery()));
	}

	@Override
	public void accept(DiscordAction.Accept action) {
		with(action, (link) -> {
			link.accepted(action.format());
			link.deliver(new Arrival.Opened());
			link.opened = true;
			if (!link.givenUp) {
				handle(new DiscordInput.Opened(link.id));
			}
		});
	}

	@Override
	public void refuse(DiscordAction.Refuse action) {
		Link link = this.links.remove(action.connection());
		if (link != null) {
			Long seconds = action.refusal().retryAfterSeconds();
			this.world.refuse(link, new Arrival.Refused("The upgrade was refused", action.refusal().status(),
					(seconds != null) ? seconds * Timeline.SECOND : null));
		}
	}

	void receive(Link link, boolean text, byte[] payload) {
		handle(new DiscordInput.Received(link.id, text, payload));
	}

	/** The other end closed, or is gone. */
	void closed(Link link, @Nullable Integer code) {
		link.closedByDiscord = true;
		link.end();
		forgetSession(link);
		if (code != null) {
			handle(new DiscordInput.CloseReceived(link.id, code, ""));
		}
		left(link);
	}

	/** Nothing goes over a connection any more. */
	void left(Link link) {
		forgetSession(link);
		handle(new DiscordInput.Dropped(link.id));
		this.links.remove(link.id);
		this.world.ended(link);
	}

	private static void forgetSession(Link link) {
		link.session = null;
		link.live = false;
	}

	@Override
	public void send(DiscordAction.Send action) {
		with(action, (link) -> send(link, action.payload()));
	}

	private void send(Link link, Payload payload) {
		Session session = link.session;
		Frame frame = Frame.of(payload, session);
		link.deliver(frame);
		switch (payload.op()) {
			case Payload.HELLO -> greeted(link);
			case Payload.INVALID_SESSION -> forgetSession(link);
			case Payload.DISPATCH -> {
				if (session != null) {
					dispatched(link, session, frame);
				}
			}
			default -> {
			}
		}
	}

	private void greeted(Link link) {
		link.greeted = true;
		if (this.flaw == Flaw.DROPS_AFTER_HELLO) {
			this.world.timeline.after(this.chance.between(0, 300 * Timeline.MILLISECOND), () -> drop(link));
		}
	}

	private void dispatched(Link link, Session session, Frame frame) {
		if (frame.leaps()) {
			session.leaptTo = frame.sequence();
		}
		if ("READY".equals(frame.name())) {
			link.live = true;
			emitLater(session);
			afterLive(link);
		}
		else if ("RESUMED".equals(frame.name())) {
			afterLive(link);
		}
	}

	@Override
	public void sendRaw(DiscordAction.SendRaw action) {
		throw new IllegalStateException("Nothing raw is sent here");
	}

	@Override
	public void compressPayloads(DiscordAction.CompressPayloads action) {
		with(action, Link::compressPayloads);
	}

	@Override
	public void close(DiscordAction.Close action) {
		with(action, (link) -> link.closeByDiscord(action.code(), action.endsSession()));
	}

	@Override
	public void end(DiscordAction.End action) {
		// A link is at its end with the close already.
	}

	/* A connection that breaks off may do so with a close frame. */
	@Override
	public void reset(DiscordAction.Reset action) {
		with(action, (link) -> link.closeByDiscord(this.chance.happens(0.5) ? 4000 : null, false));
	}

	@Override
	public void halfClose(DiscordAction.HalfClose action) {
		throw new IllegalStateException("The network ends directions here");
	}

	@Override
	public void read(DiscordAction.Read action) {
		throw new IllegalStateException("The network stalls here");
	}

	private void with(DiscordAction action, Consumer<Link> what) {
		Link link = this.links.get(action.connection());
		if (link != null) {
			what.accept(link);
		}
	}

	// What the judges are told

	@Override
	public void sessionStartSpent(long connection, int left) {
		Link link = this.links.get(connection);
		if (link != null) {
			this.world.judges.identified(link.shard, left, this.world.climate.startTotal());
		}
	}

	/*
	 * What the network is at fault for is left out: messages that come late, in heaps, or
	 * behind the end of a session.
	 */
	@Override
	public void violated(long connection, @Nullable Integer code, String what) {
		Link link = this.links.get(connection);
		boolean own = (code != null) ? code == 4001 || code == 4002 || code == 4005 : what.startsWith("A heartbeat");
		if (link != null && own) {
			this.world.judges.objected(link.shard, what);
		}
	}

	@Override
	public void sessionBegun(DiscordSession begun, long connection, String resumeUrl) {
		Host host = this.hosts.get(URI.create(resumeUrl).getHost());
		Link link = this.links.get(connection);
		if (host == null || link == null) {
			throw new IllegalStateException("A session began on no connection, or is resumed nowhere");
		}
		Session session = new Session(begun.id(), begun.shard().id(), resumeUrl, host);
		this.sessions.put(session.id, session);
		link.session = session;
		if (this.flaw == Flaw.NO_READY) {
			giveUpLater(link);
		}
	}

	/* A gateway that is too busy to answer says so in the end. */
	private void giveUpLater(Link link) {
		this.world.timeline.after(this.chance.between(30 * Timeline.SECOND, 3 * Timeline.MINUTE),
				() -> close(link, 4000));
	}

	@Override
	public void resumed(long connection, String sessionId, long sequence, boolean accepted, long replayed) {
		Session session = this.sessions.get(sessionId);
		Link link = this.links.get(connection);
		if (session == null || link == null) {
			return;
		}
		if (accepted) {
			session.leaptTo = 0;
			link.session = session;
			link.live = true;
		}
		else if (sequence > session.sequence && sequence != session.leaptTo) {
			this.world.judges.resumedAhead(link.shard, session, sequence);
		}
	}

	@Override
	public void numbered(String sessionId, long sequence, String event) {
		Session session = this.sessions.get(sessionId);
		if (session != null) {
			session.numbered(sequence, event);
		}
	}

	@Override
	public void sessionEnded(String sessionId, String law) {
		Session session = this.sessions.get(sessionId);
		if (session != null) {
			session.endedBy = law;
		}
	}

	@Nullable Session session(String id) {
		return this.sessions.get(id);
	}

	// What Discord does of its own accord

	private void emitLater(Session session) {
		this.world.timeline.after(this.chance.until(this.world.climate.meanDispatch()), () -> {
			if (session.endedBy == null && !this.stopped) {
				emit(session);
				emitLater(session);
			}
		});
	}

	void emit(Session session) {
		long next = session.sequence + 1;
		handle(new DiscordInput.Appended(Scope.session(session.id), Session.name(next), session.bytes(next)));
	}

	void leap(Link link, Session session, long by) {
		long next = session.sequence + 1;
		handle(new DiscordFault.Leap(link.id, by, Session.name(next), session.bytes(next)));
	}

	/* What a gateway that flaps does once a session is live. */
	private void afterLive(Link link) {
		Eviction current = this.eviction;
		if (current != null) {
			this.world.timeline.after(current.lifetime, () -> evict(link, current.how));
			return;
		}
		long soon = this.chance.between(0, 800 * Timeline.MILLISECOND);
		switch (this.flaw) {
			case DROPS_AFTER_LIVE -> this.world.timeline.after(soon, () -> drop(link));
			case RECONNECT_AFTER_LIVE -> this.world.timeline.after(soon, () -> reconnect(link));
			case INVALID_AFTER_LIVE -> this.world.timeline.after(soon, () -> invalidate(link, false));
			default -> {
			}
		}
	}

	private void evict(Link link, Eviction.How how) {
		if (link.closedByDiscord || this.eviction == null) {
			return;
		}
		switch (how) {
			case DROP -> drop(link);
			case RECONNECT -> reconnect(link);
			case INVALID_RESUMABLE -> invalidate(link, true);
			case INVALID -> invalidate(link, false);
			case CLOSE_4000 -> close(link, 4000);
			case CLOSE_4007 -> close(link, 4007);
			case CLOSE_4009 -> close(link, 4009);
		}
	}

	private void drop(Link link) {
		handle(new DiscordFault.Drop(Scope.connection(link.id)));
	}

	void reconnect(Link link) {
		handle(new DiscordFault.Reconnect(Scope.connection(link.id)));
	}

	void invalidate(Link link, boolean resumable) {
		handle(new DiscordFault.Invalidate(Scope.connection(link.id), resumable));
	}

	void close(Link link, int code) {
		handle(new DiscordFault.Close(Scope.connection(link.id), code));
	}

	void stopAcknowledging(Link link) {
		handle(new DiscordFault.Acknowledge(Scope.connection(link.id), false));
	}

	void delayAcknowledgments(Link link, long delay) {
		handle(new DiscordFault.DelayAcknowledgments(Scope.connection(link.id), Duration.ofNanos(delay)));
	}

	void refuseUpgrades(int status, @Nullable Long retryAfterSeconds) {
		handle(new DiscordFault.RefuseUpgrades(Integer.MAX_VALUE, new Refusal(status, retryAfterSeconds, "")));
	}

	void acceptUpgrades() {
		handle(new DiscordFault.AcceptUpgrades());
	}

	void flaw(Flaw flaw) {
		this.flaw = flaw;
		for (Moment moment : Moment.values()) {
			handle(new DiscordFault.Replace(Scope.ALL, moment, (moment == flaw.moment) ? flaw.instead : null));
		}
		if (flaw == Flaw.NO_READY) {
			// A READY that is on its way to be sent does not come either.
			this.world.links().stream().filter((link) -> link.session != null && !link.live).forEach(this::giveUpLater);
		}
	}

	/**
	 * Every session is let in and thrown out (R45).
	 *
	 * @param lifetime after how long
	 * @param how in which way
	 */
	record Eviction(long lifetime, How how) {

		/* From "at once" to what was forgiven too much once. */
		static final List<Long> LIFETIMES = List.of(0L, 200 * Timeline.MILLISECOND, 1100 * Timeline.MILLISECOND,
				5 * Timeline.SECOND, 30 * Timeline.SECOND, 60_500 * Timeline.MILLISECOND, 300 * Timeline.SECOND);

		@Override
		public String toString() {
			return "evicted after " + this.lifetime / Timeline.MILLISECOND + " ms by " + this.how;
		}

		enum How {

			DROP, RECONNECT, INVALID_RESUMABLE, INVALID, CLOSE_4000, CLOSE_4007, CLOSE_4009

		}

	}

	/** What Discord may do wrong for a while. */
	enum Flaw {

		NONE, DROPS_AT_ONCE(Moment.HELLO, Instead.DROP), DROPS_AFTER_HELLO, DROPS_AFTER_LIVE,
		DROPS_RESUMES(Moment.RESUMED, Instead.DROP), DROPS_REPLAYS(Moment.RESUMED, Instead.HALF_A_REPLAY),
		NO_HELLO(Moment.HELLO, Instead.SILENCE), NO_READY(Moment.READY, Instead.SILENCE),
		NO_RESUMED(Moment.RESUMED, Instead.SILENCE), RECONNECT_BEFORE_HELLO(Moment.HELLO, Instead.RECONNECT),
		INVALID_BEFORE_HELLO(Moment.HELLO, Instead.INVALID),
		INVALID_RESUMABLE_BEFORE_HELLO(Moment.HELLO, Instead.INVALID_RESUMABLE), RECONNECT_AFTER_LIVE,
		INVALID_AFTER_LIVE, RESUME_LATER(Moment.RESUMED, Instead.INVALID_RESUMABLE);

		private final @Nullable Moment moment;

		private final @Nullable Instead instead;

		Flaw() {
			this(null, null);
		}

		Flaw(@Nullable Moment moment, @Nullable Instead instead) {
			this.moment = moment;
			this.instead = instead;
		}

	}

}
