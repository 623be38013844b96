package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import org.jspecify.annotations.Nullable;

/**
 * What happened, in numbers: a world in which nothing goes wrong proves nothing.
 */
final class Statistics {

	long inputs;

	long dispatches;

	long replayed;

	long connections;

	long resumes;

	long identifies;

	long heartbeats;

	long commands;

	final Map<String, Integer> lost = new TreeMap<>();

	final Map<String, Integer> disconnects = new TreeMap<>();

	/** What went wrong in the world. */
	final Map<String, Integer> faults = new TreeMap<>();

	/** What came in which status. */
	final Set<String> pairs = new TreeSet<>();

	void stepped(ShardView view, Step step) {
		this.inputs++;
		this.pairs.add(step.before() + " " + kind(view, step));
		for (ShardAction action : step.actions()) {
			if (action instanceof ShardAction.Connect) {
				this.connections++;
			}
			else if (action instanceof ShardAction.Send send && send.opcode() == GatewayOpcode.HEARTBEAT) {
				this.heartbeats++;
			}
			else if (action instanceof ShardAction.Emit emit) {
				emitted(view, emit.event());
			}
		}
	}

	/* An input by its class, and a message by what it says. */
	private static String kind(ShardView view, Step step) {
		if (step.arrival() != null && !view.isEffective()) {
			return "of an old connection";
		}
		Frame frame = step.frame();
		if (frame == null) {
			return (step.arrival() instanceof Arrival.Chunk) ? "part" : World.kind(step.input());
		}
		return switch (frame.op()) {
			case Frame.DISPATCH -> name(frame.name());
			case Frame.HELLO -> "HELLO";
			case Frame.HEARTBEAT -> "HEARTBEAT";
			case Frame.ACK -> "HEARTBEAT_ACK";
			case Frame.RECONNECT -> "RECONNECT";
			case Frame.INVALID_SESSION -> "INVALID_SESSION";
			case Frame.GARBAGE, Frame.UNWANTED -> "garbage";
			default -> "OTHER";
		};
	}

	private static String name(@Nullable String name) {
		return "READY".equals(name) ? "READY" : "RESUMED".equals(name) ? "RESUMED" : "EVENT";
	}

	private void emitted(ShardView view, ShardEvent event) {
		if (event instanceof ShardEvent.Dispatched dispatched) {
			this.dispatches++;
			this.replayed += dispatched.replayed() ? 1 : 0;
		}
		else if (event instanceof ShardEvent.SessionResumed) {
			this.resumes++;
		}
		else if (event instanceof ShardEvent.CommandSent) {
			this.commands++;
		}
		else if (event instanceof ShardEvent.Disconnected disconnected) {
			this.disconnects.merge(disconnected.cause().kind().name(), 1, Integer::sum);
		}
		else if (event instanceof ShardEvent.SessionLost) {
			Session session = view.session;
			String law = (session != null && session.endedBy != null) ? session.endedBy : "given up (R19)";
			this.lost.merge(law.replaceAll("[0-9]+", "N"), 1, Integer::sum);
		}
	}

}
