package io.discordgateway.test.discord;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds in the world what recorded events can be about: channels that are there, and
 * messages that were written.
 */
final class RecordedPlaces {

	/** How many messages of a guild can still be changed, deleted or reacted to. */
	private static final int REMEMBERED = 100;

	private final SimulatedWorld world;

	private final Random random;

	private final Map<String, Deque<StoredMessage>> written = new HashMap<>();

	RecordedPlaces(SimulatedWorld world, Random random) {
		this.world = world;
		this.random = random;
	}

	WorldState state() {
		return this.world.world().state();
	}

	Random random() {
		return this.random;
	}

	@Nullable Guild guild(JsonNode event) {
		return state().guild(Json.text(event, "guild_id"));
	}

	/** The recorded channel if the guild has it, else another one like it. */
	@Nullable String channel(Guild guild, String recorded, int... types) {
		if (guild.channels.containsKey(recorded) || guild.threads.containsKey(recorded)) {
			return recorded;
		}
		List<String> like = guild.channels.values()
			.stream()
			.filter((channel) -> isOneOf(channel.path("type").asInt(), types))
			.map(Json::id)
			.toList();
		return like.isEmpty() ? null : like.get(this.random.nextInt(like.size()));
	}

	private static boolean isOneOf(int type, int[] types) {
		for (int wanted : types) {
			if (wanted == type) {
				return true;
			}
		}
		return false;
	}

	/** Puts a channel of the guild into the event; false if there is none. */
	boolean place(ObjectNode event, Guild guild, String field, int... types) {
		String channel = channel(guild, Json.text(event, field), types);
		if (channel != null) {
			event.put(field, channel);
		}
		return channel != null;
	}

	void written(String guildId, StoredMessage message) {
		Deque<StoredMessage> messages = this.written.computeIfAbsent(guildId, (id) -> new ArrayDeque<>());
		messages.addLast(message);
		if (messages.size() > REMEMBERED) {
			messages.removeFirst();
		}
	}

	/** A message that was written in the guild and is still there, or {@code null}. */
	@Nullable StoredMessage message(String guildId, Predicate<StoredMessage> wanted) {
		Deque<StoredMessage> messages = this.written.getOrDefault(guildId, new ArrayDeque<>());
		messages.removeIf((message) -> state().messages().find(message.channelId(), message.id()) != message);
		List<StoredMessage> all = messages.stream().filter(wanted).toList();
		return all.isEmpty() ? null : all.get(this.random.nextInt(all.size()));
	}

	/** The user as the world knows them, in place of how they were recorded. */
	ObjectNode user(JsonNode recorded) {
		ObjectNode known = state().users().get(Json.id(recorded));
		return Json.copy((known != null) ? known : state().learnUser(recorded));
	}

}
