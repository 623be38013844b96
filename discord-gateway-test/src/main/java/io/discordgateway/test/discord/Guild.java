package io.discordgateway.test.discord;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Guild, with what is in it. The fields that only GUILD_CREATE has are kept apart, by id.
 */
final class Guild {

	/** Lists of GUILD_CREATE that are no part of the guild object. */
	private static final List<String> CONTENTS = List.of("channels", "threads", "members", "presences", "voice_states",
			"stage_instances", "guild_scheduled_events", "soundboard_sounds", "joined_at", "large", "member_count",
			"unavailable");

	final Map<String, ObjectNode> channels = new LinkedHashMap<>();

	final Map<String, ObjectNode> threads = new LinkedHashMap<>();

	/** Who is in a thread: thread, then user. */
	final Map<String, Map<String, ObjectNode>> threadMembers = new LinkedHashMap<>();

	final Map<String, ObjectNode> roles = new LinkedHashMap<>();

	/** By the user's id. Their users are those of the world, not copies. */
	final Map<String, ObjectNode> members = new LinkedHashMap<>();

	final Map<String, ObjectNode> presences = new LinkedHashMap<>();

	final Map<String, ObjectNode> voiceStates = new LinkedHashMap<>();

	final Map<String, ObjectNode> bans = new LinkedHashMap<>();

	final Map<String, ObjectNode> invites = new LinkedHashMap<>();

	/** Who is interested in a scheduled event: event, then users. */
	final Map<String, Set<String>> interested = new LinkedHashMap<>();

	/** What the bot did, the newest last. */
	final List<ObjectNode> auditLog = new ArrayList<>();

	private final String id;

	private final ObjectNode data;

	private boolean available = true;

	Guild(String id, ObjectNode data) {
		this.id = id;
		this.data = data;
	}

	String id() {
		return this.id;
	}

	/** All fields but the lists that are kept by id; the roles are one of them. */
	ObjectNode data() {
		return this.data;
	}

	boolean available() {
		return this.available;
	}

	void available(boolean available) {
		this.available = available;
	}

	String ownerId() {
		return Json.text(this.data, "owner_id");
	}

	@Nullable ObjectNode everyone() {
		return this.roles.get(this.id);
	}

	int memberCount() {
		return Math.max(this.data.path("member_count").asInt(0), this.members.size());
	}

	void memberCount(int count) {
		this.data.put("member_count", count);
	}

	/** The guild object of the HTTP API. */
	ObjectNode object() {
		ObjectNode object = Json.copy(this.data);
		object.remove(CONTENTS);
		object.set("roles", list(this.roles));
		return object;
	}

	/** Copies of all values, in order. */
	static ArrayNode list(Map<String, ObjectNode> nodes) {
		ArrayNode list = Json.array();
		nodes.values().forEach((node) -> list.add(node.deepCopy()));
		return list;
	}

	ObjectNode memberWithoutUser(String userId) {
		ObjectNode member = this.members.get(userId);
		if (member == null) {
			return Json.object();
		}
		ObjectNode partial = Json.object();
		member.properties().forEach((field) -> {
			if (!field.getKey().equals("user")) {
				partial.set(field.getKey(), field.getValue().deepCopy());
			}
		});
		return partial;
	}

	/** Finds an entry of a list in the guild's data by its id, or {@code null}. */
	@Nullable ObjectNode find(String list, String idField, String id) {
		for (JsonNode entry : this.data.path(list)) {
			if (id.equals(Json.text(entry, idField))) {
				return (ObjectNode) entry;
			}
		}
		return null;
	}

	ArrayNode listIn(String field) {
		JsonNode list = this.data.path(field);
		return list.isArray() ? (ArrayNode) list : this.data.putArray(field);
	}

}
