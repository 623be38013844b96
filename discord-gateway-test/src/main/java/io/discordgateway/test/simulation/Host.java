package io.discordgateway.test.simulation;

/**
 * One name of Discord's to connect to.
 */
final class Host {

	final String name;

	/** How the host takes new connections. */
	State state = State.UP;

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
