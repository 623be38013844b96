package io.discordgateway.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * The meters that there are, as {@code docs/metrics.md} lists them.
 *
 * @since 0.1
 */
public enum DiscordMeter implements MeterDocumentation {

	/** Shards of this process by their status. */
	SHARDS("discord.gateway.shards", "Shards of this process by their status", Meter.Type.GAUGE, null, Tag.STATUS),

	/** 1 if the shard is connected, or else 0. */
	SHARD_CONNECTED("discord.gateway.shard.connected", "1 if the shard is connected, or else 0", Meter.Type.GAUGE, null,
			Tag.SHARD),

	/** 1 if the shard has failed for good, or else 0. */
	SHARD_FAILED("discord.gateway.shard.failed", "1 if the shard has failed for good, or else 0", Meter.Type.GAUGE,
			null, Tag.SHARD),

	/**
	 * 1 if the shard's socket is not read, as listeners have too much in hand; or else 0.
	 */
	SHARD_PAUSED("discord.gateway.shard.paused",
			"1 if the shard's socket is not read, as listeners have too much in hand; or else 0", Meter.Type.GAUGE,
			null, Tag.SHARD),

	/** 1 if a listener's failure has halted the shard's lane, or else 0. */
	SHARD_HALTED("discord.gateway.shard.halted", "1 if a listener's failure has halted the shard's lane, or else 0",
			Meter.Type.GAUGE, null, Tag.SHARD),

	/** 1 if the shard's session is surely this process's, or else 0 (R49). */
	SESSION_OWNED("discord.gateway.session.owned", "1 if the shard's session is surely this process's, or else 0 (R49)",
			Meter.Type.GAUGE, null, Tag.SHARD),

	/** How often another process has taken the shard's session (R49). */
	SESSION_TAKEN("discord.gateway.session.taken", "How often another process has taken the shard's session (R49)",
			Meter.Type.COUNTER, null, Tag.SHARD),

	/** Time from a heartbeat to its acknowledgment (R9). */
	HEARTBEAT_LATENCY("discord.gateway.heartbeat.latency", "Time from a heartbeat to its acknowledgment (R9)",
			Meter.Type.TIMER, null, Tag.SHARD),

	/** Bytes of messages as they came, compressed. */
	BYTES_RECEIVED("discord.gateway.received", "Bytes of messages as they came, compressed", Meter.Type.COUNTER,
			"bytes", Tag.SHARD),

	/** Bytes of messages after inflating. */
	BYTES_INFLATED("discord.gateway.inflated", "Bytes of messages after inflating", Meter.Type.COUNTER, "bytes",
			Tag.SHARD),

	/** Connections that ended, or could not be opened, by cause and close code. */
	DISCONNECTS("discord.gateway.disconnects",
			"Connections that ended, or could not be opened, by cause and close code", Meter.Type.COUNTER, null,
			Tag.SHARD, Tag.CAUSE, Tag.CODE),

	/** RESUMEs by what came of them. */
	RESUMES("discord.gateway.resumes", "RESUMEs by what came of them", Meter.Type.COUNTER, null, Tag.SHARD,
			Tag.OUTCOME),

	/** IDENTIFYs that were sent. */
	IDENTIFIES("discord.gateway.identifies", "IDENTIFYs that were sent", Meter.Type.COUNTER, null, Tag.SHARD),

	/** Session starts that the day has, for all processes of the bot (R13). */
	SESSION_STARTS_LIMIT("discord.gateway.session.starts.limit",
			"Session starts that the day has, for all processes of the bot (R13)", Meter.Type.GAUGE, null),

	/** Session starts that are left of the day, by the more careful count (R13). */
	SESSION_STARTS_REMAINING("discord.gateway.session.starts.remaining",
			"Session starts that are left of the day, by the more careful count (R13)", Meter.Type.GAUGE, null),

	/** Time until all session starts are there again; 0 if that is not known. */
	SESSION_STARTS_RESET("discord.gateway.session.starts.reset",
			"Time until all session starts are there again; 0 if that is not known", Meter.Type.GAUGE, "seconds"),

	/** Commands by what became of them. */
	COMMANDS("discord.gateway.commands", "Commands by what became of them", Meter.Type.COUNTER, null, Tag.SHARD,
			Tag.OUTCOME),

	/** Commands that are neither sent nor dropped. */
	COMMANDS_WAITING("discord.gateway.commands.waiting", "Commands that are neither sent nor dropped", Meter.Type.GAUGE,
			null, Tag.SHARD),

	/** Events that were received, whether anybody listens or not. */
	EVENTS_RECEIVED("discord.gateway.events.received", "Events that were received, whether anybody listens or not",
			Meter.Type.COUNTER, null, Tag.EVENT),

	/** Events that were published to listeners, each once. */
	EVENTS_PUBLISHED("discord.gateway.events.published", "Events that were published to listeners, each once",
			Meter.Type.COUNTER, null, Tag.EVENT),

	/**
	 * Events that were not published, as they have no listener, came too late (R50), or
	 * had come before another total (R38).
	 */
	EVENTS_SKIPPED("discord.gateway.events.skipped",
			"Events that were not published, as they have no listener, came too late (R50), or had come before "
					+ "another total (R38)",
			Meter.Type.COUNTER, null, Tag.EVENT, Tag.REASON),

	/** Events that were published on shards of two totals, the second time (R38). */
	EVENTS_REPEATED("discord.gateway.events.repeated",
			"Events that were published on shards of two totals, the second time (R38)", Meter.Type.COUNTER, null),

	/** Events that were replayed by a resume (R17). */
	EVENTS_REPLAYED("discord.gateway.events.replayed", "Events that were replayed by a resume (R17)",
			Meter.Type.COUNTER, null, Tag.SHARD),

	/** Events of which something was left out, as it is of another kind (R46). */
	EVENTS_REPAIRED("discord.gateway.events.repaired",
			"Events of which something was left out, as it is of another kind (R46)", Meter.Type.COUNTER, null,
			Tag.EVENT),

	/** Events that did not decode. */
	EVENTS_UNDECODABLE("discord.gateway.events.undecodable", "Events that did not decode", Meter.Type.COUNTER, null,
			Tag.EVENT),

	/** Values that were left out of events, by their field (R46). */
	LEFT_OUT("discord.gateway.dispatch.left.out", "Values that were left out of events, by their field (R46)",
			Meter.Type.COUNTER, null, Tag.EVENT, Tag.FIELD),

	/** Interactions that came with a replay, too late to be answered (R50). */
	INTERACTIONS_STALE("discord.gateway.dispatch.interactions.stale",
			"Interactions that came with a replay, too late to be answered (R50)", Meter.Type.COUNTER, null, Tag.SHARD),

	/** Events that were received and are not done. */
	IN_HAND("discord.gateway.dispatch.in.hand", "Events that were received and are not done", Meter.Type.GAUGE, null,
			Tag.SHARD),

	/** Payloads of the events that are not done. */
	IN_HAND_BYTES("discord.gateway.dispatch.in.hand.bytes", "Payloads of the events that are not done",
			Meter.Type.GAUGE, "bytes", Tag.SHARD),

	/**
	 * Time for which the shard's socket was not read, as listeners had too much in hand.
	 */
	PAUSED("discord.gateway.dispatch.paused",
			"Time for which the shard's socket was not read, as listeners had too much in hand", Meter.Type.COUNTER,
			"seconds", Tag.SHARD),

	/** Time that a method with {@code @EventListener} takes until it returns. */
	LISTENER("discord.gateway.listener", "Time that a method with @EventListener takes until it returns",
			Meter.Type.TIMER, null, Tag.EVENT, Tag.LISTENER, Tag.OUTCOME),

	/** Time of one publication to all its listeners, by {@link DispatchObservation}. */
	DISPATCH("discord.gateway.dispatch", "Time of one publication to all its listeners", Meter.Type.TIMER, null,
			Tag.EVENT, Tag.SHARD, Tag.ERROR),

	/** Publications that are under way, by {@link DispatchObservation}. */
	DISPATCH_ACTIVE("discord.gateway.dispatch.active", "Publications that are under way", Meter.Type.LONG_TASK_TIMER,
			null, Tag.EVENT, Tag.SHARD),

	/** Uses of the session store. */
	SESSION_STORE("discord.gateway.session.store", "Uses of the session store", Meter.Type.TIMER, null, Tag.OPERATION,
			Tag.OUTCOME),

	/** Time that calls of Discord's API have waited for one of its limits. */
	REST_WAITS("discord.rest.limit.waits", "Time that calls of Discord's API have waited for one of its limits",
			Meter.Type.TIMER, null, Tag.LIMIT),

	/** Calls of Discord's API that it refused with 429. */
	REST_REFUSALS("discord.rest.limit.refusals", "Calls of Discord's API that it refused with 429", Meter.Type.COUNTER,
			null, Tag.LIMIT),

	/**
	 * Answers of the last 10 minutes for which Discord bans a host: 401, 403, 429 (R48).
	 */
	REST_INVALID_REQUESTS("discord.rest.invalid.requests",
			"Answers of the last 10 minutes for which Discord bans a host: 401, 403, 429 (R48)", Meter.Type.GAUGE,
			null);

	private final String name;

	private final String description;

	private final Meter.Type type;

	private final @Nullable String baseUnit;

	private final Tag[] tags;

	DiscordMeter(String name, String description, Meter.Type type, @Nullable String baseUnit, Tag... tags) {
		this.name = name;
		this.description = description;
		this.type = type;
		this.baseUnit = baseUnit;
		this.tags = tags;
	}

	@Override
	public String getName() {
		return this.name;
	}

	/**
	 * Returns what is measured.
	 * @return one clause for people
	 */
	public String description() {
		return this.description;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public @Nullable String getBaseUnit() {
		return this.baseUnit;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.tags.clone();
	}

	/**
	 * What meters are told apart by.
	 *
	 * @since 0.1
	 */
	public enum Tag implements KeyName {

		/** The shard's number. */
		SHARD("shard"),

		/** A {@link io.discordgateway.protocol.ShardStatus}. */
		STATUS("status"),

		/** Name of an event, {@code other} if this version does not know it. */
		EVENT("event"),

		/** A {@link io.discordgateway.protocol.DisconnectCause.Kind}. */
		CAUSE("cause"),

		/** The close code, {@code none} or {@code other}. */
		CODE("code"),

		/** What came of it, such as {@code success} or {@code failure}. */
		OUTCOME("outcome"),

		/** Why: {@code no_listener}, {@code stale} or {@code resharding}. */
		REASON("reason"),

		/** The exception that it failed with, {@code none} for none. */
		ERROR("error"),

		/** Path of a field in the event. */
		FIELD("field"),

		/** Class and method of the listener. */
		LISTENER("listener"),

		/** What was done with the store: {@code load}, {@code save} or {@code claim}. */
		OPERATION("operation"),

		/** Which of Discord's limits. */
		LIMIT("limit");

		private final String key;

		Tag(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
