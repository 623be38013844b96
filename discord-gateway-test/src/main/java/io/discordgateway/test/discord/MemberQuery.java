package io.discordgateway.test.discord;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds members by ids or by the beginning of one of their names, whatever the case.
 */
final class MemberQuery {

	private MemberQuery() {
	}

	static Map<String, ObjectNode> byName(Guild guild, String query, int limit) {
		Map<String, ObjectNode> found = new LinkedHashMap<>();
		String prefix = query.toLowerCase(Locale.ROOT);
		guild.members.forEach((id, member) -> {
			if ((limit == 0 || found.size() < limit) && matches(member, prefix)) {
				found.put(id, member);
			}
		});
		return found;
	}

	private static boolean matches(ObjectNode member, String prefix) {
		JsonNode user = member.path("user");
		return prefix.isEmpty() || Stream.of(member.path("nick"), user.path("global_name"), user.path("username"))
			.anyMatch((name) -> name.asString("").toLowerCase(Locale.ROOT).startsWith(prefix));
	}

	static Map<String, ObjectNode> byId(Guild guild, Set<String> ids) {
		Map<String, ObjectNode> found = new LinkedHashMap<>();
		guild.members.forEach((id, member) -> {
			if (ids.contains(id)) {
				found.put(id, member);
			}
		});
		return found;
	}

	/** One id or a list of them, as text. */
	static Set<String> ids(JsonNode value) {
		Set<String> ids = new LinkedHashSet<>();
		if (value.isArray()) {
			value.forEach((id) -> ids.add(Json.text(id)));
		}
		else if (!value.isMissingNode() && !value.isNull()) {
			ids.add(Json.text(value));
		}
		return ids;
	}

	/** Parts of a list of at most some size; one empty part of an empty list. */
	static List<List<String>> parts(List<String> ids, int size) {
		List<List<String>> parts = new ArrayList<>();
		for (int from = 0; from < Math.max(1, ids.size()); from += size) {
			parts.add(ids.subList(from, Math.min(ids.size(), from + size)));
		}
		return parts;
	}

}
