package io.discordgateway.spring.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.discordgateway.shard.ShardId;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a {@link FileResumeStore} whose file another process has open: the operating
 * system refuses it, which inside of one process Java does by itself.
 */
class FileStoreOfAnotherProcessTests {

	@TempDir
	private Path folder;

	private Process holder;

	@BeforeEach
	void letAnotherProcessOpenTheFile() throws IOException {
		this.holder = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				Holder.class.getName(), file().toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		assertThat(this.holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("open");
	}

	@AfterEach
	void end() throws InterruptedException {
		assertThat(this.holder.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	@DisplayName("R23: the file is refused while the other process lives, which is named, and free once it is killed")
	void fileIsRefusedUntilTheOtherProcessIsGone() throws Exception {
		assertThatExceptionOfType(ResumeStoreInUseException.class).isThrownBy(() -> new FileResumeStore(file()))
			.satisfies((refused) -> assertThat(refused.getHolder()).isEqualTo("process " + this.holder.pid()));
		end();
		try (FileResumeStore store = new FileResumeStore(file())) {
			assertThat(store.load("1", ShardId.SINGLE)).isNull();
		}
	}

	@Test
	@DisplayName("R23: an application does not start on the file of another process")
	void applicationDoesNotStart() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DiscordGatewayFileStoreAutoConfiguration.class,
					DiscordGatewayAutoConfiguration.class))
			.withPropertyValues("discord.gateway.token=abc", "discord.gateway.api-base-url=http://127.0.0.1:1/api/v10",
					"discord.gateway.session.store=file", "discord.gateway.session.store-file=" + file())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(ResumeStoreInUseException.class));
	}

	private Path file() {
		return this.folder.resolve("sessions.json");
	}

	/** Opens the file that its argument names, until its standard input ends. */
	static final class Holder {

		private Holder() {
		}

		public static void main(String[] arguments) throws IOException {
			try (FileResumeStore store = new FileResumeStore(Path.of(arguments[0]))) {
				System.out.println("open");
				System.out.flush();
				if (System.in.read() >= 0) {
					throw new IOException(store + " expects no input");
				}
			}
		}

	}

}
