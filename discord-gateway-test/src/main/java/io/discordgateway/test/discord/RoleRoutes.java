package io.discordgateway.test.discord;

import io.discordgateway.model.Permission;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Roles of a guild.
 */
final class RoleRoutes {

	private final World world;

	RoleRoutes(World world) {
		this.world = world;
	}

	void addTo(Router router) {
		router.get("/guilds/{guild}/roles", this::list);
		router.post("/guilds/{guild}/roles", this::create);
		router.patch("/guilds/{guild}/roles", this::move);
		router.get("/guilds/{guild}/roles/member-counts", this::counts);
		router.get("/guilds/{guild}/roles/{role}", (call) -> RestResponse.ok(role(call)));
		router.patch("/guilds/{guild}/roles/{role}", this::change);
		router.delete("/guilds/{guild}/roles/{role}", this::delete);
	}

	private ObjectNode role(Call call) {
		ObjectNode role = this.world.guild(call).roles.get(call.path("role"));
		if (role == null) {
			throw ApiError.UNKNOWN_ROLE.exception();
		}
		return role;
	}

	private RestResponse list(Call call) {
		return RestResponse.ok(Guild.list(this.world.guild(call).roles));
	}

	private RestResponse counts(Call call) {
		Guild guild = this.world.guild(call);
		ObjectNode counts = Json.object();
		guild.roles.keySet().forEach((role) -> {
			if (!role.equals(guild.id())) {
				counts.put(role, guild.members.values()
					.stream()
					.filter((member) -> member.path("roles").valueStream().anyMatch((id) -> role.equals(Json.text(id))))
					.count());
			}
		});
		return RestResponse.ok(counts);
	}

	private static void set(ObjectNode role, JsonNode body) {
		Form form = Form.of(body);
		String name = form.text("name", 0, 100);
		form.check();
		if (name != null) {
			role.put("name", name);
		}
		Json.copy(body, role, "hoist", "icon", "unicode_emoji", "mentionable");
		if (Json.given(body, "permissions")) {
			role.put("permissions", Json.text(body, "permissions"));
		}
		if (body.has("color") || body.has("colors")) {
			int color = body.path("colors").path("primary_color").asInt(body.path("color").asInt(0));
			role.put("color", color);
			ObjectNode colors = role.putObject("colors").put("primary_color", color);
			Json.putOrNull(colors, "secondary_color", body.path("colors").path("secondary_color"));
			Json.putOrNull(colors, "tertiary_color", body.path("colors").path("tertiary_color"));
		}
	}

	private RestResponse create(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_ROLES);
		ObjectNode everyone = guild.everyone();
		ObjectNode role = Json.object()
			.put("id", this.world.nextId(call.now()))
			.put("name", "new role")
			.put("color", 0)
			.put("hoist", false)
			.putNull("icon")
			.putNull("unicode_emoji")
			.put("position", 1)
			.put("permissions", (everyone != null) ? Json.text(everyone, "permissions") : "0")
			.put("managed", false)
			.put("mentionable", false)
			.put("flags", 0);
		role.putObject("colors").put("primary_color", 0).putNull("secondary_color").putNull("tertiary_color");
		set(role, call.body());
		emit("GUILD_ROLE_CREATE", guild, role);
		return RestResponse.ok(role);
	}

	private void emit(String event, Guild guild, ObjectNode role) {
		ObjectNode data = Json.object().put("guild_id", guild.id());
		data.set("role", role.deepCopy());
		this.world.emit(event, data, guild.id());
	}

	private RestResponse change(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_ROLES);
		ObjectNode changed = Json.copy(role(call));
		Access.requireAboveRole(guild, this.world.botId(), changed);
		set(changed, call.body());
		emit("GUILD_ROLE_UPDATE", guild, changed);
		return RestResponse.ok(changed);
	}

	private RestResponse move(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_ROLES);
		for (JsonNode moved : call.json()) {
			ObjectNode role = guild.roles.get(Json.id(moved));
			if (role == null) {
				throw ApiError.UNKNOWN_ROLE.exception();
			}
			if (Json.given(moved, "position") && moved.path("position").asInt() != role.path("position").asInt()) {
				Access.requireAboveRole(guild, this.world.botId(), role);
				emit("GUILD_ROLE_UPDATE", guild, Json.copy(role).put("position", moved.path("position").asInt()));
			}
		}
		ArrayNode roles = Guild.list(guild.roles);
		return RestResponse.ok(roles);
	}

	private RestResponse delete(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_ROLES);
		ObjectNode role = role(call);
		if (Json.id(role).equals(guild.id()) || role.path("managed").asBoolean(false)) {
			throw ApiError.INVALID_ROLE.exception();
		}
		Access.requireAboveRole(guild, this.world.botId(), role);
		this.world.emit("GUILD_ROLE_DELETE", Json.object().put("guild_id", guild.id()).put("role_id", Json.id(role)),
				guild.id());
		return RestResponse.noContent();
	}

}
