package io.discordgateway.test.discord;

import java.util.LinkedHashSet;
import java.util.Set;

import io.discordgateway.model.Permission;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scheduled events of a guild, and who is interested in them (Resources &gt; Guild
 * Scheduled Event).
 */
final class ScheduledEventRoutes {

	private static final String LIST = "guild_scheduled_events";

	private static final String EVENTS = "/guilds/{guild}/scheduled-events";

	private static final String EVENT = EVENTS + "/{event}";

	private static final int EXTERNAL = 3;

	private static final int SCHEDULED = 1;

	private static final int COMPLETED = 3;

	private static final int CANCELED = 4;

	private final World world;

	ScheduledEventRoutes(World world) {
		this.world = world;
	}

	void addTo(Router router) {
		router.get(EVENTS, this::list);
		router.post(EVENTS, this::create);
		router.get(EVENT, (call) -> RestResponse.ok(view(call, require(this.world.guild(call), call))));
		router.patch(EVENT, this::change);
		router.delete(EVENT, this::delete);
		router.get(EVENT + "/users", this::users);
	}

	/** Lets somebody be interested, or no longer. */
	static void interested(Guild guild, String eventId, String userId, boolean interested) {
		if (guild.find(LIST, "id", eventId) == null) {
			throw new IllegalArgumentException("There is no scheduled event " + eventId + " in guild " + guild.id());
		}
		Set<String> users = guild.interested.computeIfAbsent(eventId, (key) -> new LinkedHashSet<>());
		if (interested) {
			users.add(userId);
		}
		else {
			users.remove(userId);
		}
	}

	private static Set<String> interestedIn(Guild guild, JsonNode event) {
		return guild.interested.getOrDefault(Json.id(event), Set.of());
	}

	private static ObjectNode require(Guild guild, Call call) {
		ObjectNode event = guild.find(LIST, "id", call.path("event"));
		if (event == null) {
			throw ApiError.UNKNOWN_SCHEDULED_EVENT.exception();
		}
		return event;
	}

	private ObjectNode view(Call call, JsonNode event) {
		ObjectNode view = Json.copy(event);
		if (call.flag("with_user_count")) {
			view.put("user_count", interestedIn(this.world.guild(call), event).size());
		}
		return view;
	}

	private RestResponse list(Call call) {
		ArrayNode list = Json.array();
		this.world.guild(call).listIn(LIST).forEach((event) -> list.add(view(call, event)));
		return RestResponse.ok(list);
	}

	private RestResponse create(Call call) {
		Guild guild = this.world.guild(call, Permission.CREATE_EVENTS);
		Form form = Form.of(call.body());
		form.requiredText("name", 1, 100);
		form.text("description", 1, 1000);
		form.requiredText("scheduled_start_time", 1, 100);
		int type = form.number("entity_type", 0, 1, EXTERNAL);
		if (type == 0) {
			form.errors().required(form.path("entity_type"));
		}
		if (form.number("privacy_level", 0, 2, 2) == 0) {
			form.errors().required(form.path("privacy_level"));
		}
		if (type == EXTERNAL) {
			form.requiredText("scheduled_end_time", 1, 100);
			if (Json.text(call.body().path("entity_metadata"), "location").isEmpty()) {
				form.errors().required(form.path("entity_metadata"));
			}
		}
		else if (type != 0) {
			form.requiredText("channel_id", 1, 20);
		}
		form.check();
		ObjectNode event = Json.object()
			.put("id", this.world.nextId(call.now()))
			.put("guild_id", guild.id())
			.putNull("channel_id")
			.put("creator_id", this.world.botId())
			.putNull("description")
			.putNull("scheduled_end_time")
			.put("status", SCHEDULED)
			.putNull("entity_id")
			.putNull("entity_metadata")
			.putNull("recurrence_rule")
			.putNull("image");
		copy(call.body(), event);
		event.set("creator", this.world.state().bot().deepCopy());
		this.world.emit("GUILD_SCHEDULED_EVENT_CREATE", event.deepCopy(), guild.id());
		return RestResponse.ok(event);
	}

	private static void copy(JsonNode body, ObjectNode event) {
		Json.copy(body, event, "name", "description", "channel_id", "entity_type", "entity_metadata", "privacy_level",
				"scheduled_start_time", "scheduled_end_time", "recurrence_rule");
	}

	private RestResponse change(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_EVENTS);
		ObjectNode event = Json.copy(require(guild, call));
		Form form = Form.of(call.body());
		form.text("name", 1, 100);
		form.text("description", 1, 1000);
		int status = form.number("status", event.path("status").asInt(SCHEDULED), SCHEDULED, CANCELED);
		int former = event.path("status").asInt(SCHEDULED);
		// Scheduled, active, completed; or scheduled, canceled.
		if (status != former && !(status == former + 1 && status <= COMPLETED)
				&& !(former == SCHEDULED && status == CANCELED)) {
			form.error("status", "GUILD_SCHEDULED_EVENT_INVALID_STATUS_TRANSITION", "Invalid status transition");
		}
		form.check();
		copy(call.body(), event);
		event.put("status", status);
		this.world.emit("GUILD_SCHEDULED_EVENT_UPDATE", event.deepCopy(), guild.id());
		return RestResponse.ok(event);
	}

	private RestResponse delete(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_EVENTS);
		ObjectNode event = Json.copy(require(guild, call));
		this.world.emit("GUILD_SCHEDULED_EVENT_DELETE", event, guild.id());
		return RestResponse.noContent();
	}

	private RestResponse users(Call call) {
		Guild guild = this.world.guild(call);
		ObjectNode event = require(guild, call);
		ArrayNode list = Json.array();
		for (String id : interestedIn(guild, event)) {
			ObjectNode one = list.addObject().put("guild_scheduled_event_id", Json.id(event));
			one.set("user", this.world.state().requireUser(id).deepCopy());
			if (call.flag("with_member")) {
				this.world.addWholeMember(one, guild, id);
			}
		}
		return RestResponse.ok(list);
	}

}
