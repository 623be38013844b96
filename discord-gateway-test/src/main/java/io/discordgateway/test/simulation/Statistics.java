package io.discordgateway.test.simulation;

import java.util.Map;
import java.util.TreeMap;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;

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

	void stepped(ShardView view, Step step) {
		this.inputs++;
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
