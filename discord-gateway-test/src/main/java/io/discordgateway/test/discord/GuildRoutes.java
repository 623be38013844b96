package io.discordgateway.test.discord;

import java.util.Objects;

import io.discordgateway.model.Permission;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Guilds, and what of them needs no class of its own: sounds, invites, voice regions.
 */
final class GuildRoutes {

	/** Guild &gt; Modify Guild. */
	private static final String[] SETTINGS = { "name", "region", "verification_level", "default_message_notifications",
			"explicit_content_filter", "afk_channel_id", "afk_timeout", "icon", "splash", "discovery_splash", "banner",
			"system_channel_id", "system_channel_flags", "rules_channel_id", "public_updates_channel_id",
			"preferred_locale", "features", "description", "premium_progress_bar_enabled", "safety_alerts_channel_id" };

	private final World world;

	private final VoiceActions voice;

	GuildRoutes(World world, VoiceActions voice) {
		this.world = world;
		this.voice = voice;
	}

	void addTo(Router router) {
		router.get("/guilds/{guild}", this::get);
		router.patch("/guilds/{guild}", this::change);
		router.get("/guilds/{guild}/preview", this::get);
		router.get("/guilds/{guild}/soundboard-sounds", this::sounds);
		router.get("/guilds/{guild}/invites", this::invites);
		router.get("/guilds/{guild}/integrations", (call) -> nothing(call, Permission.MANAGE_GUILD));
		router.get("/guilds/{guild}/auto-moderation/rules", (call) -> nothing(call, Permission.MANAGE_GUILD));
		router.get("/guilds/{guild}/regions", this::regions);
		router.get("/voice/regions", this::regions);
		router.get("/guilds/{guild}/voice-states/{user}", this::voiceState);
		router.patch("/guilds/{guild}/voice-states/{user}", this::changeVoiceState);
		router.get("/channels/{channel}/invites", this::channelInvites);
		router.post("/channels/{channel}/invites", this::invite);
		router.get("/invites/{code}", this::getInvite).open();
		router.delete("/invites/{code}", this::deleteInvite);
	}

	private RestResponse get(Call call) {
		Guild guild = this.world.guild(call);
		ObjectNode object = guild.object();
		if (call.flag("with_counts")) {
			object.put("approximate_member_count", guild.memberCount())
				.put("approximate_presence_count", guild.presences.size());
		}
		return RestResponse.ok(object);
	}

	private RestResponse change(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_GUILD);
		Form form = Form.of(call.body());
		form.text("name", 2, 100);
		form.check();
		ObjectNode changed = guild.object();
		Json.copy(call.body(), changed, SETTINGS);
		this.world.emit("GUILD_UPDATE", changed.deepCopy(), guild.id());
		return RestResponse.ok(changed);
	}

	private RestResponse nothing(Call call, Permission permission) {
		this.world.guild(call, permission);
		return RestResponse.ok(Json.array());
	}

	private RestResponse sounds(Call call) {
		ObjectNode page = Json.object();
		page.set("items", this.world.guild(call).listIn("soundboard_sounds").deepCopy());
		return RestResponse.ok(page);
	}

	private RestResponse regions(Call call) {
		ArrayNode regions = Json.array();
		for (String id : new String[] { "rotterdam", "us-east" }) {
			regions.addObject()
				.put("id", id)
				.put("name", id)
				.put("optimal", id.equals("rotterdam"))
				.put("deprecated", false)
				.put("custom", false);
		}
		return RestResponse.ok(regions);
	}

	private RestResponse voiceState(Call call) {
		Guild guild = this.world.guild(call);
		String user = call.path("user").equals("@me") ? this.world.botId() : call.path("user");
		ObjectNode state = guild.voiceStates.get(user);
		if (state == null) {
			throw ApiError.UNKNOWN_VOICE_STATE.exception();
		}
		ObjectNode view = Json.copy(state).put("guild_id", guild.id());
		this.world.addWholeMember(view, guild, user);
		return RestResponse.ok(view);
	}

	private RestResponse changeVoiceState(Call call) {
		Guild guild = this.world.guild(call);
		boolean own = call.path("user").equals("@me");
		if (!own) {
			Access.require(guild, this.world.botId(), Permission.MUTE_MEMBERS);
		}
		ObjectNode changes = Json.object();
		Json.copy(call.body(), changes, "suppress", "request_to_speak_timestamp");
		this.voice.moderate(guild, own ? this.world.botId() : call.path("user"), changes);
		return RestResponse.noContent();
	}

	private RestResponse invites(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_GUILD);
		ArrayNode list = Json.array();
		guild.invites.values().forEach((invite) -> list.add(view(guild, invite)));
		return RestResponse.ok(list);
	}

	private RestResponse channelInvites(Call call) {
		Channel channel = this.world.channel(call, Permission.MANAGE_CHANNELS);
		Guild guild = channel.guildOrThrow();
		ArrayNode list = Json.array();
		guild.invites.values()
			.stream()
			.filter((invite) -> Json.text(invite, "channel_id").equals(channel.id()))
			.forEach((invite) -> list.add(view(guild, invite)));
		return RestResponse.ok(list);
	}

	private RestResponse invite(Call call) {
		Channel channel = this.world.channel(call, Permission.CREATE_INSTANT_INVITE);
		Guild guild = channel.guildOrThrow();
		Form form = Form.of(call.body());
		int maxAge = form.number("max_age", 86_400, 0, 604_800);
		int maxUses = form.number("max_uses", 0, 0, 100);
		form.check();
		String code = Long.toString(Long.parseUnsignedLong(this.world.nextId(call.now())), 36);
		ObjectNode event = Json.object()
			.put("channel_id", channel.id())
			.put("guild_id", guild.id())
			.put("code", code)
			.put("created_at", Timestamps.of(call.now()))
			.put("max_age", maxAge)
			.put("max_uses", maxUses)
			.put("uses", 0)
			.put("temporary", call.body().path("temporary").asBoolean(false));
		if (maxAge > 0) {
			event.put("expires_at", Timestamps.of(call.now().plusSeconds(maxAge)));
		}
		event.set("inviter", this.world.state().bot().deepCopy());
		this.world.emit("INVITE_CREATE", event, guild.id());
		return RestResponse.ok(view(guild, Objects.requireNonNull(guild.invites.get(code))));
	}

	private static ObjectNode view(Guild guild, JsonNode invite) {
		ObjectNode view = Json.copy(invite).put("type", 0);
		ObjectNode shown = view.putObject("guild");
		Json.copy(guild.data(), shown, "id", "name", "icon", "splash", "banner", "description", "features",
				"verification_level", "vanity_url_code", "nsfw_level", "premium_subscription_count");
		ObjectNode channel = guild.channels.get(Json.text(invite, "channel_id"));
		if (channel != null) {
			Json.copy(channel, view.putObject("channel"), "id", "name", "type");
		}
		return view;
	}

	private RestResponse getInvite(Call call) {
		for (Guild guild : this.world.state().guilds().values()) {
			ObjectNode invite = guild.invites.get(call.path("code"));
			if (invite != null) {
				return RestResponse.ok(view(guild, invite));
			}
		}
		throw ApiError.UNKNOWN_INVITE.exception();
	}

	private RestResponse deleteInvite(Call call) {
		for (Guild guild : this.world.state().guilds().values()) {
			ObjectNode invite = guild.invites.get(call.path("code"));
			if (invite != null) {
				Access.require(guild, this.world.botId(), Permission.MANAGE_GUILD);
				ObjectNode event = Json.object();
				Json.copy(invite, event, "channel_id", "guild_id", "code");
				ObjectNode view = view(guild, invite);
				this.world.emit("INVITE_DELETE", event, guild.id());
				return RestResponse.ok(view);
			}
		}
		throw ApiError.UNKNOWN_INVITE.exception();
	}

}
