package io.discordgateway.test.discord;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.discordgateway.model.Permission;
import io.discordgateway.model.Permissions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says who may do what (Topics &gt; Permissions). A guild without the role of everyone
 * was written by hand and says nothing of permissions: everything is allowed in it.
 */
final class Access {

	private static final long ALL = -1;

	private static final long WITH_SENDING = Permissions
		.of(Permission.MENTION_EVERYONE, Permission.SEND_TTS_MESSAGES, Permission.ATTACH_FILES, Permission.EMBED_LINKS)
		.bits();

	private Access() {
	}

	/** What a member may do in a guild as a whole. */
	static long inGuild(Guild guild, String userId) {
		ObjectNode everyone = guild.everyone();
		if (everyone == null || userId.equals(guild.ownerId())) {
			return ALL;
		}
		long permissions = bits(everyone, "permissions");
		for (String role : roles(guild, userId)) {
			ObjectNode known = guild.roles.get(role);
			permissions |= (known != null) ? bits(known, "permissions") : 0;
		}
		return has(permissions, Permission.ADMINISTRATOR) ? ALL : permissions;
	}

	/** What a user may do in a channel; in a direct channel, everything. */
	static long inChannel(Channel channel, String userId) {
		Guild guild = channel.guild();
		return (guild != null) ? inChannel(guild, channel.governing(), userId) : ALL;
	}

	static long inChannel(Guild guild, ObjectNode channel, String userId) {
		long permissions = inGuild(guild, userId);
		if (permissions == ALL) {
			return ALL;
		}
		JsonNode overwrites = channel.path("permission_overwrites");
		permissions = apply(permissions, overwrites, List.of(guild.id()));
		permissions = apply(permissions, overwrites, roles(guild, userId));
		permissions = apply(permissions, overwrites, List.of(userId));
		if (!has(permissions, Permission.VIEW_CHANNEL)) {
			return 0;
		}
		boolean sends = has(permissions, Permission.SEND_MESSAGES)
				|| has(permissions, Permission.SEND_MESSAGES_IN_THREADS);
		return sends ? permissions : permissions & ~WITH_SENDING;
	}

	private static long apply(long permissions, JsonNode overwrites, List<String> ids) {
		long allow = 0;
		long deny = 0;
		for (JsonNode overwrite : overwrites) {
			if (ids.contains(Json.id(overwrite))) {
				allow |= bits(overwrite, "allow");
				deny |= bits(overwrite, "deny");
			}
		}
		return (permissions & ~deny) | allow;
	}

	static boolean sees(Channel channel, String userId) {
		if (!has(inChannel(channel, userId), Permission.VIEW_CHANNEL)) {
			return false;
		}
		Guild guild = channel.guild();
		return guild == null || channel.type() != Channel.PRIVATE_THREAD
				|| guild.threadMembers.getOrDefault(channel.id(), Map.of()).containsKey(userId)
				|| has(inChannel(channel, userId), Permission.MANAGE_THREADS);
	}

	/** Ends the request if a user may not see a channel or not do something in it. */
	static void require(Channel channel, String userId, Permission... permissions) {
		if (!sees(channel, userId)) {
			throw ApiError.MISSING_ACCESS.exception();
		}
		long granted = inChannel(channel, userId);
		for (Permission permission : permissions) {
			if (!has(granted, permission)) {
				throw ApiError.MISSING_PERMISSIONS.exception();
			}
		}
	}

	/** Ends the request if a user may not do something in a guild. */
	static void require(Guild guild, String userId, Permission permission) {
		if (!has(inGuild(guild, userId), permission)) {
			throw ApiError.MISSING_PERMISSIONS.exception();
		}
	}

	/** Ends the request if another member stands above a user. */
	static void requireAbove(Guild guild, String userId, String otherId) {
		if (guild.everyone() != null && (otherId.equals(guild.ownerId())
				|| !userId.equals(guild.ownerId()) && rank(guild, userId) <= rank(guild, otherId))) {
			throw ApiError.MISSING_PERMISSIONS.exception();
		}
	}

	/** Ends the request if a role stands above a user's. */
	static void requireAboveRole(Guild guild, String userId, ObjectNode role) {
		if (guild.everyone() != null && !userId.equals(guild.ownerId())
				&& rank(guild, userId) <= role.path("position").asInt(0)) {
			throw ApiError.MISSING_PERMISSIONS.exception();
		}
	}

	private static int rank(Guild guild, String userId) {
		int rank = 0;
		for (String role : roles(guild, userId)) {
			ObjectNode known = guild.roles.get(role);
			rank = Math.max(rank, (known != null) ? known.path("position").asInt(0) : 0);
		}
		return rank;
	}

	static boolean has(long permissions, Permission permission) {
		return (permissions & permission.value()) != 0;
	}

	/** All permissions as a string that clients can read. */
	static String written(long permissions) {
		return Long.toUnsignedString((permissions == ALL) ? Permissions.of(Permission.values()).bits() : permissions);
	}

	private static List<String> roles(Guild guild, String userId) {
		@Nullable ObjectNode member = guild.members.get(userId);
		List<String> roles = new ArrayList<>();
		if (member != null) {
			member.path("roles").forEach((role) -> roles.add(Json.text(role)));
		}
		return roles;
	}

	private static long bits(JsonNode object, String field) {
		String digits = Json.text(object, field);
		return digits.matches("\\d{1,19}") ? Long.parseUnsignedLong(digits) : 0;
	}

}
