package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Retells recorded events about guilds and what is in them. Who joins is new, and only
 * those leave; what is deleted was created before.
 */
final class RecordedChanges {

	/** Guests of a guild; when there are more, the first one has to leave. */
	private static final int GUESTS = 20;

	private final SimulatedWorld world;

	private final RecordedPlaces places;

	private final Map<String, Deque<String>> guests = new HashMap<>();

	/** Channels and threads that were created here, by guild. */
	private final Map<String, Deque<String>> created = new HashMap<>();

	RecordedChanges(SimulatedWorld world, RecordedPlaces places) {
		this.world = world;
		this.places = places;
	}

	/** The event as it can happen, or {@code null} if it cannot. */
	@Nullable ObjectNode retell(String event, ObjectNode data, Instant now) {
		Guild guild = this.places.guild(data);
		if (event.equals("GUILD_UPDATE")) {
			return guildUpdate(data);
		}
		if (guild == null) {
			return data.has("guild_id") ? null : data;
		}
		return switch (event) {
			case "GUILD_MEMBER_ADD" -> memberAdd(guild, data, now);
			case "GUILD_MEMBER_REMOVE" -> memberRemove(guild, data);
			case "GUILD_MEMBER_UPDATE" -> memberUpdate(guild, data);
			case "GUILD_BAN_ADD" -> ban(data, now);
			case "GUILD_ROLE_UPDATE" -> guild.roles.containsKey(Json.id(data.path("role"))) ? role(guild, data) : null;
			case "PRESENCE_UPDATE" -> presence(guild, data);
			case "VOICE_STATE_UPDATE" -> voiceState(guild, data);
			case "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE" -> channel(event, guild, data, now);
			case "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE", "THREAD_MEMBERS_UPDATE" ->
				thread(event, guild, data, now);
			case "THREAD_LIST_SYNC" -> threads(guild, data);
			default -> more(event, guild, data, now);
		};
	}

	private @Nullable ObjectNode more(String event, Guild guild, ObjectNode data, Instant now) {
		return switch (event) {
			case "CHANNEL_PINS_UPDATE", "WEBHOOKS_UPDATE", "INVITE_CREATE", "AUTO_MODERATION_ACTION_EXECUTION" ->
				this.places.place(data, guild, "channel_id", Channel.TEXT) ? data : null;
			case "VOICE_CHANNEL_EFFECT_SEND" ->
				this.places.place(data, guild, "channel_id", Channel.VOICE) ? data : null;
			case "VOICE_CHANNEL_STATUS_UPDATE" -> this.places.place(data, guild, "id", Channel.VOICE) ? data : null;
			case "GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_SCHEDULED_EVENT_CREATE" ->
				data.put("id", this.world.nextId(now));
			case "GUILD_SCHEDULED_EVENT_DELETE" -> scheduledEvent(guild, data, "id");
			case "GUILD_SCHEDULED_EVENT_USER_REMOVE" -> scheduledEvent(guild, data, "guild_scheduled_event_id");
			case "CHANNEL_INFO" -> channelInfo(guild, data);
			case "GUILD_SOUNDBOARD_SOUND_CREATE" -> data.put("sound_id", this.world.nextId(now));
			default -> data;
		};
	}

	private @Nullable ObjectNode guildUpdate(ObjectNode data) {
		Guild guild = this.places.state().guild(Json.id(data));
		if (guild == null) {
			return null;
		}
		ObjectNode told = guild.object();
		Json.copy(data, told, "description", "preferred_locale", "premium_progress_bar_enabled", "nsfw_level");
		return told;
	}

	private @Nullable ObjectNode memberAdd(Guild guild, ObjectNode data, Instant now) {
		if (guests(guild).size() >= GUESTS) {
			return null;
		}
		ObjectNode user = (ObjectNode) data.path("user");
		if (guild.members.containsKey(Json.id(user)) || this.places.state().users().containsKey(Json.id(user))) {
			user.put("id", this.world.nextId(now));
		}
		guests(guild).addLast(Json.id(user));
		return data.put("joined_at", Timestamps.of(now));
	}

	/** Somebody new who looks like a member that is there. */
	ObjectNode guest(Guild guild, String likeUserId, Instant now) {
		ObjectNode member = Json.copy(Objects.requireNonNull(guild.members.get(likeUserId)))
			.put("guild_id", guild.id());
		((ObjectNode) member.path("user")).put("id", this.world.nextId(now));
		member.putArray("roles");
		guests(guild).addLast(Json.id(member.path("user")));
		return member.put("joined_at", Timestamps.of(now));
	}

	private Deque<String> guests(Guild guild) {
		return this.guests.computeIfAbsent(guild.id(), (id) -> new ArrayDeque<>());
	}

	private @Nullable ObjectNode memberRemove(Guild guild, ObjectNode data) {
		String guest = guests(guild).pollFirst();
		if (guest == null) {
			return null;
		}
		data.set("user", Json.copy(this.places.state().requireUser(guest)));
		return data;
	}

	private @Nullable ObjectNode memberUpdate(Guild guild, ObjectNode data) {
		if (!guild.members.containsKey(Json.id(data.path("user")))) {
			return null;
		}
		data.set("user", this.places.user(data.path("user")));
		return data;
	}

	/** Nobody who is a member is banned, as nobody of them leaves. */
	private ObjectNode ban(ObjectNode data, Instant now) {
		((ObjectNode) data.path("user")).put("id", this.world.nextId(now));
		return data;
	}

	private static ObjectNode role(Guild guild, ObjectNode data) {
		if (Json.id(data.path("role")).equals(guild.id())) {
			RecordedGuilds.allow((ObjectNode) data.path("role"), "permissions");
		}
		return data;
	}

	private static @Nullable ObjectNode presence(Guild guild, ObjectNode data) {
		RecordedGuilds.identifyActivities(data);
		return guild.members.containsKey(Json.id(data.path("user"))) ? data : null;
	}

	private @Nullable ObjectNode voiceState(Guild guild, ObjectNode data) {
		String user = Json.text(data, "user_id");
		boolean leaves = !Json.given(data, "channel_id");
		if (!guild.members.containsKey(user) || leaves && !guild.voiceStates.containsKey(user)
				|| !leaves && !this.places.place(data, guild, "channel_id", Channel.VOICE)) {
			return null;
		}
		this.world.world().addWholeMember(data, guild, user);
		return data;
	}

	private Deque<String> created(String kind, Guild guild) {
		return this.created.computeIfAbsent(kind + guild.id(), (id) -> new ArrayDeque<>());
	}

	private @Nullable ObjectNode channel(String event, Guild guild, ObjectNode data, Instant now) {
		Deque<String> created = created("channel", guild);
		switch (event) {
			case "CHANNEL_CREATE" -> {
				if (created.size() >= GUESTS) {
					return null;
				}
				data.put("id", this.world.nextId(now)).putNull("last_message_id");
				created.addLast(Json.id(data));
			}
			case "CHANNEL_DELETE" -> {
				String id = created.pollFirst();
				return (id != null) ? Json.copy(Objects.requireNonNull(guild.channels.get(id))) : null;
			}
			default -> {
				if (!this.places.place(data, guild, "id", data.path("type").asInt())) {
					return null;
				}
				data.set("last_message_id",
						Objects.requireNonNull(guild.channels.get(Json.id(data))).path("last_message_id").deepCopy());
			}
		}
		if (Json.given(data, "parent_id") && !guild.channels.containsKey(Json.text(data, "parent_id"))) {
			data.putNull("parent_id");
		}
		RecordedGuilds.open(data);
		return data;
	}

	private @Nullable ObjectNode thread(String event, Guild guild, ObjectNode data, Instant now) {
		Deque<String> created = created("thread", guild);
		if (event.equals("THREAD_CREATE")) {
			if (created.size() >= GUESTS || !this.places.place(data, guild, "parent_id", Channel.TEXT)) {
				return null;
			}
			data.put("id", this.world.nextId(now)).putNull("last_message_id");
			created.addLast(Json.id(data));
			return data;
		}
		if (event.equals("THREAD_DELETE")) {
			String id = created.pollFirst();
			return (id != null) ? data.put("id", id)
				.put("parent_id", Json.text(Objects.requireNonNull(guild.threads.get(id)), "parent_id")) : null;
		}
		List<String> ids = new ArrayList<>(guild.threads.keySet());
		if (ids.isEmpty()) {
			return null;
		}
		String id = ids.get(this.places.random().nextInt(ids.size()));
		if (event.equals("THREAD_MEMBERS_UPDATE")) {
			return data.put("id", id);
		}
		ObjectNode told = Json.copy(Objects.requireNonNull(guild.threads.get(id)));
		Json.copy(data, told, "name", "thread_metadata", "rate_limit_per_user");
		return told;
	}

	private @Nullable ObjectNode threads(Guild guild, ObjectNode data) {
		if (guild.threads.isEmpty()) {
			return null;
		}
		ArrayNode threads = data.putArray("threads");
		ArrayNode parents = data.putArray("channel_ids");
		guild.threads.values().stream().limit(10).forEach((thread) -> {
			threads.add(thread.deepCopy());
			parents.add(Json.text(thread, "parent_id"));
		});
		data.putArray("members");
		return data;
	}

	private @Nullable ObjectNode scheduledEvent(Guild guild, ObjectNode data, String field) {
		JsonNode known = guild.data().path("guild_scheduled_events").path(0);
		if (!known.isObject()) {
			return null;
		}
		return field.equals("id") ? Json.copy(known).put("guild_id", guild.id()) : data.put(field, Json.id(known));
	}

	private @Nullable ObjectNode channelInfo(Guild guild, ObjectNode data) {
		for (JsonNode info : data.path("channels")) {
			if (!this.places.place((ObjectNode) info, guild, "id", Channel.VOICE)) {
				return null;
			}
		}
		return data;
	}

}
