package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.List;

import io.discordgateway.model.Permission;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Channels of a guild, and what may be done in them.
 */
final class ChannelRoutes {

	private final World world;

	private final Threads threads;

	ChannelRoutes(World world, Threads threads) {
		this.world = world;
		this.threads = threads;
	}

	void addTo(Router router) {
		router.get("/channels/{channel}", this::get);
		router.patch("/channels/{channel}", this::change)
			.limit(5, Duration.ofSeconds(15))
			.subLimit((body) -> body.has("name") || body.has("topic"), 2, Duration.ofMinutes(10));
		router.delete("/channels/{channel}", this::delete);
		router.put("/channels/{channel}/permissions/{overwrite}", this::putOverwrite);
		router.delete("/channels/{channel}/permissions/{overwrite}", this::deleteOverwrite);
		router.put("/channels/{channel}/voice-status", this::voiceStatus);
		router.get("/guilds/{guild}/channels", this::list);
		router.post("/guilds/{guild}/channels", this::create);
		router.patch("/guilds/{guild}/channels", this::move);
	}

	private RestResponse get(Call call) {
		return RestResponse.ok(this.world.channel(call).data());
	}

	private RestResponse change(Call call) {
		Channel channel = this.world.state().requireChannel(call.path("channel"));
		if (channel.isThread()) {
			return this.threads.change(channel, call);
		}
		Access.require(channel, this.world.botId(), Permission.MANAGE_CHANNELS);
		Guild guild = channel.guildOrThrow();
		if (call.body().has("permission_overwrites")) {
			Access.require(channel, this.world.botId(), Permission.MANAGE_ROLES);
		}
		ObjectNode changed = ChannelForm.change(channel.data(), call.body(), guild);
		this.world.emit("CHANNEL_UPDATE", changed, guild.id());
		return RestResponse.ok(this.world.state().requireChannel(channel.id()).data());
	}

	private RestResponse delete(Call call) {
		Channel channel = this.world.channel(call);
		if (channel.guildId() == null) {
			return RestResponse.ok(channel.data());
		}
		Access.require(channel, this.world.botId(),
				channel.isThread() ? Permission.MANAGE_THREADS : Permission.MANAGE_CHANNELS);
		ObjectNode data = Json.copy(channel.data());
		if (channel.isThread()) {
			ObjectNode event = Json.object();
			Json.copy(data, event, "id", "guild_id", "parent_id", "type");
			this.world.emit("THREAD_DELETE", event, channel.guildId());
		}
		else {
			this.world.emit("CHANNEL_DELETE", data.deepCopy(), channel.guildId());
			orphan(channel.guildOrThrow(), channel.id());
		}
		return RestResponse.ok(data);
	}

	/* Channel > Delete/Close Channel: what was in a category goes on without it. */
	private void orphan(Guild guild, String category) {
		for (ObjectNode child : List.copyOf(guild.channels.values())) {
			if (category.equals(Json.text(child, "parent_id"))) {
				this.world.emit("CHANNEL_UPDATE", Json.copy(child).putNull("parent_id"), guild.id());
			}
		}
	}

	private RestResponse putOverwrite(Call call) {
		Channel channel = this.world.channel(call, Permission.MANAGE_ROLES);
		ObjectNode overwrite = ChannelForm.overwrite(call.body()).put("id", call.path("overwrite"));
		changeOverwrites(channel, overwrite);
		return RestResponse.noContent();
	}

	private RestResponse deleteOverwrite(Call call) {
		Channel channel = this.world.channel(call, Permission.MANAGE_ROLES);
		String id = call.path("overwrite");
		if (channel.data().path("permission_overwrites").valueStream().noneMatch((one) -> id.equals(Json.id(one)))) {
			throw ApiError.UNKNOWN_OVERWRITE.exception();
		}
		changeOverwrites(channel, Json.object().put("id", id));
		return RestResponse.noContent();
	}

	/** Replaces the overwrite with the same id, by nothing if it says nothing. */
	private void changeOverwrites(Channel channel, ObjectNode overwrite) {
		Guild guild = channel.guildOrThrow();
		ObjectNode changed = Json.copy(channel.data());
		ArrayNode overwrites = changed.putArray("permission_overwrites");
		for (JsonNode former : channel.data().path("permission_overwrites")) {
			if (!Json.id(former).equals(Json.id(overwrite))) {
				overwrites.add(former.deepCopy());
			}
		}
		if (overwrite.size() > 1) {
			overwrites.add(overwrite);
		}
		this.world.emit("CHANNEL_UPDATE", changed, guild.id());
	}

	private RestResponse voiceStatus(Call call) {
		Channel channel = this.world.channel(call, Permission.SET_VOICE_CHANNEL_STATUS);
		ObjectNode event = Json.object().put("id", channel.id());
		World.addGuild(event, channel);
		Json.putOrNull(event, "status", call.body().path("status"));
		channel.data().set("status", event.path("status"));
		this.world.emit("VOICE_CHANNEL_STATUS_UPDATE", event, channel.guildId());
		return RestResponse.noContent();
	}

	/** Channels that the bot may not see are left out (R51). */
	private RestResponse list(Call call) {
		Guild guild = this.world.guild(call);
		ArrayNode list = Json.array();
		guild.channels.forEach((id, data) -> {
			if (Access.sees(new Channel(id, data, guild.id(), guild), this.world.botId())) {
				list.add(data.deepCopy());
			}
		});
		return RestResponse.ok(list);
	}

	private RestResponse create(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_CHANNELS);
		ObjectNode channel = ChannelForm.create(call.body(), this.world.nextId(call.now()), guild);
		this.world.emit("CHANNEL_CREATE", channel.deepCopy(), guild.id());
		return RestResponse.created(channel);
	}

	private RestResponse move(Call call) {
		Guild guild = this.world.guild(call, Permission.MANAGE_CHANNELS);
		for (JsonNode moved : call.json()) {
			ObjectNode former = guild.channels.get(Json.id(moved));
			if (former == null) {
				throw ApiError.UNKNOWN_CHANNEL.exception();
			}
			ObjectNode changed = Json.copy(former);
			Json.copy(moved, changed, "position", "parent_id");
			if (!changed.equals(former)) {
				this.world.emit("CHANNEL_UPDATE", changed, guild.id());
			}
		}
		return RestResponse.noContent();
	}

}
