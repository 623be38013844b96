package io.discordgateway.spring.driver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.discordgateway.spring.ShardDisconnectedEvent;
import io.discordgateway.spring.ShardState;
import io.discordgateway.spring.autoconfigure.DiscordGatewayAutoConfiguration;
import io.discordgateway.test.LocalGateway;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for clocks that come apart (R42).
 */
class ClockJumpTests {

	private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);

	private final InstantSource wall = () -> Instant.now().plus(this.offset.get());

	@Test
	void watchTellsEachJumpOnce() {
		Instant start = Instant.parse("2026-11-25T00:00:00Z");
		ClockWatch watch = new ClockWatch(InstantSource.fixed(start), () -> start.plus(this.offset.get()));
		assertThat(watch.look()).isZero();
		this.offset.set(Duration.ofMillis(400));
		assertThat(watch.look()).isZero();
		this.offset.set(Duration.ofHours(8));
		assertThat(watch.look()).isEqualTo(Duration.ofHours(8).minusMillis(400));
		assertThat(watch.look()).isZero();
		this.offset.set(Duration.ZERO);
		assertThat(watch.look()).isEqualTo(Duration.ofHours(-8));
	}

	@Test
	@DisplayName("R42: after a sleep the connection is taken for dead and the session resumed at once")
	void sleepOfTheHostIsAnsweredWithAResume() {
		List<ShardDisconnectedEvent> disconnected = new CopyOnWriteArrayList<>();
		try (LocalGateway local = LocalGateway.builder().identifyWindow(Duration.ofMillis(1)).build().start()) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(DiscordGatewayAutoConfiguration.class))
				.withPropertyValues("discord.gateway.api-base-url=" + local.apiBaseUrl(),
						"discord.gateway.token=" + local.token().reveal())
				.withInitializer((context) -> context
					.addApplicationListener((ApplicationListener<ShardDisconnectedEvent>) disconnected::add))
				.run((context) -> {
					DefaultDiscordGateway gateway = context.getBean(DefaultDiscordGateway.class);
					gateway.stop();
					gateway.setWallClock(this.wall);
					gateway.start();
					await(() -> gateway.shards().stream().anyMatch(ShardState::isConnected));
					this.offset.set(Duration.ofHours(8));
					await(() -> local.record().resumes().size() == 1);
					await(() -> gateway.shard(0).isConnected());
					assertThat(disconnected).singleElement()
						.satisfies((event) -> assertThat(event.willResume()).isTrue());
					// What people read is the time as they have it.
					assertThat(gateway.shard(0).since()).isAfter(Instant.now().plus(Duration.ofHours(7)));
				});
		}
	}

	private static void await(java.util.concurrent.Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(condition);
	}

}
