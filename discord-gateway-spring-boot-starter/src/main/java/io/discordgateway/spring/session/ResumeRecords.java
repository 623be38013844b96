package io.discordgateway.spring.session;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

import io.discordgateway.limit.SessionStartBudget;
import io.discordgateway.payload.GatewayUrl;
import io.discordgateway.session.KeptSession;
import io.discordgateway.session.ResumePoint;
import io.discordgateway.shard.ShardId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form in which the stores keep resume points and times: JSON with the number of its
 * version. What is not exactly of this form is not read.
 */
final class ResumeRecords {

	static final int VERSION = 1;

	static final JsonMapper mapper = JsonMapper.shared();

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
		if (json.path("version").asInt(0) != VERSION || !json.path("sequence").isIntegralNumber()
				|| !json.path("intents").isIntegralNumber()) {
			return null;
		}
		try {
			ResumePoint point = new ResumePoint(json.path("session").asString(""),
					GatewayUrl.of(json.path("url").asString("")), json.path("sequence").asLong(),
					new ShardId(json.path("shard").asInt(-1), json.path("total").asInt(-1)));
			return new KeptSession(point, json.path("intents").asInt());
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	static @Nullable KeptSession read(@Nullable String json) {
		try {
			return (json != null) ? read(mapper.readTree(json)) : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	static ArrayNode write(Collection<Instant> times) {
		ArrayNode array = mapper.createArrayNode();
		times.forEach((time) -> array.add(time.toString()));
		return array;
	}

	static List<Instant> readTimes(JsonNode json) {
		List<Instant> times = new ArrayList<>();
		for (JsonNode time : json) {
			try {
				times.add(Instant.parse(time.asString("")));
			}
			catch (DateTimeException ex) {
				// One start less is known; the figures of the API are looked at, too.
				continue;
			}
		}
		return times;
	}

	/**
	 * Puts times together, and forgets those that do not count any more (R13).
	 * @param kept times
	 * @param added further times
	 * @return both, oldest first, without those more than 24 h before the last
	 */
	static List<Instant> merge(Collection<Instant> kept, Collection<Instant> added) {
		TreeSet<Instant> all = new TreeSet<>();
		kept.forEach((time) -> all.add(time.truncatedTo(ChronoUnit.MILLIS)));
		added.forEach((time) -> all.add(time.truncatedTo(ChronoUnit.MILLIS)));
		return all.isEmpty() ? List.of() : since(all, all.last());
	}

	static List<Instant> since(Collection<Instant> times, Instant now) {
		Instant start = now.minus(SessionStartBudget.WINDOW);
		return times.stream().filter((time) -> time.isAfter(start)).toList();
	}

}
