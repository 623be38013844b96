package io.discordgateway.test.discord;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes events about guilds and what is in them into the state. Nothing that is missing
 * or strange in one is an error: events may be written by hand.
 */
final class GuildUpdates {

	private final WorldState state;

	GuildUpdates(WorldState state) {
		this.state = state;
	}

	void guildCreated(JsonNode event) {
		if (event.path("unavailable").asBoolean(false)) {
			return;
		}
		ObjectNode data = Json.copy(event);
		Guild guild = new Guild(Json.id(event), data);
		JsonNode channels = take(data, "channels");
		JsonNode threads = take(data, "threads");
		JsonNode roles = take(data, "roles");
		JsonNode members = take(data, "members");
		JsonNode presences = take(data, "presences");
		JsonNode voiceStates = take(data, "voice_states");
		for (JsonNode channel : channels) {
			guild.channels.put(Json.id(channel), inGuild(channel, guild));
		}
		for (JsonNode thread : threads) {
			guild.threads.put(Json.id(thread), inGuild(thread, guild));
		}
		roles.forEach((role) -> guild.roles.put(Json.id(role), Json.copy(role)));
		members.forEach((member) -> putMember(guild, member));
		for (JsonNode presence : presences) {
			guild.presences.put(Json.id(presence.path("user")), Json.copy(presence));
		}
		for (JsonNode voiceState : voiceStates) {
			guild.voiceStates.put(Json.text(voiceState, "user_id"), Json.copy(voiceState));
		}
		this.state.put(guild);
		this.state.learnChannel(Json.text(data, "system_channel_id"), guild.id(), null);
	}

	private static JsonNode take(ObjectNode data, String field) {
		JsonNode list = data.remove(field);
		return (list != null && list.isArray()) ? list : Json.array();
	}

	private static ObjectNode inGuild(JsonNode channel, Guild guild) {
		return Json.copy(channel).put("guild_id", guild.id());
	}

	void guildUpdated(JsonNode event) {
		Guild guild = this.state.guild(Json.id(event));
		if (guild != null) {
			ObjectNode data = Json.copy(event);
			JsonNode roles = data.remove("roles");
			guild.data().setAll(data);
			if (roles != null && roles.isArray()) {
				guild.roles.clear();
				roles.forEach((role) -> guild.roles.put(Json.id(role), Json.copy(role)));
			}
		}
	}

	void guildDeleted(JsonNode event) {
		Guild guild = this.state.guild(Json.id(event));
		if (guild != null && event.path("unavailable").asBoolean(false)) {
			guild.available(false);
		}
		else {
			this.state.removeGuild(Json.id(event));
		}
	}

	void channelPut(JsonNode event) {
		Guild guild = guildOf(event);
		String id = Json.id(event);
		if (guild == null || id.isEmpty()) {
			return;
		}
		Channel former = this.state.channel(id);
		if (former != null && former.guild() == guild) {
			former.data().setAll(Json.copy(event));
			this.state.putChannel(guild, former.data());
		}
		else {
			this.state.putChannel(guild, Json.copy(event));
		}
	}

	void channelDeleted(JsonNode event) {
		Guild guild = guildOf(event);
		String id = Json.id(event);
		if (guild != null) {
			List<String> threads = guild.threads.values()
				.stream()
				.filter((thread) -> id.equals(Json.text(thread, "parent_id")))
				.map(Json::id)
				.toList();
			threads.forEach(this.state::removeChannel);
		}
		this.state.removeChannel(id);
	}

	void threadMembersUpdated(JsonNode event) {
		Guild guild = guildOf(event);
		String id = Json.id(event);
		if (guild == null) {
			return;
		}
		Map<String, ObjectNode> members = guild.threadMembers.computeIfAbsent(id, (key) -> new LinkedHashMap<>());
		for (JsonNode member : event.path("added_members")) {
			ObjectNode copy = Json.copy(member);
			copy.remove(List.of("member", "presence"));
			members.put(Json.text(member, "user_id"), copy);
		}
		event.path("removed_member_ids").forEach((user) -> members.remove(Json.text(user)));
		ObjectNode thread = guild.threads.get(id);
		if (thread != null && event.has("member_count")) {
			thread.set("member_count", event.path("member_count"));
		}
	}

	void pinsUpdated(JsonNode event) {
		Channel channel = this.state.channel(Json.text(event, "channel_id"));
		if (channel != null && event.has("last_pin_timestamp")) {
			channel.data().set("last_pin_timestamp", event.path("last_pin_timestamp"));
		}
	}

	void memberAdded(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild != null) {
			int count = guild.memberCount();
			boolean fresh = !guild.members.containsKey(Json.id(event.path("user")));
			putMember(guild, event);
			guild.memberCount(fresh ? count + 1 : count);
		}
	}

	void memberUpdated(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild != null) {
			putMember(guild, event);
		}
	}

	void memberRemoved(JsonNode event) {
		Guild guild = guildOf(event);
		String user = Json.id(event.path("user"));
		if (guild == null) {
			return;
		}
		int count = guild.memberCount();
		if (guild.members.remove(user) != null) {
			guild.memberCount(count - 1);
		}
		guild.presences.remove(user);
		guild.voiceStates.remove(user);
		guild.threadMembers.values().forEach((members) -> members.remove(user));
	}

	/** Takes a member in; its user is the world's, so that a change shows everywhere. */
	private void putMember(Guild guild, JsonNode member) {
		String id = Json.id(member.path("user"));
		if (id.isEmpty()) {
			return;
		}
		ObjectNode user = this.state.learnUser(member.path("user"));
		ObjectNode known = guild.members.computeIfAbsent(id, (key) -> Json.object());
		member.properties().forEach((field) -> {
			if (!field.getKey().equals("guild_id") && !field.getKey().equals("user")) {
				known.set(field.getKey(), field.getValue().deepCopy());
			}
		});
		known.set("user", user);
	}

	void rolePut(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild != null) {
			guild.roles.put(Json.id(event.path("role")), Json.copy(event.path("role")));
		}
	}

	void roleDeleted(JsonNode event) {
		Guild guild = guildOf(event);
		String role = Json.text(event, "role_id");
		if (guild == null) {
			return;
		}
		guild.roles.remove(role);
		for (ObjectNode member : guild.members.values()) {
			JsonNode roles = member.path("roles");
			ArrayNode left = member.putArray("roles");
			roles.forEach((id) -> {
				if (!role.equals(Json.text(id))) {
					left.add(id);
				}
			});
		}
	}

	void banned(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild != null) {
			ObjectNode ban = Json.object().putNull("reason");
			ban.set("user", this.state.learnUser(event.path("user")));
			guild.bans.putIfAbsent(Json.id(event.path("user")), ban);
		}
	}

	void unbanned(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild != null) {
			guild.bans.remove(Json.id(event.path("user")));
		}
	}

	/** A list of the guild's that comes as a whole. */
	void listReplaced(JsonNode event, String list) {
		Guild guild = guildOf(event);
		if (guild != null && event.path(list).isArray()) {
			guild.data().set(list, event.path(list).deepCopy());
		}
	}

	/** One entry of a list of the guild's that was added or changed. */
	void entryPut(JsonNode event, String list, String idField) {
		entryRemoved(event, list, idField);
		Guild guild = guildOf(event);
		if (guild != null) {
			guild.listIn(list).add(event.deepCopy());
		}
	}

	void entryRemoved(JsonNode event, String list, String idField) {
		Guild guild = guildOf(event);
		ObjectNode former = (guild != null) ? guild.find(list, idField, Json.text(event, idField)) : null;
		if (guild != null && former != null) {
			ArrayNode entries = guild.listIn(list);
			for (int i = 0; i < entries.size(); i++) {
				if (entries.path(i) == former) {
					entries.remove(i);
					return;
				}
			}
		}
	}

	void presenceUpdated(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild == null) {
			return;
		}
		ObjectNode presence = Json.copy(event);
		presence.remove("guild_id");
		String user = Json.id(event.path("user"));
		if (event.path("user").size() > 1) {
			this.state.learnUser(event.path("user"));
		}
		if (Json.text(event, "status").equals("offline")) {
			guild.presences.remove(user);
		}
		else {
			guild.presences.put(user, presence);
		}
	}

	void voiceStateUpdated(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild == null) {
			return;
		}
		ObjectNode voiceState = Json.copy(event);
		voiceState.remove(List.of("guild_id", "member"));
		if (Json.given(event, "channel_id")) {
			guild.voiceStates.put(Json.text(event, "user_id"), voiceState);
		}
		else {
			guild.voiceStates.remove(Json.text(event, "user_id"));
		}
	}

	void invitePut(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild != null) {
			guild.invites.put(Json.text(event, "code"), Json.copy(event));
		}
	}

	void inviteDeleted(JsonNode event) {
		Guild guild = guildOf(event);
		if (guild != null) {
			guild.invites.remove(Json.text(event, "code"));
		}
	}

	private @Nullable Guild guildOf(JsonNode event) {
		return this.state.guild(Json.text(event, "guild_id"));
	}

}
