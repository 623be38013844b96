package io.discordgateway.test.discord;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Votes in polls, and how polls end (Resources &gt; Poll).
 */
final class Polls {

	/** Type of the message that tells the result. */
	private static final int POLL_RESULT = 46;

	private Polls() {
	}

	static void vote(World world, Channel channel, StoredMessage message, String userId, String answer, boolean add,
			Instant now) {
		JsonNode poll = message.data().path("poll");
		int id = answerId(poll, answer);
		if (poll.path("results").path("is_finalized").asBoolean(false)
				|| !OffsetDateTime.parse(Json.text(poll, "expiry")).toInstant().isAfter(now)) {
			throw new IllegalArgumentException("The poll is over");
		}
		if (add && !poll.path("allow_multiselect").asBoolean(false)) {
			for (Map.Entry<Integer, Set<String>> other : List.copyOf(message.votes().entrySet())) {
				if (other.getKey() != id && other.getValue().contains(userId)) {
					tell(world, channel, message, userId, other.getKey(), false);
				}
			}
		}
		if (message.votes().getOrDefault(id, Set.of()).contains(userId) != add) {
			tell(world, channel, message, userId, id, add);
		}
	}

	private static int answerId(JsonNode poll, String text) {
		for (JsonNode answer : poll.path("answers")) {
			if (Json.text(answer.path("poll_media"), "text").equals(text)) {
				return answer.path("answer_id").asInt(0);
			}
		}
		throw new IllegalArgumentException("There is no answer '" + text + "' in " + poll);
	}

	private static void tell(World world, Channel channel, StoredMessage message, String userId, int answer,
			boolean add) {
		ObjectNode event = Json.object()
			.put("user_id", userId)
			.put("channel_id", channel.id())
			.put("message_id", message.id());
		World.addGuild(event, channel);
		event.put("answer_id", answer);
		world.emit("MESSAGE_POLL_VOTE_" + (add ? "ADD" : "REMOVE"), event, channel.guildId());
	}

	/** Ends a poll: its results are final, and a message tells them. */
	static void end(World world, Messages messages, Channel channel, StoredMessage message, Instant now) {
		ObjectNode changed = Json.copy(message.data());
		ObjectNode poll = (ObjectNode) changed.path("poll");
		poll.put("expiry", Timestamps.of(now));
		ArrayNode counts = poll.putObject("results").put("is_finalized", true).putArray("answer_counts");
		message.votes()
			.forEach((answer, users) -> counts.addObject()
				.put("id", answer)
				.put("count", users.size())
				.put("me_voted", users.contains(world.botId())));
		messages.change(channel, message, changed);
		ObjectNode more = Json.object().put("type", POLL_RESULT);
		world.refer(more, channel.id()).put("message_id", message.id());
		ObjectNode embed = more.putArray("embeds").addObject().put("type", "poll_result");
		ArrayNode fields = embed.putArray("fields");
		field(fields, "poll_question_text", Json.text(poll.path("question"), "text"));
		int total = message.votes().values().stream().mapToInt(Set::size).sum();
		Map.Entry<Integer, Set<String>> winner = winner(message);
		field(fields, "victor_answer_votes", Integer.toString((winner != null) ? winner.getValue().size() : 0));
		field(fields, "total_votes", Integer.toString(total));
		if (winner != null) {
			field(fields, "victor_answer_id", Integer.toString(winner.getKey()));
			field(fields, "victor_answer_text",
					Json.text(poll.path("answers").path(winner.getKey() - 1).path("poll_media"), "text"));
		}
		messages.postSystem(channel, message.data().path("author"), more, now);
	}

	/* Nobody, where two have as many. */
	private static Map.@Nullable Entry<Integer, Set<String>> winner(StoredMessage message) {
		Map.Entry<Integer, Set<String>> best = null;
		boolean tied = false;
		for (Map.Entry<Integer, Set<String>> answer : message.votes().entrySet()) {
			int lead = answer.getValue().size() - ((best != null) ? best.getValue().size() : 0);
			tied = lead == 0 || (tied && lead < 0);
			if (lead > 0) {
				best = answer;
			}
		}
		return tied ? null : best;
	}

	private static void field(ArrayNode fields, String name, String value) {
		fields.addObject().put("name", name).put("value", value).put("inline", false);
	}

}
