package io.discordgateway.test.discord;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Discord's HTTP API: finds the route, checks token and limits, and turns errors into
 * answers.
 */
final class RestApi {

	/** A path below this is what the API is asked for. */
	static final String BASE = "/api/v10";

	private final Router router;

	private final String token;

	private final @Nullable RateLimits limits;

	private final InvalidRequests invalid;

	private final AuditLog auditLog;

	private final RouteScripts scripts = new RouteScripts();

	RestApi(Router router, String token, @Nullable RateLimits limits, InvalidRequests invalid, AuditLog auditLog) {
		this.router = router;
		this.token = token;
		this.limits = limits;
		this.invalid = invalid;
		this.auditLog = auditLog;
	}

	RouteScripts scripts() {
		return this.scripts;
	}

	RestResponse answer(RestRequest request, Instant now) {
		RestResponse banned = this.invalid.refusal(now);
		if (banned != null) {
			return banned;
		}
		List<String> path = path(request.path());
		RestResponse scripted = this.scripts.find(request.method(), path);
		if (scripted != null) {
			boolean shared = "shared".equals(scripted.headers().get("X-RateLimit-Scope"));
			return counted(scripted, shared, now);
		}
		Router.Match match = this.router.find(request.method(), path);
		if (match == null) {
			return counted(noRoute(request, path), false, now);
		}
		if (match.route().needsToken() && !("Bot " + this.token).equals(request.header("Authorization"))) {
			return counted(ApiError.UNAUTHORIZED.response(), false, now);
		}
		Call call = new Call(request, match.parameters(), now);
		return answer(match, call, now);
	}

	private RestResponse answer(Router.Match match, Call call, Instant now) {
		try {
			RateLimits.Verdict verdict = (this.limits != null) ? this.limits.count(match, call, now)
					: new RateLimits.Verdict(Map.of(), null, false);
			RestResponse refusal = verdict.refusal();
			if (refusal != null) {
				return counted(refusal.with(verdict.headers()), verdict.shared(), now);
			}
			return counted(answer(match.route(), call).with(verdict.headers()), false, now);
		}
		catch (ApiException ex) {
			// A body that cannot be read, which a limit of certain bodies asked for.
			return counted(ex.response(), false, now);
		}
	}

	private RestResponse answer(Route route, Call call) {
		try {
			return this.auditLog.noting(route, call);
		}
		catch (ApiException ex) {
			return ex.response();
		}
		catch (RuntimeException ex) {
			// Not its message, which may quote what was sent.
			return RestResponse.json(500,
					Json.object()
						.put("message", "500: Internal Server Error")
						.put("code", 0)
						.put("hint", "This is a defect of the simulated Discord: " + ex.getClass().getName() + " in "
								+ route.method() + " " + route.template()));
		}
	}

	private RestResponse counted(RestResponse response, boolean shared, Instant now) {
		if (!shared) {
			this.invalid.count(response.status(), now);
		}
		return response.with("Via", "1.1 simulated");
	}

	/** The parts of the path below {@code /api/v10}, {@code /api/v9} or {@code /api}. */
	private static List<String> path(String path) {
		List<String> segments = RouteScripts.segments(path);
		if (segments.isEmpty() || !segments.get(0).equals("api")) {
			return List.of();
		}
		boolean version = segments.size() > 1 && segments.get(1).matches("v(9|10)");
		return segments.subList(version ? 2 : 1, segments.size());
	}

	private RestResponse noRoute(RestRequest request, List<String> path) {
		// What is not plainly a word of a path may be somebody's token.
		List<String> methods = this.router.methods(path);
		String pattern = "/"
				+ String.join("/", path.stream().map((part) -> part.matches("[a-z@-]{1,30}") ? part : "*").toList());
		ApiError error = methods.isEmpty() ? ApiError.NOT_FOUND : ApiError.METHOD_NOT_ALLOWED;
		String status = (error == ApiError.NOT_FOUND) ? "404: Not Found" : "405: Method Not Allowed";
		String hint = methods.isEmpty() ? "The simulated Discord has no such route."
				: "The simulated Discord has only " + String.join(", ", methods) + " there.";
		return RestResponse.json(error.status(),
				Json.object()
					.put("message", status)
					.put("code", 0)
					.put("hint", hint + " Give it one with route(\"" + request.method() + "\", \"" + pattern
							+ "\").answer(200, body)"));
	}

}
