package io.discordgateway.test.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Discord, as its documentation has it: sessions, replay, limits and close codes. It
 * shares no code with the client that it judges.
 */
final class SimulatedDiscord {

	static final String TOKEN = "the-token-of-the-simulation";

	private static final long WINDOW = 60 * Timeline.SECOND;

	private static final long BUCKET_REST = 5 * Timeline.SECOND;

	private static final long DAY = 24 * 60 * Timeline.MINUTE;

	private final World world;

	private final Chance chance;

	private final Map<String, Session> sessions = new LinkedHashMap<>();

	private final Map<Integer, Long> lastIdentify = new TreeMap<>();

	private final Map<String, Host> hosts = new LinkedHashMap<>();

	private Host gateway = new Host("gateway.discord.sim");

	private int started;

	private int remaining;

	private long reset;

	/* What goes wrong, and until when. */

	Flaw flaw = Flaw.NONE;

	@Nullable Eviction eviction;

	@Nullable Integer refusal;

	boolean apiDown;

	boolean stopped;

	SimulatedDiscord(World world, Chance chance) {
		this.world = world;
		this.chance = chance;
		this.remaining = world.climate.startRemaining();
		this.reset = world.climate.startReset();
		this.hosts.put(this.gateway.name, this.gateway);
		for (int i = 0; i < 3; i++) {
			addHost("resume-" + i + ".discord.sim");
		}
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
			budget.update(this.world.climate.startTotal(), remaining(),
					Duration.ofNanos(this.reset - this.world.timeline.now()), now);
		}
	}

	int remaining() {
		if (this.world.timeline.now() >= this.reset) {
			this.remaining = this.world.climate.startTotal();
			this.reset = this.world.timeline.now() + DAY;
		}
		return this.remaining;
	}

	long reset() {
		return this.reset;
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

	// Connections

	void accept(Link link) {
		if (link.givenUp) {
			return;
		}
		long now = this.world.timeline.now();
		link.lastHeartbeat = now;
		link.opened = true;
		link.heartbeatInterval = interval();
		switch (this.flaw) {
			case DROPS_AT_ONCE -> {
				link.closeByDiscord(null, false);
				return;
			}
			case NO_HELLO -> {
				return;
			}
			case RECONNECT_BEFORE_HELLO -> {
				reconnect(link);
				return;
			}
			case INVALID_BEFORE_HELLO -> {
				link.deliver(Frame.invalidSession(this.chance.happens(0.7)));
				return;
			}
			default -> {
			}
		}
		link.greeted = true;
		link.deliver(Frame.control(Frame.HELLO,
				"{\"heartbeat_interval\":" + link.heartbeatInterval / Timeline.MILLISECOND + "}"));
		if (this.flaw == Flaw.DROPS_AFTER_HELLO) {
			this.world.timeline.after(this.chance.between(0, 300 * Timeline.MILLISECOND),
					() -> link.closeByDiscord(this.chance.happens(0.5) ? 4000 : null, false));
		}
		watch(link);
	}

	private long interval() {
		long longest = this.world.climate.heartbeatInterval();
		return this.world.climate.intervalsDiffer()
				? this.chance.between(Math.min(5 * Timeline.SECOND, longest), longest) : longest;
	}

	/* Who sends no heartbeat is disconnected; the session stays. */
	private void watch(Link link) {
		long patience = link.heartbeatInterval * 3 / 2 + 5 * Timeline.SECOND;
		this.world.timeline.after(patience / 2, () -> {
			if (link.closedByDiscord) {
				return;
			}
			if (this.world.timeline.now() - link.lastHeartbeat > patience) {
				link.closeByDiscord(this.chance.happens(0.5) ? 4000 : null, false);
			}
			else {
				watch(link);
			}
		});
	}

	/** The other end closed, or is gone. */
	void closed(Link link, @Nullable Integer code) {
		Session session = link.session;
		link.closedByDiscord = true;
		link.end();
		detached(link);
		if (session != null && code != null && (code == 1000 || code == 1001)) {
			end(session, "the client closed it with " + code);
		}
		this.world.ended(link);
	}

	void detached(Link link) {
		Session session = link.session;
		link.session = null;
		link.live = false;
		this.world.ended(link);
		if (session == null || session.link != link) {
			return;
		}
		session.link = null;
		long since = this.world.timeline.now();
		session.detachedAt = since;
		this.world.timeline.after(this.world.climate.sessionTimeout(), () -> {
			if (session.link == null && session.detachedAt == since) {
				end(session, "it timed out after " + this.world.climate.sessionTimeout() / Timeline.SECOND
						+ " s without a connection");
			}
		});
	}

	void end(Session session, String law) {
		if (session.endedBy == null) {
			session.endedBy = law;
			session.link = null;
		}
	}

	// What clients send

	void receive(Link link, byte[] payload) {
		long now = this.world.timeline.now();
		link.received.addLast(now);
		while (link.received.getFirst() <= now - WINDOW) {
			link.received.removeFirst();
		}
		if (link.received.size() > 120) {
			close(link, 4008);
			return;
		}
		if (payload.length > 4096) {
			close(link, 4002);
			return;
		}
		JsonNode message;
		try {
			message = Payloads.read(payload);
		}
		catch (JacksonException ex) {
			close(link, 4002);
			return;
		}
		JsonNode data = message.path("d");
		switch (message.path("op").asInt(-1)) {
			case 1 -> heartbeat(link);
			case 2 -> identify(link, data);
			case 6 -> resume(link, data);
			case 3, 4, 8, 31, 43 -> {
				if (link.session == null) {
					close(link, 4003);
				}
			}
			default -> close(link, 4001);
		}
	}

	private void heartbeat(Link link) {
		link.lastHeartbeat = this.world.timeline.now();
		if (link.acknowledges && link.ackLag > 0) {
			this.world.timeline.after(link.ackLag, () -> link.deliver(Frame.control(Frame.ACK, "null")));
		}
		else if (link.acknowledges) {
			link.deliver(Frame.control(Frame.ACK, "null"));
		}
	}

	private void identify(Link link, JsonNode data) {
		long now = this.world.timeline.now();
		if (link.session != null) {
			close(link, 4005);
			return;
		}
		if (!data.path("token").asString("").equals(TOKEN)) {
			close(link, 4004);
			return;
		}
		int shardId = data.path("shard").path(0).asInt(-1);
		int bucket = shardId % this.world.climate.maxConcurrency();
		long last = this.lastIdentify.getOrDefault(bucket, -BUCKET_REST);
		if (now - last < BUCKET_REST) {
			link.deliver(Frame.invalidSession(false));
			return;
		}
		this.lastIdentify.put(bucket, now);
		this.world.judges.identified(link.shard, remaining(), this.world.climate.startTotal());
		if (this.remaining == 0) {
			close(link, 4004);
			return;
		}
		this.remaining--;
		Host resumeHost = this.chance.oneOf(resumeHosts());
		String url = (this.world.climate.insecureUrls() && this.chance.happens(0.3)) ? "ws://" + resumeHost.name
				: resumeHost.url();
		Session session = new Session("session-" + this.started++ + "-of-" + shardId, shardId, url, resumeHost,
				data.path("compress").asBoolean(false));
		this.sessions.put(session.id, session);
		link.session = session;
		session.link = link;
		if (this.flaw == Flaw.NO_READY) {
			giveUpLater(link);
			return;
		}
		this.world.timeline.after(this.chance.between(10 * Timeline.MILLISECOND, 2 * Timeline.SECOND),
				() -> ready(link, session));
	}

	/* A gateway that is too busy to answer says so in the end. */
	private void giveUpLater(Link link) {
		this.world.timeline.after(this.chance.between(30 * Timeline.SECOND, 3 * Timeline.MINUTE),
				() -> link.closeByDiscord(4000, false));
	}

	private void ready(Link link, Session session) {
		if (session.endedBy != null || link.session != session) {
			return;
		}
		session.sequence = 1;
		link.deliver(Frame.dispatch(session, 1, "READY",
				"{\"v\":10,\"user\":{\"id\":\"1\",\"session_id\":\"not this\"},\"guilds\":[],\"session_id\":\""
						+ session.id + "\",\"resume_gateway_url\":\"" + session.resumeUrl + "\"}"));
		link.live = true;
		emitLater(session);
		afterLive(link);
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
			case DROPS_AFTER_LIVE -> this.world.timeline.after(soon, () -> link.closeByDiscord(null, false));
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
			case DROP -> link.closeByDiscord(null, false);
			case RECONNECT -> reconnect(link);
			case INVALID_RESUMABLE -> invalidate(link, true);
			case INVALID -> invalidate(link, false);
			case CLOSE_4000 -> close(link, 4000);
			case CLOSE_4007 -> close(link, 4007);
			case CLOSE_4009 -> close(link, 4009);
		}
	}

	private void resume(Link link, JsonNode data) {
		String id = data.path("session_id").asString("");
		long sequence = data.path("seq").asLong(-1);
		if (link.session != null) {
			close(link, 4005);
			return;
		}
		if (!data.path("token").asString("").equals(TOKEN)) {
			close(link, 4004);
			return;
		}
		if (this.flaw == Flaw.NO_RESUMED) {
			return;
		}
		if (this.flaw == Flaw.DROPS_RESUMES) {
			link.closeByDiscord(this.chance.happens(0.5) ? 4000 : null, false);
			return;
		}
		Session session = this.sessions.get(id);
		if (session == null || session.endedBy != null) {
			if (this.chance.happens(0.1)) {
				close(link, this.chance.oneOf(4009, 4007));
			}
			else {
				link.deliver(Frame.invalidSession(false));
			}
			return;
		}
		if (sequence > session.sequence) {
			if (sequence != session.leaptTo) {
				this.world.judges.resumedAhead(link.shard, session, sequence);
			}
			end(session, "the client resumed at a number that was never sent");
			close(link, 4007);
			return;
		}
		if (session.sequence - sequence > this.world.climate.replayBuffer()) {
			end(session, "its replay buffer holds " + this.world.climate.replayBuffer() + " dispatches, "
					+ (session.sequence - sequence) + " were missed");
			link.deliver(Frame.invalidSession(false));
			return;
		}
		if (this.flaw == Flaw.RESUME_LATER) {
			link.deliver(Frame.invalidSession(true));
			return;
		}
		if (session.link != null) {
			session.link.closeByDiscord(4000, false);
		}
		session.link = link;
		session.detachedAt = Timeline.NEVER;
		session.leaptTo = 0;
		link.session = session;
		replay(link, session, sequence);
	}

	private void replay(Link link, Session session, long sequence) {
		long first = Math.max(2, sequence + 1 - this.world.climate.replayOverlap());
		long last = session.sequence;
		boolean breaks = this.flaw == Flaw.DROPS_REPLAYS;
		if (breaks && last > first) {
			last = first + (last - first) / 2;
		}
		for (long number = first; number <= last; number++) {
			if (!session.resumed.get((int) number) || this.world.climate.resumedIsKept()) {
				link.deliver(session.dispatch(number));
			}
		}
		if (breaks) {
			link.closeByDiscord(null, false);
			return;
		}
		link.live = true;
		this.world.timeline.after(this.chance.between(0, 300 * Timeline.MILLISECOND), () -> resumed(link, session));
	}

	private void resumed(Link link, Session session) {
		if (link.session != session || session.endedBy != null) {
			return;
		}
		if (this.world.climate.resumedIsNumbered()) {
			session.sequence++;
			session.resumed.set((int) session.sequence);
		}
		link.deliver(Frame.dispatch(session, session.sequence, "RESUMED", "{\"_trace\":[]}"));
		afterLive(link);
	}

	// What Discord sends of its own accord

	private void emitLater(Session session) {
		this.world.timeline.after(this.chance.until(this.world.climate.meanDispatch()), () -> {
			if (session.endedBy == null && !this.stopped) {
				emit(session);
				emitLater(session);
			}
		});
	}

	void emit(Session session) {
		session.sequence++;
		Link link = session.link;
		if (link != null && link.live) {
			link.deliver(session.dispatch(session.sequence));
		}
	}

	void reconnect(Link link) {
		link.deliver(Frame.control(Frame.RECONNECT, "null"));
		this.world.timeline.after(10 * Timeline.SECOND, () -> link.closeByDiscord(4000, false));
	}

	void invalidate(Link link, boolean resumable) {
		Session session = link.session;
		link.deliver(Frame.invalidSession(resumable));
		detached(link);
		if (session != null && !resumable) {
			end(session, "Discord declared it invalid");
		}
	}

	void close(Link link, int code) {
		boolean ends = switch (code) {
			case 4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014 -> true;
			default -> false;
		};
		Session session = link.session;
		link.closeByDiscord(code, ends);
		if (session != null && ends) {
			end(session, "Discord closed with " + code);
		}
	}

	@Nullable Session session(String id) {
		return this.sessions.get(id);
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

		NONE, DROPS_AT_ONCE, DROPS_AFTER_HELLO, DROPS_AFTER_LIVE, DROPS_RESUMES, DROPS_REPLAYS, NO_HELLO, NO_READY,
		NO_RESUMED, RECONNECT_BEFORE_HELLO, INVALID_BEFORE_HELLO, RECONNECT_AFTER_LIVE, INVALID_AFTER_LIVE, RESUME_LATER

	}

}
