package io.discordgateway.protocol;

import io.discordgateway.codec.MessageDecoder;
import io.discordgateway.limit.CommandBudget;
import io.discordgateway.limit.Heartbeats;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one connection and ends with it, so that nothing of it can touch the
 * next one (R43).
 */
final class Connection {

	final long number;

	final MessageDecoder decoder;

	final CommandBudget budget = new CommandBudget();

	@Nullable Heartbeats heartbeats;

	boolean reading = true;

	long replayed;

	/* How much was replayed when READY_TIMEOUT was set. */
	long replayedBefore;

	Connection(long number, MessageDecoder decoder) {
		this.number = number;
		this.decoder = decoder;
	}

}
