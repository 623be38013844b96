package io.discordgateway.protocol;

import java.time.Instant;

import io.discordgateway.codec.MessageDecoder;

/**
 * What belongs to one connection and ends with it, whatever the shard is doing on it, so
 * that nothing of it can touch the next one (R43).
 */
final class Link {

	final long number;

	/* The number of the first payload that is sent on it. */
	final long firstSend;

	final Instant begun;

	final MessageDecoder decoder;

	final CommandBudget budget = new CommandBudget();

	boolean reading = true;

	Link(long number, long firstSend, Instant begun, MessageDecoder decoder) {
		this.number = number;
		this.firstSend = firstSend;
		this.begun = begun;
		this.decoder = decoder;
	}

}
