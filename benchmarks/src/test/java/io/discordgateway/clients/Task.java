package io.discordgateway.clients;

import java.util.function.Consumer;

/**
 * What a bot is started with.
 *
 * @param api what stands in for {@code https://discord.com/api/v10}
 * @param gateway url of the gateway
 * @param token the token
 * @param shards how many shards it has
 * @param wire how it is to be written to
 * @param reports is told what the bot saw
 */
record Task(String api, String gateway, String token, int shards, Wire wire, Consumer<String> reports) {

	void report(String what) {
		this.reports.accept(what);
	}

	/** Tells of what went wrong in the client, or in its bot. */
	void report(Throwable error) {
		report("error " + error);
	}

	@Override
	public String toString() {
		return "Task[" + this.wire + "]";
	}

}
