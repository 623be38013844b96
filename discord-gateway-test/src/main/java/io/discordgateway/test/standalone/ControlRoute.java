package io.discordgateway.test.standalone;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Operation of the control API.
 */
final class ControlRoute {

	/** Stands for fields that Discord's own API has for the same. */
	static final String MORE = "*";

	private final String method;

	private final String template;

	private final List<String> segments;

	private final Set<String> fields;

	private final Function<ControlCall, ControlAnswer> handler;

	/**
	 * Makes a route.
	 * @param method the method
	 * @param template the path, with parameters in braces
	 * @param handler what answers
	 * @param fields the fields of the body
	 */
	ControlRoute(String method, String template, Function<ControlCall, ControlAnswer> handler, String... fields) {
		this.method = method;
		this.template = template;
		this.segments = segments(template);
		this.fields = new TreeSet<>(List.of(fields));
		this.handler = handler;
	}

	String method() {
		return this.method;
	}

	String template() {
		return this.template;
	}

	Set<String> fields() {
		return this.fields;
	}

	/** The decoded parts of a path without its query. */
	static List<String> segments(String path) {
		List<String> segments = new ArrayList<>();
		int query = path.indexOf('?');
		for (String segment : ((query < 0) ? path : path.substring(0, query)).split("/")) {
			if (!segment.isEmpty()) {
				// A plus sign is one in a path, unlike in a query.
				segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
			}
		}
		return segments;
	}

	/** The values of the path's parameters, or {@code null} if it is another path. */
	@Nullable Map<String, String> match(List<String> path) {
		if (path.size() != this.segments.size()) {
			return null;
		}
		Map<String, String> parameters = new LinkedHashMap<>();
		for (int i = 0; i < path.size(); i++) {
			String segment = this.segments.get(i);
			if (segment.startsWith("{")) {
				parameters.put(segment.substring(1, segment.length() - 1), path.get(i));
			}
			else if (!segment.equals(path.get(i))) {
				return null;
			}
		}
		return parameters;
	}

	ControlAnswer answer(Map<String, String> path, ObjectNode body) {
		ControlCall call = new ControlCall(this, path, body);
		for (String field : body.propertyNames()) {
			if (!this.fields.contains(field) && !this.fields.contains(MORE)) {
				throw new ControlProblem(400, "'" + field + "' is no field of " + this,
						this.fields.isEmpty() ? "It takes no body" : "It has " + String.join(", ", this.fields));
			}
		}
		return this.handler.apply(call);
	}

	@Override
	public String toString() {
		return this.method + " " + this.template;
	}

}
