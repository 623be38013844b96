package io.discordgateway.test.simulation;

import java.util.ArrayList;
import java.util.List;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardEvent;
import io.discordgateway.protocol.ShardInput;
import io.discordgateway.protocol.ShardStatus;
import org.jspecify.annotations.Nullable;

/**
 * One input that a shard took, and what it answered.
 *
 * @param shard the shard
 * @param clock the time by the process's clock
 * @param before the shard's status before
 * @param input the input
 * @param arrival what came from the network, if it is that
 * @param actions the answer, not carried out yet
 */
record Step(SimulatedShard shard, long clock, ShardStatus before, ShardInput input, @Nullable Arrival arrival,
		List<ShardAction> actions) {

	/** The gateway message that is complete with this input. */
	@Nullable Frame frame() {
		return (this.arrival instanceof Arrival.Chunk chunk) ? chunk.frame() : null;
	}

	boolean sends(GatewayOpcode opcode) {
		for (ShardAction action : this.actions) {
			if (action instanceof ShardAction.Send send && send.opcode() == opcode) {
				return true;
			}
		}
		return false;
	}

	<T extends ShardAction> @Nullable T action(Class<T> type) {
		for (ShardAction action : this.actions) {
			if (type.isInstance(action)) {
				return type.cast(action);
			}
		}
		return null;
	}

	<T extends ShardEvent> @Nullable T event(Class<T> type) {
		for (ShardAction action : this.actions) {
			if (action instanceof ShardAction.Emit emit && type.isInstance(emit.event())) {
				return type.cast(emit.event());
			}
		}
		return null;
	}

	/** All events of a kind that the step told. */
	<T extends ShardEvent> List<T> events(Class<T> type) {
		List<T> events = new ArrayList<>(1);
		for (ShardAction action : this.actions) {
			if (action instanceof ShardAction.Emit emit && type.isInstance(emit.event())) {
				events.add(type.cast(emit.event()));
			}
		}
		return events;
	}

	/** The number of the connection that the input came from, or 0. */
	long connection() {
		if (this.input instanceof ShardInput.TextReceived received) {
			return received.connection();
		}
		if (this.input instanceof ShardInput.BinaryReceived received) {
			return received.connection();
		}
		if (this.input instanceof ShardInput.Opened opened) {
			return opened.connection();
		}
		if (this.input instanceof ShardInput.Closed closed) {
			return closed.connection();
		}
		if (this.input instanceof ShardInput.ConnectFailed failed) {
			return failed.connection();
		}
		if (this.input instanceof ShardInput.SendFailed failed) {
			return failed.connection();
		}
		return 0;
	}

}
