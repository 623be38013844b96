package io.discordgateway.test.discord;

import io.discordgateway.model.Permission;
import io.discordgateway.model.Permissions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes sense of what was recorded: the bot has one name, members are counted, and the
 * bot may answer where people talk, whatever permissions were recorded.
 */
final class RecordedGuilds {

	private static final long ALLOWED = Permissions
		.of(Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.SEND_MESSAGES_IN_THREADS,
				Permission.EMBED_LINKS, Permission.ATTACH_FILES, Permission.READ_MESSAGE_HISTORY,
				Permission.ADD_REACTIONS, Permission.USE_APPLICATION_COMMANDS, Permission.CONNECT)
		.bits();

	private RecordedGuilds() {
	}

	/** Gives the bot its name, and media the address that clients load them from. */
	static void correct(JsonNode node, ObjectNode bot) {
		if (node.isObject() && Json.given(node, "username") && Json.id(node).equals(Json.id(bot))) {
			((ObjectNode) node).setAll(Json.copy(bot));
		}
		for (String field : new String[] { "media", "file" }) {
			if (node.path(field).isObject() && !Json.given(node.path(field), "proxy_url")) {
				ComponentForm.resolve((ObjectNode) node.path(field));
			}
		}
		node.values().forEach((child) -> correct(child, bot));
	}

	static void prepare(ObjectNode guild) {
		guild.put("member_count", guild.path("members").size());
		for (JsonNode role : guild.path("roles")) {
			if (Json.id(role).equals(Json.id(guild))) {
				allow((ObjectNode) role, "permissions");
			}
		}
		guild.path("channels").forEach((channel) -> open((ObjectNode) channel));
		guild.path("presences").forEach(RecordedGuilds::identifyActivities);
	}

	/** Takes denials out of a channel that would keep the bot from answering. */
	static void open(ObjectNode channel) {
		for (JsonNode overwrite : channel.path("permission_overwrites")) {
			long deny = Long.parseUnsignedLong(Json.text(overwrite, "deny"));
			((ObjectNode) overwrite).put("deny", Long.toUnsignedString(deny & ~ALLOWED));
		}
	}

	static void allow(ObjectNode role, String field) {
		long permissions = Long.parseUnsignedLong(Json.text(role, field));
		role.put(field, Long.toUnsignedString(permissions | ALLOWED));
	}

	/** Activities that were recorded without an id get one, as all have one. */
	static void identifyActivities(JsonNode presence) {
		ArrayNode activities = presence.path("activities").isArray() ? (ArrayNode) presence.path("activities")
				: Json.array();
		for (JsonNode activity : activities) {
			if (!Json.given(activity, "id")) {
				((ObjectNode) activity).put("id",
						Integer.toHexString(Json.text(activity, "name").hashCode() + activity.path("type").asInt()));
			}
		}
	}

}
