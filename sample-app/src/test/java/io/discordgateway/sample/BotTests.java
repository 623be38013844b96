package io.discordgateway.sample;

import java.time.Instant;
import java.util.List;

import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import io.discordgateway.test.spring.EmbeddedDiscordGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the bot does about what people do, seen from the other side.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@EmbeddedDiscordGateway(heartbeatIntervalMillis = 600)
class BotTests {

	private static final String AUTHOR = """
			{"id": "42", "username": "ada", "discriminator": "0", "global_name": "Ada @everyone", "avatar": null}""";

	@Autowired
	private LocalGateway discord;

	@Autowired
	private BotStatistics statistics;

	@Autowired
	private ThreadPoolTaskExecutor handlers;

	@BeforeEach
	void connect() {
		await().until(() -> this.discord.sessions().stream().anyMatch(LocalGateway.Session::connected));
		this.discord.clearRecord();
	}

	@Test
	void pingIsAnsweredInItsChannel() {
		this.discord.dispatch("MESSAGE_CREATE", message("!ping", "7", AUTHOR));
		GatewayRecord.RestCall call = awaitCall("/channels/7/messages");
		assertThat(call.status()).isEqualTo(200);
		assertThat(json(call).path("content").asString()).startsWith("Pong!");
		assertThat(json(call).path("allowed_mentions").path("parse").isEmpty()).isTrue();
	}

	@Test
	void otherMessagesAndBotsAreNotAnswered() {
		this.discord.dispatch("MESSAGE_CREATE", message("hello", "8", AUTHOR));
		this.discord.dispatch("MESSAGE_CREATE", message("!ping", "8", AUTHOR.replace("{", "{\"bot\": true, ")));
		this.discord.dispatch("MESSAGE_CREATE", message("!ping", "9", AUTHOR));
		awaitCall("/channels/9/messages");
		// The handlers of all three have begun by now, and are done when none is at work.
		await().until(() -> this.handlers.getActiveCount() == 0 && this.handlers.getQueueSize() == 0);
		assertThat(this.discord.record().restCalls()).extracting(GatewayRecord.RestCall::path)
			.noneMatch((path) -> path.endsWith("/channels/8/messages"));
	}

	@Test
	void theCommandIsAnsweredThroughItsInteraction() {
		this.discord.dispatch("INTERACTION_CREATE", """
				{"id": "100", "application_id": "1", "type": 2, "token": "secret-of-100", "version": 1,
				"guild_id": "1", "channel_id": "7", "app_permissions": "0", "entitlements": [], "context": 0,
				"authorizing_integration_owners": {}, "attachment_size_limit": 1, "locale": "en-US",
				"member": {"user": %s, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false,
				"mute": false, "flags": 0, "permissions": "0"},
				"data": {"id": "5", "name": "ping", "type": 1}}""".formatted(AUTHOR));
		GatewayRecord.RestCall call = awaitCall("/interactions/100/");
		assertThat(call.status()).isEqualTo(204);
		assertThat(json(call).path("type").asInt()).isEqualTo(4);
		assertThat(json(call).path("data").path("content").asString()).startsWith("Pong!");
	}

	@Test
	void aNewMemberIsWelcomedInTheSystemChannelWithoutMentioningAnybody() {
		this.discord.joinGuild("""
				{"id": "600", "name": "Test", "system_channel_id": "601", "channels": [], "members": [], "roles": [],
				"emojis": [], "features": [], "owner_id": "42", "presences": [], "voice_states": []}""");
		this.discord.dispatch("GUILD_MEMBER_ADD", """
				{"guild_id": "600", "user": %s, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false,
				"mute": false, "flags": 0}""".formatted(AUTHOR));
		GatewayRecord.RestCall call = awaitCall("/channels/601/messages");
		assertThat(json(call).path("content").asString()).isEqualTo("Welcome, Ada \\@everyone!");
		assertThat(json(call).path("allowed_mentions").path("parse").isEmpty()).isTrue();
	}

	@Test
	void nothingIsWrittenWhereTheBotMayNot() {
		this.discord.joinGuild("""
				{"id": "700", "name": "Test", "system_channel_id": "701", "owner_id": "42",
				"channels": [
					{"id": "701", "type": 0, "permission_overwrites": [
						{"id": "700", "type": 0, "allow": "0", "deny": "2048"}]},
					{"id": "702", "type": 0, "permission_overwrites": []}],
				"members": [{"user": {"id": "%s", "username": "bot", "discriminator": "0", "bot": true}, "roles": [],
				"joined_at": "2026-01-01T00:00:00+00:00", "deaf": false, "mute": false, "flags": 0}],
				"roles": [{"id": "700", "name": "@everyone", "permissions": "3072", "color": 0, "hoist": false,
				"position": 0, "managed": false, "mentionable": false, "flags": 0}],
				"emojis": [], "features": [], "presences": [], "voice_states": []}""".formatted(this.discord.botId()));
		long failed = this.statistics.totals(Instant.now()).failed();
		this.discord.dispatch("MESSAGE_CREATE", message("!ping", "701", AUTHOR));
		await().until(() -> this.statistics.totals(Instant.now()).failed() == failed + 1);
		this.discord.dispatch("MESSAGE_CREATE", message("!ping", "702", AUTHOR));
		awaitCall("/channels/702/messages");
		assertThat(calls("/channels/701/messages")).isEmpty();
	}

	@Test
	void whatTheApiRefusesIsCountedAndTold() {
		long failed = this.statistics.totals(Instant.now()).failed();
		this.discord.refuseApiCalls(403, null, "{\"message\": \"Missing Access\", \"code\": 50001}");
		try {
			this.discord.dispatch("MESSAGE_CREATE", message("!ping", "10", AUTHOR));
			await().until(() -> this.statistics.totals(Instant.now()).failed() == failed + 1);
		}
		finally {
			this.discord.acceptApiCalls();
		}
	}

	private GatewayRecord.RestCall awaitCall(String path) {
		await().until(() -> !calls(path).isEmpty());
		return calls(path).get(0);
	}

	private List<GatewayRecord.RestCall> calls(String path) {
		return this.discord.record().restCalls().stream().filter((call) -> call.path().contains(path)).toList();
	}

	private static JsonNode json(GatewayRecord.RestCall call) {
		return JsonMapper.shared().readTree(call.body());
	}

	private static String message(String content, String channel, String author) {
		return """
				{"id": "1", "type": 0, "channel_id": "%s", "guild_id": "600", "content": "%s", "author": %s,
				"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": null, "tts": false, "pinned": false,
				"mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
				"components": [], "flags": 0}""".formatted(channel, content, author);
	}

}
