package io.discordgateway.spring.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.discordgateway.protocol.ShardStatus;
import io.discordgateway.spring.ShardConnectedEvent;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import io.discordgateway.test.GatewayRecord;
import io.discordgateway.test.LocalGateway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how sessions are started: one after the other, and not more than a day has.
 */
@AnyWire
@ExtendWith(OutputCaptureExtension.class)
class SessionStartTests {

	private final Wire wire;

	SessionStartTests(Wire wire) {
		this.wire = wire;
	}

	@Test
	@DisplayName("R12: buckets are started in order, one identify per bucket and 5 s")
	void bucketsAreStartedInOrder() {
		try (LocalGateway gateway = LocalGateway.builder().shards(6).maxConcurrency(3).build().start();
				Bot bot = this.wire.start(gateway).awaitConnected()) {
			List<GatewayRecord.Identify> identifies = gateway.record().identifies();
			assertThat(identifies).hasSize(6).allMatch(GatewayRecord.Identify::accepted);
			assertThat(identifies.subList(0, 3)).extracting((identify) -> identify.shard().id())
				.containsExactlyInAnyOrder(0, 1, 2);
			assertThat(identifies.subList(3, 6)).extracting((identify) -> identify.shard().id())
				.containsExactlyInAnyOrder(3, 4, 5);
			IntStream.range(0, 3).forEach((bucket) -> {
				List<Instant> times = identifies.stream()
					.filter((identify) -> identify.shard().id() % 3 == bucket)
					.map(GatewayRecord.Identify::at)
					.toList();
				assertThat(Duration.between(times.get(0), times.get(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
			});
			assertThat(gateway.record().violations()).isEmpty();
		}
	}

	@Test
	@DisplayName("R13: with no session start left nothing is identified, and log and health say so")
	void noSessionIsStartedBeyondTheDaysBudget(CapturedOutput output) {
		try (LocalGateway gateway = LocalGateway.builder()
			.sessionStarts(1)
			.identifyWindow(Duration.ofMillis(1))
			.build()
			.start(); Bot bot = this.wire.start(gateway, "logging.level.io.discordgateway=WARN").awaitConnected()) {
			gateway.invalidateSessions(false);
			Bot.await().until(() -> bot.gateway().shard(0).status() == ShardStatus.BACKING_OFF);
			Bot.await().until(() -> bot.gateway().lookupFailure() != null);
			assertThat(bot.gateway().lookupFailure()).contains("only 0 more sessions");
			assertThat(bot.context().getBean(DefaultDiscordGateway.class).awaitsSessionStarts()).isTrue();
			// Health may know it before the log does.
			Bot.await().until(() -> output.getAll().contains("only 0 more sessions"));
			Witness.connectsAgain();
			assertThat(output).containsOnlyOnce("Discord lets this bot start only 0 more sessions");
			assertThat(gateway.record().identifies()).hasSize(1);
			assertThat(gateway.record().connections()).as("none is opened before its turn").hasSize(1);
			assertThat(bot.ears().lifecycle(ShardConnectedEvent.class)).hasSize(1);
		}
	}

}
