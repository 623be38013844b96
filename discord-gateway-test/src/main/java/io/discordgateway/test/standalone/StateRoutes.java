package io.discordgateway.test.standalone;

import io.discordgateway.shard.ShardId;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import io.discordgateway.test.discord.GatewayInfo;
import io.discordgateway.test.discord.Json;
import io.discordgateway.test.discord.OpenConnection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What there is and what was said, and the way back to the start.
 */
final class StateRoutes {

	private final StandaloneDiscord discord;

	StateRoutes(StandaloneDiscord discord) {
		this.discord = discord;
	}

	void addTo(ControlApi api) {
		api.get("/state", (call) -> ControlAnswer.ok(state()));
		api.get("/guilds/{guild}", (call) -> ControlAnswer.ok(this.discord.gateway()
			.ask((world, now) -> world.overview().guildObject(world.overview().guild(call.path("guild"))))));
		api.get("/channels/{channel}/messages", (call) -> ControlAnswer.ok(this.discord.gateway()
			.ask((world, now) -> list(world.scenery().messages(world.overview().channel(call.path("channel")))))));
		api.get("/interactions/{interaction}", (call) -> ControlAnswer
			.ok(this.discord.gateway().ask((world, now) -> world.overview().interaction(call.path("interaction")))));
		api.get("/commands", (call) -> ControlAnswer.ok(commands()));
		api.get("/transcript", (call) -> ControlAnswer.text(this.discord.gateway().record().transcript()));
		api.delete("/transcript", (call) -> {
			this.discord.gateway().clearRecord();
			return ControlAnswer.noContent();
		});
		api.get("/violations", (call) -> ControlAnswer.ok(violations()));
		api.post("/reset", this::reset, "sessions");
	}

	private static ArrayNode list(Iterable<JsonNode> nodes) {
		ArrayNode list = array();
		nodes.forEach(list::add);
		return list;
	}

	private static ArrayNode array() {
		return Json.object().putArray("list");
	}

	private ObjectNode state() {
		LocalGateway gateway = this.discord.gateway();
		ObjectNode state = Json.object();
		gateway.<JsonNode>ask((world, now) -> {
			state.put("time", now.toString());
			return world.overview().state();
		}).properties().forEach((field) -> state.set(field.getKey(), field.getValue()));
		state.put("bot_id", gateway.botId())
			.put("api_base_url", gateway.apiBaseUrl().toString())
			.put("gateway_url", gateway.gatewayUrl().toString())
			.put("control_url", this.discord.controlUrl());
		ArrayNode sessions = state.putArray("sessions");
		for (LocalGateway.Session session : gateway.sessions()) {
			ObjectNode shown = sessions.addObject().put("id", session.id());
			shown.set("shard", shard(session.shard()));
			shown.put("intents", session.intents())
				.put("last_sequence", session.lastSequence())
				.put("connected", session.connected());
		}
		ArrayNode connections = state.putArray("connections");
		gateway.connections().forEach((connection) -> connections.add(connection(connection)));
		state.set("session_start_limit", limit(gateway.info()));
		state.put("shards", gateway.info().shards());
		state.set("faults", FaultRoutes.lasting(gateway));
		return state;
	}

	private static ObjectNode connection(OpenConnection connection) {
		ObjectNode shown = Json.object()
			.put("id", connection.id())
			.put("encoding", connection.format().etf() ? "etf" : "json")
			.put("compression", switch (connection.format().stream()) {
				case NONE -> null;
				case ZLIB -> "zlib-stream";
				case ZSTD -> "zstd-stream";
			});
		ShardId shard = connection.shard();
		shown.set("shard", (shard != null) ? shard(shard) : null);
		return shown.put("session", connection.session()).put("stalled", connection.stalled());
	}

	private static ArrayNode shard(ShardId shard) {
		return array().add(shard.id()).add(shard.total());
	}

	private static ObjectNode limit(GatewayInfo info) {
		return Json.object()
			.put("total", info.total())
			.put("remaining", info.remaining())
			.put("reset_after", info.resetAfter().toMillis())
			.put("max_concurrency", info.maxConcurrency());
	}

	private ObjectNode commands() {
		return this.discord.gateway().ask((world, now) -> {
			ObjectNode commands = Json.object();
			commands.set("global", list(world.commands(null)));
			ObjectNode guilds = commands.putObject("guilds");
			world.guildIds().forEach((id) -> guilds.set(id, list(world.commands(id))));
			return commands;
		});
	}

	private ArrayNode violations() {
		ArrayNode list = array();
		for (GatewayRecord.Violation violation : this.discord.gateway().record().violations()) {
			list.addObject()
				.put("at", violation.at().toString())
				.put("connection", violation.connection())
				.put("close_code", violation.closeCode())
				.put("what", violation.what());
		}
		return list;
	}

	private ControlAnswer reset(ControlCall call) {
		switch (call.text("sessions", "keep")) {
			case "keep" -> this.discord.reset();
			case "end" -> this.discord.startAnew();
			default -> throw call.wrong("'sessions' must be keep or end");
		}
		return ControlAnswer.noContent();
	}

}
