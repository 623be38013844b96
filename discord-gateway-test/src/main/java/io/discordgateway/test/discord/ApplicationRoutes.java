package io.discordgateway.test.discord;

import java.util.function.Supplier;

import tools.jackson.databind.node.ObjectNode;

/**
 * The application, and the gateway that it connects to.
 */
final class ApplicationRoutes {

	private final World world;

	private final Supplier<GatewayInfo> gateway;

	private final int flags;

	private final ObjectNode changed = Json.object();

	ApplicationRoutes(World world, Supplier<GatewayInfo> gateway, int flags) {
		this.world = world;
		this.gateway = gateway;
		this.flags = flags;
	}

	void addTo(Router router) {
		router.get("/gateway", this::gateway).open();
		router.get("/gateway/bot", this::gatewayOfBot);
		router.get("/applications/@me", (call) -> RestResponse.ok(application()));
		router.patch("/applications/@me", this::change);
		router.get("/oauth2/applications/@me", (call) -> RestResponse.ok(application()));
		router.get("/applications/{application}/emojis", this::emojis);
		router.get("/applications/{application}/entitlements", (call) -> RestResponse.ok(Json.array()));
		router.get("/applications/{application}/skus", (call) -> RestResponse.ok(Json.array()));
		router.get("/applications/{application}/role-connections/metadata", (call) -> RestResponse.ok(Json.array()));
		router.get("/soundboard-default-sounds", (call) -> RestResponse.ok(Json.array()));
		router.get("/sticker-packs", this::stickerPacks);
	}

	private RestResponse gateway(Call call) {
		return RestResponse.ok(Json.object().put("url", this.gateway.get().url()));
	}

	private RestResponse gatewayOfBot(Call call) {
		GatewayInfo info = this.gateway.get();
		ObjectNode body = Json.object().put("url", info.url()).put("shards", info.shards());
		body.putObject("session_start_limit")
			.put("total", info.total())
			.put("remaining", info.remaining())
			.put("reset_after", info.resetAfter().toMillis())
			.put("max_concurrency", info.maxConcurrency());
		return RestResponse.ok(body);
	}

	private ObjectNode application() {
		ObjectNode bot = this.world.state().bot();
		ObjectNode application = Json.object()
			.put("id", this.world.botId())
			.put("name", Json.text(bot, "username"))
			.putNull("icon")
			.put("description", "")
			.put("summary", "")
			.putNull("type")
			.put("bot_public", true)
			.put("bot_require_code_grant", false)
			.put("is_monetized", false)
			.put("verify_key", "0".repeat(64))
			.put("flags", this.flags)
			.put("hook", true)
			.putNull("team")
			.putNull("interactions_endpoint_url")
			.put("approximate_guild_count", this.world.state().guilds().size());
		application.set("bot", bot.deepCopy());
		application.putObject("owner")
			.put("id", "1")
			.put("username", "owner")
			.put("discriminator", "0")
			.putNull("global_name")
			.putNull("avatar")
			.put("public_flags", 0);
		application.putArray("redirect_uris");
		application.putObject("integration_types_config").putObject("0");
		application.setAll(Json.copy(this.changed));
		return application;
	}

	private RestResponse change(Call call) {
		Json.copy(call.body(), this.changed, "description", "icon", "tags", "interactions_endpoint_url",
				"custom_install_url", "install_params", "integration_types_config",
				"role_connections_verification_url");
		return RestResponse.ok(application());
	}

	private RestResponse emojis(Call call) {
		ObjectNode page = Json.object();
		page.putArray("items");
		return RestResponse.ok(page);
	}

	private RestResponse stickerPacks(Call call) {
		ObjectNode page = Json.object();
		page.putArray("sticker_packs");
		return RestResponse.ok(page);
	}

}
