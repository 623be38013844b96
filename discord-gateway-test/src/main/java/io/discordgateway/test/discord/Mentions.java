package io.discordgateway.test.discord;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds whom a message mentions, as far as it is allowed to (Message &gt; Allowed
 * Mentions).
 */
final class Mentions {

	private static final Pattern USER = Pattern.compile("<@!?(\\d{1,20})>");

	private static final Pattern ROLE = Pattern.compile("<@&(\\d{1,20})>");

	private static final Pattern EVERYONE = Pattern.compile("@(everyone|here)");

	private final WorldState state;

	Mentions(WorldState state) {
		this.state = state;
	}

	/**
	 * Writes the mentions into a message.
	 * @param message the message, whose content is read
	 * @param allowed what the writer allows; all if missing
	 * @param mayMentionAll whether the writer has the permission to
	 * @param answered the author of the message that is answered, or {@code null}
	 */
	void write(ObjectNode message, JsonNode allowed, boolean mayMentionAll, @Nullable String answered) {
		String content = Json.text(message, "content");
		boolean pings = allowed.isMissingNode() || allowed.path("replied_user").asBoolean(false);
		Set<String> users = new LinkedHashSet<>();
		if (answered != null && pings) {
			users.add(answered);
		}
		find(USER, content, allowed, "users", users);
		ArrayNode mentions = message.putArray("mentions");
		users.forEach((id) -> {
			ObjectNode user = this.state.users().get(id);
			if (user != null) {
				mentions.add(user.deepCopy());
			}
		});
		Set<String> roles = new LinkedHashSet<>();
		find(ROLE, content, allowed, "roles", roles);
		ArrayNode mentionedRoles = message.putArray("mention_roles");
		roles.forEach(mentionedRoles::add);
		boolean all = mayMentionAll && parses(allowed, "everyone") && EVERYONE.matcher(content).find();
		message.put("mention_everyone", all);
	}

	private static void find(Pattern pattern, String content, JsonNode allowed, String kind, Set<String> found) {
		Matcher matcher = pattern.matcher(content);
		while (matcher.find()) {
			if (parses(allowed, kind) || contains(allowed.path(kind), matcher.group(1))) {
				found.add(matcher.group(1));
			}
		}
	}

	private static boolean parses(JsonNode allowed, String kind) {
		return allowed.isMissingNode() || contains(allowed.path("parse"), kind);
	}

	private static boolean contains(JsonNode list, String value) {
		return list.valueStream().anyMatch((entry) -> value.equals(Json.text(entry)));
	}

	/** The users of an event in a guild, each with what they are as a member there. */
	static void addMembers(ObjectNode event, @Nullable Guild guild) {
		if (guild == null) {
			return;
		}
		for (JsonNode user : event.path("mentions")) {
			if (guild.members.containsKey(Json.id(user))) {
				((ObjectNode) user).set("member", guild.memberWithoutUser(Json.id(user)));
			}
		}
	}

}
