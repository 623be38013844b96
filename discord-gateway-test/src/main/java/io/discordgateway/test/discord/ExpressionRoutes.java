package io.discordgateway.test.discord;

import java.util.List;

import io.discordgateway.model.Permission;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Emojis and stickers of a guild (Resources &gt; Emoji, Sticker). Every change is told
 * with the whole list.
 */
final class ExpressionRoutes {

	private static final String EMOJIS = "/guilds/{guild}/emojis";

	private static final String STICKERS = "/guilds/{guild}/stickers";

	private final World world;

	ExpressionRoutes(World world) {
		this.world = world;
	}

	void addTo(Router router) {
		router.get(EMOJIS, (call) -> RestResponse.ok(this.world.guild(call).listIn("emojis")));
		router.post(EMOJIS, this::createEmoji);
		router.get(EMOJIS + "/{emoji}", (call) -> RestResponse.ok(emoji(this.world.guild(call), call)));
		router.patch(EMOJIS + "/{emoji}", this::changeEmoji);
		router.delete(EMOJIS + "/{emoji}", this::deleteEmoji);
		router.get(STICKERS, (call) -> RestResponse.ok(this.world.guild(call).listIn("stickers")));
		router.post(STICKERS, this::createSticker);
		router.get(STICKERS + "/{sticker}", (call) -> RestResponse.ok(sticker(this.world.guild(call), call)));
		router.patch(STICKERS + "/{sticker}", this::changeSticker);
		router.delete(STICKERS + "/{sticker}", this::deleteSticker);
		router.get("/stickers/{sticker}", this::anySticker);
	}

	private static ObjectNode emoji(Guild guild, Call call) {
		ObjectNode emoji = guild.find("emojis", "id", call.path("emoji"));
		if (emoji == null) {
			throw ApiError.UNKNOWN_EMOJI.exception();
		}
		return emoji;
	}

	private static ObjectNode sticker(Guild guild, Call call) {
		ObjectNode sticker = guild.find("stickers", "id", call.path("sticker"));
		if (sticker == null) {
			throw ApiError.UNKNOWN_STICKER.exception();
		}
		return sticker;
	}

	private RestResponse anySticker(Call call) {
		for (Guild guild : this.world.state().guilds().values()) {
			ObjectNode sticker = guild.find("stickers", "id", call.path("sticker"));
			if (sticker != null) {
				return RestResponse.ok(sticker);
			}
		}
		throw ApiError.UNKNOWN_STICKER.exception();
	}

	private RestResponse createEmoji(Call call) {
		Guild guild = this.world.guild(call, Permission.CREATE_GUILD_EXPRESSIONS);
		Form form = Form.of(call.body());
		String name = form.requiredText("name", 2, 32);
		String image = form.requiredText("image", 1, 400_000);
		if (!image.isEmpty() && !image.startsWith("data:image/")) {
			form.error("image", "BINARY_TYPE_INVALID", "Invalid image data");
		}
		form.check();
		ObjectNode emoji = Json.object().put("id", this.world.nextId(call.now())).put("name", name);
		emoji.set("roles", roles(call.body()));
		emoji.put("require_colons", true)
			.put("managed", false)
			.put("animated", image.startsWith("data:image/gif"))
			.put("available", true);
		emoji.set("user", this.world.state().bot().deepCopy());
		ArrayNode list = guild.listIn("emojis").deepCopy();
		tell("EMOJIS", guild, "emojis", list.add(emoji.deepCopy()));
		return RestResponse.json(201, emoji);
	}

	private static JsonNode roles(JsonNode body) {
		return body.path("roles").isArray() ? body.path("roles").deepCopy() : Json.array();
	}

	private RestResponse changeEmoji(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_GUILD_EXPRESSIONS);
		ObjectNode emoji = Json.copy(emoji(guild, call));
		Form form = Form.of(call.body());
		form.text("name", 2, 32);
		form.check();
		Json.copy(call.body(), emoji, "name");
		if (call.body().has("roles")) {
			emoji.set("roles", roles(call.body()));
		}
		tell("EMOJIS", guild, "emojis", replaced(guild, "emojis", emoji));
		return RestResponse.ok(emoji);
	}

	private RestResponse deleteEmoji(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_GUILD_EXPRESSIONS);
		tell("EMOJIS", guild, "emojis", without(guild, "emojis", Json.id(emoji(guild, call))));
		return RestResponse.noContent();
	}

	private RestResponse createSticker(Call call) {
		Guild guild = this.world.guild(call, Permission.CREATE_GUILD_EXPRESSIONS);
		Form form = Form.of(call.body());
		String name = form.requiredText("name", 2, 30);
		String description = form.text("description", 0, 100);
		String tags = form.requiredText("tags", 1, 200);
		if (call.files().isEmpty()) {
			form.errors().required(form.path("file"));
		}
		form.check();
		ObjectNode sticker = Json.object()
			.put("id", this.world.nextId(call.now()))
			.put("name", name)
			.put("description", (description != null && !description.isEmpty()) ? description : null)
			.put("tags", tags)
			.put("type", 2)
			.put("format_type", 1)
			.put("available", true)
			.put("guild_id", guild.id());
		sticker.set("user", this.world.state().bot().deepCopy());
		ArrayNode list = guild.listIn("stickers").deepCopy();
		tell("STICKERS", guild, "stickers", list.add(sticker.deepCopy()));
		return RestResponse.json(201, sticker);
	}

	private RestResponse changeSticker(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_GUILD_EXPRESSIONS);
		ObjectNode sticker = Json.copy(sticker(guild, call));
		Form form = Form.of(call.body());
		form.text("name", 2, 30);
		form.text("description", 0, 100);
		form.text("tags", 1, 200);
		form.check();
		Json.copy(call.body(), sticker, "name", "description", "tags");
		tell("STICKERS", guild, "stickers", replaced(guild, "stickers", sticker));
		return RestResponse.ok(sticker);
	}

	private RestResponse deleteSticker(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_GUILD_EXPRESSIONS);
		tell("STICKERS", guild, "stickers", without(guild, "stickers", Json.id(sticker(guild, call))));
		return RestResponse.noContent();
	}

	private static ArrayNode replaced(Guild guild, String field, ObjectNode changed) {
		ArrayNode list = Json.array();
		guild.listIn(field)
			.forEach((one) -> list.add((Json.id(one).equals(Json.id(changed)) ? changed : one).deepCopy()));
		return list;
	}

	private static ArrayNode without(Guild guild, String field, String id) {
		ArrayNode list = Json.array();
		List.copyOf(guild.listIn(field).valueStream().toList()).forEach((one) -> {
			if (!Json.id(one).equals(id)) {
				list.add(one.deepCopy());
			}
		});
		return list;
	}

	private void tell(String what, Guild guild, String field, ArrayNode list) {
		ObjectNode event = Json.object().put("guild_id", guild.id());
		event.set(field, list);
		this.world.emit("GUILD_" + what + "_UPDATE", event, guild.id());
	}

}
