package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Method and path, who may call them, how often, and what answers.
 */
final class Route {

	/** Parts of the path that limits are counted by (Topics &gt; Rate Limits). */
	private static final Set<String> MAJOR = Set.of("channel", "guild", "webhook", "webhookToken", "interactionToken");

	private final String method;

	private final String template;

	private final String[] segments;

	private final Function<Call, RestResponse> handler;

	private boolean needsToken = true;

	private boolean countsGlobally = true;

	private @Nullable Limit limit = new Limit(50, Duration.ofSeconds(10));

	private String bucket;

	private final List<SubLimit> subLimits = new ArrayList<>();

	Route(String method, String template, Function<Call, RestResponse> handler) {
		this.method = method;
		this.template = template;
		this.segments = template.substring(1).split("/");
		this.handler = handler;
		this.bucket = hash(method + " " + template);
	}

	private static String hash(String text) {
		return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString().replace("-", "");
	}

	/** The route needs no token of the bot's. */
	Route open() {
		this.needsToken = false;
		return this;
	}

	/** The route does not count against the 50 requests per second. */
	Route outsideGlobalLimit() {
		this.countsGlobally = false;
		return this;
	}

	Route limit(int requests, Duration window) {
		this.limit = new Limit(requests, window);
		return this;
	}

	Route unlimited() {
		this.limit = null;
		return this;
	}

	/** Lets this route share its bucket with all that name the same one. */
	Route bucket(String name) {
		this.bucket = hash(name);
		return this;
	}

	/** Limits some of the requests beyond what the headers tell. */
	Route subLimit(Predicate<JsonNode> bodies, int requests, Duration window) {
		this.subLimits.add(new SubLimit(bodies, new Limit(requests, window)));
		return this;
	}

	String method() {
		return this.method;
	}

	String template() {
		return this.template;
	}

	boolean needsToken() {
		return this.needsToken;
	}

	boolean countsGlobally() {
		return this.countsGlobally;
	}

	@Nullable Limit limit() {
		return this.limit;
	}

	String bucket() {
		return this.bucket;
	}

	List<SubLimit> subLimits() {
		return this.subLimits;
	}

	RestResponse answer(Call call) {
		return this.handler.apply(call);
	}

	/**
	 * Matches a path.
	 * @param path the decoded segments
	 * @return the values of the route's parameters, or {@code null} if it is another path
	 */
	@Nullable Map<String, String> match(List<String> path) {
		if (path.size() != this.segments.length) {
			return null;
		}
		Map<String, String> values = new LinkedHashMap<>();
		for (int i = 0; i < this.segments.length; i++) {
			String segment = this.segments[i];
			if (segment.startsWith("{")) {
				values.put(segment.substring(1, segment.length() - 1), path.get(i));
			}
			else if (!segment.equals(path.get(i))) {
				return null;
			}
		}
		return values;
	}

	/** What the limit is counted by: the bucket and the major parts of the path. */
	String limitKey(Map<String, String> parameters) {
		StringBuilder key = new StringBuilder(this.bucket);
		parameters.forEach((name, value) -> {
			if (MAJOR.contains(name)) {
				key.append('/').append(value);
			}
		});
		return key.toString();
	}

	/**
	 * Requests in a window of time, which begins with the first of them.
	 *
	 * @param requests how many
	 * @param window how long
	 */
	record Limit(int requests, Duration window) {
	}

	/**
	 * Limit of requests with certain bodies.
	 *
	 * @param bodies which bodies
	 * @param limit the limit
	 */
	record SubLimit(Predicate<JsonNode> bodies, Limit limit) {
	}

}
