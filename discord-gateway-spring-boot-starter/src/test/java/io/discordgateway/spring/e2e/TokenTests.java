package io.discordgateway.spring.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.discordgateway.payload.GatewayCloseCode;
import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.InvalidTokenException;
import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardFailedEvent;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for tokens that are wrong, and for what is said of those that are right.
 */
@AnyWire
@ExtendWith(OutputCaptureExtension.class)
class TokenTests {

	private static final String SECRET = "MTQwMDAwMDAwMDAwMDAwMDAwMQ.GsEcRe.t-that_nobody-may_see";

	private final Wire wire;

	TokenTests(Wire wire) {
		this.wire = wire;
	}

	/* Boot leaves them behind, and the next application would take them for its own. */
	@AfterEach
	void forgetWhereItWasLogged() {
		System.clearProperty(LoggingSystemProperty.CONSOLE_THRESHOLD.getEnvironmentVariableName());
		System.clearProperty(LoggingSystemProperty.LOG_FILE.getEnvironmentVariableName());
	}

	@Test
	@DisplayName("R2: a token that the API refuses fails the start, once and with the fix")
	void wrongTokenFailsTheStartWithOneClearMessage(CapturedOutput output) {
		try (LocalGateway gateway = LocalGateway.builder().token("another").build().start()) {
			assertThatThrownBy(() -> this.wire.start(gateway, "discord.gateway.token=" + SECRET).close())
				.hasRootCauseInstanceOf(InvalidTokenException.class);
			assertThat(output).containsOnlyOnce("APPLICATION FAILED TO START")
				.contains("Discord's API refused the bot token")
				.contains("Developer Portal")
				.doesNotContain("Exception")
				.doesNotContain(SECRET);
			assertThat(gateway.record().restCalls()).hasSize(1);
			assertThat(gateway.record().connections()).isEmpty();
		}
	}

	@Test
	@DisplayName("R18: a token that the gateway refuses turns health down and is never tried again")
	void tokenRefusedLaterFailsTheShardForGood(CapturedOutput output) {
		try (LocalGateway api = LocalGateway.builder().token(SECRET).build().start();
				LocalGateway gateway = LocalGateway.builder().token("another").build().start();
				Bot bot = this.wire.start(api, "discord.gateway.url=" + gateway.gatewayUrl())) {
			ShardFailedEvent failed = bot.awaitEvent(ShardFailedEvent.class);
			assertThat(failed.closeCode()).isEqualTo(GatewayCloseCode.AUTHENTICATION_FAILED);
			assertThat(failed.reason()).contains("4004");
			List<ShardDisconnectedEvent> disconnected = bot.ears().lifecycle(ShardDisconnectedEvent.class);
			assertThat(disconnected).singleElement().satisfies((event) -> {
				assertThat(event.code()).isEqualTo(4004);
				assertThat(event.willResume()).isFalse();
				assertThat(event.nextAttempt()).isNull();
			});
			Bot.await().until(() -> bot.gateway().shard(0).status() == ShardStatus.FAILED);
			Witness.connectsAgain();
			assertThat(bot.gateway().shard(0).status()).isEqualTo(ShardStatus.FAILED);
			assertThat(bot.context().isActive()).isTrue();
			assertThat(gateway.record().identifies()).hasSize(1);
			assertThat(output).containsOnlyOnce("Stopped for good").doesNotContain(SECRET);
		}
	}

	@Test
	void onFatalExitClosesTheApplication() {
		try (LocalGateway api = LocalGateway.builder().token(SECRET).build().start();
				LocalGateway gateway = LocalGateway.builder().token("another").build().start();
				Bot bot = this.wire.start(api, "discord.gateway.url=" + gateway.gatewayUrl(),
						"discord.gateway.on-fatal=exit")) {
			Bot.await().until(() -> !bot.context().isActive());
			Witness.connectsAgain();
			assertThat(gateway.record().connections()).hasSize(1);
		}
	}

	@Test
	@DisplayName("R40: the token stands nowhere in the output, whatever is logged")
	void tokenIsPrintedNowhereAtTrace(CapturedOutput output, @TempDir Path folder) throws IOException {
		Path log = folder.resolve("trace.log");
		try (LocalGateway gateway = LocalGateway.builder()
			.token(SECRET)
			.heartbeatInterval(Duration.ofSeconds(1))
			.build()
			.start();
				Bot bot = this.wire
					.start(WebApplicationType.SERVLET, gateway, "logging.level.root=TRACE",
							"logging.threshold.console=OFF", "logging.file.name=" + log)
					.awaitConnected()) {
			Messages.send(gateway, 0, 10);
			gateway.requestReconnect();
			Bot.await().until(() -> !gateway.record().resumes().isEmpty());
			bot.awaitConnected();
			gateway.refuseUpgrades(429, Duration.ofSeconds(1), "slow down");
			gateway.dropConnections();
			Bot.await().until(() -> gateway.record().restCalls().stream().anyMatch((call) -> call.status() == 429));
			gateway.acceptUpgrades();
			bot.awaitConnected();
			gateway.sendRaw("{garbage");
			gateway.invalidateSessions(false);
			Bot.await().until(() -> gateway.record().identifies().size() >= 2);
		}
		assertThat(log).content()
			.contains("IDENTIFY <redacted>")
			.contains("RESUME <redacted>")
			.doesNotContain(SECRET)
			.doesNotContain(SECRET.substring(30));
		assertThat(output).doesNotContain(SECRET);
	}

}
