package io.discordgateway.spring.rest;

import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What Discord's rate limits tell requests apart by (Rate Limits): the method and the
 * path without its ids, and the top-level resource in the path.
 *
 * @param name method and path with placeholders; holds no id and no token
 * @param resource the top-level resource with its id, or an empty text
 * @param callback whether it is the first answer to an interaction
 * @param global whether the global limit counts it; it does not count the endpoints of
 * interactions
 */
record Route(String name, String resource, boolean callback, boolean global) {

	private static final Pattern ID = Pattern.compile("\\d+");

	/**
	 * Reads a route.
	 * @param method the HTTP method
	 * @param path the path, from behind the API's version on
	 * @return the route
	 */
	static Route of(String method, String path) {
		String[] parts = path.split("/");
		String first = part(parts, 1);
		boolean withToken = (first.equals("webhooks") || first.equals("interactions")) && parts.length > 3
				&& isId(parts[2]);
		StringBuilder name = new StringBuilder(method.toUpperCase(Locale.ROOT)).append(' ');
		for (int i = 1; i < parts.length; i++) {
			name.append('/').append(placeholder(parts, i, withToken));
		}
		return new Route(name.toString(), resource(parts, first, withToken), withToken && first.equals("interactions"),
				!withToken);
	}

	private static String placeholder(String[] parts, int i, boolean withToken) {
		if (i == 3 && withToken) {
			return ":token";
		}
		if (isId(parts[i])) {
			return ":id";
		}
		// An emoji, or the code of an invitation: anybody's text.
		boolean text = parts[i - 1].equals("reactions") || parts[i - 1].equals("invites")
				|| parts[i - 1].equals("templates");
		return text ? ":text" : parts[i];
	}

	private static String resource(String[] parts, String first, boolean withToken) {
		if (withToken) {
			return first + "/" + parts[2] + "/" + parts[3];
		}
		boolean major = first.equals("channels") || first.equals("guilds") || first.equals("webhooks");
		return (major && isId(part(parts, 2))) ? first + "/" + parts[2] : "";
	}

	private static String part(String[] parts, int i) {
		return (i < parts.length) ? parts[i] : "";
	}

	private static boolean isId(@Nullable String part) {
		return part != null && ID.matcher(part).matches();
	}

	/** Returns the path with placeholders. */
	String path() {
		return this.name.substring(this.name.indexOf(' ') + 1);
	}

	/** Returns the token that the path has in clear, {@code null} for none. */
	@Nullable String secret() {
		return this.global ? null : this.resource.substring(this.resource.lastIndexOf('/') + 1);
	}

	/** Shows no id and no token. */
	@Override
	public String toString() {
		return this.name;
	}

}
