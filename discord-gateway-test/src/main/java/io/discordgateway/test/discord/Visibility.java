package io.discordgateway.test.discord;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.discordgateway.model.Permission;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the bot sees of the world: nothing of what happens in channels that it has no
 * VIEW_CHANNEL in, and of the channels themselves only that they are there (R51).
 */
final class Visibility {

	private static final String HIDDEN = "___hidden___";

	/** CHANNEL_OBFUSCATED. */
	private static final int OBFUSCATED = 1 << 17;

	private static final Set<String> ABOUT_CHANNELS = Set.of("CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE");

	private static final Set<String> ABOUT_THREADS = Set.of("THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE",
			"THREAD_MEMBERS_UPDATE");

	private final WorldState state;

	Visibility(WorldState state) {
		this.state = state;
	}

	/** Whether the bot is told of an event at all. */
	boolean delivers(String event, JsonNode data) {
		if (ABOUT_CHANNELS.contains(event) || event.equals("INTERACTION_CREATE") || event.startsWith("VOICE_")) {
			return true;
		}
		boolean thread = ABOUT_THREADS.contains(event);
		Channel channel = this.state.channel(Json.text(data, thread ? "id" : "channel_id"));
		return channel == null || Access.sees(channel, this.state.botId());
	}

	/** The data of an event as the bot gets it; may be the data itself. */
	ObjectNode view(String event, ObjectNode data) {
		Guild guild = this.state.guild(Json.text(data, "guild_id"));
		boolean channel = ABOUT_CHANNELS.contains(event) && guild != null && !sees(guild, data);
		return (channel && guild != null) ? obfuscated(guild, data) : data;
	}

	/** GUILD_CREATE, in which large guilds lack the members who are not there. */
	ObjectNode guildCreate(Guild guild, int largeThreshold) {
		ObjectNode data = Json.copy(guild.data());
		data.put("unavailable", false).put("member_count", guild.memberCount());
		boolean large = guild.memberCount() > largeThreshold;
		data.put("large", large);
		data.set("roles", Guild.list(guild.roles));
		ArrayNode channels = data.putArray("channels");
		guild.channels.values().forEach((channel) -> channels.add(withoutGuild(viewOf(guild, channel))));
		ArrayNode threads = data.putArray("threads");
		for (ObjectNode thread : guild.threads.values()) {
			Channel channel = new Channel(Json.id(thread), thread, guild.id(), guild);
			if (Access.sees(channel, this.state.botId())
					&& !thread.path("thread_metadata").path("archived").asBoolean(false)) {
				threads.add(withoutGuild(thread));
			}
		}
		ArrayNode members = data.putArray("members");
		guild.members.forEach((id, member) -> {
			if (!large || guild.presences.containsKey(id) || guild.voiceStates.containsKey(id)
					|| id.equals(this.state.botId())) {
				members.add(member.deepCopy());
			}
		});
		data.set("presences", Guild.list(guild.presences));
		data.set("voice_states", Guild.list(guild.voiceStates));
		return data;
	}

	private static ObjectNode withoutGuild(ObjectNode channel) {
		ObjectNode copy = Json.copy(channel);
		copy.remove("guild_id");
		return copy;
	}

	/** The channels that the bot does not see. */
	Set<String> hidden(Guild guild) {
		Set<String> hidden = new HashSet<>();
		guild.channels.forEach((id, channel) -> {
			if (!sees(guild, channel)) {
				hidden.add(id);
			}
		});
		return hidden;
	}

	ObjectNode viewOf(Guild guild, ObjectNode channel) {
		return sees(guild, channel) ? Json.copy(channel) : obfuscated(guild, channel);
	}

	private boolean sees(Guild guild, ObjectNode channel) {
		return Access.has(Access.inChannel(guild, channel, this.state.botId()), Permission.VIEW_CHANNEL);
	}

	private static ObjectNode obfuscated(Guild guild, ObjectNode channel) {
		ObjectNode view = Json.object();
		Json.copy(channel, view, "id", "type", "position", "parent_id", "guild_id", "version");
		view.put("name", HIDDEN).put("flags", channel.path("flags").asInt(0) | OBFUSCATED);
		view.putArray("permission_overwrites")
			.addObject()
			.put("id", guild.id())
			.put("type", 0)
			.put("allow", "0")
			.put("deny", Long.toString(Permission.VIEW_CHANNEL.value()));
		if (channel.has("topic")) {
			if (Json.given(channel, "topic")) {
				view.put("topic", HIDDEN);
			}
			else {
				view.putNull("topic");
			}
		}
		for (String field : List.of("last_message_id", "last_pin_timestamp", "rtc_region")) {
			if (channel.has(field)) {
				view.putNull(field);
			}
		}
		for (String field : List.of("rate_limit_per_user", "bitrate", "user_limit")) {
			if (channel.has(field)) {
				view.put(field, 0);
			}
		}
		return channel.has("nsfw") ? view.put("nsfw", false) : view;
	}

}
