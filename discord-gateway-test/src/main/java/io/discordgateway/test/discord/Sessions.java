package io.discordgateway.test.discord;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sessions of a {@link Discord}: how they begin, what they get, and how they end.
 */
final class Sessions {

	private final Discord discord;

	private final DiscordWorld world;

	private final RandomGenerator random;

	private final Map<String, Session> sessions = new LinkedHashMap<>();

	Sessions(Discord discord, DiscordWorld world, RandomGenerator random) {
		this.discord = discord;
		this.world = world;
		this.random = random;
	}

	List<Session> all() {
		return new ArrayList<>(this.sessions.values());
	}

	@Nullable Session find(String id) {
		return this.sessions.get(id);
	}

	/** Begins a session, which READY has yet to come to. */
	Session begin(Identify identify, Connection connection) {
		ShardId shard = identify.shard();
		// A bot that starts anew will not come back for what it had; a session that
		// nobody can see any more is not worth its memory.
		for (Session former : all()) {
			if (former.shard().equals(shard) && (former.connection == null || former.connection.stalled())) {
				end(former, "the shard began another");
			}
		}
		Session session = new Session(newId(), shard, identify.namesShard(), identify.intents(),
				identify.largeThreshold(), this.discord.settings().replayBuffer);
		session.connection = connection;
		this.sessions.put(session.id(), session);
		return session;
	}

	private String newId() {
		return String.format("%016x%016x", this.random.nextLong(), this.random.nextLong());
	}

	/** The guilds that are on a shard (R37). */
	List<String> guilds(ShardId shard) {
		List<String> guilds = new ArrayList<>();
		for (String guild : this.world.guildIds()) {
			if (Dispatch.shardOf(guild, shard.total()) == shard.id()) {
				guilds.add(guild);
			}
		}
		return guilds;
	}

	/** Gives READY, and then the guilds (Gateway &gt; Guild Availability). */
	void ready(Session session, String resumeUrl) {
		session.ready = true;
		List<String> guilds = guilds(session.shard());
		append(session, "READY", Json.write(ready(session, guilds, resumeUrl)));
		for (String id : guilds) {
			Dispatch guild = this.world.guildCreate(id, session.intents(), session.largeThreshold());
			if (guild != null) {
				append(session, guild);
			}
		}
		this.discord.pump(session);
	}

	private ObjectNode ready(Session session, List<String> guilds, String resumeUrl) {
		ObjectNode user = this.world.user();
		ObjectNode ready = Json.object().put("v", 10);
		ready.set("user", user);
		ArrayNode unavailable = ready.putArray("guilds");
		guilds.forEach((id) -> unavailable.addObject().put("id", id).put("unavailable", true));
		ready.putArray("private_channels");
		ready.put("session_id", session.id()).put("resume_gateway_url", resumeUrl);
		if (session.told()) {
			ready.putArray("shard").add(session.shard().id()).add(session.shard().total());
		}
		ready.putObject("application")
			.put("id", user.path("id").asString(""))
			.put("flags", this.discord.settings().applicationFlags());
		return ready;
	}

	/** Gives an event to one session, if its intents let it through. */
	boolean append(Session session, Dispatch dispatch) {
		byte[] data = session.ready ? dispatch.dataFor(session.intents(), this.world.user().path("id").asString(""))
				: null;
		if (data == null) {
			return false;
		}
		append(session, dispatch.event(), data);
		return true;
	}

	/** Gives an event to one session, and returns its number. */
	long append(Session session, String event, byte[] data) {
		long sequence = session.append(event, data);
		this.discord.listener().numbered(session.id(), sequence, event);
		return sequence;
	}

	/**
	 * Gives an event to those of some sessions that are ready, whatever their intents.
	 */
	void append(Scope scope, String event, byte[] data) {
		Session only = (scope.session() != null) ? find(scope.session()) : null;
		for (Session session : (only != null) ? List.of(only) : all()) {
			if (session.ready && scope.covers(session)) {
				append(session, event, data);
				this.discord.pump(session);
			}
		}
	}

	/** Gives an event to those of some sessions that may have it; returns how many. */
	int dispatch(Dispatch dispatch, Predicate<Session> which) {
		int count = 0;
		for (Session session : all()) {
			if (which.test(session) && append(session, dispatch)) {
				count++;
				this.discord.pump(session);
			}
		}
		return count;
	}

	void attach(Session session, Connection connection) {
		if (session.expiry != null) {
			session.expiry.cancel();
			session.expiry = null;
		}
		Connection former = session.connection;
		session.connection = connection;
		if (former != null && former != connection) {
			former.forgetSession();
			if (!former.stalled()) {
				former.close(4000, "The session was resumed on another connection");
			}
		}
	}

	void detach(Session session, Connection connection) {
		if (session.connection == connection) {
			session.connection = null;
			session.expiry = this.discord.after(this.discord.settings().resumeWindow,
					() -> end(session, "it timed out after " + this.discord.settings().resumeWindow.toSeconds()
							+ " s without a connection"));
		}
	}

	void end(Session session, String law) {
		if (this.sessions.remove(session.id()) == null) {
			return;
		}
		if (session.expiry != null) {
			session.expiry.cancel();
		}
		if (session.connection != null) {
			session.connection.forgetSession();
			session.connection = null;
		}
		this.discord.listener().sessionEnded(session.id(), law);
	}

}
