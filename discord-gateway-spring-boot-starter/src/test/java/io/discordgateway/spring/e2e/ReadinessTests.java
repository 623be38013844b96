package io.discordgateway.spring.e2e;

import java.time.Duration;

import io.discordgateway.spring.DiscordGateway;
import io.discordgateway.spring.driver.DefaultDiscordGateway;
import io.discordgateway.test.LocalGateway;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that readiness waits for the shards, and that the gateway starts when it is told
 * to.
 */
@AnyWire
class ReadinessTests {

	private final Wire wire;

	private final LocalGateway gateway = LocalGateway.builder()
		.shards(2)
		.maxConcurrency(2)
		.identifyWindow(Duration.ofMillis(1))
		.build()
		.start();

	ReadinessTests(Wire wire) {
		this.wire = wire;
	}

	@AfterEach
	void close() {
		this.gateway.close();
	}

	@Test
	void applicationIsReadyWhenEachShardWasConnected() {
		this.gateway.refuseApiCalls(503, null, "");
		try (Bot bot = this.wire.start(this.gateway, "discord.gateway.readiness=wait")) {
			assertThat(readiness(bot)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
			this.gateway.acceptApiCalls();
			bot.awaitConnected();
			Bot.await().until(() -> readiness(bot) == ReadinessState.ACCEPTING_TRAFFIC);
			this.gateway.refuseUpgrades(503, null, "");
			this.gateway.dropConnections();
			Bot.await().until(() -> bot.gateway().shards().stream().noneMatch((shard) -> shard.isConnected()));
			assertThat(readiness(bot)).as("what comes later is told by health")
				.isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void withoutTheSettingTheGatewayHasNoSay() {
		this.gateway.refuseApiCalls(503, null, "");
		try (Bot bot = this.wire.start(this.gateway)) {
			assertThat(readiness(bot)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void gatewayThatIsNotStartedIsReadyAndStartsWhenItIsToldTo() {
		try (Bot bot = this.wire.start(this.gateway, "discord.gateway.readiness=wait",
				"discord.gateway.auto-startup=false")) {
			DiscordGateway gateway = bot.gateway();
			assertThat(gateway.isRunning()).isFalse();
			assertThat(readiness(bot)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			assertThat(this.gateway.record().connections()).isEmpty();
			DefaultDiscordGateway driven = bot.context().getBean(DefaultDiscordGateway.class);
			assertThat(driven.awaitsSessionStarts()).isFalse();
			assertThat(gauge(bot, "discord.gateway.session.starts.reset")).as("not known before the API was asked")
				.isZero();
			gateway.start();
			gateway.start();
			bot.awaitConnected();
			assertThat(gauge(bot, "discord.gateway.session.starts.reset")).isBetween(0.0, 86_400.0);
			assertThat(gauge(bot, "discord.gateway.session.owned")).isEqualTo(1);
			assertThat(this.gateway.record().identifies()).as("who is started twice has started once").hasSize(2);
			gateway.stop();
			gateway.stop();
			assertThat(gateway.isRunning()).isFalse();
			assertThat(readiness(bot)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	private static double gauge(Bot bot, String name) {
		return bot.context().getBean(MeterRegistry.class).get(name).gauges().iterator().next().value();
	}

	private static ReadinessState readiness(Bot bot) {
		return bot.context().getBean(ApplicationAvailability.class).getReadinessState();
	}

}
