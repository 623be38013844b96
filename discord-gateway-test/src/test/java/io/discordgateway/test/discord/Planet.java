package io.discordgateway.test.discord;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.discordgateway.model.Permission;
import io.discordgateway.model.Permissions;
import io.discordgateway.payload.GatewayIntent;
import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.payload.Token;
import io.discordgateway.shard.ShardId;
import tools.jackson.databind.JsonNode;

/**
 * A world with a guild, two people in it, and a clock that stands still until it is told
 * to move.
 */
final class Planet {

	static final String BOT = "1400000000000000001";

	static final String TOKEN = "secret-of-the-bot";

	final SimulatedWorld world;

	final List<Dispatch> events = new ArrayList<>();

	Instant now = Instant.parse("2026-11-30T12:00:00.123456789Z");

	final String owner;

	final String ada;

	final String guild;

	final String general;

	Planet() {
		this(EnumSet.of(GatewayIntent.GUILD_MEMBERS, GatewayIntent.GUILD_PRESENCES, GatewayIntent.MESSAGE_CONTENT),
				false, 10_000);
	}

	Planet(Set<GatewayIntent> privileged, boolean rateLimits, int invalidRequests) {
		GatewayInfo info = new GatewayInfo("ws://gateway.example", 3, 1000, 997, Duration.ofHours(5), 16);
		this.world = new SimulatedWorld(new WorldSettings(Token.of(TOKEN), BOT, 7, privileged, Duration.ofSeconds(30),
				rateLimits, invalidRequests), () -> info, this.events::add);
		this.owner = this.world.people().user("olga", this.now);
		this.ada = this.world.people().user("ada", this.now);
		this.guild = this.world.people().guild("Test", this.owner, this.now);
		this.world.people().join(this.ada, this.guild, this.now);
		this.general = channelNamed("general");
		this.events.clear();
	}

	static Planet limited() {
		return new Planet(Set.of(), true, 10_000);
	}

	/** Makes the bot the owner of the guild, who may do everything. */
	Planet owned() {
		happens("GUILD_UPDATE", "{\"id\":\"" + this.guild + "\",\"owner_id\":\"" + BOT + "\"}");
		return this;
	}

	/** Lets the members of the guild do this and no more. */
	Planet permitting(Permission... permissions) {
		happens("GUILD_ROLE_UPDATE",
				"""
						{"guild_id": "%1$s", "role": {"id": "%1$s", "name": "@everyone", "position": 0, "permissions": "%2$s"}}"""
					.formatted(this.guild, Permissions.of(permissions).bits()));
		return this;
	}

	void happens(String event, String data) {
		this.world.adopt(event, Json.read(data), this.now);
	}

	String channelNamed(String name) {
		for (JsonNode channel : call("GET", "/guilds/" + this.guild + "/channels").json()) {
			if (Json.text(channel, "name").equals(name)) {
				return Json.id(channel);
			}
		}
		throw new IllegalStateException("There is no channel " + name);
	}

	void pass(Duration time) {
		this.now = this.now.plus(time);
	}

	Reply call(String method, String path) {
		return send(method, path, Map.of("Authorization", "Bot " + TOKEN), new byte[0]);
	}

	Reply call(String method, String path, String json) {
		return send(method, path, Map.of("Authorization", "Bot " + TOKEN, "Content-Type", "application/json"),
				json.getBytes(StandardCharsets.UTF_8));
	}

	/** A call with no token of the bot's. */
	Reply anonymous(String method, String path, String json) {
		return send(method, path, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
	}

	Reply send(String method, String path, Map<String, String> headers, byte[] body) {
		return new Reply(this.world
			.answer(new RestRequest(method, "/api/v10" + path, new LinkedHashMap<>(headers), body), this.now));
	}

	String write(String userId, String content) {
		return this.world.people().write(userId, this.general, Json.object().put("content", content), this.now);
	}

	DiscordWorld.Answer command(GatewayOpcode opcode, String data, int intents) {
		return this.world.answer(new DiscordSession("s1", ShardId.SINGLE, intents, 1, true), opcode, Json.read(data),
				this.now);
	}

	/** What happened, without what the log says of it. */
	List<String> names() {
		return this.events.stream()
			.map(Dispatch::event)
			.filter((event) -> !event.equals("GUILD_AUDIT_LOG_ENTRY_CREATE"))
			.toList();
	}

	/** The data of the last event with this name. */
	JsonNode last(String event) {
		for (int i = this.events.size() - 1; i >= 0; i--) {
			if (this.events.get(i).event().equals(event)) {
				return this.events.get(i).tree();
			}
		}
		throw new IllegalStateException("There was no " + event + ", only " + names());
	}

	/** The last interaction as a path: its callback's, with its token. */
	String callback() {
		JsonNode interaction = last("INTERACTION_CREATE");
		return "/interactions/" + Json.id(interaction) + "/" + Json.text(interaction, "token") + "/callback";
	}

	/** The webhook of the last interaction. */
	String followUps() {
		return "/webhooks/" + BOT + "/" + Json.text(last("INTERACTION_CREATE"), "token");
	}

	/**
	 * Answer of the API.
	 */
	record Reply(RestResponse response) {

		int status() {
			return this.response.status();
		}

		JsonNode json() {
			return Json.read(this.response.body());
		}

		String id() {
			return Json.id(json());
		}

		int code() {
			JsonNode code = json().path("code");
			return code.isInt() ? code.asInt() : -1;
		}

		/** The header, or "none". */
		String header(String name) {
			return this.response.headers().getOrDefault(name, "none");
		}

	}

}
