package io.discordgateway.payload;

import java.nio.charset.StandardCharsets;
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

	@Override
	public GatewayOpcode opcode() {
		return GatewayOpcode.REQUEST_GUILD_MEMBERS;
	}

}
