package io.discordgateway.test.discord;

import java.util.Set;

import io.discordgateway.payload.GatewayOpcode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The form of what clients command (Gateway Events &gt; Send Events; R27, R28). What
 * breaks it does not decode.
 */
final class CommandPayload {

	private static final Set<String> STATUSES = Set.of("online", "dnd", "idle", "invisible", "offline");

	private CommandPayload() {
	}

	/** What is wrong with the data of a command, or {@code null}. */
	static @Nullable String objection(GatewayOpcode opcode, JsonNode data) {
		if (!data.isObject()) {
			return "it has no data";
		}
		return switch (opcode) {
			case PRESENCE_UPDATE -> presence(data);
			case VOICE_STATE_UPDATE -> voiceState(data);
			case REQUEST_GUILD_MEMBERS -> members(data);
			case REQUEST_SOUNDBOARD_SOUNDS -> areIds(data.path("guild_ids")) ? null : "guild_ids is no list of ids";
			case REQUEST_CHANNEL_INFO -> channelInfo(data);
			default -> null;
		};
	}

	static @Nullable String presence(JsonNode data) {
		if (!data.isObject() || !STATUSES.contains(data.path("status").asString(""))) {
			return "status is none of " + STATUSES.stream().sorted().toList();
		}
		JsonNode since = data.path("since");
		if (!isAbsent(since) && !since.isIntegralNumber()) {
			return "since is neither a number nor null";
		}
		JsonNode afk = data.path("afk");
		if (!isAbsent(afk) && !afk.isBoolean()) {
			return "afk is no boolean";
		}
		JsonNode activities = data.path("activities");
		if (!isAbsent(activities) && !activities.isArray()) {
			return "activities is no list";
		}
		for (JsonNode activity : activities) {
			if (!activity.path("name").isString() || !activity.path("type").isInt()) {
				return "an activity lacks its name or type";
			}
		}
		return null;
	}

	private static @Nullable String voiceState(JsonNode data) {
		if (!isId(data.path("guild_id"))) {
			return "guild_id is no id";
		}
		JsonNode channel = data.path("channel_id");
		if (!channel.isNull() && !isId(channel)) {
			return "channel_id is neither an id nor null";
		}
		boolean flags = data.path("self_mute").isBoolean() && data.path("self_deaf").isBoolean();
		return flags ? null : "self_mute and self_deaf are no booleans";
	}

	private static @Nullable String members(JsonNode data) {
		if (!isId(data.path("guild_id"))) {
			return "guild_id is not one id";
		}
		JsonNode query = data.path("query");
		if (!isAbsent(query) && (!query.isString() || !data.path("limit").isInt())) {
			return "query is no text, or has no limit";
		}
		JsonNode users = data.path("user_ids");
		if (!isAbsent(users) && !isId(users) && !areIds(users)) {
			return "user_ids holds something that is no id";
		}
		JsonNode presences = data.path("presences");
		return (isAbsent(presences) || presences.isBoolean()) ? null : "presences is no boolean";
	}

	private static @Nullable String channelInfo(JsonNode data) {
		if (!isId(data.path("guild_id"))) {
			return "guild_id is no id";
		}
		JsonNode fields = data.path("fields");
		for (JsonNode field : fields) {
			if (!field.isString()) {
				return "fields holds something that is no text";
			}
		}
		return fields.isArray() ? null : "fields is no list";
	}

	private static boolean isAbsent(JsonNode value) {
		return value.isMissingNode() || value.isNull();
	}

	private static boolean areIds(JsonNode values) {
		for (JsonNode value : values) {
			if (!isId(value)) {
				return false;
			}
		}
		return values.isArray();
	}

	private static boolean isId(JsonNode value) {
		return value.isIntegralNumber() || (value.isString() && value.asString().matches("[0-9]{1,20}"));
	}

}
