package io.discordgateway.spring.dispatch;

import io.discordgateway.codec.RawPayload;

/**
 * Finds the guild that an event is about without decoding the event.
 */
final class GuildIds {

	/** The event is about no guild. */
	static final long NONE = Snowflakes.NONE;

	private GuildIds() {
	}

	static long of(String name, RawPayload payload) {
		return Snowflakes.find(payload, isGuild(name) ? "id" : "guild_id");
	}

	private static boolean isGuild(String name) {
		return name.equals("GUILD_CREATE") || name.equals("GUILD_DELETE") || name.equals("GUILD_UPDATE");
	}

}
