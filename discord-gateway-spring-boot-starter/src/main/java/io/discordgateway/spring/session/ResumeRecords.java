package io.discordgateway.spring.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.discordgateway.limit.SessionStart;
import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.KeptTotal;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.session.SessionClaim;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form in which the stores keep sessions, their owners and their starts: JSON with
 * the number of its version. What is not exactly of this form is not read.
 */
final class ResumeRecords {

	static final int VERSION = 1;

	static final JsonMapper mapper = JsonMapper.shared();

	private static final int RADIX = 36;

	/* A time between 1970 and 5188. */
	private static final Pattern TIME = Pattern.compile("[0-9a-z]{1,9}");

	private ResumeRecords() {
	}

	static ObjectNode write(KeptSession session) {
		ResumePoint point = session.point();
		return mapper.createObjectNode()
			.put("version", VERSION)
			.put("shard", point.shard().id())
			.put("total", point.shard().total())
			.put("session", point.sessionId())
			.put("url", point.resumeUrl().uri().toString())
			.put("sequence", point.sequence())
			.put("intents", session.intents());
	}

	/**
	 * Reads a session.
	 * @param json what was kept
	 * @return the session, or {@code null} if it is of another form
	 */
	static @Nullable KeptSession read(JsonNode json) {
		GatewayUrl url = GatewayUrl.parse(text(json, "url"));
		String session = text(json, "session");
		if (integer(json, "version") != VERSION || url == null || session == null || integer(json, "sequence") < 0
				|| !json.path("intents").isInt() || !json.path("shard").isInt() || !json.path("total").isInt()) {
			return null;
		}
		try {
			ShardId shard = new ShardId(json.path("shard").asInt(), json.path("total").asInt());
			return new KeptSession(new ResumePoint(session, url, integer(json, "sequence"), shard),
					json.path("intents").asInt());
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	static ObjectNode write(SessionClaim claim) {
		ObjectNode json = mapper.createObjectNode()
			.put("version", VERSION)
			.put("owner", claim.owner())
			.put("epoch", claim.epoch())
			.put("until", claim.until().toEpochMilli());
		json.set("session", (claim.session() != null) ? write(claim.session()) : mapper.nullNode());
		return json;
	}

	/**
	 * Reads whose a session is.
	 * @param text what was kept
	 * @param shard the shard that it was kept for
	 * @return the claim, or {@code null} if it is of another form
	 */
	static @Nullable SessionClaim readClaim(String text, ShardId shard) {
		try {
			JsonNode json = mapper.readTree(text);
			String owner = text(json, "owner");
			KeptSession session = read(json.path("session"));
			if (integer(json, "version") != VERSION || owner == null || integer(json, "epoch") < 0
					|| integer(json, "until") < 0 || (session == null && !json.path("session").isNull())) {
				return null;
			}
			return new SessionClaim(shard, owner, integer(json, "epoch"), Instant.ofEpochMilli(integer(json, "until")),
					session);
		}
		catch (JacksonException | IllegalArgumentException ex) {
			return null;
		}
	}

	static ObjectNode write(KeptTotal total) {
		ObjectNode json = mapper.createObjectNode().put("version", VERSION).put("total", total.total());
		return (total.insteadOf() != null) ? json.put("instead_of", total.insteadOf()) : json;
	}

	/**
	 * Reads a total.
	 * @param text what was kept
	 * @return the total, or {@code null} if it is of another form
	 */
	static @Nullable KeptTotal readTotal(String text) {
		try {
			return readTotal(mapper.readTree(text));
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	static @Nullable KeptTotal readTotal(JsonNode json) {
		if (integer(json, "version") != VERSION || !json.path("total").isInt() || json.path("total").asInt() < 1) {
			return null;
		}
		return new KeptTotal(json.path("total").asInt(),
				json.path("instead_of").isInt() ? json.path("instead_of").asInt() : null);
	}

	private static @Nullable String text(JsonNode json, String name) {
		return json.path(name).isString() ? json.path(name).asString() : null;
	}

	/* -1 where there is none. */
	private static long integer(JsonNode json, String name) {
		JsonNode value = json.path(name);
		return (value.isInt() || value.isLong()) ? value.asLong() : -1;
	}

	/* Short, as engines bound the length of a value: time, then id. */
	static ArrayNode write(Collection<SessionStart> starts) {
		ArrayNode array = mapper.createArrayNode();
		starts.forEach((start) -> array.add(Long.toString(start.time().toEpochMilli(), RADIX) + " " + start.id()));
		return array;
	}

	/* Where one cannot be read, one start less is known: the API's figures count, too. */
	static List<SessionStart> readStarts(JsonNode json) {
		List<SessionStart> starts = new ArrayList<>();
		for (JsonNode entry : json) {
			String[] parts = entry.isString() ? entry.asString().split(" ", -1) : new String[0];
			if (parts.length == 2 && TIME.matcher(parts[0]).matches() && !parts[1].isEmpty()) {
				starts.add(new SessionStart(parts[1], Instant.ofEpochMilli(Long.parseLong(parts[0], RADIX))));
			}
		}
		return starts;
	}

	/**
	 * Puts starts together, each once, and forgets those that do not count any more
	 * (R13): what lies 24 h before three quarters of the others. Not 24 h before the
	 * last, which a clock that was ahead may have written.
	 * @param kept starts
	 * @param added further starts
	 * @return both, oldest first
	 */
	static List<SessionStart> merge(Collection<SessionStart> kept, Collection<SessionStart> added) {
		Map<String, SessionStart> all = new LinkedHashMap<>();
		kept.forEach((start) -> all.put(start.id(), start));
		added.forEach((start) -> all.putIfAbsent(start.id(),
				new SessionStart(start.id(), start.time().truncatedTo(ChronoUnit.MILLIS))));
		List<SessionStart> sorted = all.values().stream().sorted(Comparator.comparing(SessionStart::time)).toList();
		return sorted.isEmpty() ? List.of() : since(sorted, sorted.get(sorted.size() / 4).time());
	}

	static List<SessionStart> since(Collection<SessionStart> starts, Instant now) {
		Instant begin = now.minus(SessionStartBudget.WINDOW);
		return starts.stream().filter((start) -> start.time().isAfter(begin)).toList();
	}

}
