package io.discordgateway.test.standalone;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BiConsumer;

import io.discordgateway.test.LocalGateway;
import io.discordgateway.test.LocalRoute;
import io.discordgateway.test.ShardFaults;
import io.discordgateway.test.discord.DiscordFault;
import io.discordgateway.test.discord.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What goes wrong: with connections of one shard or of all, with what comes next, and
 * with calls of Discord's API.
 */
final class FaultRoutes {

	private static final int MANY = 1_000_000;

	private final StandaloneDiscord discord;

	FaultRoutes(StandaloneDiscord discord) {
		this.discord = discord;
	}

	void addTo(ControlApi api) {
		shard(api, "drop", (faults, call) -> faults.drops());
		shard(api, "stall", (faults, call) -> faults.stalls());
		shard(api, "go-on", (faults, call) -> faults.goesOn());
		shard(api, "half-close", (faults, call) -> faults.halfCloses());
		shard(api, "corrupt", (faults, call) -> faults.corrupts());
		shard(api, "delay", (faults, call) -> faults.delays(call.millis("delay_ms")), "delay_ms");
		shard(api, "reconnect", (faults, call) -> faults.reconnects());
		shard(api, "request-heartbeat", (faults, call) -> faults.asksForHeartbeat());
		shard(api, "invalidate", (faults, call) -> faults.invalidates(call.flag("resumable", false)), "resumable");
		shard(api, "close", (faults, call) -> faults.closes(code(call)), "code");
		shard(api, "ignore-heartbeats", (faults, call) -> faults.acknowledges(false));
		shard(api, "delay-acknowledgments", (faults, call) -> faults.acknowledgesAfter(call.millis("delay_ms")),
				"delay_ms");
		shard(api, "withhold-ready", (faults, call) -> faults.withholdsReady());
		shard(api, "withhold-resumed", (faults, call) -> faults.withholdsResumed());
		shard(api, "break-replays", (faults, call) -> faults.breaksReplays());
		shard(api, "slow-replays", (faults, call) -> faults.replaysSlowly(call.millis("pace_ms")), "pace_ms");
		api.post("/faults/refuse-upgrades", this::refuseUpgrades, "count", "status", "retry_after", "body");
		api.post("/faults/refuse-identifies", this::refuseIdentifies, "count", "code");
		api.post("/faults/answer-calls", this::answerCalls, "method", "path", "count", "status", "retry_after", "body");
		api.delete("/faults", (call) -> {
			this.discord.gateway().heal();
			return ControlAnswer.noContent();
		});
	}

	/** The faults that last, named as in their paths. */
	static ArrayNode lasting(LocalGateway gateway) {
		ArrayNode list = Json.object().putArray("list");
		for (DiscordFault.Lasting fault : gateway.faults()) {
			ObjectNode shown = list.addObject().put("fault", name(fault)).put("shard", fault.scope().shard());
			if (fault instanceof DiscordFault.Delay delay) {
				shown.put("delay_ms", delay.delay().toMillis());
			}
			else if (fault instanceof DiscordFault.DelayAcknowledgments delay) {
				shown.put("delay_ms", delay.delay().toMillis());
			}
			else if (fault instanceof DiscordFault.SlowReplay slow) {
				shown.put("pace_ms", slow.pace().toMillis());
			}
		}
		return list;
	}

	private static String name(DiscordFault.Lasting fault) {
		if (fault instanceof DiscordFault.Replace replace) {
			boolean ready = replace.moment() == DiscordFault.Moment.READY;
			return (replace.what() == DiscordFault.Instead.HALF_A_REPLAY) ? "break-replays"
					: ready ? "withhold-ready" : "withhold-resumed";
		}
		if (fault instanceof DiscordFault.DelayAcknowledgments) {
			return "delay-acknowledgments";
		}
		if (fault instanceof DiscordFault.SlowReplay) {
			return "slow-replays";
		}
		return (fault instanceof DiscordFault.Delay) ? "delay" : "ignore-heartbeats";
	}

	private void shard(ControlApi api, String fault, BiConsumer<ShardFaults, ControlCall> strike, String... fields) {
		String[] all = new String[fields.length + 1];
		System.arraycopy(fields, 0, all, 1, fields.length);
		all[0] = "shard";
		api.post("/faults/" + fault, (call) -> {
			LocalGateway gateway = this.discord.gateway();
			Integer shard = call.has("shard") ? call.number("shard", 0, Integer.MAX_VALUE) : null;
			long connections = connections(gateway, shard);
			strike.accept((shard != null) ? gateway.shard(shard) : gateway.everyShard(), call);
			return ControlAnswer.ok(Json.object().put("connections", connections));
		}, all);
	}

	private static long connections(LocalGateway gateway, @Nullable Integer shard) {
		return gateway.connections()
			.stream()
			.filter((connection) -> shard == null || (connection.shard() != null && connection.shard().id() == shard))
			.count();
	}

	private ControlAnswer refuseUpgrades(ControlCall call) {
		this.discord.gateway().refuseNextUpgrades(count(call), status(call, 503), retryAfter(call), body(call));
		return ControlAnswer.noContent();
	}

	private ControlAnswer refuseIdentifies(ControlCall call) {
		this.discord.gateway().refuseNextIdentifies(count(call), call.has("code") ? code(call) : null);
		return ControlAnswer.noContent();
	}

	private ControlAnswer answerCalls(ControlCall call) {
		String path = call.text("path");
		if (!path.startsWith("/")) {
			throw call.wrong("'path' must begin with a slash: it is a path below /api/v10");
		}
		LocalRoute route = this.discord.gateway().route(call.text("method").toUpperCase(Locale.ROOT), path);
		int status = status(call, 429);
		Duration retryAfter = retryAfter(call);
		if (retryAfter == null && status == 429) {
			retryAfter = Duration.ofSeconds(1);
		}
		route.refuse(count(call), status, retryAfter, call.has("body") ? body(call) : discordsBody(status, retryAfter));
		return ControlAnswer.noContent();
	}

	/* RFC 6455, section 7.4: the others are not for a close frame. */
	private static int code(ControlCall call) {
		int code = call.number("code", 1000, 4999);
		if ((code > 1003 && code < 1007) || (code > 1014 && code < 3000)) {
			throw call.wrong("A close frame cannot have the code " + code);
		}
		return code;
	}

	private static String discordsBody(int status, @Nullable Duration retryAfter) {
		ObjectNode body = Json.object();
		if (status == 429 && retryAfter != null) {
			body.put("message", "You are being rate limited.")
				.put("retry_after", retryAfter.toSeconds())
				.put("global", false);
		}
		else {
			body.put("message", status + ": " + HttpResponseStatus.valueOf(status).reasonPhrase()).put("code", 0);
		}
		return body.toString();
	}

	private static int count(ControlCall call) {
		return call.number("count", 1, 1, MANY);
	}

	private static int status(ControlCall call, int absent) {
		return call.number("status", absent, 200, 599);
	}

	private static @Nullable Duration retryAfter(ControlCall call) {
		return call.has("retry_after") ? Duration.ofSeconds(call.number("retry_after", 0, 86_400)) : null;
	}

	private static String body(ControlCall call) {
		JsonNode body = call.body().path("body");
		return body.isContainer() ? body.toString() : body.asString("");
	}

}
