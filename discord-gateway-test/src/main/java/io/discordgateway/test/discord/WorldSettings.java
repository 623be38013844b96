package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.Set;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.Token;

/**
 * What a world is made with.
 *
 * @param token the bot's token
 * @param botId id of the bot's user, which is the application's too
 * @param seed where ids differ from another world's of the same time
 * @param privilegedIntents the privileged intents that are enabled for the application
 * @param memberListWindow the time in which the whole list of a guild's members may be
 * requested once (R27)
 * @param rateLimits whether requests are limited
 * @param invalidRequests how many invalid requests in 10 minutes ban the client (R48)
 * @since 0.1
 */
@Internal
public record WorldSettings(Token token, String botId, long seed, Set<GatewayIntent> privilegedIntents,
		Duration memberListWindow, boolean rateLimits, int invalidRequests) {

	/** Flags of the application that say which privileged intents are enabled. */
	int applicationFlags() {
		return DiscordSettings.applicationFlags(this.privilegedIntents);
	}

	/** Whether the API lists a guild's members (Guild &gt; List Guild Members). */
	boolean membersAreListed() {
		return this.privilegedIntents.contains(GatewayIntent.GUILD_MEMBERS);
	}

	boolean contentIsShown() {
		return this.privilegedIntents.contains(GatewayIntent.MESSAGE_CONTENT);
	}

}
