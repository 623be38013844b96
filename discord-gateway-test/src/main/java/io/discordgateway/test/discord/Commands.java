package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The application's commands, global and per guild.
 */
final class Commands {

	private static final int MAX_OF_A_TYPE = 100;

	/** Scope of the commands that are there in every guild. */
	private static final String GLOBAL = "";

	private final World world;

	private final Map<String, Map<String, ObjectNode>> scopes = new LinkedHashMap<>();

	private final Map<String, ArrayNode> permissions = new LinkedHashMap<>();

	Commands(World world) {
		this.world = world;
	}

	void addTo(Router router) {
		for (String scope : new String[] { "", "/guilds/{guild}" }) {
			String all = "/applications/{application}" + scope + "/commands";
			if (!scope.isEmpty()) {
				router.get(all + "/permissions", this::allPermissions);
				router.get(all + "/{command}/permissions", this::getPermissions);
				router.put(all + "/{command}/permissions", this::putPermissions).open();
			}
			router.get(all, this::list);
			router.post(all, this::create);
			router.put(all, this::replaceAll);
			router.get(all + "/{command}", (call) -> RestResponse.ok(find(call)));
			router.patch(all + "/{command}", this::change);
			router.delete(all + "/{command}", this::delete);
		}
	}

	/** The command that somebody in a guild finds under a name, or {@code null}. */
	@Nullable ObjectNode named(@Nullable String guildId, String name) {
		for (String scope : new String[] { (guildId != null) ? guildId : GLOBAL, GLOBAL }) {
			for (ObjectNode command : this.scopes.getOrDefault(scope, Map.of()).values()) {
				if (Json.text(command, "name").equals(name)) {
					return command;
				}
			}
		}
		return null;
	}

	/** All commands of a guild, or the global ones. */
	ArrayNode all(@Nullable String guildId) {
		return Guild.list(this.scopes.getOrDefault((guildId != null) ? guildId : GLOBAL, Map.of()));
	}

	private String guildId(Call call) {
		requireOwn(call);
		String guildId = call.has("guild") ? call.path("guild") : GLOBAL;
		if (!guildId.isEmpty() && this.world.state().guild(guildId) == null) {
			throw ApiError.MISSING_ACCESS.exception();
		}
		return guildId;
	}

	private void requireOwn(Call call) {
		if (!call.path("application").equals(this.world.botId())) {
			throw ApiError.NOT_YOUR_APPLICATION.exception();
		}
	}

	private Map<String, ObjectNode> scope(Call call) {
		return this.scopes.computeIfAbsent(guildId(call), (id) -> new LinkedHashMap<>());
	}

	private RestResponse list(Call call) {
		ArrayNode list = Guild.list(scope(call));
		if (!call.flag("with_localizations")) {
			list.forEach((command) -> ((ObjectNode) command).putNull("name_localizations")
				.putNull("description_localizations"));
		}
		return RestResponse.ok(list);
	}

	private ObjectNode find(Call call) {
		ObjectNode command = scope(call).get(call.path("command"));
		if (command == null) {
			throw ApiError.UNKNOWN_COMMAND.exception();
		}
		return command;
	}

	/** A command with the name and type of one that is there takes its place. */
	private RestResponse create(Call call) {
		Map<String, ObjectNode> scope = scope(call);
		Form form = Form.of(call.body());
		CommandForm.check(form);
		form.check();
		ObjectNode former = same(scope, call.body());
		ObjectNode command = command(call.body(), former, guildId(call), call.now());
		if (former == null && count(scope, command) >= MAX_OF_A_TYPE) {
			throw ApiError.TOO_MANY_COMMANDS.exception();
		}
		scope.put(Json.id(command), command);
		return (former != null) ? RestResponse.ok(command) : RestResponse.created(command);
	}

	private static long count(Map<String, ObjectNode> scope, ObjectNode command) {
		return scope.values().stream().filter((other) -> type(other) == type(command)).count();
	}

	private static int type(JsonNode command) {
		return command.path("type").asInt(1);
	}

	private static @Nullable ObjectNode same(Map<String, ObjectNode> scope, JsonNode body) {
		return scope.values()
			.stream()
			.filter((other) -> type(other) == type(body) && Json.text(other, "name").equals(Json.text(body, "name")))
			.findFirst()
			.orElse(null);
	}

	private ObjectNode command(JsonNode body, @Nullable ObjectNode former, String guildId, Instant now) {
		ObjectNode command = Json.object()
			.put("id", (former != null) ? Json.id(former) : this.world.nextId(now))
			.put("application_id", this.world.botId())
			.put("version", this.world.nextId(now))
			.putNull("default_member_permissions")
			.put("type", type(body))
			.put("name", Json.text(body, "name"))
			.putNull("name_localizations")
			.put("description", Json.text(body, "description"))
			.putNull("description_localizations")
			.put("nsfw", false);
		if (guildId.isEmpty()) {
			command.put("dm_permission", true).putNull("contexts").putArray("integration_types").add(0);
		}
		else {
			command.put("guild_id", guildId);
		}
		body.properties().forEach((field) -> {
			if (!field.getKey().equals("id") && !(field.getKey().equals("options") && field.getValue().isNull())) {
				command.set(field.getKey(), field.getValue().deepCopy());
			}
		});
		if (Json.given(command, "default_member_permissions")) {
			command.put("default_member_permissions", Json.text(command, "default_member_permissions"));
		}
		return command;
	}

	/** Commands that are not in the list are gone; those that are keep their ids. */
	private RestResponse replaceAll(Call call) {
		Map<String, ObjectNode> scope = scope(call);
		JsonNode bodies = call.json();
		FormErrors errors = new FormErrors();
		for (int i = 0; i < bodies.size(); i++) {
			CommandForm.check(new Form(bodies.path(i), Integer.toString(i), errors));
		}
		errors.check();
		Map<String, ObjectNode> replaced = new LinkedHashMap<>();
		for (JsonNode body : bodies) {
			ObjectNode command = command(body, same(scope, body), guildId(call), call.now());
			if (same(replaced, body) != null) {
				throw FormErrors.single(Integer.toString(replaced.size()), "APPLICATION_COMMANDS_DUPLICATE_NAME",
						"Application command names must be unique");
			}
			replaced.put(Json.id(command), command);
			if (count(replaced, command) > MAX_OF_A_TYPE) {
				throw ApiError.TOO_MANY_COMMANDS.exception();
			}
		}
		this.scopes.put(guildId(call), replaced);
		return RestResponse.ok(Guild.list(replaced));
	}

	private RestResponse change(Call call) {
		ObjectNode former = find(call);
		ObjectNode body = Json.copy(former);
		call.body().properties().forEach((field) -> body.set(field.getKey(), field.getValue().deepCopy()));
		Form form = Form.of(body);
		CommandForm.check(form);
		form.check();
		body.put("version", this.world.nextId(call.now()));
		scope(call).put(Json.id(former), body.put("id", Json.id(former)));
		return RestResponse.ok(body);
	}

	private RestResponse delete(Call call) {
		scope(call).remove(Json.id(find(call)));
		return RestResponse.noContent();
	}

	private ObjectNode permissionsOf(String commandId, String guildId) {
		ObjectNode view = Json.object()
			.put("id", commandId)
			.put("application_id", this.world.botId())
			.put("guild_id", guildId);
		view.set("permissions", this.permissions.getOrDefault(guildId + "/" + commandId, Json.array()).deepCopy());
		return view;
	}

	private RestResponse allPermissions(Call call) {
		String guildId = guildId(call);
		ArrayNode list = Json.array();
		this.permissions.keySet()
			.stream()
			.filter((key) -> key.startsWith(guildId + "/"))
			.forEach((key) -> list.add(permissionsOf(key.substring(guildId.length() + 1), guildId)));
		return RestResponse.ok(list);
	}

	private RestResponse getPermissions(Call call) {
		String guildId = guildId(call);
		if (!this.permissions.containsKey(guildId + "/" + call.path("command"))) {
			throw ApiError.UNKNOWN_COMMAND_PERMISSIONS.exception();
		}
		return RestResponse.ok(permissionsOf(call.path("command"), guildId));
	}

	/* Needs the token of a person who may manage the guild; whichever comes is taken. */
	private RestResponse putPermissions(Call call) {
		String guildId = guildId(call);
		JsonNode listed = call.body().path("permissions");
		this.permissions.put(guildId + "/" + call.path("command"),
				listed.isArray() ? (ArrayNode) listed.deepCopy() : Json.array());
		ObjectNode event = permissionsOf(call.path("command"), guildId);
		this.world.emit("APPLICATION_COMMAND_PERMISSIONS_UPDATE", event.deepCopy(), guildId);
		return RestResponse.ok(event);
	}

}
