package io.discordgateway.test.simulation;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import io.discordgateway.codec.Compression;
import io.discordgateway.codec.Encoding;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardSettings;
import org.jspecify.annotations.Nullable;

/**
 * Mistakes that a shard could make, at least one for each invariant, and which invariant
 * has to find them.
 */
enum Sabotage {

	/** Every thirtieth dispatch is lost. */
	LOST_DISPATCH("every dispatch arrives once and in order",
			new OfActions((action) -> (dispatch(action) != null && dispatch(action).sequence() % 30 == 7) ? List.of()
					: List.of(action))),

	/** Every thirtieth dispatch is delivered twice, in one step. */
	TWICE_DELIVERED("every dispatch arrives once and in order",
			new OfActions((action) -> (dispatch(action) != null && dispatch(action).sequence() % 30 == 7)
					? List.of(action, action) : List.of(action))),

	/** A close that keeps the session is taken for one that ends it. */
	SESSION_THROWN_AWAY("no session is thrown away",
			new OfInputs((input) -> (input instanceof ShardInput.Closed closed && closed.code() != null
					&& closed.code() == 4000) ? new ShardInput.Closed(closed.connection(), 4009, "") : input)),

	/** The resume point is dropped, and nothing told. */
	RESUME_POINT_DROPPED("no session is thrown away", new OfActions(
			(action) -> (action instanceof ShardAction.Emit emit && emit.event() instanceof ShardEvent.SessionResumed)
					? List.of(action, new ShardAction.DropResumePoint()) : List.of(action))),

	/** RESUME is behind by one. */
	STALE_RESUME("RESUME names the last dispatch of a living session",
			new OfActions((action) -> List.of(rewritten(action, GatewayOpcode.RESUME, Sabotage::stale)))),

	/** Resumes go to the gateway's url. */
	RESUME_AT_GATEWAY("a resume goes to the resume url first, and not for ever",
			new OfActions(
					(action) -> List.of((action instanceof ShardAction.Connect connect)
							? new ShardAction.Connect(connect.connection(),
									URI.create(connect.url().toString().replaceFirst("resume-\\d+", "gateway")))
							: action))),

	/** Every tenth heartbeat is forgotten. */
	HEARTBEAT_FORGOTTEN("heartbeats are on time", new OfActions((action) -> (action instanceof ShardAction.Send send
			&& send.opcode() == GatewayOpcode.HEARTBEAT && send.number() % 10 == 3) ? List.of() : List.of(action))),

	/** A heartbeat knows no number. */
	HEARTBEAT_WITHOUT_NUMBER("a heartbeat carries the last sequence number",
			new OfActions((action) -> List.of(rewritten(action, GatewayOpcode.HEARTBEAT,
					(json) -> json.replaceFirst("\"d\":\\d+", "\"d\":null"))))),

	/** A heartbeat carries what is no number. */
	UNDECODABLE_HEARTBEAT("what is sent is what Discord takes",
			new OfActions((action) -> List.of(rewritten(action, GatewayOpcode.HEARTBEAT,
					(json) -> json.replaceFirst("\"d\":\\d+", "\"d\":true"))))),

	/** HELLO is waited for without end. */
	PATIENT_WITH_HELLO("a dead peer is found in time", Saboteur.NONE,
			(settings) -> settings.helloTimeout(Duration.ofMinutes(3))),

	/** Acknowledgments are overlooked. */
	ACKNOWLEDGMENT_OVERLOOKED("a live peer is never called dead", withoutFrames(Frame.ACK)),

	/** The latency is told as a second more. */
	WRONG_LATENCY("the latency told is the latency", new OfActions((action) -> List
		.of((action instanceof ShardAction.Emit emit && emit.event() instanceof ShardEvent.HeartbeatAcknowledged told)
				? new ShardAction.Emit(new ShardEvent.HeartbeatAcknowledged(told.latency().plusSeconds(1), told.mean()))
				: action))),

	/** No latency is told at all. */
	NO_LATENCY("the latency told is the latency",
			new OfActions((action) -> (action instanceof ShardAction.Emit emit
					&& emit.event() instanceof ShardEvent.HeartbeatAcknowledged) ? List.of() : List.of(action))),

	/** Each command is sent ten times. */
	TOO_MUCH_SENT("at most 120 payloads in 60 s", new OfActions(
			(action) -> (action instanceof ShardAction.Send send && send.opcode() == GatewayOpcode.PRESENCE_UPDATE)
					? List.of(send, send, send, send, send, send, send, send, send, send) : List.of(action))),

	/** A permit is used at once, whatever it says. */
	HASTY_IDENTIFY("never two identifies of a bucket within 5 s",
			new OfInputs((input) -> (input instanceof ShardInput.IdentifyGranted granted)
					? new ShardInput.IdentifyGranted(granted.request(), Instant.MIN) : input)),

	/** IDENTIFY has no backoff of its own. */
	NO_IDENTIFY_BACKOFF("identifies in vain become rarer", Saboteur.NONE,
			(settings) -> settings.identifyBackoff(Duration.ofMillis(1), Duration.ofMillis(1))),

	/** The day's session starts are not asked for. */
	NO_SESSION_START_BUDGET("the day's session starts are spared", new Saboteur() {

		@Override
		public @Nullable SessionStartBudget budget(SessionStartBudget budget) {
			return null;
		}

	}),

	/** A final close is retried. */
	FINAL_CLOSE_RETRIED("never a reconnect after a final close",
			new OfInputs((input) -> (input instanceof ShardInput.Closed closed && closed.code() != null
					&& closed.code() >= 4010) ? new ShardInput.Closed(closed.connection(), 4000, "") : input)),

	/** There is no backoff. */
	NO_BACKOFF("a few connections a minute at most", Saboteur.NONE,
			(settings) -> settings.backoff(Duration.ofMillis(1), Duration.ofMillis(1))),

	/** The backoff ends at 5 s. */
	SHORT_BACKOFF("a bounded number of connections and IDENTIFYs a day", Saboteur.NONE,
			(settings) -> settings.backoff(Duration.ofSeconds(1), Duration.ofSeconds(5))),

	/** What a refusal asks for is not heard. */
	DEAF_TO_REFUSALS("a host that asks to be left alone is, and no other",
			new OfInputs((input) -> (input instanceof ShardInput.ConnectFailed failed)
					? new ShardInput.ConnectFailed(failed.connection(), failed.reason(), failed.httpStatus(), null)
					: input)),

	/** INVALID_SESSION is followed by no rest. */
	NO_REST("a second of rest after INVALID_SESSION", Saboteur.NONE,
			(settings) -> settings.invalidSessionWait(Duration.ofMillis(1), Duration.ofMillis(2))),

	/** Op 7 is ignored. */
	RECONNECT_IGNORED("what is asked for is done at once", withoutFrames(Frame.RECONNECT)),

	/** That the application wants another connection is not heard. */
	DEAF_TO_WISHES("what is asked for is done at once", new Saboteur() {

		@Override
		public @Nullable ShardInput input(SimulatedShard shard, ShardInput input, @Nullable Frame frame) {
			return (input instanceof ShardInput.Reconnect) ? null : input;
		}

	}),

	/** Connections are left open. */
	NOT_CLOSED("one connection at a time",
			new OfActions((action) -> (action instanceof ShardAction.Close || action instanceof ShardAction.Abort)
					? List.of() : List.of(action))),

	/** What an old connection brings counts for the current one. */
	OLD_CONNECTION_HEARD("a connection that was given up has no say", new Saboteur() {

		@Override
		public ShardInput input(SimulatedShard shard, ShardInput input, @Nullable Frame frame) {
			Link link = shard.link;
			return (link != null && input instanceof ShardInput.Closed) ? new ShardInput.Closed(link.number, null, "")
					: input;
		}

	}),

	/** That commands were sent is not told. */
	COMMANDS_UNTOLD("each command has one outcome, and few wait",
			new OfActions((action) -> (action instanceof ShardAction.Emit emit
					&& emit.event() instanceof ShardEvent.CommandSent) ? List.of() : List.of(action))),

	/** A timer fires, and nothing is done about it. */
	DEAF_TO_TIMERS("a shard never asks to be woken over and over", new Saboteur() {

		@Override
		public @Nullable ShardInput input(SimulatedShard shard, ShardInput input, @Nullable Frame frame) {
			return (input instanceof ShardInput.TimerFired && shard.process.clock() > 10 * Timeline.MINUTE) ? null
					: input;
		}

	}),

	/** A warning holds the token. */
	TOKEN_TOLD("the token is never said", new OfActions(
			(action) -> (action instanceof ShardAction.Emit emit && emit.event() instanceof ShardEvent.SessionStarted)
					? List.of(action, new ShardAction.Emit(new ShardEvent.Warning("with " + SimulatedDiscord.TOKEN)))
					: List.of(action))),

	/** All shards wait alike. */
	NO_JITTER("a fleet does not march in step", new Saboteur() {

		@Override
		public List<ShardAction> actions(SimulatedShard shard, ShardInput input, List<ShardAction> actions) {
			Instant next = shard.process.instant().plusMillis(500);
			return actions.stream().map((action) -> waiting(action, next)).toList();
		}

	}),

	/** After an hour nobody connects any more. */
	NO_CONNECTIONS("the world heals", new Saboteur() {

		@Override
		public List<ShardAction> actions(SimulatedShard shard, ShardInput input, List<ShardAction> actions) {
			return shard.process.world.healing
					? actions.stream().filter((action) -> !(action instanceof ShardAction.Connect)).toList() : actions;
		}

	}),

	/** A peer's message makes it throw. */
	THROWN("nothing is thrown for what a peer sent", new Saboteur() {

		@Override
		public ShardInput input(SimulatedShard shard, ShardInput input, @Nullable Frame frame) {
			if (frame != null && frame.op() == Frame.INVALID_SESSION) {
				throw new IllegalStateException("INVALID_SESSION");
			}
			return input;
		}

	});

	private static final Pattern SEQUENCE = Pattern.compile("\"seq\":(\\d+)");

	final String invariant;

	private final Saboteur saboteur;

	private final UnaryOperator<ShardSettings.Builder> settings;

	Sabotage(String invariant, Saboteur saboteur) {
		this(invariant, saboteur, UnaryOperator.identity());
	}

	Sabotage(String invariant, Saboteur saboteur, UnaryOperator<ShardSettings.Builder> settings) {
		this.invariant = invariant;
		this.saboteur = saboteur;
		this.settings = settings;
	}

	/* Messages are whole to a saboteur, and text, so that one can be taken out. */
	Simulation of(long seed) {
		return Simulation.ofSeed(seed)
			.door(Client.Door.INPUTS)
			.settings((builder) -> this.settings.apply(builder.encoding(Encoding.JSON).compression(Compression.NONE)))
			.saboteur(this.saboteur);
	}

	private static ShardEvent.@Nullable Dispatched dispatch(ShardAction action) {
		return (action instanceof ShardAction.Emit emit && emit.event() instanceof ShardEvent.Dispatched event) ? event
				: null;
	}

	private static ShardAction rewritten(ShardAction action, GatewayOpcode opcode, UnaryOperator<String> change) {
		if (!(action instanceof ShardAction.Send send) || send.opcode() != opcode) {
			return action;
		}
		String json = change.apply(new String(send.payload(), StandardCharsets.UTF_8));
		return new ShardAction.Send(send.connection(), send.number(), opcode, json.getBytes(StandardCharsets.UTF_8),
				true);
	}

	private static String stale(String json) {
		return SEQUENCE.matcher(json).replaceFirst((number) -> "\"seq\":" + (Long.parseLong(number.group(1)) - 1));
	}

	private static ShardAction waiting(ShardAction action, Instant next) {
		return (action instanceof ShardAction.Emit emit && emit.event() instanceof ShardEvent.Disconnected told)
				? new ShardAction.Emit(new ShardEvent.Disconnected(told.cause(), told.willResume(), next)) : action;
	}

	private static Saboteur withoutFrames(int op) {
		return new Saboteur() {

			@Override
			public @Nullable ShardInput input(SimulatedShard shard, ShardInput input, @Nullable Frame frame) {
				return (frame != null && frame.op() == op) ? null : input;
			}

		};
	}

	/**
	 * Changes each action by itself.
	 *
	 * @param change what becomes of an action
	 */
	private record OfActions(Function<ShardAction, List<ShardAction>> change) implements Saboteur {

		@Override
		public List<ShardAction> actions(SimulatedShard shard, ShardInput input, List<ShardAction> actions) {
			List<ShardAction> changed = new ArrayList<>(actions.size());
			actions.forEach((action) -> changed.addAll(this.change.apply(action)));
			return changed;
		}

	}

	/**
	 * Changes each input by itself.
	 *
	 * @param change what becomes of an input
	 */
	private record OfInputs(UnaryOperator<ShardInput> change) implements Saboteur {

		@Override
		public ShardInput input(SimulatedShard shard, ShardInput input, @Nullable Frame frame) {
			return this.change.apply(input);
		}

	}

}
