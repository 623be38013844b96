package io.discordgateway.spring.rest;

/**
 * What holds calls of Discord's API back.
 */
enum Limit {

	/** Of calls on one route and resource, or on several that share it. */
	BUCKET("Discord's rate limit"),

	/** Of calls on one route and resource that change the same: the bucket has room. */
	KIND("Discord's limit on calls that change the same"),

	/** Of all the bot's calls but those that answer interactions. */
	GLOBAL("Discord's global rate limit"),

	/** Of all calls from this host, by what stands in front of Discord. */
	ADDRESS("what stands in front of Discord's API, which limits this host's address,"),

	/** Of all calls from this host, so that Discord does not ban it (R48). */
	INVALID_REQUESTS("the brake at " + InvalidRequests.BRAKE + " answers of 401, 403 and 429 in 10 minutes, as Discord "
			+ "bans this host's address at 10000,");

	private final String text;

	Limit(String text) {
		this.text = text;
	}

	/** Returns whether calls of every kind are held back. */
	boolean everything() {
		return this != BUCKET && this != KIND;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
