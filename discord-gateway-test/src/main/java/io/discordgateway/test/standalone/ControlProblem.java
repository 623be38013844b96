package io.discordgateway.test.standalone;

import io.discordgateway.test.discord.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ends a request with an error: what was wrong, and what to do (RFC 9457).
 */
final class ControlProblem extends RuntimeException {

	private static final long serialVersionUID = 1;

	static final String READ_THE_FILE = "GET /openapi.json describes all that can be asked";

	private final int status;

	private final String detail;

	private final String hint;

	private final transient @Nullable JsonNode discord;

	ControlProblem(int status, String detail, String hint) {
		this(status, detail, hint, null);
	}

	/**
	 * Makes a problem.
	 * @param status the HTTP status
	 * @param detail what was wrong
	 * @param hint what to do
	 * @param discord the error that Discord's own API has for it, or {@code null}
	 */
	ControlProblem(int status, String detail, String hint, @Nullable JsonNode discord) {
		super(detail, null, false, false);
		this.status = status;
		this.detail = detail;
		this.hint = hint;
		this.discord = discord;
	}

	ControlAnswer answer() {
		ObjectNode body = Json.object()
			.put("type", "about:blank")
			.put("title", HttpResponseStatus.valueOf(this.status).reasonPhrase())
			.put("status", this.status)
			.put("detail", this.detail)
			.put("hint", this.hint);
		if (this.discord != null) {
			body.set("discord", this.discord);
		}
		return new ControlAnswer(this.status, "application/problem+json", Json.write(body));
	}

}
