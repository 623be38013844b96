package io.discordgateway.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of Discord's HTTP API that is served.
 */
final class RestApi {

	static final String BASE = "/api/v10";

	private static final long DAY = Duration.ofDays(1).toMillis();

	private final GatewayServer server;

	RestApi(GatewayServer server) {
		this.server = server;
	}

	Answer answer(String method, String uri, @Nullable String authorization, String body) {
		int query = uri.indexOf('?');
		String path = (query < 0) ? uri : uri.substring(0, query);
		return switch (method + " " + path) {
			case "GET " + BASE + "/gateway" -> ok(Json.object().put("url", url()));
			case "GET " + BASE + "/gateway/bot" -> authorized(authorization) ? gatewayBot() : Answer.UNAUTHORIZED;
			default -> Answer.NOT_FOUND;
		};
	}

	private Answer gatewayBot() {
		ObjectNode body = Json.object().put("url", url()).put("shards", this.server.settings().shards());
		body.putObject("session_start_limit")
			.put("total", this.server.settings().sessionStarts())
			.put("remaining", this.server.startsLeft())
			.put("reset_after", DAY)
			.put("max_concurrency", this.server.settings().maxConcurrency());
		return ok(body);
	}

	private String url() {
		return "ws://127.0.0.1:" + this.server.port();
	}

	private boolean authorized(@Nullable String authorization) {
		return ("Bot " + this.server.settings().token().reveal()).equals(authorization);
	}

	private static Answer ok(ObjectNode body) {
		return new Answer(200, body.toString());
	}

	/**
	 * Answer to a request.
	 *
	 * @param status the HTTP status
	 * @param body the body, JSON or empty
	 */
	record Answer(int status, String body) {

		static final Answer UNAUTHORIZED = error(401, 0, "401: Unauthorized");

		static final Answer NOT_FOUND = error(404, 0, "404: Not Found");

		static Answer error(int status, int code, String message) {
			return new Answer(status, Json.object().put("message", message).put("code", code).toString());
		}

	}

}
