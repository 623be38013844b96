package io.discordgateway.test.simulation;

import java.util.List;

import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.protocol.ShardAction;
import io.discordgateway.protocol.ShardInput;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the world and a client, and makes mistakes in the client's name, so that
 * the judges can be judged. The judges know nothing of it: they see what happened to the
 * shard and what it did in the end.
 */
interface Saboteur {

	/** Makes no mistakes. */
	Saboteur NONE = new Saboteur() {
	};

	/**
	 * Changes what the client is told.
	 * @param shard the shard
	 * @param input what happened
	 * @param frame the gateway message that is complete with it, if any
	 * @return what the client is told, or {@code null} if it is told nothing
	 */
	default @Nullable ShardInput input(SimulatedShard shard, ShardInput input, @Nullable Frame frame) {
		return input;
	}

	/**
	 * Changes what the client does.
	 * @param shard the shard
	 * @param input what happened
	 * @param actions what the client wants done
	 * @return what is done
	 */
	default List<ShardAction> actions(SimulatedShard shard, ShardInput input, List<ShardAction> actions) {
		return actions;
	}

	/**
	 * Changes what a process counts the day's session starts with.
	 * @param budget the budget
	 * @return the budget that is asked, or {@code null} if none is
	 */
	default @Nullable SessionStartBudget budget(SessionStartBudget budget) {
		return budget;
	}

}
