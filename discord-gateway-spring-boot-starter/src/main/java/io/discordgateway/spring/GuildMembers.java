package io.discordgateway.spring;

import java.util.List;

import io.discordgateway.model.GuildMember;
import io.discordgateway.model.PresenceUpdate;
import io.discordgateway.model.Snowflake;

/**
 * The whole answer to a request for members of a guild, put together from its chunks
 * (R27).
 *
 * @param guildId the guild
 * @param members the members, in the order of the chunks
 * @param presences the presences of members, empty unless asked for
 * @param notFound those of the ids asked for that are no members
 * @since 0.1
 */
public record GuildMembers(Snowflake guildId, List<GuildMember> members, List<PresenceUpdate> presences,
		List<Snowflake> notFound) {

	public GuildMembers {
		members = List.copyOf(members);
		presences = List.copyOf(presences);
		notFound = List.copyOf(notFound);
	}

}
