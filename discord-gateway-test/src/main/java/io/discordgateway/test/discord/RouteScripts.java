package io.discordgateway.test.discord;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Answers that were written by hand for certain routes, in place of the world's.
 */
final class RouteScripts {

	private final Map<String, Script> scripts = new LinkedHashMap<>();

	/**
	 * Sets the answer of a route.
	 * @param method the method, {@code *} for all
	 * @param pattern the path below the version, {@code *} for any one part of it
	 * @param response the answer, {@code null} to let the world answer again
	 * @param times how many requests get it, the ones after that go to the world
	 */
	void set(String method, String pattern, @Nullable RestResponse response, int times) {
		String key = method + " " + pattern;
		this.scripts.remove(key);
		if (response != null) {
			this.scripts.put(key, new Script(method, segments(pattern), response, times));
		}
	}

	@Nullable RestResponse find(String method, List<String> path) {
		for (Map.Entry<String, Script> entry : this.scripts.entrySet()) {
			Script script = entry.getValue();
			if (script.matches(method, path)) {
				if (--script.left == 0) {
					this.scripts.remove(entry.getKey());
				}
				return script.response;
			}
		}
		return null;
	}

	void clear() {
		this.scripts.clear();
	}

	/** The decoded parts of a path, without version and empty ones. */
	static List<String> segments(String path) {
		List<String> segments = new ArrayList<>();
		for (String segment : path.split("/")) {
			if (!segment.isEmpty()) {
				// A plus sign is one in a path, unlike in a query.
				segments.add(Call.decode(segment.replace("+", "%2B")));
			}
		}
		return segments;
	}

	private static final class Script {

		private final String method;

		private final List<String> pattern;

		private final RestResponse response;

		private int left;

		Script(String method, List<String> pattern, RestResponse response, int times) {
			this.method = method;
			this.pattern = pattern;
			this.response = response;
			this.left = times;
		}

		boolean matches(String method, List<String> path) {
			if (!(this.method.equals("*") || this.method.equals(method)) || path.size() != this.pattern.size()) {
				return false;
			}
			for (int i = 0; i < path.size(); i++) {
				if (!this.pattern.get(i).equals("*") && !this.pattern.get(i).equals(path.get(i))) {
					return false;
				}
			}
			return true;
		}

	}

}
