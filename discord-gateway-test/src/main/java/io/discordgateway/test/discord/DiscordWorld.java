package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayOpcode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@link Discord} asks of the world that its sessions see. One that says no more
 * than who the bot is has no guilds, and answers no command.
 *
 * @since 0.1
 */
@Internal
public interface DiscordWorld {

	/**
	 * Returns the bot's own user, as READY shows it.
	 * @return the user; it is not changed
	 */
	ObjectNode user();

	/**
	 * Returns the guilds that the bot is in.
	 * @return their ids
	 */
	default Collection<String> guildIds() {
		return List.of();
	}

	/**
	 * Returns what a session sees of a guild when it starts.
	 * @param guildId id of the guild
	 * @param intents the session's intents
	 * @param largeThreshold from how many members on only those online are shown
	 * @return GUILD_CREATE, or {@code null} if the session does not get it
	 */
	default @Nullable Dispatch guildCreate(String guildId, int intents, int largeThreshold) {
		return null;
	}

	/**
	 * Does what a command asks for (R27, R28). Its form was checked.
	 * @param session the session that sent it
	 * @param opcode its opcode
	 * @param data its data, an object
	 * @param now the time
	 * @return what it is answered with
	 */
	default Answer answer(DiscordSession session, GatewayOpcode opcode, JsonNode data, Instant now) {
		return Answer.NONE;
	}

	/**
	 * Answer to a command.
	 *
	 * @param events the events for the session that sent it
	 * @param violation what was wrong with it, or {@code null}
	 */
	record Answer(List<Dispatch> events, @Nullable String violation) {

		/** Nothing is said. */
		public static final Answer NONE = new Answer(List.of(), null);

	}

}
