package io.discordgateway.test.simulation;

import org.jspecify.annotations.Nullable;

/**
 * One name of Discord's to connect to.
 */
final class Host {

	final String name;

	/** How the host takes new connections. */
	State state = State.UP;

	/** What upgrades are refused with here, while other hosts take them. */
	Arrival.@Nullable Refused refusal;

	/* Whether it never comes back. */
	boolean gone;

	Host(String name) {
		this.name = name;
	}

	String url() {
		return "wss://" + this.name;
	}

	@Override
	public String toString() {
		return this.name;
	}

	enum State {

		UP, REFUSING, SILENT

	}

}
