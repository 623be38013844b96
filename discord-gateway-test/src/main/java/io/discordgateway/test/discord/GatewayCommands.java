package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does what a bot's commands over the gateway ask for (R27, R28).
 */
final class GatewayCommands {

	/** Members in one GUILD_MEMBERS_CHUNK. */
	private static final int CHUNK = 1000;

	private static final int MAX_USER_IDS = 100;

	private static final int MAX_NONCE = 32;

	private final World world;

	private final VoiceActions voice;

	private final Duration memberListWindow;

	/** When the whole list of a guild was asked for last. */
	private final Map<String, Instant> wholeLists = new HashMap<>();

	GatewayCommands(World world, VoiceActions voice, Duration memberListWindow) {
		this.world = world;
		this.voice = voice;
		this.memberListWindow = memberListWindow;
	}

	DiscordWorld.Answer handle(DiscordSession session, GatewayOpcode opcode, JsonNode data, Instant now) {
		return switch (opcode) {
			case PRESENCE_UPDATE -> presence(data);
			case VOICE_STATE_UPDATE -> this.voice.moved(session, data);
			case REQUEST_GUILD_MEMBERS -> members(session, data, now);
			case REQUEST_SOUNDBOARD_SOUNDS -> sounds(data);
			case REQUEST_CHANNEL_INFO -> channels(data);
			default -> DiscordWorld.Answer.NONE;
		};
	}

	/* Others see it; the bot itself finds it in the guilds that it gets from now on. */
	private DiscordWorld.Answer presence(JsonNode data) {
		String status = Json.text(data, "status");
		boolean visible = !status.equals("invisible") && !status.equals("offline");
		ObjectNode presence = Json.object().put("status", visible ? status : "offline");
		presence.putObject("user").put("id", this.world.botId());
		presence.set("activities",
				data.path("activities").isArray() ? data.path("activities").deepCopy() : Json.array());
		presence.putObject("client_status").put("web", Json.text(presence, "status"));
		for (Guild guild : this.world.state().guilds().values()) {
			if (guild.members.containsKey(this.world.botId())) {
				this.world.adopt("PRESENCE_UPDATE", presence.deepCopy().put("guild_id", guild.id()));
			}
		}
		return DiscordWorld.Answer.NONE;
	}

	private DiscordWorld.Answer sounds(JsonNode data) {
		List<Dispatch> answers = new ArrayList<>();
		for (String id : MemberQuery.ids(data.path("guild_ids"))) {
			Guild guild = this.world.state().guild(id);
			if (guild != null) {
				ObjectNode answer = Json.object();
				answer.set("soundboard_sounds", guild.listIn("soundboard_sounds").deepCopy());
				answers.add(Dispatch.of("SOUNDBOARD_SOUNDS", answer.put("guild_id", id)));
			}
		}
		return answer(answers);
	}

	private DiscordWorld.Answer channels(JsonNode data) {
		String guildId = Json.text(data, "guild_id");
		Guild guild = this.world.state().guild(guildId);
		if (guild == null) {
			return DiscordWorld.Answer.NONE;
		}
		ObjectNode answer = Json.object().put("guild_id", guildId);
		ArrayNode channels = answer.putArray("channels");
		for (ObjectNode channel : guild.channels.values()) {
			ObjectNode info = Json.object().put("id", Json.id(channel));
			for (JsonNode field : data.path("fields")) {
				Json.copy(channel, info, field.asString(""));
			}
			if (info.size() > 1) {
				channels.add(info);
			}
		}
		return answer(List.of(Dispatch.of("CHANNEL_INFO", answer)));
	}

	/** Answers with GUILD_MEMBERS_CHUNK, or with RATE_LIMITED (R27). */
	private DiscordWorld.Answer members(DiscordSession session, JsonNode data, Instant now) {
		if (data.has("query") == data.has("user_ids")) {
			return violation("Members were requested by neither or both of query and user_ids");
		}
		if (data.path("user_ids").size() > MAX_USER_IDS) {
			return violation("More than 100 user_ids were requested");
		}
		boolean whole = data.path("query").asString("-").isEmpty() && data.path("limit").asInt(0) == 0;
		if (whole && lacks(session, GatewayIntent.GUILD_MEMBERS)) {
			return violation("All members were requested without the intent GUILD_MEMBERS");
		}
		boolean presences = data.path("presences").asBoolean(false);
		if (presences && lacks(session, GatewayIntent.GUILD_PRESENCES)) {
			return violation("Presences were requested without the intent GUILD_PRESENCES");
		}
		Guild guild = this.world.state().guild(Json.text(data, "guild_id"));
		if (guild == null) {
			return violation("Members were requested of a guild that the bot is not in");
		}
		JsonNode nonce = nonce(data);
		Dispatch limited = whole ? limited(guild, nonce, now) : null;
		return answer((limited != null) ? List.of(limited) : chunks(guild, data, nonce));
	}

	private static boolean lacks(DiscordSession session, GatewayIntent intent) {
		return (session.intents() & intent.value()) == 0;
	}

	private static DiscordWorld.Answer answer(List<Dispatch> events) {
		return new DiscordWorld.Answer(events, null);
	}

	private static DiscordWorld.Answer violation(String what) {
		return new DiscordWorld.Answer(List.of(), what);
	}

	private static @Nullable JsonNode nonce(JsonNode data) {
		JsonNode nonce = data.path("nonce");
		boolean usable = nonce.isString() && nonce.asString().getBytes(StandardCharsets.UTF_8).length <= MAX_NONCE;
		return usable ? nonce : null;
	}

	private @Nullable Dispatch limited(Guild guild, @Nullable JsonNode nonce, Instant now) {
		Instant last = this.wholeLists.get(guild.id());
		Duration left = (last != null) ? Duration.between(now, last.plus(this.memberListWindow)) : Duration.ZERO;
		if (left.isNegative() || left.isZero()) {
			this.wholeLists.put(guild.id(), now);
			return null;
		}
		ObjectNode limited = Json.object()
			.put("opcode", GatewayOpcode.REQUEST_GUILD_MEMBERS.code())
			.put("retry_after", left.toMillis() / 1000.0);
		ObjectNode meta = limited.putObject("meta").put("guild_id", guild.id());
		if (nonce != null) {
			meta.set("nonce", nonce);
		}
		return Dispatch.of("RATE_LIMITED", limited);
	}

	private static List<Dispatch> chunks(Guild guild, JsonNode data, @Nullable JsonNode nonce) {
		Set<String> missing = MemberQuery.ids(data.path("user_ids"));
		Map<String, ObjectNode> found = data.has("user_ids") ? MemberQuery.byId(guild, missing)
				: MemberQuery.byName(guild, Json.text(data, "query"), data.path("limit").asInt(0));
		missing.removeAll(found.keySet());
		boolean presences = data.path("presences").asBoolean(false);
		List<List<String>> parts = MemberQuery.parts(new ArrayList<>(found.keySet()), CHUNK);
		List<Dispatch> chunks = new ArrayList<>();
		for (List<String> part : parts) {
			ObjectNode chunk = Json.object().put("guild_id", guild.id());
			ArrayNode members = chunk.putArray("members");
			part.forEach((id) -> members.add(Objects.requireNonNull(guild.members.get(id)).deepCopy()));
			chunk.put("chunk_index", chunks.size()).put("chunk_count", parts.size());
			if (!missing.isEmpty() && chunks.isEmpty()) {
				missing.forEach(chunk.putArray("not_found")::add);
			}
			if (presences) {
				ArrayNode shown = chunk.putArray("presences");
				part.stream()
					.map(guild.presences::get)
					.filter((presence) -> presence != null)
					.forEach((presence) -> shown.add(presence.deepCopy()));
			}
			if (nonce != null) {
				chunk.set("nonce", nonce);
			}
			chunks.add(Dispatch.of("GUILD_MEMBERS_CHUNK", chunk));
		}
		return chunks;
	}

}
