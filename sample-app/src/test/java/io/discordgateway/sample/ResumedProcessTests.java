package io.discordgateway.sample;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.ShardState;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a process does that resumes the session of another one: it gets no READY and no
 * GUILD_CREATE (R23).
 */
class ResumedProcessTests {

	private static final String APPLICATION_ID = "1400000000000000042";

	private static final String MEMBER = """
			{"user": {"id": "42", "username": "ada", "discriminator": "0", "global_name": "Ada", "avatar": null},
			"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false, "mute": false, "flags": 0,
			"permissions": "0", "guild_id": "600"}""";

	private final LocalGateway discord = LocalGateway.builder().token(token()).build().start();

	@TempDir
	private Path folder;

	@AfterEach
	void close() {
		this.discord.close();
	}

	@Test
	void commandIsRegisteredAndMembersAreWelcomed() {
		this.discord.joinGuild("""
				{"id": "600", "name": "Test", "system_channel_id": "601", "channels": [], "members": [], "roles": [],
				"emojis": [], "features": [], "owner_id": "42", "presences": [], "voice_states": []}""");
		start().close();
		this.discord.clearRecord();
		try (ConfigurableApplicationContext second = start()) {
			awaitCall("/applications/" + APPLICATION_ID + "/commands");
			this.discord.dispatch("GUILD_MEMBER_ADD", MEMBER);
			assertThat(content(awaitCall("/channels/601/messages"))).isEqualTo("Welcome, Ada!");
			assertThat(second.getBean(DiscordGateway.class).applicationId()).hasToString(APPLICATION_ID);
		}
		assertThat(this.discord.record().identifies()).isEmpty();
	}

	@Test
	void interactionThatNobodyWaitsForAnyMoreIsNotAnswered() {
		start().close();
		this.discord.clearRecord();
		this.discord.dispatch("INTERACTION_CREATE", ping(snowflake(Instant.now().minusSeconds(60)), "8"));
		this.discord.dispatch("MESSAGE_CREATE", """
				{"id": "1", "type": 0, "channel_id": "9", "content": "!ping", "author": {"id": "42",
				"username": "ada", "discriminator": "0", "global_name": null, "avatar": null},
				"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": null, "tts": false, "pinned": false,
				"mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
				"components": [], "flags": 0}""");
		try (ConfigurableApplicationContext second = start()) {
			String fresh = snowflake(Instant.now());
			this.discord.dispatch("INTERACTION_CREATE", ping(fresh, "10"));
			awaitCall("/channels/9/messages");
			awaitCall("/interactions/" + fresh);
			assertThat(this.discord.record().restCalls()).filteredOn((call) -> call.path().contains("/interactions/"))
				.hasSize(1);
			assertThat(second.getBean(DiscordGateway.class).shard(0).delivery().staleInteractions()).isOne();
		}
	}

	private ConfigurableApplicationContext start() {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
			.web(WebApplicationType.NONE)
			.run("--discord.gateway.token=" + token(), "--discord.gateway.api-base-url=" + this.discord.apiBaseUrl(),
					"--discord.gateway.session.store=file",
					"--discord.gateway.session.store-file=" + this.folder.resolve("sessions.json"),
					"--discord.gateway.session.keep-on-shutdown=true");
		DiscordGateway gateway = context.getBean(DiscordGateway.class);
		await().until(() -> !gateway.shards().isEmpty() && gateway.shards().stream().allMatch(ShardState::isConnected));
		return context;
	}

	private GatewayRecord.RestCall awaitCall(String path) {
		await().until(() -> !calls(path).isEmpty());
		return calls(path).get(0);
	}

	private List<GatewayRecord.RestCall> calls(String path) {
		return this.discord.record().restCalls().stream().filter((call) -> call.path().contains(path)).toList();
	}

	private static String content(GatewayRecord.RestCall call) {
		return JsonMapper.shared().readTree(call.body()).path("content").asString();
	}

	private static String token() {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(APPLICATION_ID.getBytes(StandardCharsets.US_ASCII)) + ".local.gateway";
	}

	private static String snowflake(Instant time) {
		return Long.toString((time.toEpochMilli() - 1_420_070_400_000L) << 22);
	}

	private static String ping(String id, String channel) {
		return """
				{"id": "%1$s", "application_id": "1", "type": 2, "token": "secret-of-%1$s", "version": 1,
				"guild_id": "1", "channel_id": "%2$s", "app_permissions": "0", "entitlements": [], "context": 0,
				"authorizing_integration_owners": {}, "attachment_size_limit": 1, "locale": "en-US",
				"member": {"user": {"id": "42", "username": "ada", "discriminator": "0", "global_name": null,
				"avatar": null}, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": false,
				"mute": false, "flags": 0, "permissions": "0"},
				"data": {"id": "5", "name": "ping", "type": 1}}""".formatted(id, channel);
	}

}
