package io.discordgateway.test.discord;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Counts requests against Discord's limits (Topics &gt; Rate Limits): per route and major
 * part of the path, per some bodies beyond that, and 50 per second in all.
 */
final class RateLimits {

	private static final Route.Limit GLOBAL = new Route.Limit(50, Duration.ofSeconds(1));

	/** Windows that are over are thrown away when there are more than this. */
	private static final int MANY = 10_000;

	private final Map<String, Window> windows = new HashMap<>();

	/**
	 * Counts a request.
	 * @param match the route
	 * @param call the request
	 * @param now the time
	 * @return the headers that every answer has, and the refusal if there is one
	 */
	Verdict count(Router.Match match, Call call, Instant now) {
		if (this.windows.size() > MANY) {
			this.windows.values().removeIf((window) -> !window.end.isAfter(now));
		}
		Route route = match.route();
		if (route.countsGlobally()) {
			Window global = window("global", GLOBAL, now);
			if (!global.take()) {
				Map<String, String> headers = Map.of("X-RateLimit-Global", "true", "X-RateLimit-Scope", "global");
				return new Verdict(headers, refusal(global.left(now), true, "You are being rate limited."), false);
			}
		}
		Route.Limit limit = route.limit();
		if (limit == null) {
			return new Verdict(Map.of(), null, false);
		}
		String key = route.limitKey(match.parameters());
		Window window = window(key, limit, now);
		if (!window.take()) {
			Map<String, String> headers = headers(route, limit, window, now);
			headers.put("X-RateLimit-Scope", "user");
			return new Verdict(headers, refusal(window.left(now), false, "You are being rate limited."), false);
		}
		Map<String, String> headers = headers(route, limit, window, now);
		RestResponse refusal = countBody(route, key, call, now);
		if (refusal != null) {
			headers.put("X-RateLimit-Scope", "shared");
		}
		return new Verdict(headers, refusal, refusal != null);
	}

	private @Nullable RestResponse countBody(Route route, String key, Call call, Instant now) {
		int number = 0;
		for (Route.SubLimit sub : route.subLimits()) {
			Window window = window(key + "#" + number++, sub.limit(), now);
			if (sub.bodies().test(call.json()) && !window.take()) {
				return refusal(window.left(now), false, "The resource is being rate limited.");
			}
		}
		return null;
	}

	private Window window(String key, Route.Limit limit, Instant now) {
		Window window = this.windows.get(key);
		if (window == null || !window.end.isAfter(now)) {
			window = new Window(limit.requests(), now.plus(limit.window()));
			this.windows.put(key, window);
		}
		return window;
	}

	private static Map<String, String> headers(Route route, Route.Limit limit, Window window, Instant now) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("X-RateLimit-Limit", Integer.toString(limit.requests()));
		headers.put("X-RateLimit-Remaining", Integer.toString(window.remaining));
		headers.put("X-RateLimit-Reset", seconds(Duration.between(Instant.EPOCH, window.end)));
		headers.put("X-RateLimit-Reset-After", seconds(window.left(now)));
		headers.put("X-RateLimit-Bucket", route.bucket());
		return headers;
	}

	static RestResponse refusal(Duration left, boolean global, String message) {
		return RestResponse
			.json(429,
					Json.object()
						.put("message", message)
						.put("retry_after", left.toMillis() / 1000.0)
						.put("global", global))
			.with("Retry-After", Long.toString((left.toMillis() + 999) / 1000));
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
	}

	void clear() {
		this.windows.clear();
	}

	/**
	 * What the limits say to a request.
	 *
	 * @param headers the headers of the answer, whatever it is
	 * @param refusal the answer if the request is refused
	 * @param shared whether the limit is the resource's and not the bot's
	 */
	record Verdict(Map<String, String> headers, @Nullable RestResponse refusal, boolean shared) {
	}

	private static final class Window {

		private final Instant end;

		private int remaining;

		Window(int requests, Instant end) {
			this.remaining = requests;
			this.end = end;
		}

		boolean take() {
			if (this.remaining == 0) {
				return false;
			}
			this.remaining--;
			return true;
		}

		Duration left(Instant now) {
			return Duration.between(now, this.end);
		}

	}

}
