package io.discordgateway.test.discord;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.discordgateway.payload.GatewayOpcode;
import io.discordgateway.test.InProcessClient;
import io.discordgateway.test.InProcessGateway;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Whatever kinds of values a call or a payload has, Discord has an answer.
 */
class WrongKindsTests {

	private static final int TRIES = Boolean.getBoolean("thorough") ? 1000 : 100;

	private static final String IDENTIFY = """
			{"token":"secret","intents":0,"properties":{"os":"a","browser":"b","device":"c"},"compress":false,
			"large_threshold":50,"shard":[0,1],"presence":{"status":"online","since":null,"afk":false,
			"activities":[]}}""";

	private static final List<String> VALUES = List.of("null", "true", "-1", "0", "1", "2.5", "2147483648",
			"99999999999999999999999", "\"\"", "\"a\"", "\"12\"", "\"2026-01-01T00:00:00Z\"", "[]", "{}", "[null]",
			"[1]", "[\"12\"]", "[{}]", "[[]]", "{\"id\":1}", "[{\"id\":\"12\",\"type\":1,\"name\":\"a\"}]",
			"{\"name\":[],\"id\":{}}", "[{\"type\":99,\"components\":[{\"type\":2}]}]");

	private static final List<String> FIELDS = List.of("content", "embeds", "components", "flags", "tts", "nonce",
			"message_reference", "poll", "sticker_ids", "allowed_mentions", "attachments", "name", "type", "topic",
			"nsfw", "rate_limit_per_user", "parent_id", "position", "permission_overwrites", "user_limit", "bitrate",
			"id", "allow", "deny", "nick", "roles", "mute", "deaf", "channel_id", "communication_disabled_until",
			"permissions", "color", "colors", "hoist", "user_ids", "messages", "max_age", "max_uses", "username",
			"avatar", "recipient_id", "data", "options", "description", "archived", "locked", "auto_archive_duration",
			"message", "applied_tags", "available_tags", "suppress", "status", "default_member_permissions",
			"name_localizations", "webhook_id", "features", "system_channel_id");

	private final Random random = new Random(7);

	@ParameterizedTest
	@ValueSource(strings = { "POST /channels/C/messages", "PATCH /channels/C/messages/M",
			"POST /channels/C/messages/bulk-delete", "PATCH /channels/C", "PUT /channels/C/permissions/9",
			"PUT /channels/C/voice-status", "POST /guilds/G/channels", "PATCH /guilds/G/channels",
			"POST /channels/C/threads", "POST /channels/C/messages/M/threads", "POST /channels/C/invites",
			"POST /channels/C/webhooks", "PATCH /guilds/G/members/U", "PATCH /guilds/G/members/@me",
			"POST /guilds/G/bulk-ban", "PUT /guilds/G/bans/9", "POST /guilds/G/roles", "PATCH /guilds/G/roles",
			"PATCH /guilds/G", "PATCH /guilds/G/voice-states/@me", "PATCH /applications/@me", "PATCH /users/@me",
			"POST /users/@me/channels", "POST /applications/A/commands", "PUT /applications/A/commands",
			"POST /applications/A/guilds/G/commands", "PUT /applications/A/guilds/G/commands", "POST I", "POST F",
			"PATCH F/messages/@original" })
	void callHasAnAnswer(String call) {
		for (int i = 0; i < TRIES; i++) {
			Planet planet = new Planet().owned();
			String message = planet.write(planet.ada, "hello");
			String unused = planet.world.people().run(planet.ada, planet.general, "ask", null, planet.now);
			String path = call.substring(call.indexOf(' ') + 1);
			if (path.startsWith("F")) {
				planet.call("POST", planet.callback(), "{\"type\":5}");
			}
			path = path.replace("G", planet.guild)
				.replace("C", planet.general)
				.replace("M", message)
				.replace("U", planet.ada)
				.replace("A", Planet.BOT)
				.replace("I", planet.callback())
				.replace("F", planet.followUps());
			String body = body();
			Planet.Reply reply = planet.call(call.substring(0, call.indexOf(' ')), path, body);
			assertThat(reply.status()).as("%s %s: %s", call, body, reply.json()).isLessThan(500);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "DISPATCH", "RECONNECT", "INVALID_SESSION", "HELLO", "HEARTBEAT_ACK" })
	void payloadHasAnAnswer(GatewayOpcode opcode) {
		InProcessGateway discord = LocalGateway.builder().token("secret").maxConcurrency(1000).buildInProcess();
		discord.joinGuild("{\"id\":\"12\",\"members\":[{\"user\":{\"id\":\"1\",\"username\":\"a\"}}]}");
		for (int i = 0; i < TRIES; i++) {
			InProcessClient client = discord.connect();
			if (opcode != GatewayOpcode.IDENTIFY && opcode != GatewayOpcode.RESUME) {
				ObjectNode identify = Json.object().put("op", GatewayOpcode.IDENTIFY.code());
				identify.set("d", Json.read(IDENTIFY.replace("[0,1]", "[" + i + ",10000]")));
				client.send(identify.toString());
			}
			String payload = "{\"op\":" + opcode.code() + ",\"d\":" + data(opcode) + "}";
			assertThatCode(() -> client.send(payload)).as(payload).doesNotThrowAnyException();
			client.drop();
			discord.advance(Duration.ofSeconds(5));
		}
	}

	/* A payload of the right form, in which a value or two are wrong. */
	private String data(GatewayOpcode opcode) {
		ObjectNode data = Json.copy(Json.read(switch (opcode) {
			case IDENTIFY -> IDENTIFY;
			case RESUME -> "{\"token\":\"secret\",\"session_id\":\"a\",\"seq\":1}";
			case PRESENCE_UPDATE -> "{\"status\":\"online\",\"since\":null,\"afk\":false,\"activities\":[]}";
			case VOICE_STATE_UPDATE ->
				"{\"guild_id\":\"12\",\"channel_id\":null,\"self_mute\":false,\"self_deaf\":false}";
			case REQUEST_GUILD_MEMBERS ->
				"{\"guild_id\":\"12\",\"query\":\"\",\"limit\":1,\"presences\":false,\"nonce\":\"a\"}";
			case REQUEST_SOUNDBOARD_SOUNDS -> "{\"guild_ids\":[\"12\"]}";
			case REQUEST_CHANNEL_INFO -> "{\"guild_id\":\"12\",\"fields\":[\"status\"]}";
			default -> "{}";
		}));
		if (data.isEmpty()) {
			return value();
		}
		List<String> fields = List.copyOf(data.propertyNames());
		for (int i = 0; i <= this.random.nextInt(2); i++) {
			data.set(fields.get(this.random.nextInt(fields.size())), Json.read(value()));
		}
		return data.toString();
	}

	private String body() {
		if (this.random.nextInt(10) == 0) {
			return value();
		}
		ObjectNode body = Json.object();
		for (int i = this.random.nextInt(5); i >= 0; i--) {
			body.set(FIELDS.get(this.random.nextInt(FIELDS.size())), Json.read(value()));
		}
		if (this.random.nextBoolean()) {
			// As many go on only with these.
			body.put("name", "a").put("description", "b").put("type", this.random.nextInt(12));
		}
		if (this.random.nextInt(3) == 0) {
			ObjectNode outer = Json.object().put("type", this.random.nextInt(12));
			outer.set("data", body);
			return outer.toString();
		}
		return (this.random.nextInt(8) == 0) ? "[" + body + "]" : body.toString();
	}

	private String value() {
		return VALUES.get(this.random.nextInt(VALUES.size()));
	}

}
