package io.discordgateway.test.discord;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * HTTP request to Discord's API.
 *
 * @param method the method in capitals
 * @param uri path and query as they were sent, percent-encoded
 * @param headers the headers; their names are matched whatever their case
 * @param body the body, empty if there is none
 * @since 0.1
 */
public record RestRequest(String method, String uri, Map<String, String> headers, byte[] body) {

	private static final Pattern USER_AGENT = Pattern.compile("DiscordBot ?\\([^,)]+, ?[^)]+\\)");

	public RestRequest {
		Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		sorted.putAll(headers);
		headers = sorted;
		method = method.toUpperCase(Locale.ROOT);
	}

	/**
	 * Says whether the User-Agent is of the form {@code DiscordBot (url, version)}
	 * (Reference &gt; User Agent); clients leave the space out and go unpunished.
	 * @return whether it is
	 */
	public boolean hasUserAgentOfBot() {
		String agent = header("User-Agent");
		return agent != null && USER_AGENT.matcher(agent).lookingAt();
	}

	@Nullable String header(String name) {
		return this.headers.get(name);
	}

	/** The path without query, still percent-encoded. */
	String path() {
		int query = this.uri.indexOf('?');
		return (query < 0) ? this.uri : this.uri.substring(0, query);
	}

	String query() {
		int query = this.uri.indexOf('?');
		return (query < 0) ? "" : this.uri.substring(query + 1);
	}

}
