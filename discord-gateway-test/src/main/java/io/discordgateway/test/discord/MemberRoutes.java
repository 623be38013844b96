package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

import io.discordgateway.model.Permission;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Members of a guild, and who may no longer be one.
 */
final class MemberRoutes {

	private static final String MEMBER = "/guilds/{guild}/members/{user}";

	/** Guild &gt; Bulk Guild Ban. */
	private static final int MOST_BANS = 200;

	private static final Duration LONGEST_TIME_OUT = Duration.ofDays(28);

	private final World world;

	private final VoiceActions voice;

	private final boolean membersAreListed;

	MemberRoutes(World world, VoiceActions voice, boolean membersAreListed) {
		this.world = world;
		this.voice = voice;
		this.membersAreListed = membersAreListed;
	}

	void addTo(Router router) {
		router.get("/guilds/{guild}/members", this::list);
		router.get("/guilds/{guild}/members/search", this::search);
		router.patch("/guilds/{guild}/members/@me", this::changeSelf);
		router.get(MEMBER, (call) -> RestResponse.ok(member(call)));
		router.get("/users/@me/guilds/{guild}/member", this::self);
		router.patch(MEMBER, this::change).limit(10, Duration.ofSeconds(10));
		router.delete(MEMBER, this::kick);
		router.put(MEMBER + "/roles/{role}", (call) -> changeRole(call, true)).limit(10, Duration.ofSeconds(10));
		router.delete(MEMBER + "/roles/{role}", (call) -> changeRole(call, false)).limit(10, Duration.ofSeconds(10));
		router.get("/guilds/{guild}/bans", this::bans);
		router.get("/guilds/{guild}/bans/{user}", this::ban);
		router.put("/guilds/{guild}/bans/{user}", this::putBan);
		router.delete("/guilds/{guild}/bans/{user}", this::deleteBan);
		router.post("/guilds/{guild}/bulk-ban", this::bulkBan);
	}

	private ObjectNode member(Call call) {
		return member(this.world.guild(call), call.path("user"));
	}

	private static ObjectNode member(Guild guild, String userId) {
		ObjectNode member = guild.members.get(userId);
		if (member == null) {
			throw ApiError.UNKNOWN_MEMBER.exception();
		}
		return member;
	}

	private RestResponse self(Call call) {
		return RestResponse.ok(member(this.world.guild(call), this.world.botId()));
	}

	private RestResponse list(Call call) {
		Guild guild = this.world.guild(call);
		if (!this.membersAreListed) {
			throw ApiError.MISSING_ACCESS.exception();
		}
		int limit = call.number("limit", 1, 1, 1000);
		String after = call.query("after");
		ArrayNode list = Json.array();
		guild.members.keySet()
			.stream()
			.filter((id) -> after == null || MessageStore.BY_ID.compare(id, after) > 0)
			.sorted(MessageStore.BY_ID)
			.limit(limit)
			.forEach((id) -> list.add(member(guild, id).deepCopy()));
		return RestResponse.ok(list);
	}

	private RestResponse search(Call call) {
		Guild guild = this.world.guild(call);
		String query = call.query("query");
		if (query == null || query.isEmpty()) {
			throw FormErrors.single("query", "BASE_TYPE_REQUIRED", "This field is required");
		}
		ArrayNode list = Json.array();
		MemberQuery.byName(guild, query, call.number("limit", 1, 1, 1000))
			.values()
			.forEach((member) -> list.add(member.deepCopy()));
		return RestResponse.ok(list);
	}

	private RestResponse changeSelf(Call call) {
		Guild guild = this.world.guild(call);
		if (call.body().has("nick")) {
			Access.require(guild, this.world.botId(), Permission.CHANGE_NICKNAME);
		}
		Form form = Form.of(call.body());
		form.text("nick", 0, 32);
		form.check();
		return RestResponse.ok(update(guild, this.world.botId(), call.body()));
	}

	private RestResponse change(Call call) {
		Guild guild = this.world.guild(call);
		String userId = call.path("user");
		member(guild, userId);
		JsonNode body = call.body();
		requireRights(guild, userId, body);
		Form form = Form.of(body);
		form.text("nick", 0, 32);
		checkTimeOut(form, call.now());
		form.check();
		if (body.has("mute") || body.has("deaf") || body.has("channel_id")) {
			this.voice.moderate(guild, userId, body);
		}
		return RestResponse.ok(update(guild, userId, body));
	}

	private void requireRights(Guild guild, String userId, JsonNode body) {
		String botId = this.world.botId();
		if (body.has("nick")) {
			Access.require(guild, botId, Permission.MANAGE_NICKNAMES);
		}
		if (body.has("roles")) {
			Access.require(guild, botId, Permission.MANAGE_ROLES);
			for (JsonNode role : body.path("roles")) {
				if (!guild.roles.containsKey(Json.text(role))) {
					throw ApiError.UNKNOWN_ROLE.exception();
				}
			}
		}
		if (body.has("communication_disabled_until")) {
			Access.require(guild, botId, Permission.MODERATE_MEMBERS);
		}
		if (body.has("mute")) {
			Access.require(guild, botId, Permission.MUTE_MEMBERS);
		}
		if (body.has("deaf")) {
			Access.require(guild, botId, Permission.DEAFEN_MEMBERS);
		}
		if (body.has("channel_id")) {
			Access.require(guild, botId, Permission.MOVE_MEMBERS);
		}
		if (!userId.equals(botId)
				&& (body.has("nick") || body.has("roles") || body.has("communication_disabled_until"))) {
			Access.requireAbove(guild, botId, userId);
		}
	}

	private static void checkTimeOut(Form form, Instant now) {
		String until = form.text("communication_disabled_until", 0, 64);
		if (until != null) {
			Instant time = Timestamps.parse(until);
			if (time == null || time.isAfter(now.plus(LONGEST_TIME_OUT))) {
				form.error("communication_disabled_until", "INVALID_COMMUNICATION_DISABLED_TIMESTAMP",
						"Communication disabled timestamp is more than 28 days in the future or no timestamp.");
			}
		}
	}

	/** Changes a member and tells of it. */
	private ObjectNode update(Guild guild, String userId, JsonNode changes) {
		ObjectNode changed = Json.copy(member(guild, userId));
		Json.copy(changes, changed, "nick", "roles", "communication_disabled_until", "flags", "avatar", "banner",
				"bio");
		if (changes.path("nick").isString() && changes.path("nick").asString().isEmpty()) {
			changed.putNull("nick");
		}
		this.world.emit("GUILD_MEMBER_UPDATE", changed.deepCopy().put("guild_id", guild.id()), guild.id());
		return changed;
	}

	private RestResponse changeRole(Call call, boolean has) {
		Guild guild = this.world.guild(call);
		ObjectNode member = member(call);
		ObjectNode role = guild.roles.get(call.path("role"));
		Access.require(guild, this.world.botId(), Permission.MANAGE_ROLES);
		if (role == null) {
			throw ApiError.UNKNOWN_ROLE.exception();
		}
		Access.requireAboveRole(guild, this.world.botId(), role);
		Set<String> roles = new LinkedHashSet<>();
		member.path("roles").forEach((id) -> roles.add(Json.text(id)));
		if (has ? roles.add(call.path("role")) : roles.remove(call.path("role"))) {
			ObjectNode changes = Json.object();
			roles.forEach(changes.putArray("roles")::add);
			update(guild, call.path("user"), changes);
		}
		return RestResponse.noContent();
	}

	private RestResponse kick(Call call) {
		Guild guild = this.world.guild(call);
		member(call);
		Access.require(guild, this.world.botId(), Permission.KICK_MEMBERS);
		Access.requireAbove(guild, this.world.botId(), call.path("user"));
		remove(guild, call.path("user"));
		return RestResponse.noContent();
	}

	private void remove(Guild guild, String userId) {
		ObjectNode event = Json.object().put("guild_id", guild.id());
		event.set("user", this.world.state().requireUser(userId).deepCopy());
		this.world.emit("GUILD_MEMBER_REMOVE", event, guild.id());
	}

	private RestResponse bans(Call call) {
		Guild guild = this.world.guild(call, Permission.BAN_MEMBERS);
		ArrayNode list = Json.array();
		guild.bans.values()
			.stream()
			.sorted(Comparator.comparing((ban) -> Json.id(ban.path("user")), MessageStore.BY_ID))
			.limit(call.number("limit", 1000, 1, 1000))
			.forEach((ban) -> list.add(ban.deepCopy()));
		return RestResponse.ok(list);
	}

	private RestResponse ban(Call call) {
		Guild guild = this.world.guild(call, Permission.BAN_MEMBERS);
		ObjectNode ban = guild.bans.get(call.path("user"));
		if (ban == null) {
			throw ApiError.UNKNOWN_BAN.exception();
		}
		return RestResponse.ok(ban);
	}

	private RestResponse putBan(Call call) {
		Guild guild = this.world.guild(call, Permission.BAN_MEMBERS);
		ban(guild, call.path("user"), call.reason());
		return RestResponse.noContent();
	}

	private void ban(Guild guild, String userId, @Nullable String reason) {
		ObjectNode user = this.world.state().requireUser(userId);
		Access.requireAbove(guild, this.world.botId(), userId);
		if (guild.bans.containsKey(userId)) {
			return;
		}
		ObjectNode event = Json.object().put("guild_id", guild.id());
		event.set("user", user.deepCopy());
		this.world.emit("GUILD_BAN_ADD", event, guild.id());
		Objects.requireNonNull(guild.bans.get(userId)).put("reason", reason);
		if (guild.members.containsKey(userId)) {
			remove(guild, userId);
		}
	}

	private RestResponse bulkBan(Call call) {
		Guild guild = this.world.guild(call, Permission.BAN_MEMBERS);
		Access.require(guild, this.world.botId(), Permission.MANAGE_GUILD);
		JsonNode ids = call.body().path("user_ids");
		if (!ids.isArray() || ids.isEmpty() || ids.size() > MOST_BANS) {
			throw FormErrors.single("user_ids", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 200 in length.");
		}
		ObjectNode result = Json.object();
		ArrayNode banned = result.putArray("banned_users");
		ArrayNode failed = result.putArray("failed_users");
		for (JsonNode id : ids) {
			boolean done = !guild.bans.containsKey(Json.text(id)) && bansIfItMay(guild, Json.text(id), call.reason());
			(done ? banned : failed).add(Json.text(id));
		}
		if (banned.isEmpty()) {
			throw ApiError.NOBODY_BANNED.exception();
		}
		return RestResponse.ok(result);
	}

	private boolean bansIfItMay(Guild guild, String userId, @Nullable String reason) {
		try {
			ban(guild, userId, reason);
			return true;
		}
		catch (ApiException ex) {
			return false;
		}
	}

	private RestResponse deleteBan(Call call) {
		Guild guild = this.world.guild(call, Permission.BAN_MEMBERS);
		if (!guild.bans.containsKey(call.path("user"))) {
			throw ApiError.UNKNOWN_BAN.exception();
		}
		ObjectNode event = Json.object().put("guild_id", guild.id());
		event.set("user", this.world.state().requireUser(call.path("user")).deepCopy());
		this.world.emit("GUILD_BAN_REMOVE", event, guild.id());
		return RestResponse.noContent();
	}

}
