package io.discordgateway.test;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.DiscordWorld;
import io.discordgateway.test.discord.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Guilds as they were given, as the data of GUILD_CREATE. Confined to the gateway's
 * thread.
 */
final class RawWorld implements DiscordWorld {

	private final ObjectNode bot;

	private final CommandAnswers answers;

	private final Map<String, Dispatch> guilds = new LinkedHashMap<>();

	/** Channels of the guilds, with the guild's id. */
	private final Map<String, String> channels = new HashMap<>();

	RawWorld(Settings settings, String botId) {
		this.answers = new CommandAnswers(this, settings.memberListWindow());
		this.bot = Json.object()
			.put("id", botId)
			.put("username", "localbot")
			.put("discriminator", "0001")
			.putNull("global_name")
			.putNull("avatar")
			.put("bot", true)
			.put("verified", true)
			.put("mfa_enabled", true)
			.put("flags", 0)
			.putNull("email");
	}

	@Override
	public ObjectNode user() {
		return this.bot;
	}

	@Override
	public Collection<String> guildIds() {
		return List.copyOf(this.guilds.keySet());
	}

	@Override
	public @Nullable Dispatch guildCreate(String guildId, int intents, int largeThreshold) {
		return guild(guildId);
	}

	@Override
	public Answer answer(DiscordSession session, GatewayOpcode opcode, JsonNode data, Instant now) {
		return this.answers.answer(session, opcode, data, now);
	}

	void join(Dispatch guild) {
		this.guilds.put(guild.tree().path("id").asString(), guild);
		for (JsonNode channel : guild.tree().path("channels")) {
			this.channels.put(channel.path("id").asString(""), guild.tree().path("id").asString());
		}
	}

	@Nullable Dispatch guild(String guildId) {
		return this.guilds.get(guildId);
	}

	@Nullable String guildOfChannel(String channelId) {
		return this.channels.get(channelId);
	}

}
