package io.discordgateway.test.discord;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.discordgateway.model.Permission;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The log of what the bot does over the API, of the kinds that bots read most (Resources
 * &gt; Audit Log). What people do is in no log, as they do it without the API.
 */
final class AuditLog {

	private static final int CAPACITY = 1000;

	/** What is done, and which part of the path names the target; none: the answer. */
	private static final Map<String, Action> ACTIONS = Map.ofEntries(
			Map.entry("PATCH /guilds/{guild}", new Action(1, "guild")),
			Map.entry("POST /guilds/{guild}/channels", new Action(10, null)),
			Map.entry("PATCH /channels/{channel}", new Action(11, "channel")),
			Map.entry("DELETE /channels/{channel}", new Action(12, "channel")),
			Map.entry("DELETE /guilds/{guild}/members/{user}", new Action(20, "user")),
			Map.entry("PUT /guilds/{guild}/bans/{user}", new Action(22, "user")),
			Map.entry("DELETE /guilds/{guild}/bans/{user}", new Action(23, "user")),
			Map.entry("PATCH /guilds/{guild}/members/{user}", new Action(24, "user")),
			Map.entry("PUT /guilds/{guild}/members/{user}/roles/{role}", new Action(25, "user")),
			Map.entry("DELETE /guilds/{guild}/members/{user}/roles/{role}", new Action(25, "user")),
			Map.entry("POST /guilds/{guild}/roles", new Action(30, null)),
			Map.entry("PATCH /guilds/{guild}/roles/{role}", new Action(31, "role")),
			Map.entry("DELETE /guilds/{guild}/roles/{role}", new Action(32, "role")),
			Map.entry("POST /channels/{channel}/webhooks", new Action(50, null)),
			Map.entry("POST /guilds/{guild}/emojis", new Action(60, null)),
			Map.entry("PATCH /guilds/{guild}/emojis/{emoji}", new Action(61, "emoji")),
			Map.entry("DELETE /guilds/{guild}/emojis/{emoji}", new Action(62, "emoji")),
			Map.entry("POST /guilds/{guild}/stickers", new Action(90, null)),
			Map.entry("PATCH /guilds/{guild}/stickers/{sticker}", new Action(91, "sticker")),
			Map.entry("DELETE /guilds/{guild}/stickers/{sticker}", new Action(92, "sticker")),
			Map.entry("POST /guilds/{guild}/scheduled-events", new Action(100, null)),
			Map.entry("PATCH /guilds/{guild}/scheduled-events/{event}", new Action(101, "event")),
			Map.entry("DELETE /guilds/{guild}/scheduled-events/{event}", new Action(102, "event")));

	/** From an action with a channel to that with a thread. */
	private static final int THREAD = 100;

	private final World world;

	AuditLog(World world) {
		this.world = world;
	}

	void addTo(Router router) {
		router.get("/guilds/{guild}/audit-logs", this::list);
	}

	/**
	 * Does what a call asks for, and notes it if that went well.
	 * @param route the route
	 * @param call the call
	 * @return the answer
	 */
	RestResponse noting(Route route, Call call) {
		Action action = ACTIONS.get(route.method() + " " + route.template());
		if (action == null) {
			return route.answer(call);
		}
		// What is deleted can be asked no more afterwards.
		Channel channel = call.has("channel") ? this.world.state().channel(call.path("channel")) : null;
		boolean thread = channel != null && channel.isThread() && "channel".equals(action.target());
		String guildId = (channel != null) ? channel.guildId() : call.has("guild") ? call.path("guild") : null;
		RestResponse response = route.answer(call);
		Guild guild = this.world.state().guild(guildId);
		if (guild != null && response.status() < 300) {
			String target = (action.target() != null) ? call.path(action.target())
					: Json.id(Json.read(response.body()));
			note(guild, action.type() + (thread ? THREAD : 0), target.equals("@me") ? this.world.botId() : target,
					call);
		}
		return response;
	}

	private void note(Guild guild, int type, String target, Call call) {
		ObjectNode entry = Json.object()
			.put("id", this.world.nextId(call.now()))
			.put("user_id", this.world.botId())
			.put("target_id", target)
			.put("action_type", type);
		ArrayNode changes = entry.putArray("changes");
		JsonNode body = call.json();
		if (body.isObject()) {
			body.properties().forEach((field) -> {
				if (!field.getKey().equals("image")) {
					changes.addObject().put("key", field.getKey()).set("new_value", field.getValue().deepCopy());
				}
			});
		}
		if (call.reason() != null) {
			entry.put("reason", call.reason());
		}
		if (guild.auditLog.size() == CAPACITY) {
			guild.auditLog.remove(0);
		}
		guild.auditLog.add(entry);
		ObjectNode event = entry.deepCopy().put("guild_id", guild.id());
		if (Access.has(Access.inGuild(guild, this.world.botId()), Permission.VIEW_AUDIT_LOG)) {
			this.world.emit("GUILD_AUDIT_LOG_ENTRY_CREATE", event, guild.id());
		}
	}

	private RestResponse list(Call call) {
		Guild guild = this.world.guild(call, Permission.VIEW_AUDIT_LOG);
		int limit = call.number("limit", 50, 1, 100);
		String user = call.query("user_id");
		String type = call.query("action_type");
		String before = call.query("before");
		List<ObjectNode> newest = new ArrayList<>(guild.auditLog);
		Collections.reverse(newest);
		ObjectNode log = Json.object();
		for (String list : new String[] { "application_commands", "audit_log_entries", "auto_moderation_rules",
				"guild_scheduled_events", "integrations", "threads", "users", "webhooks" }) {
			log.putArray(list);
		}
		ArrayNode entries = (ArrayNode) log.path("audit_log_entries");
		newest.stream()
			.filter((entry) -> user == null || user.equals(Json.text(entry, "user_id")))
			.filter((entry) -> type == null || type.equals(entry.path("action_type").asString("")))
			.filter((entry) -> before == null || MessageStore.BY_ID.compare(Json.id(entry), before) < 0)
			.limit(limit)
			.forEach((entry) -> entries.add(entry.deepCopy()));
		if (!entries.isEmpty()) {
			((ArrayNode) log.path("users")).add(this.world.state().bot().deepCopy());
		}
		return RestResponse.ok(log);
	}

	/**
	 * Kind of entry.
	 *
	 * @param type its number
	 * @param target the part of the path that names the target, {@code null} for the id
	 * of what was made
	 */
	private record Action(int type, @Nullable String target) {
	}

}
