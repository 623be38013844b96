package io.discordgateway.test.discord;

import java.util.List;
import java.util.Map;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bot's own user, others, and direct channels with them.
 */
final class UserRoutes {

	private final World world;

	UserRoutes(World world) {
		this.world = world;
	}

	void addTo(Router router) {
		router.get("/users/@me", (call) -> RestResponse.ok(this.world.state().self()));
		router.patch("/users/@me", this::change);
		router.get("/users/@me/guilds", this::guilds);
		router.delete("/users/@me/guilds/{guild}", this::leave);
		router.get("/users/@me/channels", (call) -> RestResponse.ok(Json.array()));
		router.post("/users/@me/channels", this::openDirect);
		router.get("/users/{user}", (call) -> RestResponse.ok(this.world.state().requireUser(call.path("user"))));
	}

	private RestResponse change(Call call) {
		Form form = Form.of(call.body());
		String name = form.text("username", 2, 32);
		form.check();
		ObjectNode changed = Json.copy(this.world.state().bot());
		if (name != null) {
			changed.put("username", name);
		}
		Json.copy(call.body(), changed, "avatar", "banner");
		this.world.emit("USER_UPDATE", changed, null);
		return RestResponse.ok(this.world.state().self());
	}

	private RestResponse guilds(Call call) {
		String before = call.query("before");
		String after = call.query("after");
		List<Guild> page = this.world.state()
			.guilds()
			.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey(MessageStore.BY_ID))
			.map(Map.Entry::getValue)
			.filter((guild) -> before == null || MessageStore.BY_ID.compare(guild.id(), before) < 0)
			.filter((guild) -> after == null || MessageStore.BY_ID.compare(guild.id(), after) > 0)
			.limit(call.number("limit", 200, 1, 200))
			.toList();
		ArrayNode list = Json.array();
		for (Guild guild : page) {
			ObjectNode partial = list.addObject().put("id", guild.id()).put("name", Json.text(guild.data(), "name"));
			Json.putOrNull(partial, "icon", guild.data().path("icon"));
			Json.putOrNull(partial, "banner", guild.data().path("banner"));
			partial.put("owner", this.world.botId().equals(guild.ownerId()))
				.put("permissions", Access.written(Access.inGuild(guild, this.world.botId())));
			partial.set("features", guild.listIn("features").deepCopy());
			if (call.flag("with_counts")) {
				partial.put("approximate_member_count", guild.memberCount())
					.put("approximate_presence_count", guild.presences.size());
			}
		}
		return RestResponse.ok(list);
	}

	private RestResponse leave(Call call) {
		Guild guild = this.world.guild(call);
		this.world.emit("GUILD_DELETE", Json.object().put("id", guild.id()), guild.id());
		return RestResponse.noContent();
	}

	private RestResponse openDirect(Call call) {
		Form form = Form.of(call.body());
		String recipient = form.snowflake("recipient_id");
		if (recipient == null) {
			form.errors().required("recipient_id");
		}
		form.check();
		if (recipient == null || recipient.equals(this.world.botId())
				|| !this.world.state().users().containsKey(recipient)) {
			throw ApiError.INVALID_RECIPIENT.exception();
		}
		if (this.world.state().requireUser(recipient).path("bot").asBoolean(false)) {
			throw ApiError.CANNOT_SEND_TO_USER.exception();
		}
		return RestResponse.ok(direct(this.world, recipient, this.world.nextId(call.now())).data());
	}

	/** The direct channel with a user, which is opened if there was none. */
	static Channel direct(World world, String userId, String newId) {
		Channel former = world.state().directChannel(userId);
		if (former != null) {
			return former;
		}
		world.state().learnChannel(newId, "", world.state().requireUser(userId));
		return world.state().requireChannel(newId);
	}

}
