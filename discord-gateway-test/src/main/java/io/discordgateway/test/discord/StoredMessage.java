package io.discordgateway.test.discord;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Message as it is kept: the object of the HTTP API without its reactions, and who
 * reacted how.
 */
final class StoredMessage {

	private final String id;

	private final String channelId;

	private final ObjectNode data;

	private final @Nullable String onlyFor;

	private final Map<String, Reaction> reactions = new LinkedHashMap<>();

	private final Map<Integer, Set<String>> votes = new LinkedHashMap<>();

	/**
	 * Creates a message.
	 * @param data the message object, which becomes the store's
	 * @param onlyFor the one user who sees an ephemeral message, or {@code null}
	 */
	StoredMessage(ObjectNode data, @Nullable String onlyFor) {
		this.id = Json.id(data);
		this.channelId = Json.text(data, "channel_id");
		this.data = data;
		this.onlyFor = onlyFor;
	}

	String id() {
		return this.id;
	}

	String channelId() {
		return this.channelId;
	}

	ObjectNode data() {
		return this.data;
	}

	String authorId() {
		return Json.id(this.data.path("author"));
	}

	@Nullable String onlyFor() {
		return this.onlyFor;
	}

	boolean ephemeral() {
		return this.onlyFor != null;
	}

	Map<String, Reaction> reactions() {
		return this.reactions;
	}

	Map<Integer, Set<String>> votes() {
		return this.votes;
	}

	/**
	 * Returns the message object.
	 * @param viewer the user who looks, whose own reactions are marked
	 * @return a copy
	 */
	ObjectNode object(String viewer) {
		ObjectNode object = Json.copy(this.data);
		if (!this.reactions.isEmpty()) {
			ArrayNode list = object.putArray("reactions");
			this.reactions.values().forEach((reaction) -> list.add(reaction.object(viewer)));
		}
		if (object.path("poll").isObject()) {
			pollResults((ObjectNode) object.path("poll"), viewer);
		}
		return object;
	}

	private void pollResults(ObjectNode poll, String viewer) {
		ObjectNode results = poll.path("results").isObject() ? (ObjectNode) poll.path("results")
				: poll.putObject("results").put("is_finalized", false);
		ArrayNode counts = results.putArray("answer_counts");
		this.votes.forEach((answer, users) -> counts.addObject()
			.put("id", answer)
			.put("count", users.size())
			.put("me_voted", users.contains(viewer)));
	}

	/**
	 * All reactions with one emoji.
	 *
	 * @param emoji the partial emoji
	 * @param users who reacted, first one first
	 */
	record Reaction(ObjectNode emoji, Set<String> users) {

		Reaction(ObjectNode emoji) {
			this(emoji, new LinkedHashSet<>());
		}

		private ObjectNode object(String viewer) {
			ObjectNode reaction = Json.object().put("count", this.users.size());
			reaction.putObject("count_details").put("burst", 0).put("normal", this.users.size());
			reaction.put("me", this.users.contains(viewer)).put("me_burst", false);
			reaction.set("emoji", this.emoji.deepCopy());
			reaction.putArray("burst_colors");
			return reaction;
		}

	}

}
