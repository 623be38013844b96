package io.discordgateway.test.discord;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes channel objects of forms.
 */
final class ChannelForm {

	private static final Set<Integer> CREATABLE = Set.of(Channel.TEXT, Channel.VOICE, Channel.CATEGORY,
			Channel.ANNOUNCEMENT, Channel.STAGE, Channel.FORUM, Channel.MEDIA);

	private static final List<String> SETTINGS = List.of("topic", "nsfw", "rate_limit_per_user", "bitrate",
			"user_limit", "parent_id", "position", "rtc_region", "video_quality_mode", "default_auto_archive_duration",
			"available_tags", "default_reaction_emoji", "default_thread_rate_limit_per_user", "default_sort_order",
			"default_forum_layout", "flags");

	private ChannelForm() {
	}

	/** A new channel in a guild. */
	static ObjectNode create(JsonNode body, String id, Guild guild) {
		Form form = Form.of(body);
		String name = form.requiredText("name", 1, 100);
		int type = form.number("type", Channel.TEXT, 0, Channel.MEDIA);
		if (!CREATABLE.contains(type)) {
			form.error("type", "BASE_TYPE_CHOICES", "Value must be one of {0, 2, 4, 5, 13, 15, 16}.");
		}
		check(form, guild);
		form.check();
		ObjectNode channel = Json.object()
			.put("id", id)
			.put("type", type)
			.put("guild_id", guild.id())
			.put("name", named(name, type))
			.put("position", guild.channels.size())
			.put("flags", 0)
			.putNull("parent_id");
		if (type != Channel.CATEGORY) {
			channel.putNull("last_message_id").put("nsfw", false).put("rate_limit_per_user", 0).putNull("topic");
		}
		if (type == Channel.VOICE || type == Channel.STAGE) {
			channel.put("bitrate", 64_000).put("user_limit", 0).putNull("rtc_region");
		}
		set(channel, body);
		if (!channel.has("permission_overwrites")) {
			channel.putArray("permission_overwrites");
		}
		return channel;
	}

	/** Changes a copy of a channel. */
	static ObjectNode change(ObjectNode former, JsonNode body, Guild guild) {
		Form form = Form.of(body);
		String name = form.text("name", 1, 100);
		check(form, guild);
		form.check();
		ObjectNode channel = Json.copy(former);
		if (name != null) {
			channel.put("name", named(name, channel.path("type").asInt(0)));
		}
		set(channel, body);
		return channel;
	}

	private static void check(Form form, Guild guild) {
		form.text("topic", 0, 4096);
		form.number("rate_limit_per_user", 0, 0, 21_600);
		form.number("user_limit", 0, 0, 10_000);
		form.number("bitrate", 64_000, 8_000, 384_000);
		String parent = form.snowflake("parent_id");
		if (parent != null) {
			ObjectNode category = guild.channels.get(parent);
			if (category == null) {
				form.error("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist");
			}
			else if (category.path("type").asInt(0) != Channel.CATEGORY) {
				form.error("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category");
			}
		}
		form.each("permission_overwrites", 1000, (overwrite, index) -> {
			if (overwrite.snowflake("id") == null) {
				overwrite.errors().required(overwrite.path("id"));
			}
		});
	}

	private static void set(ObjectNode channel, JsonNode body) {
		for (String field : SETTINGS) {
			Json.copy(body, channel, field);
		}
		if (Json.given(body, "permission_overwrites")) {
			ArrayNode overwrites = channel.putArray("permission_overwrites");
			body.path("permission_overwrites").forEach((overwrite) -> overwrites.add(overwrite(overwrite)));
		}
	}

	/** An overwrite, whose bits may be sent as numbers and come back as strings. */
	static ObjectNode overwrite(JsonNode form) {
		String type = Json.text(form, "type");
		return Json.object()
			.put("id", Json.id(form))
			.put("type", (type.equals("1") || type.equals("member")) ? 1 : 0)
			.put("allow", Json.given(form, "allow") ? Json.text(form, "allow") : "0")
			.put("deny", Json.given(form, "deny") ? Json.text(form, "deny") : "0");
	}

	/** Text channels are written in small letters, with hyphens for spaces. */
	private static String named(String name, int type) {
		boolean text = type == Channel.TEXT || type == Channel.ANNOUNCEMENT || type == Channel.FORUM
				|| type == Channel.MEDIA;
		return text ? name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", "-") : name;
	}

}
