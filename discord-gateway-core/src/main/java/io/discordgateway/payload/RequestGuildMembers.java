package io.discordgateway.payload;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Requests members of one guild; GUILD_MEMBERS_CHUNK events answer (Gateway Events &gt;
 * Request Guild Members; R27).
 *
 * @param guildId the guild's snowflake
 * @param query what the names start with, empty for all members, {@code null} if
 * {@code userIds} are given
 * @param limit how many members at most for a query, 0 to 100; 0 is without limit and
 * allowed with an empty query only
 * @param presences whether presences are to come along; needs GUILD_PRESENCES
 * @param userIds up to 100 user ids, empty if a query is given
 * @param nonce what the answer is to carry, at most 32 bytes, or {@code null}
 * @since 0.1
 */
public record RequestGuildMembers(long guildId, @Nullable String query, int limit, boolean presences,
		List<Long> userIds, @Nullable String nonce) implements GatewayCommand {

	public RequestGuildMembers {
		userIds = List.copyOf(userIds);
		if ((query == null) == userIds.isEmpty()) {
			throw new IllegalArgumentException("Request guild members by a query or by user ids, one of the two");
		}
		if (userIds.size() > 100) {
			throw new IllegalArgumentException("At most 100 user ids can be requested at once, not " + userIds.size());
		}
		if (limit < 0 || limit > 100) {
			throw new IllegalArgumentException("The limit of a member query is 0 to 100, not " + limit);
		}
		if (query != null && !query.isEmpty() && limit == 0) {
			throw new IllegalArgumentException("A member query with a name needs a limit of 1 to 100");
		}
		if (nonce != null && nonce.getBytes(StandardCharsets.UTF_8).length > 32) {
			throw new IllegalArgumentException("A nonce has at most 32 bytes; Discord ignores a longer one");
		}
	}

	/**
	 * Makes a request for all members of a guild. It needs GUILD_MEMBERS, and Discord
	 * takes it once per guild and 30 s.
	 * @param guildId the guild's snowflake
	 * @return the command
	 */
	public static RequestGuildMembers all(long guildId) {
		return new RequestGuildMembers(guildId, "", 0, false, List.of(), null);
	}

	/**
	 * Makes a request for members whose name or nickname starts with a text.
	 * @param guildId the guild's snowflake
	 * @param query what the names start with
	 * @param limit how many members at most, 1 to 100
	 * @return the command
	 */
	public static RequestGuildMembers byName(long guildId, String query, int limit) {
		return new RequestGuildMembers(guildId, query, limit, false, List.of(), null);
	}

	/**
	 * Makes a request for members with certain ids.
	 * @param guildId the guild's snowflake
	 * @param userIds the users' snowflakes, 1 to 100
	 * @return the command
	 */
	public static RequestGuildMembers byIds(long guildId, Collection<Long> userIds) {
		return new RequestGuildMembers(guildId, null, 0, false, List.copyOf(userIds), null);
	}

	/**
	 * Returns the same request with the presences of the members, which needs
	 * GUILD_PRESENCES.
	 * @return the command
	 */
	public RequestGuildMembers withPresences() {
		return new RequestGuildMembers(this.guildId, this.query, this.limit, true, this.userIds, this.nonce);
	}

	/**
	 * Returns the same request with a nonce.
	 * @param nonce what the answer is to carry, at most 32 bytes
	 * @return the command
	 */
	public RequestGuildMembers withNonce(String nonce) {
		return new RequestGuildMembers(this.guildId, this.query, this.limit, this.presences, this.userIds, nonce);
	}

	/**
	 * Returns whether all members of the guild are requested.
	 * @return whether the query is empty and has no limit
	 */
	public boolean isWholeList() {
		return this.query != null && this.query.isEmpty() && this.limit == 0;
	}

	@Override
	public GatewayOpcode opcode() {
		return GatewayOpcode.REQUEST_GUILD_MEMBERS;
	}

}
