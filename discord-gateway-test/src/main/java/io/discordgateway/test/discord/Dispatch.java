package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import io.discordgateway.Internal;
import io.discordgateway.payload.GatewayIntent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Event before it has a sequence number. What a session sees of it depends on its
 * intents. Confined to one thread at a time.
 *
 * @since 0.1
 */
@Internal
public final class Dispatch {

	private final String event;

	private final byte[] data;

	private final JsonNode tree;

	private byte @Nullable [] reduced;

	private Dispatch(String event, byte[] data, JsonNode tree) {
		this.event = event;
		this.data = data;
		this.tree = tree;
	}

	/**
	 * Makes an event of JSON, which is sent as it is.
	 * @param event name of the event
	 * @param json its data
	 * @return the event
	 * @throws IllegalArgumentException if the data is not JSON
	 */
	public static Dispatch of(String event, String json) {
		return new Dispatch(event, json.getBytes(StandardCharsets.UTF_8), Json.read(json));
	}

	/**
	 * Makes an event.
	 * @param event name of the event
	 * @param tree its data; it must not be changed any more
	 * @return the event
	 */
	public static Dispatch of(String event, JsonNode tree) {
		return new Dispatch(event, Json.write(tree), tree);
	}

	/**
	 * Returns the event's name.
	 * @return the name
	 */
	public String event() {
		return this.event;
	}

	/**
	 * Returns the event's data.
	 * @return the data; it must not be changed
	 */
	public JsonNode tree() {
		return this.tree;
	}

	/**
	 * Returns the shard that the event is on (R37).
	 * @param total the number of shards
	 * @return the shard's number, 0 for what has no guild
	 */
	public int shard(int total) {
		boolean isGuild = this.event.startsWith("GUILD_") && this.tree.has("id") && !this.tree.has("guild_id");
		String guild = this.tree.path(isGuild ? "id" : "guild_id").asString("");
		return guild.isEmpty() ? 0 : shardOf(guild, total);
	}

	static int shardOf(String guildId, int total) {
		return (int) Long.remainderUnsigned(Long.parseUnsignedLong(guildId) >>> 22, total);
	}

	/**
	 * Returns the event's data as a session sees it.
	 * @param intents the session's intents
	 * @param botId the bot's own id
	 * @return the data as JSON, or {@code null} if the session does not get the event
	 */
	byte @Nullable [] dataFor(int intents, String botId) {
		if (!EventIntents.deliver(this.event, inGuild(), intents) && !concernsOwnMember(botId)) {
			return null;
		}
		return switch (this.event) {
			case "MESSAGE_CREATE", "MESSAGE_UPDATE" -> (lacks(intents, GatewayIntent.MESSAGE_CONTENT)
					&& MessageContent.isAnyWithheld(this.tree, inGuild(), botId)) ? reduced(botId) : this.data;
			case "AUTO_MODERATION_ACTION_EXECUTION" ->
				lacks(intents, GatewayIntent.MESSAGE_CONTENT) ? reduced(botId) : this.data;
			case "GUILD_CREATE" -> lacks(intents, GatewayIntent.GUILD_PRESENCES) ? reduced(botId) : this.data;
			default -> this.data;
		};
	}

	private boolean inGuild() {
		return this.tree.has("guild_id");
	}

	/** GUILD_MEMBER_UPDATE of the bot itself needs no intent. */
	private boolean concernsOwnMember(String botId) {
		return this.event.equals("GUILD_MEMBER_UPDATE") && botId.equals(this.tree.path("user").path("id").asString(""));
	}

	private byte[] reduced(String botId) {
		byte[] bytes = this.reduced;
		if (bytes == null) {
			ObjectNode copy = (ObjectNode) this.tree.deepCopy();
			switch (this.event) {
				case "GUILD_CREATE" -> reduceMembers(copy, botId);
				case "AUTO_MODERATION_ACTION_EXECUTION" -> emptyText(copy, "content", "matched_content");
				default -> MessageContent.withhold(copy, inGuild(), botId);
			}
			bytes = Json.write(copy);
			this.reduced = bytes;
		}
		return bytes;
	}

	private static void emptyText(ObjectNode data, String... fields) {
		for (String field : fields) {
			if (data.has(field)) {
				data.put(field, "");
			}
		}
	}

	private static void reduceMembers(ObjectNode guild, String botId) {
		Set<String> kept = new HashSet<>();
		kept.add(botId);
		for (JsonNode voiceState : guild.path("voice_states")) {
			kept.add(voiceState.path("user_id").asString(""));
		}
		JsonNode members = guild.path("members");
		ArrayNode reduced = guild.putArray("members");
		for (JsonNode member : members) {
			if (kept.contains(member.path("user").path("id").asString(""))) {
				reduced.add(member);
			}
		}
		guild.putArray("presences");
	}

	private static boolean lacks(int intents, GatewayIntent intent) {
		return (intents & intent.value()) == 0;
	}

}
