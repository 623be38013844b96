package io.discordgateway.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The jar of the sample, with what was processed ahead of time, as a process of its own.
 */
class AheadOfTimeIT {

	@TempDir
	private Path directory;

	@Test
	void theProcessedSampleAnswersPing() throws Exception {
		try (LocalGateway discord = LocalGateway.builder().build().start()) {
			Path log = this.directory.resolve("log");
			ProcessBuilder builder = new ProcessBuilder(
					Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
					"-XX:+UseSerialGC", "-Dspring.aot.enabled=true", "-jar", System.getProperty("sample.jar"),
					"--server.port=0", "--discord.gateway.api-base-url=" + discord.apiBaseUrl())
				.directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile());
			// As in production: not on the command line, which others can read.
			builder.environment().put("DISCORD_TOKEN", discord.token().reveal());
			Process sample = builder.start();
			try {
				await().atMost(Duration.ofMinutes(1))
					.failFast("The sample ended: " + log, () -> !sample.isAlive())
					.until(() -> discord.sessions().stream().anyMatch(LocalGateway.Session::connected));
				discord.dispatch("MESSAGE_CREATE", """
						{"id": "1", "type": 0, "channel_id": "9", "content": "!ping", "author": {"id": "42",
						"username": "ada", "discriminator": "0", "global_name": null, "avatar": null},
						"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": null, "tts": false,
						"pinned": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
						"attachments": [], "embeds": [], "components": [], "flags": 0}""");
				await().atMost(Duration.ofSeconds(30)).until(() -> !messages(discord).isEmpty());
				assertThat(messages(discord).get(0).body()).contains("Pong!");
			}
			finally {
				sample.destroy();
				if (!sample.waitFor(30, TimeUnit.SECONDS)) {
					sample.destroyForcibly();
				}
			}
			assertThat(Files.readString(log)).contains("Starting AOT-processed SampleApplication")
				.doesNotContain("enable-native-access");
		}
	}

	private static List<GatewayRecord.RestCall> messages(LocalGateway discord) {
		return discord.record()
			.restCalls()
			.stream()
			.filter((call) -> call.path().endsWith("/channels/9/messages"))
			.toList();
	}

}
