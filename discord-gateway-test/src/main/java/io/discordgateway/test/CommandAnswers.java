package io.discordgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.time.Duration;
import java.time.Instant;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.test.discord.DiscordSession;
import io.discordgateway.test.discord.DiscordWorld;
import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does what commands ask for, as far as other events show it (R27, R28). Confined to the
 * gateway's thread.
 */
final class CommandAnswers {

	/** Members in one GUILD_MEMBERS_CHUNK. */
	private static final int CHUNK = 1000;

	private static final int MAX_USER_IDS = 100;

	private static final int MAX_NONCE = 32;

	private final RawWorld world;

	private final Duration wholeListWindow;

	/** When the whole list of a guild was asked for last. */
	private final Map<String, Instant> wholeLists = new HashMap<>();

	private List<Dispatch> events = new ArrayList<>();

	CommandAnswers(RawWorld world, Duration wholeListWindow) {
		this.world = world;
		this.wholeListWindow = wholeListWindow;
	}

	/**
	 * Answers a command.
	 * @param session the session that sent it
	 * @param opcode its opcode
	 * @param data its data
	 * @param now the time
	 * @return the answer
	 */
	DiscordWorld.Answer answer(DiscordSession session, GatewayOpcode opcode, JsonNode data, Instant now) {
		this.events = new ArrayList<>();
		String violation = switch (opcode) {
			case REQUEST_GUILD_MEMBERS -> members(session, data, now);
			case VOICE_STATE_UPDATE -> voiceState(session, data);
			case REQUEST_SOUNDBOARD_SOUNDS -> sounds(data);
			case REQUEST_CHANNEL_INFO -> channels(data);
			default -> null;
		};
		return new DiscordWorld.Answer(this.events, violation);
	}

	private @Nullable String voiceState(DiscordSession session, JsonNode data) {
		ObjectNode state = ((ObjectNode) data.deepCopy()).put("user_id", this.world.user().path("id").asString())
			.put("session_id", session.id());
		state.put("deaf", false).put("mute", false).put("self_video", false).put("suppress", false);
		state.putNull("request_to_speak_timestamp");
		this.events.add(Dispatch.of("VOICE_STATE_UPDATE", state));
		return null;
	}

	private @Nullable String sounds(JsonNode data) {
		for (JsonNode id : data.path("guild_ids")) {
			Dispatch guild = this.world.guild(id.asString(""));
			if (guild != null) {
				ObjectNode answer = Json.object();
				answer.putArray("soundboard_sounds").addAll(guild.tree().path("soundboard_sounds").values());
				answer.put("guild_id", id.asString());
				this.events.add(Dispatch.of("SOUNDBOARD_SOUNDS", answer));
			}
		}
		return null;
	}

	private @Nullable String channels(JsonNode data) {
		String guildId = data.path("guild_id").asString("");
		Dispatch guild = this.world.guild(guildId);
		if (guild != null) {
			ObjectNode answer = Json.object().put("guild_id", guildId);
			ArrayNode channels = answer.putArray("channels");
			for (JsonNode channel : guild.tree().path("channels")) {
				ObjectNode info = Json.object();
				info.set("id", channel.path("id"));
				for (JsonNode field : data.path("fields")) {
					if (channel.has(field.asString(""))) {
						info.set(field.asString(), channel.path(field.asString()));
					}
				}
				if (info.size() > 1) {
					channels.add(info);
				}
			}
			this.events.add(Dispatch.of("CHANNEL_INFO", answer));
		}
		return null;
	}

	/** Answers with GUILD_MEMBERS_CHUNK, or with RATE_LIMITED (R27). */
	private @Nullable String members(DiscordSession session, JsonNode data, Instant now) {
		if (data.has("query") == data.has("user_ids")) {
			return "Members were requested by neither or both of query and user_ids";
		}
		if (data.path("user_ids").size() > MAX_USER_IDS) {
			return "More than 100 user_ids were requested";
		}
		boolean whole = data.path("query").asString("-").isEmpty() && data.path("limit").asInt(0) == 0;
		if (whole && lacks(session, GatewayIntent.GUILD_MEMBERS)) {
			return "All members were requested without the intent GUILD_MEMBERS";
		}
		boolean presences = data.path("presences").asBoolean(false);
		if (presences && lacks(session, GatewayIntent.GUILD_PRESENCES)) {
			return "Presences were requested without the intent GUILD_PRESENCES";
		}
		String guildId = data.path("guild_id").asString("");
		Dispatch guild = this.world.guild(guildId);
		if (guild == null) {
			return "Members were requested of a guild that the bot is not in";
		}
		JsonNode nonce = data.path("nonce");
		if (!nonce.isString() || nonce.asString().getBytes(StandardCharsets.UTF_8).length > MAX_NONCE) {
			nonce = null;
		}
		if (!whole || mayListNow(guildId, nonce, now)) {
			sendMembers(guild, guildId, data, nonce);
		}
		return null;
	}

	private static boolean lacks(DiscordSession session, GatewayIntent intent) {
		return (session.intents() & intent.value()) == 0;
	}

	private boolean mayListNow(String guildId, @Nullable JsonNode nonce, Instant now) {
		Instant last = this.wholeLists.get(guildId);
		long left = (last != null) ? Duration.between(now, last.plus(this.wholeListWindow)).toNanos() : 0;
		if (left <= 0) {
			this.wholeLists.put(guildId, now);
			return true;
		}
		ObjectNode limited = Json.object()
			.put("opcode", GatewayOpcode.REQUEST_GUILD_MEMBERS.code())
			.put("retry_after", left / 1_000_000 / 1000.0);
		ObjectNode meta = limited.putObject("meta").put("guild_id", guildId);
		if (nonce != null) {
			meta.set("nonce", nonce);
		}
		this.events.add(Dispatch.of("RATE_LIMITED", limited));
		return false;
	}

	private void sendMembers(Dispatch guild, String guildId, JsonNode data, @Nullable JsonNode nonce) {
		Set<String> missing = new LinkedHashSet<>();
		data.path("user_ids").forEach((id) -> missing.add(id.asString("")));
		Map<String, JsonNode> found = find(guild, data, missing);
		missing.removeAll(found.keySet());
		Map<String, JsonNode> presences = new HashMap<>();
		if (data.path("presences").asBoolean(false)) {
			guild.tree()
				.path("presences")
				.forEach((presence) -> presences.put(presence.path("user").path("id").asString(""), presence));
		}
		List<String> ids = new ArrayList<>(found.keySet());
		int chunks = Math.max(1, (ids.size() + CHUNK - 1) / CHUNK);
		for (int index = 0; index < chunks; index++) {
			List<String> part = ids.subList(index * CHUNK, Math.min(ids.size(), (index + 1) * CHUNK));
			ObjectNode chunk = Json.object().put("guild_id", guildId);
			ArrayNode members = chunk.putArray("members");
			part.forEach((id) -> members.add(found.get(id)));
			chunk.put("chunk_index", index).put("chunk_count", chunks);
			if (!missing.isEmpty() && index == 0) {
				missing.forEach(chunk.putArray("not_found")::add);
			}
			if (data.path("presences").asBoolean(false)) {
				ArrayNode shown = chunk.putArray("presences");
				part.stream().filter(presences::containsKey).forEach((id) -> shown.add(presences.get(id)));
			}
			if (nonce != null) {
				chunk.set("nonce", nonce);
			}
			this.events.add(Dispatch.of("GUILD_MEMBERS_CHUNK", chunk));
		}
	}

	private static Map<String, JsonNode> find(Dispatch guild, JsonNode data, Set<String> ids) {
		Map<String, JsonNode> found = new LinkedHashMap<>();
		int limit = data.path("limit").asInt(0);
		for (JsonNode member : guild.tree().path("members")) {
			JsonNode user = member.path("user");
			String id = user.path("id").asString("");
			boolean wanted = data.has("user_ids") ? ids.contains(id)
					: user.path("username").asString("").startsWith(data.path("query").asString(""));
			if (wanted && (limit == 0 || found.size() < limit)) {
				found.put(id, member);
			}
		}
		return found;
	}

}
