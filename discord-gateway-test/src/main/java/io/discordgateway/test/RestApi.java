package io.discordgateway.test;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.discordgateway.test.discord.Dispatch;
import io.discordgateway.test.discord.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of Discord's HTTP API that is served. Confined to the gateway's thread.
 */
final class RestApi {

	static final String BASE = "/api/v10";

	private static final int MAX_CONTENT = 2000;

	/** How many interactions can be answered; older ones are forgotten. */
	private static final int INTERACTIONS = 10_000;

	private static final Pattern MESSAGES = Pattern.compile(BASE + "/channels/(\\d+)/messages");

	private static final Pattern GUILD = Pattern.compile(BASE + "/guilds/(\\d+)");

	private static final Pattern COMMANDS = Pattern.compile(BASE + "/applications/(\\d+)/commands");

	private static final Pattern CALLBACK = Pattern.compile(BASE + "/interactions/(\\d+)/([^/]+)/callback");

	private static final Pattern WEBHOOK = Pattern
		.compile(BASE + "/webhooks/(\\d+)/([^/]+)(?:/messages/(@original|\\d+))?");

	private final GatewayServer server;

	private final InstantSource clock = InstantSource.system();

	private final Map<String, Interaction> interactions = new LinkedHashMap<>();

	RestApi(GatewayServer server) {
		this.server = server;
	}

	/** Remembers an interaction, which can then be answered. */
	void interactionSent(JsonNode data) {
		if (!data.path("token").isString() || !data.path("id").isString()) {
			return;
		}
		if (this.interactions.size() == INTERACTIONS) {
			this.interactions.remove(this.interactions.keySet().iterator().next());
		}
		this.interactions.put(data.path("token").asString(),
				new Interaction(data.path("id").asString(), data.path("channel_id").asString("0")));
	}

	Answer answer(String method, String uri, @Nullable String authorization, String body) {
		int query = uri.indexOf('?');
		String path = (query < 0) ? uri : uri.substring(0, query);
		if (method.equals("GET") && path.equals(BASE + "/gateway")) {
			return ok(Json.object().put("url", url()));
		}
		if (method.equals("GET") && path.equals(BASE + "/gateway/bot")) {
			return authorized(authorization) ? gatewayBot() : Answer.UNAUTHORIZED;
		}
		Matcher guild = GUILD.matcher(path);
		if (method.equals("GET") && guild.matches()) {
			return authorized(authorization) ? guild(guild.group(1)) : Answer.UNAUTHORIZED;
		}
		Matcher messages = MESSAGES.matcher(path);
		if (method.equals("POST") && messages.matches()) {
			return authorized(authorization) ? createMessage(messages.group(1), body) : Answer.UNAUTHORIZED;
		}
		Matcher commands = COMMANDS.matcher(path);
		if (method.equals("POST") && commands.matches()) {
			return authorized(authorization) ? createCommand(commands.group(1), body) : Answer.UNAUTHORIZED;
		}
		Matcher callback = CALLBACK.matcher(path);
		if (method.equals("POST") && callback.matches()) {
			return answerInteraction(callback.group(1), callback.group(2), body);
		}
		Matcher webhook = WEBHOOK.matcher(path);
		if (webhook.matches()) {
			return followUp(method, webhook.group(2), webhook.group(3), body);
		}
		return Answer.NOT_FOUND;
	}

	private Answer gatewayBot() {
		ObjectNode body = Json.object().put("url", url()).put("shards", this.server.settings().shards());
		body.putObject("session_start_limit")
			.put("total", this.server.settings().sessionStarts())
			.put("remaining", this.server.startsLeft())
			.put("reset_after", this.server.startsReset().toMillis())
			.put("max_concurrency", this.server.settings().maxConcurrency());
		return ok(body);
	}

	/* Only GUILD_CREATE has what is in the guild. */
	private Answer guild(String id) {
		Dispatch guild = this.server.guild(id);
		if (guild == null) {
			return Answer.UNKNOWN_GUILD;
		}
		ObjectNode body = (ObjectNode) guild.tree().deepCopy();
		body.remove(List.of("channels", "members", "presences", "threads", "voice_states"));
		return ok(body);
	}

	private Answer createCommand(String applicationId, String body) {
		JsonNode request = read(body);
		if (request == null || !request.isObject()) {
			return Answer.INVALID_JSON;
		}
		if (!request.path("name").isString()
				|| (request.path("type").asInt(1) == 1) && !request.path("description").isString()) {
			return Answer.INVALID_FORM;
		}
		ObjectNode command = (ObjectNode) request.deepCopy();
		command.put("id", this.server.snowflakes().next()).put("application_id", applicationId);
		return new Answer(201, command.put("version", this.server.snowflakes().next()).toString());
	}

	private Answer createMessage(String channelId, String body) {
		JsonNode request = read(body);
		Answer refusal = checkMessage(request);
		if (refusal != null || request == null) {
			return (refusal != null) ? refusal : Answer.INVALID_JSON;
		}
		return ok(post(channelId, request));
	}

	private @Nullable Answer checkMessage(@Nullable JsonNode request) {
		if (request == null || !request.isObject()) {
			return Answer.INVALID_JSON;
		}
		JsonNode content = request.path("content");
		if (content.isString() && content.asString().length() > MAX_CONTENT) {
			return Answer.INVALID_FORM;
		}
		boolean empty = content.asString("").isEmpty() && request.path("embeds").isEmpty()
				&& request.path("components").isEmpty() && request.path("sticker_ids").isEmpty()
				&& !request.has("poll");
		return empty ? Answer.EMPTY_MESSAGE : null;
	}

	private ObjectNode post(String channelId, JsonNode request) {
		ObjectNode message = message(channelId, request);
		ObjectNode event = message.deepCopy();
		String guildId = this.server.guildOfChannel(channelId);
		if (guildId != null) {
			event.put("guild_id", guildId);
		}
		int unused = this.server.route(Dispatch.of("MESSAGE_CREATE", event));
		return message;
	}

	private ObjectNode message(String channelId, JsonNode request) {
		ObjectNode message = Messages.create(this.server.snowflakes().next(), channelId, this.server.bot(),
				request.path("content").asString(""), this.clock.instant());
		for (String field : new String[] { "embeds", "components", "nonce", "message_reference", "flags", "tts" }) {
			if (request.has(field)) {
				message.set(field, request.path(field));
			}
		}
		return message;
	}

	private Answer answerInteraction(String id, String token, String body) {
		Interaction interaction = this.interactions.get(token);
		if (interaction == null || !interaction.id.equals(id)) {
			return Answer.UNKNOWN_INTERACTION;
		}
		JsonNode request = read(body);
		if (request == null || !request.isObject()) {
			return Answer.INVALID_JSON;
		}
		if (!request.path("type").isInt()) {
			return Answer.INVALID_FORM;
		}
		if (interaction.answered) {
			return Answer.ALREADY_ACKNOWLEDGED;
		}
		if (request.path("type").asInt() == 4) {
			Answer refusal = checkMessage(request.path("data"));
			if (refusal != null) {
				return refusal;
			}
			post(interaction.channelId, request.path("data"));
		}
		interaction.answered = true;
		return Answer.NO_CONTENT;
	}

	private Answer followUp(String method, String token, @Nullable String messageId, String body) {
		Interaction interaction = this.interactions.get(token);
		if (interaction == null || !interaction.answered) {
			return Answer.UNKNOWN_WEBHOOK;
		}
		if (method.equals("DELETE") && messageId != null) {
			return Answer.NO_CONTENT;
		}
		boolean create = method.equals("POST") && messageId == null;
		if (!create && !(method.equals("PATCH") && messageId != null)) {
			return Answer.METHOD_NOT_ALLOWED;
		}
		JsonNode request = read(body);
		Answer refusal = checkMessage(request);
		if (refusal != null || request == null) {
			return (refusal != null) ? refusal : Answer.INVALID_JSON;
		}
		return ok(create ? post(interaction.channelId, request) : message(interaction.channelId, request));
	}

	private static @Nullable JsonNode read(String body) {
		try {
			return Json.read(body);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
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

	private static final class Interaction {

		private final String id;

		private final String channelId;

		private boolean answered;

		Interaction(String id, String channelId) {
			this.id = id;
			this.channelId = channelId;
		}

	}

	/**
	 * Answer to a request.
	 *
	 * @param status the HTTP status
	 * @param body the body, JSON or empty
	 */
	record Answer(int status, String body) {

		static final Answer NO_CONTENT = new Answer(204, "");

		static final Answer INVALID_JSON = error(400, 50109, "The request body contains invalid JSON.");

		static final Answer INVALID_FORM = error(400, 50035, "Invalid Form Body");

		static final Answer EMPTY_MESSAGE = error(400, 50006, "Cannot send an empty message");

		static final Answer ALREADY_ACKNOWLEDGED = error(400, 40060, "Interaction has already been acknowledged.");

		static final Answer UNAUTHORIZED = error(401, 0, "401: Unauthorized");

		static final Answer NOT_FOUND = error(404, 0, "404: Not Found");

		static final Answer UNKNOWN_GUILD = error(404, 10004, "Unknown Guild");

		static final Answer UNKNOWN_INTERACTION = error(404, 10062, "Unknown interaction");

		static final Answer UNKNOWN_WEBHOOK = error(404, 10015, "Unknown Webhook");

		static final Answer METHOD_NOT_ALLOWED = error(405, 0, "405: Method Not Allowed");

		static Answer error(int status, int code, String message) {
			return new Answer(status, Json.object().put("message", message).put("code", code).toString());
		}

	}

}
